"""Words that work anywhere, such as BATAL, MENU and UBAH 3."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialog.typed import plain

# These mean themselves even where an option has the same word.
ALWAYS = frozenset({"menu", "batal", "berhenti", "hapus"})

_NUMBERED = re.compile(
    r"^(?:ubah|ganti|perbaiki|edit|tukar|koreksi)(?: (?:no|nomor|nomer))? (\d{1,2})$"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A word for the conversation itself, not for the question at hand."""

    name: str
    number: int | None = None


def command_of(words: Mapping[str, str], text: str) -> Command | None:
    """The command a whole message stands for; one typing slip in a longer word is forgiven."""
    said = plain(text)
    if numbered := _NUMBERED.match(said):
        return Command("ubah", int(numbered.group(1)))
    if said in words:
        return Command(words[said])
    near = _near(words, said)
    return Command(words[near]) if near else None


def _near(words: Mapping[str, str], said: str) -> str | None:
    if not 5 <= len(said) <= 20:
        return None
    candidates = [word for word in words if abs(len(word) - len(said)) <= 1 and len(word) >= 5]
    found = difflib.get_close_matches(said, candidates, n=1, cutoff=0.84)
    return found[0] if found else None
