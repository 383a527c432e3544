"""What a month of membership costs a worker who is not a wage earner (BPU).

Sources: PP 44/2015 (JKK, JKM), PP 46/2015 (JHT), PP 50/2025 (temporary relief). The figures
themselves are in tables/, with dates and sources. All money is whole rupiah a month.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benefits.months import Month
from benefits.tariffs import (
    PROGRAMMES,
    Bracket,
    Payer,
    Programme,
    Rate,
    Relief,
    Tariffs,
    Work,
    tariffs,
)

REQUIRED: frozenset[Programme] = frozenset({"jkk", "jkm"})
"""Nobody may leave these out (Permenaker 5/2021 Pasal 31-32)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One programme in one month. `rule` is a short phrase to show, `relief` whether the
    contribution is reduced. `base` is the income the law reckons with, also where the
    contribution does not depend on it."""

    contribution: int
    base: int
    rule: str
    source: str
    relief: bool


@dataclass(frozen=True, slots=True)
class MonthQuote:
    month: Month
    total: int
    programmes: Mapping[Programme, Line]  # always in the order jkk, jkm, jht


@dataclass(frozen=True, slots=True)
class Quote:
    total: int
    months: tuple[MonthQuote, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Months in a row that cost the same, programme by programme; `month` is the first."""

    month: MonthQuote
    last: Month
    months: int


class NoTariff(ValueError):  # noqa: N818 - says what is the matter
    """The tables hold no tariff for `month`, most likely because they start later."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"no tariff for {month}")
        self.month = month


class UnknownOccupation(LookupError):  # noqa: N818 - says what is the matter
    """The occupation is not in tables/sectors.csv."""


@dataclass(frozen=True, slots=True)
class _Member:
    income: int
    work: Work
    programmes: frozenset[Programme]
    payer: Payer


def quote(
    income: int,
    start: Month,
    months: int,
    work: Work,
    programmes: Iterable[Programme],
    payer: Payer,
    tables: Tariffs | None = None,
) -> Quote:
    """What `months` months from `start` cost, each at the tariff of its own month.

    Raises NoTariff for a month outside the tables (before first_month), and ValueError for an
    income below zero, less than one month, or no programme at all."""
    member = _Member(income, work, frozenset(programmes), payer)
    if income < 0 or months < 1 or not member.programmes:
        raise ValueError("a quote needs an income of 0 or more, a month and a programme")
    held = tables or tariffs()
    quoted = tuple(_month(held, member, month) for month in start.span(months))
    return Quote(sum(each.total for each in quoted), quoted)


def runs(quoted: Quote) -> tuple[Run, ...]:
    """The months of a quote, those in a row that cost the same taken together."""
    found: list[Run] = []
    for each in quoted.months:
        if found and found[-1].month.programmes == each.programmes:
            run = found.pop()
            found.append(Run(run.month, each.month, run.months + 1))
        else:
            found.append(Run(each, each.month, 1))
    return tuple(found)


def first_month(tables: Tariffs | None = None) -> Month:
    """The first month with a tariff: July 2015, when PP 44/2015 and PP 46/2015 began."""
    return min(rate.span.first for rate in (tables or tariffs()).rates)


def base(income: int, month: Month, tables: Tariffs | None = None) -> int:
    """The income the law reckons with, rupiah a month (PP 44/2015 Lampiran II).

    Raises NoTariff for a month outside the tables."""
    return _bracket(tables or tariffs(), income, month).base


def relief_until(work: Work, tables: Tariffs | None = None) -> Month:
    """The last contribution month of the relief for this kind of work (PP 50/2025).

    May lie in the past. Raises ValueError when the tables never held a relief for it."""
    return max(relief.last for relief in (tables or tariffs()).reliefs if relief.work == work)


def sector(occupation: str, tables: Tariffs | None = None) -> Work:
    """On which side of the transport split of PP 50/2025 an occupation id is.

    Raises UnknownOccupation."""
    sectors = (tables or tariffs()).sectors
    if occupation not in sectors:
        raise UnknownOccupation(occupation)
    return sectors[occupation]


def _month(tables: Tariffs, member: _Member, month: Month) -> MonthQuote:
    reckoned = _bracket(tables, member.income, month).base
    lines: dict[Programme, Line] = {}
    for programme in PROGRAMMES.values():
        if programme in member.programmes:
            rate = _rate(tables, programme, month)
            relief = _relief(tables, member, programme, month)
            lines[programme] = _line(rate, relief, reckoned)
    return MonthQuote(month, sum(line.contribution for line in lines.values()), lines)


def _line(rate: Rate, relief: Relief | None, reckoned: int) -> Line:
    normal = rate.of(reckoned)
    if relief is None:
        return Line(normal, reckoned, rate.rule, rate.source, relief=False)
    return Line(round(relief.share * normal), reckoned, relief.rule, relief.source, relief=True)


def _bracket(tables: Tariffs, income: int, month: Month) -> Bracket:
    """The regulation lists whole thousands; a bracket reaches up to, not including, the next."""
    below = [each for each in tables.brackets if each.income_from <= income]
    for bracket in reversed(below):
        if bracket.span.covers(month):
            return bracket
    raise NoTariff(month)


def _rate(tables: Tariffs, programme: Programme, month: Month) -> Rate:
    for rate in tables.rates:
        if rate.programme == programme and rate.span.covers(month):
            return rate
    raise NoTariff(month)


def _relief(tables: Tariffs, member: _Member, programme: Programme, month: Month) -> Relief | None:
    wanted = (member.work, member.payer, programme)
    for relief in tables.reliefs:
        if wanted == (relief.work, relief.payer, relief.programme) and relief.span.covers(month):
            return relief
    return None
