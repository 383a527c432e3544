"""Words that work anywhere, such as BATAL, MENU and UBAH 3."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialog.typed import plain, similar, squeeze

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


class Commands(dict[str, str]):
    """Every spelling of every word that works anywhere, with the command it stands for."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._as_long: dict[int, list[str]] = defaultdict(list)
        for word in words:
            for length in range(len(word) - 1, len(word) + 2) if len(word) >= 5 else ():
                self._as_long[length].append(word)

    def as_long(self, said: str) -> Iterable[str]:
        """Words of five letters and more that one slip could have turned into this."""
        return self._as_long.get(len(said), ())


def command_of(words: Commands, text: str, near: bool = True) -> Command | None:
    """The command a whole message stands for; `near`: one slip in a longer word is forgiven."""
    said = plain(text)
    if numbered := _NUMBERED.match(said):
        return Command("ubah", int(numbered.group(1)))
    for spelled in (said, squeeze(said)):  # "menuu" is MENU
        if spelled in words:
            return Command(words[spelled])
    meant = _near(words, said) if near else None
    return Command(words[meant]) if meant else None


def _near(words: Commands, said: str) -> str | None:
    if not 5 <= len(said) <= 20:
        return None
    found = (word for word in words.as_long(said) if _may_be(word, said) and similar(said, word))
    return next(found, None)


def _may_be(word: str, said: str) -> bool:
    """Cheap to tell, before the costly comparison: one slip leaves the first letter or the last."""
    return word[0] == said[0] or word[-1] == said[-1]
