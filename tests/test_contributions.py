"""What a month costs: every worked case, both sides of every date, every bracket."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.contributions import (
    NoTariff,
    UnknownOccupation,
    base,
    first_month,
    quote,
    relief_until,
    sector,
)
from benefits.months import Month
from benefits.rows import TABLES, TableFaults
from benefits.tariffs import PAYERS, WORKS, Payer, Programme, Work, load, tariffs

BOTH: tuple[Programme, ...] = ("jkk", "jkm")
ALL: tuple[Programme, ...] = ("jkk", "jkm", "jht")

# income from, last income the regulation lists (0: none), base (PP 44/2015 Lampiran II)
BRACKETS = [
    (0, 1_099_000, 1_000_000),
    (1_100_000, 1_299_000, 1_200_000),
    (1_300_000, 1_499_000, 1_400_000),
    (1_500_000, 1_699_000, 1_600_000),
    (1_700_000, 1_899_000, 1_800_000),
    (1_900_000, 2_099_000, 2_000_000),
    (2_100_000, 2_299_000, 2_200_000),
    (2_300_000, 2_499_000, 2_400_000),
    (2_500_000, 2_699_000, 2_600_000),
    (2_700_000, 3_199_000, 2_950_000),
    (3_200_000, 3_699_000, 3_450_000),
    (3_700_000, 4_199_000, 3_950_000),
    (4_200_000, 4_699_000, 4_450_000),
    (4_700_000, 5_199_000, 4_950_000),
    (5_200_000, 5_699_000, 5_450_000),
    (5_700_000, 6_199_000, 5_950_000),
    (6_200_000, 6_699_000, 6_450_000),
    (6_700_000, 7_199_000, 6_950_000),
    (7_200_000, 7_699_000, 7_450_000),
    (7_700_000, 8_199_000, 7_950_000),
    (8_200_000, 9_199_000, 8_700_000),
    (9_200_000, 10_199_000, 9_700_000),
    (10_200_000, 11_199_000, 10_700_000),
    (11_200_000, 12_199_000, 11_700_000),
    (12_200_000, 13_199_000, 12_700_000),
    (13_200_000, 14_199_000, 13_700_000),
    (14_200_000, 15_199_000, 14_700_000),
    (15_200_000, 16_199_000, 15_700_000),
    (16_200_000, 17_199_000, 16_700_000),
    (17_200_000, 18_199_000, 17_700_000),
    (18_200_000, 19_199_000, 18_700_000),
    (19_200_000, 20_199_000, 19_700_000),
    (20_200_000, 0, 20_700_000),
]


def month(text: str) -> Month:
    return Month.parse(text)


@pytest.mark.parametrize(
    ("asked", "amounts", "total"),
    [
        ((900_000, "2026-12", 1, "other", BOTH, "self"), [5_000, 3_400], 8_400),
        ((900_000, "2027-01", 1, "other", BOTH, "self"), [10_000, 6_800], 16_800),
        ((2_500_000, "2027-03", 1, "transport", BOTH, "self"), [13_000, 3_400], 16_400),
        ((2_500_000, "2027-04", 1, "transport", BOTH, "self"), [26_000, 6_800], 32_800),
        ((3_200_000, "2026-11", 1, "other", ALL, "self"), [17_250, 3_400, 69_000], 89_650),
        ((3_200_000, "2027-02", 1, "other", ALL, "self"), [34_500, 6_800, 69_000], 110_300),
        ((900_000, "2026-10", 6, "other", BOTH, "self"), [5_000, 3_400], 75_600),
        ((900_000, "2026-11", 1, "other", BOTH, "government"), [10_000, 6_800], 16_800),
        ((25_000_000, "2027-04", 1, "transport", ALL, "self"), [207_000, 6_800, 414_000], 627_800),
        ((25_000_000, "2026-11", 1, "other", ALL, "self"), [103_500, 3_400, 414_000], 520_900),
    ],
)
def test_a_worked_case_costs_exactly_this(
    asked: tuple[int, str, int, Work, tuple[Programme, ...], Payer],
    amounts: list[int],
    total: int,
) -> None:
    income, start, months, work, programmes, payer = asked
    found = quote(income, month(start), months, work, programmes, payer)
    assert found.total == total
    lines = found.months[0].programmes
    assert list(lines) == list(programmes)
    assert [line.contribution for line in lines.values()] == amounts


@pytest.mark.parametrize(
    ("when", "transport", "other"),
    [
        ("2015-07", 16_800, 16_800),
        ("2025-12", 16_800, 16_800),
        ("2026-01", 8_400, 16_800),
        ("2026-03", 8_400, 16_800),
        ("2026-04", 8_400, 8_400),
        ("2026-12", 8_400, 8_400),
        ("2027-01", 8_400, 16_800),
        ("2027-03", 8_400, 16_800),
        ("2027-04", 16_800, 16_800),
        ("2040-01", 16_800, 16_800),
    ],
)
def test_the_relief_begins_and_ends_with_its_months(when: str, transport: int, other: int) -> None:
    assert quote(0, month(when), 1, "transport", BOTH, "self").total == transport
    assert quote(0, month(when), 1, "other", BOTH, "self").total == other
    for work in WORKS.values():
        assert quote(0, month(when), 1, work, BOTH, "government").total == 16_800


def test_each_month_has_its_own_rule_and_source() -> None:
    before, after = quote(0, month("2026-12"), 2, "other", ALL, "self").months
    assert before.programmes["jkk"].rule == "iuran setengah, PP 50/2025, sampai Desember 2026"
    assert before.programmes["jkm"].relief
    assert "PP 50/2025" in before.programmes["jkm"].source
    assert not before.programmes["jht"].relief
    assert after.programmes["jkk"].rule == "1% dari dasar penghasilan, PP 44/2015"
    assert not any(line.relief for line in after.programmes.values())


@pytest.mark.parametrize(("income_from", "listed_to", "reckoned"), BRACKETS)
def test_a_bracket_holds_at_both_edges(income_from: int, listed_to: int, reckoned: int) -> None:
    last = listed_to + 999 if listed_to else 10**12
    for income in (income_from, listed_to or last, last):
        lines = quote(income, month("2027-04"), 1, "other", ALL, "self").months[0].programmes
        assert {line.base for line in lines.values()} == {reckoned}
        assert [line.contribution for line in lines.values()] == [
            reckoned // 100,
            6_800,
            reckoned // 50,
        ]
        halved = quote(income, month("2026-11"), 1, "other", ALL, "self").months[0].programmes
        assert halved["jkk"].contribution * 2 == reckoned // 100


@pytest.mark.parametrize(
    ("income", "reckoned"),
    [
        (1_099_500, 1_000_000),
        (1_099_999, 1_000_000),
        (1_100_000, 1_200_000),
        (2_699_001, 2_600_000),
    ],
)
def test_an_income_between_two_listed_brackets_belongs_to_the_lower(
    income: int, reckoned: int
) -> None:
    assert base(income, month("2026-11")) == reckoned


def test_there_are_thirty_three_brackets_without_a_hole() -> None:
    held = tariffs().brackets
    assert [(each.income_from, each.base) for each in held] == [
        (start, reckoned) for start, _, reckoned in BRACKETS
    ]
    for (_, listed_to, _), (following, _, _) in pairwise(BRACKETS):
        assert following == listed_to + 1_000


def test_the_tables_start_in_july_2015() -> None:
    assert first_month() == month("2015-07")
    with pytest.raises(NoTariff) as refused:
        quote(0, month("2015-06"), 2, "other", BOTH, "self")
    assert refused.value.month == month("2015-06")


@pytest.mark.parametrize(
    ("income", "months", "programmes"), [(-1, 1, BOTH), (0, 0, BOTH), (0, 1, ())]
)
def test_a_quote_of_nothing_is_refused(
    income: int, months: int, programmes: tuple[Programme, ...]
) -> None:
    with pytest.raises(ValueError, match="needs an income"):
        quote(income, month("2026-11"), months, "other", programmes, "self")


@given(
    income=st.integers(0, 50_000_000),
    later=st.integers(0, 200),
    months=st.integers(1, 24),
    work=st.sampled_from(list(WORKS.values())),
    payer=st.sampled_from(list(PAYERS.values())),
)
def test_sums_add_up_and_relief_halves_only_what_the_law_halves(
    income: int, later: int, months: int, work: Work, payer: Payer
) -> None:
    found = quote(income, first_month().plus(later), months, work, ALL, payer)
    normal = quote(income, first_month().plus(later), months, work, ALL, "government")
    assert found.total == sum(each.total for each in found.months)
    for each, full in zip(found.months, normal.months, strict=True):
        assert each.total == sum(line.contribution for line in each.programmes.values())
        assert each.programmes["jht"] == full.programmes["jht"]
        for programme, line in each.programmes.items():
            assert not full.programmes[programme].relief
            halves = 2 if line.relief else 1
            assert line.contribution * halves == full.programmes[programme].contribution
            assert not (line.relief and payer == "government")


@pytest.mark.parametrize("work", WORKS.values())
def test_the_relief_is_over_the_month_after_its_last(work: Work) -> None:
    last = relief_until(work)
    assert quote(0, last, 1, work, BOTH, "self").total == 8_400
    assert quote(0, last.next(), 1, work, BOTH, "self").total == 16_800


def test_the_last_relief_months_are_those_of_the_regulation() -> None:
    assert str(relief_until("transport")) == "2027-03"
    assert str(relief_until("other")) == "2026-12"


def test_only_drivers_and_couriers_are_transport() -> None:
    other = ["petani", "nelayan", "pedagang_umkm", "tukang", "buruh_harian", "art", "lainnya"]
    assert [sector(each) for each in ("ojek", "sopir")] == ["transport", "transport"]
    assert {sector(each) for each in other} == {"other"}
    with pytest.raises(UnknownOccupation):
        sector("astronaut")


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the tables in which one passage of one file differs."""
    for table in TABLES.glob("*.csv"):
        text = table.read_text(encoding="utf-8")
        if table.name == name:
            assert old in text
            text = text.replace(old, new)
        (folder / table.name).write_text(text, encoding="utf-8")
    return folder


