"""Words that work anywhere, such as BATAL, MENU and UBAH 3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialog.typed import plain, similar

# These mean themselves even where an option has the same word.
ALWAYS = frozenset({"menu", "batal", "berhenti", "hapus"})

_NUMBERED = re.compile(
    r"^(?:ubah|ganti|perbaiki|edit|tukar|tuka|koreksi)(?: (?:no|nomor|nomer))? (\d{1,2})$"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A word for the conversation itself, not for the question at hand."""

    name: str
    number: int | None = None


def command_of(words: Mapping[str, str], text: str, near: bool = True) -> Command | None:
    """The command a whole message stands for; `near`: one slip in a longer word is forgiven."""
    said = plain(text)
    if numbered := _NUMBERED.match(said):
        return Command("ubah", int(numbered.group(1)))
    if said in words:
        return Command(words[said])
    meant = _near(words, said) if near else None
    return Command(words[meant]) if meant else None


def _near(words: Mapping[str, str], said: str) -> str | None:
    if not 5 <= len(said) <= 20:
        return None
    as_long = [word for word in words if -2 < len(word) - len(said) < 2]
    return next((word for word in as_long if _may_be(word, said) and similar(said, word)), None)


def _may_be(word: str, said: str) -> bool:
    """Cheap to tell, before the costly comparison: one slip leaves the first letter or the last."""
    return len(word) >= 5 and (word[0] == said[0] or word[-1] == said[-1])
