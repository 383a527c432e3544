"""The tariff tables as values: brackets, rates, temporary relief, and who is in transport."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from benefits.months import Month
from benefits.rows import TABLES, Origin, Row, filled, one_of, read

Work = Literal["transport", "other"]
Payer = Literal["self", "government"]
Programme = Literal["jkk", "jkm", "jht"]

WORKS: Mapping[str, Work] = {"transport": "transport", "other": "other"}
PAYERS: Mapping[str, Payer] = {"self": "self", "government": "government"}
PROGRAMMES: Mapping[str, Programme] = {"jkk": "jkk", "jkm": "jkm", "jht": "jht"}


@dataclass(frozen=True, slots=True)
class Span:
    """The contribution months in which a row holds, both ends included."""

    first: Month
    last: Month | None

    def covers(self, month: Month) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Bracket:
    """Incomes from here up to the next bracket count as `base`, rupiah a month."""

    income_from: int
    base: int
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rate:
    """What a programme costs a month: a share of the base, or the same sum for everybody."""

    programme: Programme
    share: Fraction
    flat: int
    rule: str
    source: str
    span: Span

    def of(self, base: int) -> int:
        return round(self.share * base) + self.flat


@dataclass(frozen=True, slots=True)
class Relief:
    """A time in which some pay only `share` of the normal contribution."""

    work: Work
    payer: Payer
    programme: Programme
    share: Fraction
    rule: str
    source: str
    span: Span
    last: Month


@dataclass(frozen=True, slots=True)
class Tariffs:
    """All tables. `sectors` says of an occupation id on which side of the relief it is."""

    brackets: tuple[Bracket, ...]  # by rising income
    rates: tuple[Rate, ...]
    reliefs: tuple[Relief, ...]
    sectors: Mapping[str, Work]


@cache
def tariffs() -> Tariffs:
    """The tables of this release, read once. Raises TableFaults when they cannot be used."""
    return load(TABLES)


def load(folder: Path) -> Tariffs:
    """Tables from any folder. Raises TableFaults for the first file with unusable rows."""
    brackets = read(folder / "brackets.csv", ["income_from"], _bracket)
    return Tariffs(
        brackets=tuple(sorted(brackets, key=lambda bracket: bracket.income_from)),
        rates=read(folder / "rates.csv", ["programme"], _rate),
        reliefs=read(folder / "relief.csv", ["work", "payer", "programme"], _relief),
        sectors=dict(read(folder / "sectors.csv", ["occupation"], _sector)),
    )


def _bracket(row: Row, origin: Origin) -> Bracket:
    return Bracket(int(row["income_from"]), int(row["base"]), origin.source, _span(origin))


def _rate(row: Row, origin: Origin) -> Rate:
    return Rate(
        programme=one_of(PROGRAMMES, row, "programme"),
        share=Fraction(row["share"] or 0),
        flat=int(row["flat"] or 0),
        rule=filled(row, "rule"),
        source=origin.source,
        span=_span(origin),
    )


def _relief(row: Row, origin: Origin) -> Relief:
    span = _span(origin)
    if span.last is None:
        raise ValueError("a relief needs its last month; one without is a new rate")
    return Relief(
        work=one_of(WORKS, row, "work"),
        payer=one_of(PAYERS, row, "payer"),
        programme=one_of(PROGRAMMES, row, "programme"),
        share=Fraction(filled(row, "share")),
        rule=filled(row, "rule"),
        source=origin.source,
        span=span,
        last=span.last,
    )


def _sector(row: Row, _: Origin) -> tuple[str, Work]:
    return filled(row, "occupation"), one_of(WORKS, row, "work")


def _span(origin: Origin) -> Span:
    """Contributions are owed by the month, so a tariff starts and ends with one."""
    if origin.first.day != 1 or not (origin.last is None or _ends_a_month(origin.last)):
        raise ValueError("a tariff must start on the first and end on the last day of a month")
    return Span(Month.of(origin.first), Month.of(origin.last) if origin.last else None)


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