def test_an_extension_of_the_relief_needs_no_code(tmp_path: Path) -> None:
    longer = load(changed(tmp_path, "relief.csv", "2026-12-31", "2027-06-30"))
    assert str(relief_until("other", longer)) == "2027-06"
    assert quote(0, month("2027-06"), 1, "other", BOTH, "self", longer).total == 8_400
    assert quote(0, month("2027-07"), 1, "other", BOTH, "self", longer).total == 16_800


def test_a_rate_that_ended_without_successor_is_no_tariff(tmp_path: Path) -> None:
    ended = load(
        changed(tmp_path, "rates.csv", 'PP 44/2015",2015-07-01,,', 'x",2015-07-01,2026-12-31,')
    )
    assert quote(0, month("2026-12"), 1, "other", BOTH, "self", ended).total == 8_400
    with pytest.raises(NoTariff, match="2027-01"):
        quote(0, month("2027-01"), 1, "other", BOTH, "self", ended)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "relief.csv",
            "2026-12-31",
            "2026-12-30",
            "relief.csv:4: a tariff must start on the first",
        ),
        ("relief.csv", "2027-03-31", "", "relief.csv:2: a relief needs its last month"),
        ("relief.csv", "other,self,jkm", "other,self,jkk", "relief.csv:5: another row"),
        (
            "relief.csv",
            "other,self,jkm",
            "other,baznas,jkm",
            "relief.csv:5: column payer: 'baznas'",
        ),
        ("rates.csv", "jkm,,6800", "jkm,,enam", "rates.csv:3: invalid literal"),
        ("brackets.csv", "1300000,1499000", "1100000,1499000", "brackets.csv:4: another row"),
        ("sectors.csv", "ojek,transport", "ojek,udara", "sectors.csv:5: column work: 'udara'"),
    ],
)
def test_a_faulty_table_is_named_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, fault: str
) -> None:
    with pytest.raises(TableFaults) as refused:
        load(changed(tmp_path, name, old, new))
    assert refused.value.faults[0].startswith(fault)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-12, 400))
def test_months_count_like_a_calendar(year: int, number: int, steps: int) -> None:
    start = Month(year, number)
    assert start.plus(steps).plus(-steps) == start
    assert (start < start.plus(steps)) == (steps > 0)
    assert Month.parse(str(start)) == start
    assert start.plus(12) == Month(year + 1, number)
    assert list(start.span(3)) == [start, start.next(), start.next().next()]
