"""Texts that ask for the same thing, put together: by their words and what these point at."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from understanding.features import words_and_concepts
from understanding.plain import plain

ALIKE = 0.5
"""How alike a text must be to the first of a group, from 0 (nothing in common) to 1."""
FEW = 3
"""Keeps what is common in a short list from counting for nothing."""
RARE = 200
"""Groups that share a word with so many others are not found by that word alone."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Places in the list of texts. `first` speaks for all; `members` begin with it."""

    first: int
    members: tuple[int, ...]


def grouped(texts: Sequence[str]) -> list[Group]:
    """Every text in exactly one group, the largest group first. What is written most often
    speaks for its group."""
    same: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        same[plain(text) or text].append(at)
    usual = sorted(same.values(), key=lambda places: (-len(places), places[0]))
    leaders = _Leaders()
    gathered: dict[int, list[int]] = defaultdict(list)
    for places, weights in zip(usual, _weighed([texts[some[0]] for some in usual]), strict=True):
        gathered[leaders.find(places[0], weights)] += places
    groups = [Group(first, tuple(members)) for first, members in gathered.items()]
    return sorted(groups, key=lambda group: (-len(group.members), group.first))


def _weighed(texts: Sequence[str]) -> Iterator[Weights]:
    """What each text says, rare words loudest; every text as loud as any other."""
    said = [words_and_concepts(text) for text in texts]
    seen = Counter(name for names in said for name in names)
    for names in said:
        loud = {name: log(FEW + len(texts) / seen[name]) for name in names}
        length = sqrt(sum(each * each for each in loud.values())) or 1.0
        yield {name: each / length for name, each in loud.items()}


class _Leaders:
    """The first text of each group so far, found again by its words."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[int, float]]] = defaultdict(list)

    def find(self, at: int, weights: Weights) -> int:
        """The leader this text follows: itself where none is like it."""
        likeness: dict[int, float] = defaultdict(float)
        for name, weight in weights.items():
            leaders = self._by_name[name]
            if len(leaders) <= RARE:
                for leader, loud in leaders:
                    likeness[leader] += weight * loud
        nearest = max(likeness, key=lambda one: likeness[one], default=at)
        if likeness.get(nearest, 0.0) >= ALIKE:
            return nearest
        for name, weight in weights.items():
            self._by_name[name].append((at, weight))
        return at
