"""A card as finished strings: what is drawn on it, and what it says to whoever cannot see it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

LOOK = 1
"""Raise it when the drawing changes: networks and browsers keep a picture by what it is made of."""


@dataclass(frozen=True, slots=True)
class Row:
    """What it is and how much; `detail` stands below in smaller letters."""

    label: str
    value: str
    detail: str = ""
    share: int | None = None  # of a hundred: a bar below


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that can be read on one card, from top to bottom. Each string is one line."""

    title: str
    icon: str = ""
    head: str = ""  # who speaks, and for whom
    subtitle: str = ""
    figure: str = ""  # the one thing to remember
    captions: tuple[str, ...] = ()  # what the figure is
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()  # what must not be overlooked
    foot: tuple[str, ...] = ()  # the rule, its dates, its source

    def to_source(self) -> str:
        """The same card in one string: equal cards have equal sources."""
        data = {name: value for name, value in asdict(self).items() if value}
        data["rows"] = [_without_nothing(row) for row in data.get("rows", ())]
        data = {name: value for name, value in data.items() if value}
        return json.dumps({"look": LOOK, **data}, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_source(source: str) -> "Card":
        """Keys left by another version are dropped."""
        data: Mapping[str, Any] = json.loads(source)
        known = {key: _value(key, given) for key, given in data.items() if key in Card.__slots__}
        return Card(**known)


def _without_nothing(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _value(key: str, given: Any) -> Any:
    if key == "rows":
        return tuple(Row(**row) for row in given)
    return tuple(given) if isinstance(given, list) else given


def aloud(card: Card) -> str:
    """The card as sentences, with everything that is drawn on it."""
    return " ".join(map(_sentence, _spoken(card)))


def _spoken(card: Card) -> Iterator[str]:
    yield f"{card.title}, {card.subtitle}" if card.subtitle else card.title
    yield from _figure(card)
    for row in card.rows:
        yield f"{row.label}: {row.value}" + (f", {row.detail}" if row.detail else "")
    if card.notes:
        yield " ".join(card.notes)
    yield from (line for line in (*card.foot, card.head) if line)


def _figure(card: Card) -> Iterator[str]:
    caption = " ".join(card.captions)
    if card.figure or caption:
        yield f"{card.figure} {caption}".strip()


def _sentence(line: str) -> str:
    return line if line.endswith((".", ":", "!", "?")) else f"{line}."
