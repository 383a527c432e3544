"""Where everything stands on a card. Pure arithmetic: the size is known before anything is drawn.

All lengths are pixels of a picture that a phone of 360 columns shows at half its size.
"""

from dataclasses import dataclass
from typing import Literal

from pictures.card import Card, Row
from pictures.icons import ICONS, PLAIN

WIDTH = 720
MARGIN = 40
ROOM = WIDTH - 2 * MARGIN
GAP = 20  # between a label and its value
ICON = 88
BADGE = 128  # the disc behind the icon
BADGE_TOP = 68
BAR = 18

Weight = Literal["Medium", "SemiBold", "Bold", "ExtraBold"]
INK, SOFT, FAINT, PAPER = "#14211a", "#37453d", "#56635b", "#ffffff"
TINT, RULE, NOTE = "#e8efe9", "#dfe4de", "#fff3d6"


@dataclass(frozen=True, slots=True)
class Letters:
    weight: Weight
    size: int
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text whose letters stand on `y`; what is too wide for `room` is made smaller.

    `right` ends at the far side of the room."""

    x: int
    y: int
    room: int
    left: str
    letters: Letters
    right: str = ""
    right_letters: Letters | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle: left, top, right, bottom."""

    at: tuple[int, int, int, int]
    colour: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything to be drawn, boxes first. `sign`: name, left and top of the icon's disc."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    sign: tuple[str, int, int] | None = None


HEAD = Letters("Medium", 26, "#ffffff")
TITLE = Letters("ExtraBold", 54, "#ffffff")
SUBTITLE = Letters("SemiBold", 29, "#ffffff")
CAPTION = Letters("Medium", 32, SOFT)
LABEL = Letters("Medium", 34, SOFT)
VALUE = Letters("Bold", 37, INK)
DETAIL = Letters("Medium", 28, FAINT)
WARNING = Letters("SemiBold", 29, "#4a3200")
FOOT = Letters("Medium", 25, FAINT)


class _Pen:
    """Writes from top to bottom and remembers how far it has come."""

    def __init__(self) -> None:
        self.y = 0
        self.boxes: list[Box] = []
        self.lines: list[Line] = []

    def write(self, letters: Letters, down: int, *texts: str, room: int = ROOM) -> None:
        """Each text on a line of its own, `down` below what is above it."""
        for text in texts:
            self.y += down
            self.lines.append(Line(MARGIN, self.y, room, text, letters))

    def fill(self, top: int, colour: str) -> None:
        """A box across the card, from `top` down to here. It lies below all letters."""
        self.boxes.append(Box((0, top, WIDTH, self.y), colour))


def lay_out(card: Card) -> Sheet:
    pen = _Pen()
    for part in (_band, _figure, _rows, _notes, _foot):
        part(pen, card)
    paper = Box((0, 0, WIDTH, pen.y), PAPER)
    sign = (card.icon, WIDTH - MARGIN - BADGE, BADGE_TOP) if card.icon in ICONS else None
    return Sheet(pen.y, (paper, *pen.boxes), tuple(pen.lines), sign)


def size(card: Card) -> tuple[int, int]:
    """Width and height in pixels."""
    return WIDTH, lay_out(card).height


def colour_of(card: Card) -> str:
    return ICONS[card.icon].colour if card.icon in ICONS else PLAIN


def _band(pen: _Pen, card: Card) -> None:
    beside = ROOM - BADGE - GAP if card.icon else ROOM
    if card.head:
        pen.write(HEAD, 50, card.head)
    pen.write(TITLE, 76, card.title, room=beside)
    if card.subtitle:
        pen.write(SUBTITLE, 48, card.subtitle, room=beside)
    pen.y += 42
    pen.fill(0, colour_of(card))


def _figure(pen: _Pen, card: Card) -> None:
    if card.figure:
        pen.write(Letters("ExtraBold", 88, colour_of(card)), 112, card.figure)
        pen.y += 14
    pen.write(CAPTION, 42, *card.captions)
    pen.y += 34


def _rows(pen: _Pen, card: Card) -> None:
    for row in card.rows:
        pen.boxes.append(Box((MARGIN, pen.y, WIDTH - MARGIN, pen.y + 2), RULE))
        _row(pen, row)
        if row.share is not None:
            _bar(pen, row.share, colour_of(card))


def _row(pen: _Pen, row: Row) -> None:
    pen.y += 54
    pen.lines.append(Line(MARGIN, pen.y, ROOM, row.label, LABEL, row.value, VALUE))
    if row.detail:
        pen.write(DETAIL, 42, row.detail)
    pen.y += 26


def _bar(pen: _Pen, share: int, colour: str) -> None:
    """The whole pale, the share of it in colour; what is hardly anything is still seen."""
    top, pen.y = pen.y - 8, pen.y + BAR - 8
    end = MARGIN + max(2, ROOM * share // 100)
    pen.boxes.append(Box((MARGIN, top, WIDTH - MARGIN, pen.y), TINT))
    pen.boxes.append(Box((MARGIN, top, end, pen.y), colour))
    pen.y += 20


def _notes(pen: _Pen, card: Card) -> None:
    if not card.notes:
        return
    top = pen.y + 6
    pen.y += 20
    pen.write(WARNING, 40, *card.notes)
    pen.y += 28
    pen.fill(top, NOTE)


def _foot(pen: _Pen, card: Card) -> None:
    top = pen.y
    pen.y += 10
    pen.write(FOOT, 36, *card.foot)
    pen.y += 28
    pen.fill(top, TINT)
