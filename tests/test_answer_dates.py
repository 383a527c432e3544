"""The same question on both sides of a date: what is answered changes with the rule, rightly."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from benefits.contributions import quote
from benefits.facts import fact
from benefits.months import Month
from benefits.tariffs import Payer, Programme, Work
from dialog.session import Say
from dialog.wire import BOLD_OFF, BOLD_ON
from handlers.book import open_book
from handlers.own import figures
from messages import catalog
from messages.filters import bulan, juta, rupiah
from messages.texts import UNDER_REVIEW
from tests.houses import mind

CATALOG = catalog.load("13.11", 90)
BOOK = open_book(CATALOG, mind())
BOTH: tuple[Programme, ...] = ("jkk", "jkm")

NONE, TRANSPORT, ALL = "none", "transport", "both"
DAYS = {
    date(2025, 12, 31): NONE, date(2026, 1, 1): TRANSPORT, date(2026, 3, 31): TRANSPORT,
    date(2026, 4, 1): ALL, date(2026, 12, 31): ALL, date(2027, 1, 1): TRANSPORT,
    date(2027, 3, 31): TRANSPORT, date(2027, 4, 1): NONE,
}  # fmt: skip
"""Both sides of each date of PP 50/2025, and whose contributions are halved on that day."""
# How the lines of the two kinds of work begin, by text and language.
LINES = {
    ("info/iuran", "id"): ("• ojek", "• pekerjaan lain"),
    ("info/iuran", "min"): ("• ojek", "• karajo lain"),
    ("info/diskon", "id"): ("• Ojek", "• Petani"),
    ("info/diskon", "min"): ("• Ojek", "• Urang tani"),
    ("kabar/bukan_itu_potongannya", "id"): ("• ojek", "• pekerjaan lain"),
    ("kabar/bukan_itu_potongannya", "min"): ("• ojek", "• karajo lain"),
}
RELIEF = ("info/iuran", "info/diskon", "info/diskon_lanjut", "kabar/bukan_itu_potongannya",
          "kabar/tidak_sama_semua", "kabar/per_hari")  # fmt: skip
"""Every page that speaks of the relief."""
FULL, HALF = "Rp16.800", "Rp8.400"


Values = Mapping[str, object]


def read(key: str, day: date, language: str = "id", params: Values = MappingProxyType({})) -> str:
    body = CATALOG.texts[language].text(Say(key, params), day)
    return body.replace(BOLD_ON, "").replace(BOLD_OFF, "")


def line(text: str, start: str) -> str:
    return next((one for one in text.splitlines() if one.startswith(start)), "")


@pytest.mark.parametrize("key", ["info/iuran", "info/diskon", "kabar/bukan_itu_potongannya"])
@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize(("day", "whose"), DAYS.items(), ids=str)
def test_each_kind_of_work_hears_of_its_relief_and_of_its_end(
    day: date, whose: str, language: str, key: str
) -> None:
    text = read(key, day, language)
    transport, other = (line(text, start) for start in LINES[key, language])
    assert ("Maret 2027" in transport) == (whose != NONE)
    assert ("Desember 2026" in other) == (whose == ALL)
    if whose == TRANSPORT:
        assert ("tidak" in other) if language == "id" else ("indak" in other)


@pytest.mark.parametrize("key", RELIEF)
@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize(("day", "whose"), DAYS.items(), ids=str)
def test_the_halved_sum_is_named_only_while_somebody_pays_it(
    day: date, whose: str, language: str, key: str
) -> None:
    text = read(key, day, language)
    assert (HALF in text) == (whose != NONE and key != "info/diskon_lanjut")
    assert ("50%" in text) <= (whose != NONE)
    assert ("PP 50/2025" in text) <= (whose != NONE)


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_who_is_paid_for_by_the_government_pays_in_full_in_every_month(
    day: date, language: str
) -> None:
    text = read("info/bantuan_pemerintah", day, language)
    assert FULL in text
    assert HALF not in text
    assert "APBN/APBD" in read("info/diskon", day, language) or DAYS[day] == NONE


# A person's own figures

ANSWERS = {"transport": "ojek", "other": "petani"}


def own(day: date, work: str, payer: str, income: int = 900_000) -> dict[str, object]:
    answers = {
        "occupation": ANSWERS[work], "income": str(income), "programmes": "jkk,jkm", "payer": payer,
    }  # fmt: skip
    values = figures(answers, day)
    assert values
    return {**values, "keadaan": "submitted"}


def due(day: date, work: Work, payer: Payer) -> str:
    month = quote(900_000, Month.of(day), 1, work, BOTH, payer).total
    return rupiah(month)


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize("payer", ["self", "government"])
@pytest.mark.parametrize("work", ["transport", "other"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_everybody_hears_the_sum_of_the_month_it_is(
    day: date, work: Work, payer: Payer, language: str
) -> None:
    halved = payer == "self" and DAYS[day] in (ALL, work)
    expected = due(day, work, payer)
    assert expected == (HALF if halved else FULL)
    text = read("info/iuran_saya", day, language, own(day, work, payer))
    now = text.splitlines()[1]
    assert expected in now
    assert ("dipotong" in now) == halved


UNTIL_DECEMBER = ["sampai iuran Desember 2026: Rp8.400", "mulai iuran Januari 2027: Rp16.800"]
UNTIL_MARCH = ["sampai iuran Maret 2027: Rp8.400", "mulai iuran April 2027: Rp16.800"]
NO_END = ["setiap bulan: Rp16.800"]


@pytest.mark.parametrize(
    ("day", "work", "lines"),
    [
        (date(2026, 3, 31), "other", ["sampai iuran Maret 2026: Rp16.800", *UNTIL_DECEMBER]),
        (date(2026, 11, 24), "other", UNTIL_DECEMBER),
        (date(2026, 12, 31), "other", UNTIL_DECEMBER),
        (date(2027, 1, 1), "other", NO_END),
        (date(2026, 12, 31), "transport", UNTIL_MARCH),
        (date(2027, 1, 1), "transport", UNTIL_MARCH),
        (date(2027, 3, 31), "transport", UNTIL_MARCH),
        (date(2027, 4, 1), "transport", NO_END),
    ],
)
def test_the_end_of_ones_own_relief_is_told_beforehand(
    day: date, work: str, lines: list[str]
) -> None:
    text = read("info/iuran_saya", day, params=own(day, work, "self"))
    told = [one.removeprefix("• ") for one in text.splitlines() if one.startswith("•")]
    assert len(told) == len(lines)
    assert all(one.startswith(expected) for one, expected in zip(told, lines, strict=True))


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize("work", ["transport", "other"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_relief_page_tells_each_their_own_case(day: date, work: str, language: str) -> None:
    mine = {payer: read("info/diskon_saya", day, language, own(day, work, payer))
            for payer in ("self", "government", "other")}  # fmt: skip
    halved = DAYS[day] in (ALL, work)
    assert (HALF in mine["self"]) == halved
    assert HALF not in mine["government"] + mine["other"]
    assert FULL in mine["government"]
    unsure = "Belum pasti" if language == "id" else "Alun pasti"
    assert unsure in mine["other"]


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize("key", ["info/cara_bayar_saya", "info/jatuh_tempo_saya", "info/telat_saya",
                                 "info/bantuan_saya"])  # fmt: skip
@pytest.mark.parametrize("work", ["transport", "other"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_other_pages_name_the_sum_of_the_month_too(
    day: date, work: Work, key: str, language: str
) -> None:
    assert due(day, work, "self") in read(key, day, language, own(day, work, "self"))


# The other dates of the tables


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize(
    ("day", "limit"), [(date(2025, 4, 30), 10_000_000), (date(2025, 5, 1), 15_000_000)]
)
def test_the_limit_of_the_app_is_the_one_of_the_day(day: date, limit: int, language: str) -> None:
    text = read("kabar/ambil_jht", day, language)
    assert juta(limit) in text
    assert [juta(other) for other in (10_000_000, 15_000_000) if juta(other) in text] == [
        juta(limit)
    ]


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize(
    ("key", "name"),
    [("kabar/santunan_penuh", "jkm_first_months"), ("info/cara_bayar_lanjut", "payment_guides"),
     ("luar/darurat", "emergency_number"), ("klaim/jht", "site_tracking")],
)  # fmt: skip
def test_before_the_first_day_of_a_figure_its_page_is_under_review(
    key: str, name: str, language: str
) -> None:
    first = next(day for day in sorted(known_days()) if not fact(name, day).expired)
    before = max(day for day in known_days() if day < first)
    assert read(key, before, language) == read(UNDER_REVIEW, before, language)
    assert read(key, date(2026, 11, 25), language) != read(UNDER_REVIEW, before, language)


def known_days() -> list[date]:
    return [date(year, month, 1) for year in range(2006, 2027) for month in range(1, 13)]


def test_the_months_named_are_those_of_the_tariff() -> None:
    text = read("info/diskon", date(2026, 11, 24))
    for name in ("relief_transport_until", "relief_other_until"):
        assert bulan(fact(name, date(2026, 11, 24)).value) in text


# Worked cases


@pytest.mark.parametrize(
    ("day", "occupation", "income", "programmes", "expected"),
    [
        (date(2026, 12, 1), "petani", 900_000, "jkk,jkm", 8_400),
        (date(2027, 1, 1), "petani", 900_000, "jkk,jkm", 16_800),
        (date(2027, 3, 1), "ojek", 2_500_000, "jkk,jkm", 16_400),
        (date(2027, 4, 1), "ojek", 2_500_000, "jkk,jkm", 32_800),
        (date(2026, 11, 1), "pedagang_umkm", 3_200_000, "jkk,jkm,jht", 89_650),
        (date(2027, 2, 1), "pedagang_umkm", 3_200_000, "jkk,jkm,jht", 110_300),
        (date(2027, 6, 1), "sopir", 25_000_000, "jkk,jkm,jht", 627_800),
    ],
)
def test_the_worked_cases_come_out_in_ones_own_answer(
    day: date, occupation: str, income: int, programmes: str, expected: int
) -> None:
    answers = {"occupation": occupation, "income": str(income), "programmes": programmes}
    values = figures(answers, day)
    assert values
    text = read("info/iuran_saya", day, params={**values, "keadaan": "draft"})
    assert rupiah(expected) in text.splitlines()[1]
