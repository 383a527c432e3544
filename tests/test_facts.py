"""The figures behind the texts: complete, sourced, dated, and true to each other."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from benefits.contributions import first_month, quote, relief_until
from benefits.facts import UNITS, UnknownFact, fact, load, recorded
from benefits.months import Month
from benefits.rows import CONFIDENCES, TABLES, TableFaults
from benefits.tariffs import Programme, Work

TODAY = date(2026, 11, 24)
HEADING = "id,value,unit,valid_from,valid_to,checked_on,source,confidence,note\n"
BOTH: tuple[Programme, ...] = ("jkk", "jkm")
ALL: tuple[Programme, ...] = ("jkk", "jkm", "jht")


def number(name: str, on: date = TODAY) -> int:
    value = fact(name, on).value
    assert isinstance(value, int)
    return value


def cost(
    when: str, programmes: tuple[Programme, ...], work: Work = "other", income: int = 0
) -> int:
    return quote(income, Month.parse(when), 1, work, programmes, "self").total


@pytest.mark.parametrize("table", sorted(TABLES.glob("*.csv")), ids=lambda table: table.name)
def test_every_row_of_every_table_has_source_and_dates(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert rows
    for row in rows:
        assert row["source"].strip()
        assert row["confidence"] in CONFIDENCES
        first, _ = (date.fromisoformat(row[key]) for key in ("valid_from", "checked_on"))
        assert not row["valid_to"] or first <= date.fromisoformat(row["valid_to"])


def test_ids_are_plain_words() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name) for name in recorded())


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("jkm_total", 42_000_000, "rupiah"),
        ("jkm_first_months", 10_000_000, "rupiah"),
        ("jkm_first_months_period", 3, "bulan"),
        ("jkk_death_multiple", 48, "kali"),
        ("stmb_months_full", 12, "bulan"),
        ("jkk_report_deadline", "2×24 jam", "teks"),
        ("jkk_claim_years", 5, "tahun"),
        ("lapse_months", 3, "bulan"),
        ("late_fine", 0, "rupiah"),
        ("scholarship_total", 174_000_000, "rupiah"),
        ("jht_age", 56, "tahun"),
        ("call_centre", "175", "telepon"),
        ("relief_other_until", "2026-12", "bulan_iuran"),
        ("site", "bpjsketenagakerjaan.go.id", "situs"),
    ],
)
def test_a_fact_has_its_value_and_unit(name: str, value: int | str, unit: str) -> None:
    found = fact(name, TODAY)
    assert (found.value, found.unit, found.expired) == (value, unit, False)
    assert found.source


def test_facts_that_rest_on_memory_or_conflict_say_so() -> None:
    assert fact("jkm_first_months", TODAY).confidence == "C"
    assert fact("whatsapp", TODAY).confidence == "M"
    assert fact("jkk_glasses", TODAY).confidence == "M"


def test_an_unknown_fact_is_an_error_of_ours() -> None:
    with pytest.raises(UnknownFact, match="jkm_totl"):
        fact("jkm_totl", TODAY)


@pytest.mark.parametrize(
    ("on", "expired"),
    [
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
    ],
)
def test_a_fact_is_expired_outside_its_dates(on: date, expired: bool) -> None:
    found = fact("relief_other_until", on)
    assert (found.value, found.expired) == ("2026-12", expired)


@pytest.mark.parametrize(
    ("on", "value"), [(date(2025, 4, 30), 10_000_000), (date(2025, 5, 1), 15_000_000)]
)
def test_the_row_of_the_day_is_taken(on: date, value: int) -> None:
    found = fact("jht_jmo_limit", on)
    assert (found.value, found.expired) == (value, False)


@pytest.mark.parametrize(
    "when",
    ["2025-12", "2026-01", "2026-03", "2026-04", "2026-12", "2027-01", "2027-03", "2027-04"],
)
def test_the_lowest_price_of_the_day_is_the_one_of_the_tariff(when: str) -> None:
    on = date.fromisoformat(f"{when}-01")
    assert number("package_minimum_transport", on) == cost(when, BOTH, "transport")
    assert number("package_minimum_other", on) == cost(when, BOTH, "other")


def test_figures_of_the_contribution_are_those_of_the_tariff() -> None:
    full, halved = "2027-06", "2026-11"
    assert number("jkk_minimum") == cost(full, ("jkk",))
    assert number("jkk_maximum") == cost(full, ("jkk",), income=10**9)
    assert number("jkm_contribution") == cost(full, ("jkm",))
    assert number("jht_minimum") == cost(full, ("jht",))
    assert number("jht_maximum") == cost(full, ("jht",), income=10**9)
    assert number("package_minimum") == cost(full, BOTH)
    assert number("package_minimum_year") == 12 * cost(full, BOTH)
    assert number("package_jht_minimum") == cost(full, ALL)
    assert number("jkk_minimum_relief") == cost(halved, ("jkk",))
    assert number("jkm_contribution_relief") == cost(halved, ("jkm",))
    assert number("package_minimum_relief") == cost(halved, BOTH)
    assert number("package_jht_minimum_relief") == cost(halved, ALL)


def test_months_of_the_relief_are_those_of_the_tariff() -> None:
    for work in ("transport", "other"):
        first = Month.parse(str(fact(f"relief_{work}_from", TODAY).value))
        last = relief_until("transport" if work == "transport" else "other")
        assert fact(f"relief_{work}_until", TODAY).value == str(last)
        assert first_month() < first < last


def test_sums_are_the_sums_of_their_parts() -> None:
    assert number("jkm_total") == sum(
        number(part) for part in ("jkm_grant", "jkm_periodic", "jkm_funeral")
    )
    assert number("jkk_death_total_row1") == sum(
        number(part) for part in ("jkk_death_row1", "jkk_periodic", "jkk_funeral")
    )
    assert number("jkk_total_disability_total_row1") == sum(
        number(part) for part in ("jkk_total_disability_row1", "jkk_periodic")
    )
    levels = ("primary", "junior", "senior", "college")
    child = sum(
        number(f"scholarship_{level}") * number(f"scholarship_{level}_years") for level in levels
    )
    assert number("scholarship_child") == child
    assert number("scholarship_total") == child * number("scholarship_children")


def test_examples_follow_from_the_rule_and_the_lowest_base() -> None:
    lowest = number("base_lowest")
    for kind in ("death", "total_disability"):
        multiple = number(f"jkk_{kind}_multiple")
        assert multiple * 100 == number(f"jkk_{kind}_percent") * number("jkk_disability_multiple")
        assert number(f"jkk_{kind}_row1") == multiple * lowest
    assert number("stmb_full_row1") * 100 == lowest * number("stmb_percent_full")
    assert number("stmb_after_row1") * 100 == lowest * number("stmb_percent_after")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,1,rupiah,2026-01-01,,2026-01-01,,V,", "column source is empty"),
        ("a,1,rupiah,,,2026-01-01,x,V,", "Invalid isoformat"),
        ("a,1,rupiah,2026-02-01,2026-01-01,2026-01-01,x,V,", "ends on 2026-01-01, before"),
        ("a,1,rupiah,2026-01-01,,2026-01-01,x,V9,", "column confidence: 'V9' is not one of"),
        ("a,1,liter,2026-01-01,,2026-01-01,x,V,", "column unit: 'liter' is not one of"),
        ("a,1.000,rupiah,2026-01-01,,2026-01-01,x,V,", "invalid literal"),
        ("a,-1,rupiah,2026-01-01,,2026-01-01,x,V,", "-1 is below zero"),
        ("a,2026-13,bulan_iuran,2026-01-01,,2026-01-01,x,V,", "not a month"),
        ("a,31-12-2026,tanggal,2026-01-01,,2026-01-01,x,V,", "Invalid isoformat"),
        ("a,,teks,2026-01-01,,2026-01-01,x,V,", "column value is empty"),
        ("a,1,rupiah,2026-01-01,,2026-01-01,x,V", "the number of cells differs"),
        ("a,1,rupiah,2026-01-01,,2026-01-01,x,V,n,n", "the number of cells differs"),
    ],
)
def test_a_faulty_row_is_named_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    table = tmp_path / "facts.csv"
    good = "b,1,rupiah,2026-01-01,,2026-01-01,x,V,\n"
    table.write_text(f"{HEADING}{good}{row}\n", encoding="utf-8")
    with pytest.raises(TableFaults) as refused:
        load(table)
    assert len(refused.value.faults) == 1
    assert refused.value.faults[0].startswith(f"facts.csv:3: {fault}")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    rows = [
        "a,1,rupiah,2026-01-01,2026-06-30,2026-01-01,x,V,",
        "a,2,rupiah,2026-06-30,,2026-01-01,x,V,",
        "c,satu,rupiah,2026-01-01,,2026-01-01,x,V,",
    ]
    table.write_text(HEADING + "\n".join(rows), encoding="utf-8")
    with pytest.raises(TableFaults) as refused:
        load(table)
    assert [fault.split(":")[1] for fault in refused.value.faults] == ["3", "4"]


def test_dates_and_text_units_keep_their_writing(tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    row = "{id},{value},{unit},2026-01-01,,2026-01-01,x,V,\n"
    values = {"tanggal": "2026-12-31", "bulan_iuran": "2026-12", "telepon": "175", "hari": "2"}
    lines = [row.format(id=unit, value=value, unit=unit) for unit, value in values.items()]
    table.write_text(HEADING + "".join(lines), encoding="utf-8")
    facts = load(table)
    found = {unit: fact(unit, TODAY, facts).value for unit in values}
    assert found == {**values, "hari": 2}
    assert set(values) < set(UNITS)


def test_before_its_first_row_a_fact_shows_that_row_as_expired() -> None:
    found = fact("relief_transport_until", date(2025, 12, 31))
    assert (found.value, found.expired) == ("2027-03", True)
