"""What a model looks at in a sentence: its words, how they stand together, parts of words, and
the things the words point at. As numbers, so that no list of words has to be kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from math import log
from zlib import crc32

from understanding.meanings import concepts
from understanding.normalise import plain_word
from understanding.plain import plain

SIZE = 1 << 17
LONGEST = 120
"""Words of a text that are looked at: who writes more has said it by then."""
WEIGHTS = {"w": 1.5, "c": 0.5}
"""A whole word tells more than a run of letters; by the first letter of a feature's name."""
_PARTS = (3, 4, 5)
_PREFIX = re.compile(r"^(?:di|me|mem|men|meng|meny|ber|ter|ke|pe|pem|pen)(?=\w{4})")
_SUFFIX = re.compile(r"(?<=\w{4})(?:kan|an|i|in|nya)$")


@lru_cache(8)  # one turn asks several models about the same text
def features(text: str) -> Mapping[int, float]:
    """Each feature and how strongly it is there; the tenth time adds less than the second."""
    found: dict[int, float] = {}
    for name, times in Counter(names(text)).items():
        number = crc32(name.encode()) % SIZE
        strength = WEIGHTS.get(name[0], 1.0) * (1 + log(times))
        found[number] = found.get(number, 0.0) + strength
    return found


def names(text: str) -> Iterator[str]:
    """The features as words, for whoever wants to know what a model sees."""
    written = plain(text).split()[:LONGEST]
    words = [word for each in written for word in plain_word(each).split()]
    yield from (f"w:{word}" for word in words)
    yield from (f"b:{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"s:{one} {two}" for one, two in zip(words, words[2:], strict=False))
    for word in (*written, *words):
        yield from _parts(word)
    pointed = sorted({concept for word in words for concept in _pointed_at(word)})
    yield from (f"k:{concept}" for concept in pointed)
    yield from (f"p:{one}+{two}" for one, two in combinations(pointed, 2))


def words_and_concepts(text: str) -> frozenset[str]:
    """The plain words that say something, and what they point at: enough to compare texts."""
    words = {word for each in plain(text).split()[:LONGEST] for word in plain_word(each).split()}
    telling = {word for word in words if len(word) > 2}
    pointed = {f"k:{concept}" for word in words for concept in _pointed_at(word)}
    return frozenset(telling | pointed)


@lru_cache(8192)
def _parts(word: str) -> tuple[str, ...]:
    """Runs of letters, with the ends of the word marked: a slip spoils only some of them."""
    whole = f"<{word}>"
    return tuple(
        f"c:{whole[at : at + size]}" for size in _PARTS for at in range(len(whole) - size + 1)
    )


@lru_cache(8192)
def _pointed_at(word: str) -> frozenset[str]:
    """What the word, or the word it is made of, stands for."""
    known = concepts()
    bare = _SUFFIX.sub("", word)
    for form in (word, bare, _PREFIX.sub("", word), _PREFIX.sub("", bare)):
        if form in known:
            return known[form]
    return frozenset()
