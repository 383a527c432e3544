"""The signs on the cards, as shapes on a square of 48 by 48, and the colour each card wears.

Own drawings: neither BPJS Ketenagakerjaan nor a regency has lent us its emblem, and a cross on
white belongs to the Red Cross (UU 1/2018).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

GRID = 48
Kind = Literal["block", "disc", "slice", "area"]


@dataclass(frozen=True, slots=True)
class Shape:
    """`at`: left, top, right, bottom; of an area x, y, x, y, … `turn`: corner radius of a block,
    start and end of a slice in degrees. A hole shows what lies below."""

    kind: Kind
    at: tuple[float, ...]
    turn: tuple[float, ...] = ()
    hole: bool = False


@dataclass(frozen=True, slots=True)
class Icon:
    colour: str
    shapes: Sequence[Shape]


def _block(*at: float, corner: float = 0, hole: bool = False) -> Shape:
    return Shape("block", at, (corner,), hole)


def _disc(*at: float, hole: bool = False) -> Shape:
    return Shape("disc", at, (), hole)


ICONS: Mapping[str, Icon] = {
    "helm": Icon(
        "#a8321a",
        (
            Shape("slice", (7, 12.5, 41, 46.5), (180, 360)),
            _block(20.4, 9, 27.6, 17, corner=2.4),
            _block(16.6, 12, 18.4, 24.5, corner=0.9, hole=True),
            _block(29.6, 12, 31.4, 24.5, corner=0.9, hole=True),
            _block(3, 32, 45, 39, corner=3.5),
        ),
    ),
    "payung": Icon(
        "#1b4b8f",
        (
            Shape("slice", (3, 5, 45, 47), (180, 360)),
            *(_disc(x, 21.5, x + 14, 31, hole=True) for x in (3, 17, 31)),
            _block(22.4, 24, 25.6, 38),
            Shape("slice", (12.4, 31, 25.6, 45), (0, 180)),
            Shape("slice", (15.6, 34, 22.4, 41.6), (0, 180), hole=True),
            _block(22.4, 3, 25.6, 8, corner=1.6),
        ),
    ),
    "koin": Icon(
        "#0b6b40",
        (
            *(_block(4, y, 29, y + 7, corner=3.5) for y in (36, 27.5, 19)),
            _disc(22, 6, 45, 29, hole=True),
            _disc(23.5, 7.5, 43.5, 27.5),
            _block(31.9, 12, 35.1, 23, corner=1.6, hole=True),
        ),
    ),
    "toga": Icon(
        "#5b3a8e",
        (
            Shape("area", (24, 7, 46, 17.5, 24, 28, 2, 17.5)),
            Shape("area", (11, 24.6, 24, 31, 37, 24.6, 37, 34, 24, 40.5, 11, 34)),
            _block(41.6, 18.5, 44.4, 33, corner=1.2),
            _disc(40.2, 31, 45.8, 38),
        ),
    ),
    "kalkulator": Icon(
        "#0b5f6b",
        (
            _block(9, 3, 39, 45, corner=5),
            _block(14, 8.5, 34, 17, corner=2, hole=True),
            *(
                _block(x, y, x + 5.2, y + 5.2, corner=1.4, hole=True)
                for y in (21.5, 29, 36.5)
                for x in (14, 21.4, 28.8)
            ),
        ),
    ),
}
PLAIN = "#0b6b40"
"""The colour of a card without a sign."""
