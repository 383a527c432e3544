"""What a measurement returns: a figure beside its baseline, and whether the aim is met."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds of bot and baseline, how long each talks, how many people."""

    rounds: int
    seconds: float
    few: int  # people known beforehand
    many: int


FULL = Size(rounds=5, seconds=4.0, few=1_000, many=300_000)
QUICK = Size(rounds=1, seconds=0.3, few=100, many=1_000)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted: the figure itself, or its ratio to the baseline, against a bound."""

    of: Literal["figure", "ratio"]
    sign: Literal["≥", "≤"]
    bound: float

    def __str__(self) -> str:
        return f"{self.of} {self.sign} {self.bound:g}"

    def is_met(self, figure: float, ratio: float) -> bool:
        value = figure if self.of == "figure" else ratio
        return value >= self.bound if self.sign == "≥" else value <= self.bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `ratio` is the figure through its baseline: the median of what each
    round gave, so that it may differ a little from the two medians beside it. `spread` is the
    least and the greatest ratio of a round."""

    name: str
    figure: float
    unit: str
    baseline: float
    against: str  # what the baseline is
    ratio: float
    spread: tuple[float, float]
    aim: str
    met: bool | None  # nothing where there is no aim


Pair = tuple[float, float]
"""What one round gave: ours, and the baseline's."""

Measure = Callable[[Size], Sequence[Figure]]


def figure(
    name: str, unit: str, against: str, pairs: Sequence[Pair], aim: Aim | None = None
) -> Figure:
    """The medians of all rounds."""
    ours, baseline = (median(values) for values in zip(*pairs, strict=True))
    ratios = [one / other for one, other in pairs]
    ratio = median(ratios)
    return Figure(
        name,
        ours,
        unit,
        baseline,
        against,
        ratio,
        (min(ratios), max(ratios)),
        str(aim or ""),
        aim.is_met(ours, ratio) if aim else None,
    )
