"""Single figures that the texts need: what is paid, under which condition, by when, where.

They are in tables/facts.csv, each with its dates, its source and how sure it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from benefits.months import Month
from benefits.rows import TABLES, Confidence, Origin, Row, filled, one_of, read

Value = int | str
Facts = Mapping[str, Sequence["Recorded"]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row of the table. A number is an int; a month is YYYY-MM, a day an ISO date."""

    id: str
    value: Value
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Fact:
    """What holds on a day. `expired`: the day lies outside the dates of the row, whose last one,
    where there is one, is `until`."""

    id: str
    value: Value
    unit: str
    source: str
    confidence: Confidence
    expired: bool
    until: date | None
    checked_on: date


class UnknownFact(LookupError):  # noqa: N818 - says what is the matter
    """No row of tables/facts.csv has this id."""


def fact(id: str, on: date, facts: Facts | None = None) -> Fact:  # noqa: A002 - its name
    """The row that holds on the day; else, expired, the last one before it or the first one.

    Raises UnknownFact."""
    rows = (facts or recorded()).get(id)
    if not rows:
        raise UnknownFact(id)
    begun = [row for row in rows if row.origin.first <= on]
    row = begun[-1] if begun else rows[0]
    origin = row.origin
    return Fact(
        id=id,
        value=row.value,
        unit=row.unit,
        source=origin.source,
        confidence=origin.confidence,
        expired=not origin.covers(on),
        until=origin.last,
        checked_on=origin.checked_on,
    )


@cache
def recorded() -> Facts:
    """The table of this release, read once. Raises TableFaults when it cannot be used."""
    return load(TABLES / "facts.csv")


def load(path: Path) -> Facts:
    """The rows of any such table by id, oldest first. Raises TableFaults."""
    rows: dict[str, list[Recorded]] = {}
    for row in sorted(read(path, ["id"], _recorded), key=lambda each: each.origin.first):
        rows.setdefault(row.id, []).append(row)
    return rows


def _recorded(row: Row, origin: Origin) -> Recorded:
    value = one_of(UNITS, row, "unit")(filled(row, "value"))
    return Recorded(filled(row, "id"), value, row["unit"], origin)


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError(f"{text} is below zero")
    return number


def _month(text: str) -> str:
    return str(Month.parse(text))


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


UNITS: Mapping[str, Callable[[str], Value]] = {
    "rupiah": _count,
    "angka": _count,
    "persen": _count,
    "kali": _count,
    "orang": _count,
    "jam": _count,
    "hari": _count,
    "bulan": _count,
    "tahun": _count,
    "tanggal_bulan": _count,  # a day of the month, 1 to 31
    "bulan_iuran": _month,
    "tanggal": _day,
    "teks": str,
    "telepon": str,
    "situs": str,
}
