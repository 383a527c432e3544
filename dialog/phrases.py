"""Sets of words and groups of words, found in a text that was split into words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dialog.typed import plain


class Phrases:
    """Never changed once made. The texts it looks through are lists of `plain` words."""

    __slots__ = ("_all", "_lengths", "_longest")

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        self._keep(frozenset(filter(None, map(plain, phrases))))

    def _keep(self, phrases: frozenset[str]) -> None:
        """With how many words phrases have that begin with a word, the longest first."""
        self._all = phrases
        self._longest = max((phrase.count(" ") + 1 for phrase in phrases), default=0)
        lengths = defaultdict[str, set[int]](set)
        for phrase in phrases:
            lengths[phrase.partition(" ")[0]].add(phrase.count(" ") + 1)
        self._lengths = {word: sorted(some, reverse=True) for word, some in lengths.items()}

    @classmethod
    def joined(cls, parts: "Iterable[Phrases]") -> "Phrases":
        """All of them as one."""
        whole = cls()
        whole._keep(frozenset[str]().union(*(part._all for part in parts)))
        return whole

    def __contains__(self, phrase: object) -> bool:
        return phrase in self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def begins(self, words: Sequence[str], at: int = 0) -> int:
        """How many words the longest phrase has that begins at this place; 0 when none does."""
        left = len(words) - at
        for count in self._lengths.get(words[at], ()) if left > 0 else ():
            if count <= left and (count == 1 or " ".join(words[at : at + count]) in self._all):
                return count
        return 0

    def ends(self, words: Sequence[str]) -> int:
        """How many words the longest phrase has that the text ends with."""
        most = min(self._longest, len(words))
        return next((n for n in range(most, 0, -1) if " ".join(words[-n:]) in self._all), 0)

    def within(self, words: Sequence[str]) -> bool:
        return any(self.begins(words, at) for at in range(len(words)))

    def cover(self, words: Sequence[str]) -> bool:
        """Whether the text is made of these phrases and nothing else."""
        at = 0
        while at < len(words) and (count := self.begins(words, at)):
            at += count
        return bool(words) and at == len(words)

    def trimmed(self, words: Sequence[str]) -> list[str]:
        """The text without these phrases at its beginning and end."""
        return list(words[self.between(words)])

    def between(self, words: Sequence[str]) -> slice:
        """The part that is left without these phrases at the beginning and end."""
        start = 0
        while start < len(words) and (count := self.begins(words, start)):
            start += count
        return slice(start, start + len(self.trimmed_end(words[start:])))

    def trimmed_end(self, words: Sequence[str]) -> list[str]:
        end = len(words)
        while count := self.ends(words[:end]):
            end -= count
        return list(words[:end])


NONE = Phrases()
