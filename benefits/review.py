"""What in the tables somebody should look at: rows that end, and rows checked long ago."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

from benefits.rows import TABLES, Confidence, Origin, Row, read

KEYS: Mapping[str, Sequence[str]] = {
    "brackets.csv": ["income_from"],
    "facts.csv": ["id"],
    "rates.csv": ["programme"],
    "relief.csv": ["work", "payer", "programme"],
    "sectors.csv": ["occupation"],
}
"""What tells the rows of each table apart."""

AHEAD = timedelta(days=31)
"""How long before its last day a row is spoken of."""

REMEMBERED = timedelta(days=365)
"""How long after its last day a row without a successor is still named; then it is history."""

CHECKED_FOR: Mapping[Confidence, timedelta] = {
    "V": timedelta(days=180),
    "X": timedelta(days=180),
    "M": timedelta(days=90),
    "C": timedelta(days=90),
}
"""How long a look at the sources lasts: shorter for what rests on memory or is in conflict."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of any table. `value` and `unit` are empty outside facts.csv."""

    table: str
    key: str
    value: str
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Ending:
    """A row with a last day, and the row that takes its place the day after, if there is one."""

    entry: Entry
    last: date
    following: Entry | None


@cache
def recorded() -> tuple[Entry, ...]:
    """The tables of this release, read once."""
    return entries(TABLES)


def entries(folder: Path) -> tuple[Entry, ...]:
    """Every row of every table, the rows of one key together and oldest first.

    Raises TableFaults."""
    found = (entry for table in KEYS for entry in _table(folder / table))
    return tuple(sorted(found, key=lambda one: (one.table, one.key, one.origin.first)))


def _table(path: Path) -> tuple[Entry, ...]:
    key = KEYS[path.name]

    def entry(row: Row, origin: Origin) -> Entry:
        name = "/".join(row[column] for column in key)
        return Entry(path.name, name, row.get("value", ""), row.get("unit", ""), origin)

    return read(path, key, entry)


def endings(known: Iterable[Entry]) -> list[Ending]:
    """Every row that has a last day, whenever that is."""
    found: list[Ending] = []
    for _, rows in groupby(known, key=lambda one: (one.table, one.key)):
        listed = list(rows)
        followers = [*listed[1:], None]
        for entry, following in zip(listed, followers, strict=True):
            if (last := entry.origin.last) is not None:
                found.append(Ending(entry, last, _the_day_after(last, following)))
    return found


def _the_day_after(last: date, following: Entry | None) -> Entry | None:
    """A row that begins later leaves days on which nothing holds."""
    if following and following.origin.first == last + timedelta(days=1):
        return following
    return None


def running_out(known: Iterable[Entry], on: date) -> list[Ending]:
    """Rows that end soon or have ended, with nothing in their place."""
    return [
        one
        for one in endings(known)
        if one.following is None and one.last - AHEAD <= on <= one.last + REMEMBERED
    ]


def about_to_change(known: Iterable[Entry], on: date) -> list[Ending]:
    """Rows that another takes over from soon."""
    return [one for one in endings(known) if one.following and one.last - AHEAD <= on <= one.last]


def to_check_again(known: Iterable[Entry], on: date) -> list[Entry]:
    """Rows that hold and were last compared with their sources too long ago."""
    return [
        one
        for one in known
        if one.origin.covers(on) and one.origin.checked_on + CHECKED_FOR[one.origin.confidence] < on
    ]
