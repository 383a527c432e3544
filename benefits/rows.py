"""Reads the tables: CSV files in which every row has its dates and its source."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
Row = Mapping[str, str]
Confidence = Literal["V", "M", "C", "X"]

TABLES = Path(__file__).parent / "tables"
CONFIDENCES: Mapping[str, Confidence] = {"V": "V", "M": "M", "C": "C", "X": "X"}


class TableFaults(ValueError):  # noqa: N818 - says what is the matter
    """A table holds rows that cannot be used; `faults` names each with file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from (its line in the file too) and on which days it holds, both ends
    included.

    No last day: until further notice. Confidence: V found in public pages, M from memory only,
    C sources conflict, X computed from other rows."""

    first: date
    last: date | None
    checked_on: date
    source: str
    confidence: Confidence
    note: str
    line: int

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Origin") -> bool:
        start = max(self.first, other.first)
        return self.covers(start) and other.covers(start)


def read(path: Path, key: Sequence[str], understand: Callable[[Row, Origin], T]) -> tuple[T, ...]:
    """Every row of the file, understood. Rows with the same key must not hold on the same day.

    Raises TableFaults when a row cannot be understood or clashes with an earlier one."""
    understood: list[T] = []
    faults: list[str] = []
    seen: dict[tuple[str, ...], list[Origin]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        for row in rows:
            try:
                whole = _whole(row)
                origin = _origin(whole, rows.line_num)
                _add(seen.setdefault(tuple(whole[column] for column in key), []), origin)
                understood.append(understand(whole, origin))
            except (ValueError, KeyError) as error:
                faults.append(f"{path.name}:{rows.line_num}: {error}")
    if faults:
        raise TableFaults(faults)
    return tuple(understood)


def filled(row: Row, column: str) -> str:
    """Raises ValueError when the cell is empty."""
    if not (cell := row[column].strip()):
        raise ValueError(f"column {column} is empty")
    return cell


def one_of(known: Mapping[str, T], row: Row, column: str) -> T:
    """Raises ValueError when the cell holds none of the known words."""
    if (cell := row[column]) not in known:
        raise ValueError(f"column {column}: {cell!r} is not one of {', '.join(known)}")
    return known[cell]


def _whole(row: Mapping[str | None, str | list[str] | None]) -> Row:
    cells = {str(heading): cell for heading, cell in row.items() if isinstance(cell, str)}
    if len(cells) != len(row):
        raise ValueError("the number of cells differs from the heading")
    return cells


def _origin(row: Row, line: int) -> Origin:
    first = date.fromisoformat(row["valid_from"])
    last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    if last is not None and last < first:
        raise ValueError(f"ends on {last}, before it starts on {first}")
    checked_on = date.fromisoformat(row["checked_on"])
    confidence = one_of(CONFIDENCES, row, "confidence")
    return Origin(first, last, checked_on, filled(row, "source"), confidence, row["note"], line)


def _add(earlier: list[Origin], origin: Origin) -> None:
    if any(origin.overlaps(other) for other in earlier):
        raise ValueError("another row of the same key holds on some of these days")
    earlier.append(origin)
