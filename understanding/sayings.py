"""Sentences known by their very words: a rumour to put right, an emergency, another's business.

What the words are is data (messages/flows/ucapan.yaml) and handed in. One line there is a pattern:
every word of it must be said, in any order. In a pattern a|b is either of the two, a_b is said in
this order, -a must not be said. Amounts and small numbers are in digits (42000000, 6_bulan), and
@asing stands for a text in letters of another alphabet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from understanding.normalise import normalise

FOREIGN = "@asing"
_LONG = 6
"""Letters a word must have for one slip of the finger to be forgiven."""

_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[.,]\d{3})+)(?!\d|[.,]\d)")
_SCALED = re.compile(
    r"(\d+)(?:[.,](\d{1,3}))?\s*(?:(juta|jutaan|jut|jt|juto)|(?:ribuan|ribu|rb|rbu|k))\b"
    r"(?:\s*(\d{3})(?!\d)|\s*(\d)\s*(?:ratus|ratuih)\b)?"
)
_CURRENCY = re.compile(r"\brp\b\.?|\brp\.?(?=\d)")
_PERCENT = re.compile(r"(?<=\d)\s*%")

_DIGITS: Mapping[str, str] = {
    word: digit
    for digit, words in {
        "2": "dua duo", "3": "tiga tigo", "4": "empat ampek", "5": "lima limo", "6": "enam anam",
        "10": "sepuluh sapuluah sapuluh",
    }.items()
    for word in words.split()
}  # fmt: skip

Patterns = Mapping[str, Sequence[str]]
"""Place to place of lines: where each kind of sentence is answered, and how it is said."""


@dataclass(frozen=True, slots=True)
class Group:
    """What may be said for one part of a line: single words, and phrases of several."""

    words: frozenset[str]
    phrases: tuple[str, ...]

    def met_by(self, words: frozenset[str], said: str) -> bool:
        """`said` is the whole text with a space at each end, `words` its words."""
        return not self.words.isdisjoint(words) or any(map(said.__contains__, self.phrases))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: each group of `wanted` must be met, nothing of `unwanted` may be."""

    wanted: tuple[Group, ...]
    unwanted: Group

    def fits(self, words: frozenset[str], said: str) -> bool:
        met = all(group.met_by(words, said) for group in self.wanted)
        return met and not self.unwanted.met_by(words, said)

    def vocabulary(self) -> Iterator[str]:
        for group in (*self.wanted, self.unwanted):
            yield from group.words
            yield from (word for phrase in group.phrases for word in phrase.split())


@dataclass(frozen=True)
class Sayings:
    """Patterns with the place that answers each; the first that fits counts."""

    patterns: tuple[tuple[str, Pattern], ...]

    def place(self, text: str) -> str | None:
        """Where a text like this is answered, or nothing when it is none of them."""
        heard = tuple(map(self._meant, plainly(text).split()))
        words, said = frozenset(heard), f" {' '.join(heard)} "
        fitting = (place for place, pattern in self.patterns if pattern.fits(words, said))
        return next(fitting, None)

    def _meant(self, word: str) -> str:
        """The long word of a pattern that this one is a slip of."""
        if len(word) < _LONG or word in self._vocabulary or not word.isalpha():
            return word
        near = extractOne(word, self._long, scorer=OSA.distance, score_cutoff=1)
        return str(near[0]) if near else word

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for _, line in self.patterns for word in line.vocabulary())

    @cached_property
    def _long(self) -> Sequence[str]:
        return sorted(word for word in self._vocabulary if len(word) >= _LONG and word.isalpha())


def sayings(patterns: Patterns) -> Sayings:
    """Ready to be compared with what people write."""
    return Sayings(
        tuple((place, pattern(line)) for place, lines in patterns.items() for line in lines)
    )


def pattern(line: str) -> Pattern:
    """Raises ValueError for a line that asks for nothing, or for an empty word: it would fit
    what nobody meant."""
    parts = line.split()
    wanted = tuple(_group([part]) for part in parts if not part.startswith("-"))
    if not wanted:
        raise ValueError(line)
    return Pattern(wanted, _group([part[1:] for part in parts if part.startswith("-")]))


def _group(parts: Sequence[str]) -> Group:
    said = [_phrase(one) for part in parts for one in part.split("|")]
    if not all(said):
        raise ValueError(" ".join(parts))
    single = frozenset(one for one in said if " " not in one)
    return Group(single, tuple(f" {one} " for one in said if " " in one))


def _phrase(words: str) -> str:
    return words if words == FOREIGN else _words(words.replace("_", " "))


def _words(text: str) -> str:
    """Plain words, the small numbers that rumours are made of in digits."""
    return " ".join(_DIGITS.get(word, word) for word in normalise(text).split())


def plainly(text: str) -> str:
    """Plain words, with every amount of money in digits: "16,8 rb" is "16800"."""
    bare = _PERCENT.sub(" persen", _CURRENCY.sub(" ", text.casefold()))
    said = _words(_SCALED.sub(_scaled, _THOUSANDS.sub(_joined, bare)))
    return f"{FOREIGN} {said}" if _foreign(said) else said


def _joined(found: re.Match[str]) -> str:
    return found[1] + re.sub(r"[.,]", "", found[2])


def _scaled(found: re.Match[str]) -> str:
    whole, part, millions, rest, hundreds = found.groups()
    scale = 1_000_000 if millions else 1000
    amount = int(whole) * scale + int((part or "0").ljust(3, "0")) * scale // 1000
    return f"{amount + int(rest or 0) * scale // 1000 + int(hundreds or 0) * scale // 10} "


def _foreign(said: str) -> bool:
    letters = [letter for letter in said if letter.isalpha()]
    return bool(letters) and not any(letter.isascii() for letter in letters)
