"""Cards: the right figures in each language on each side of every date, or no card at all."""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from benefits import contributions, facts
from benefits.facts import Recorded
from benefits.months import Month
from benefits.rows import TABLES
from benefits.tariffs import PROGRAMMES, Payer, Work
from dialog.session import Person, Say
from handlers.book import FINISH
from messages import catalog
from messages.cards import MAKER, CardLineError, parse, short
from messages.filters import bulan, juta, rupiah
from pictures import paint
from pictures.card import Card, Row

CATALOG = catalog.load("13.11", 90)
LANGUAGES = ("id", "min")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
WHOLE = "kartu/jkm"
FIGURE = r"Rp\d(?:[\d.,]*\d)?(?: juta)?|\d+"

# What each card tells, by fact: the figure, then the values of the rows, then the rest.
TOLD: Mapping[str, tuple[str, ...]] = {
    "kartu/jkk": (
        "stmb_percent_full", "stmb_months_full", "stmb_percent_after", "jkk_periodic",
        "jkk_total_disability_multiple", "jkk_death_multiple", "base_lowest",
    ),
    "kartu/jkm": (
        "jkm_total", "jkm_grant", "jkm_periodic", "jkm_funeral", "jkm_first_months",
        "jkm_first_months_period", "call_centre",
    ),
    "kartu/jht": (
        "jht_minimum", "jht_rate", "jht_age", "jht_partial_years", "jht_partial_percent",
        "jht_housing_percent",
    ),
    "kartu/beasiswa": (
        "scholarship_total", "scholarship_children", "scholarship_primary",
        "scholarship_primary_years", "scholarship_junior", "scholarship_junior_years",
        "scholarship_senior", "scholarship_senior_years", "scholarship_college",
        "scholarship_college_years", "scholarship_contribution_years",
    ),
}  # fmt: skip


def boundaries() -> list[date]:
    """The last day before, and the first day of, everything that begins or ends in a table."""
    days = set[date]()
    for path in TABLES.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                begins = date.fromisoformat(row["valid_from"])
                days |= {begins - DAY, begins}
                if row["valid_to"]:
                    ends = date.fromisoformat(row["valid_to"])
                    days |= {ends, ends + DAY}
    return sorted(days)


BOUNDARIES = boundaries()


def card_of(key: str, day: date, language: str = "id", **params: object) -> Card | None:
    """The card beside any text, as it goes into the outbox."""
    message = CATALOG.compose([Say("sapa/halo", params, card=key)], day, language)
    if message.picture is None:
        return None
    maker, _, source = message.picture.source.partition(":")
    assert maker == MAKER
    return Card.from_source(source)


def drawn(key: str, day: date, language: str = "id", **params: object) -> Card:
    card = card_of(key, day, language, **params)
    assert card is not None
    return card


def strings(card: Card) -> str:
    rows = [part for row in card.rows for part in (row.label, row.value, row.detail)]
    return "\n".join([card.figure, *card.captions, *rows, *card.notes])


def shown(name: str, day: date) -> str:
    one = facts.fact(name, day)
    if one.unit != "rupiah":
        return str(one.value)
    return rupiah(one.value) if name in ("jht_minimum", "base_lowest") else juta(one.value)


def test_the_days_on_both_sides_of_new_year_are_among_those_tried() -> None:
    assert {date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1)} <= set(
        BOUNDARIES
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TOLD)
def test_a_card_tells_what_holds_on_each_side_of_every_date(key: str, language: str) -> None:
    for day in BOUNDARIES:
        card = card_of(key, day, language)
        if any(facts.fact(name, day).expired for name in TOLD[key]):
            assert card is None, day
            continue
        assert card is not None, day
        figures = re.findall(FIGURE, strings(card))
        missing = [name for name in TOLD[key] if shown(name, day) not in figures]
        assert missing == [], day


def test_each_card_is_drawn_on_some_of_those_days_and_not_on_others() -> None:
    for key in TOLD:
        assert len({card_of(key, day) is None for day in BOUNDARIES}) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_stands_on_a_card_that_no_fact_accounts_for(language: str) -> None:
    death = juta(22_000_000)  # the periodic grant and the funeral together
    for key, names in TOLD.items():
        known = {shown(name, TODAY) for name in names} | {death}
        figures = re.findall(FIGURE, strings(drawn(key, TODAY, language)))
        assert set(figures) <= known


# A rule that changes


def changed(name: str, *spans: tuple[int, date, date | None]) -> facts.Facts:
    """The facts, with other rows for one of them."""
    old = facts.recorded()[name][0]
    rows = [
        Recorded(name, value, old.unit, replace(old.origin, first=first, last=last))
        for value, first, last in spans
    ]
    return {**facts.recorded(), name: rows}


def test_a_figure_changes_with_its_day_and_the_foot_tells_until_when(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    spans = ((42_000_000, date(2019, 12, 2), last), (50_000_000, first, None))
    held = changed("jkm_total", *spans)
    monkeypatch.setattr(facts, "recorded", lambda: held)
    before, after = drawn(WHOLE, last), drawn(WHOLE, first)
    assert (before.figure, after.figure) == ("Rp42 juta", "Rp50 juta")
    assert before.foot[-1] == "Berlaku sampai 31 Desember 2026"
    assert after.foot[-1] == "Berlaku sampai ada aturan baru"


def test_what_has_run_out_is_not_drawn_and_said_to_be_under_review(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = date(2027, 2, 27)  # no other test has this day: what is the same all day is kept
    held = changed("jkm_grant", (20_000_000, date(2019, 12, 2), last))
    monkeypatch.setattr(facts, "recorded", lambda: held)
    says = [Say("manfaat/jkm", card=WHOLE)]
    assert CATALOG.compose(says, last).picture is not None
    late = CATALOG.compose(says, last + DAY)
    assert late.picture is None
    assert "sedang diperiksa" in late.body


# The calculator


def result(
    start: Month, months: int, work: Work, payer: Payer = "self", programmes: str = "jkk,jkm"
) -> Say:
    answers = {
        "income": "900000", "work": work, "payer": payer, "programmes": programmes,
        "months": str(months), "start": str(start),
    }  # fmt: skip
    [reply] = FINISH["contribution"](answers, Person(), TODAY).says
    return reply


def calculated(reply: Say, language: str = "id") -> Card:
    assert reply.card is not None
    return drawn(reply.card, TODAY, language, **reply.params)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("programmes", ["jkk,jkm", "jkk,jkm,jht"])
@pytest.mark.parametrize("payer", ["self", "government"])
@pytest.mark.parametrize("work", ["transport", "other"])
def test_a_calculation_is_drawn_as_it_was_made_at_every_boundary(
    work: Work, payer: Payer, programmes: str, language: str
) -> None:
    chosen = [p for name, p in PROGRAMMES.items() if name in programmes]
    for month in sorted({Month.of(day) for day in BOUNDARIES if day.year >= 2016}):
        card = calculated(result(month, 1, work, payer, programmes), language)
        quote = contributions.quote(900_000, month, 1, work, chosen, payer)
        lines = quote.months[0].programmes.items()
        parts = [f"{name.upper()} {rupiah(line.contribution)}" for name, line in lines]
        assert card.figure == rupiah(quote.total)
        assert card.rows == (Row(bulan(month), rupiah(quote.total), " + ".join(parts)),)


def test_months_on_both_sides_of_new_year_are_two_rows_and_the_end_is_told() -> None:
    card = calculated(result(Month.parse("2026-12"), 3, "other"))
    assert card.figure == "Rp42.000"
    assert card.captions == ("untuk 3 bulan, dari dasar Rp1.000.000",)
    assert card.rows == (
        Row("Desember 2026", "Rp8.400", "JKK Rp5.000 + JKM Rp3.400"),
        Row("Jan 2027–Feb 2027", "Rp16.800/bulan", "JKK Rp10.000 + JKM Rp6.800"),
    )
    assert card.notes == ("Potongan JKK dan JKM hanya sampai", "iuran Desember 2026.")
    assert card.foot == ("Sumber: PP 50/2025, PP 44/2015",)


def test_who_drives_pays_half_until_march() -> None:
    card = calculated(result(Month.parse("2027-03"), 2, "transport"))
    assert [row.value for row in card.rows] == ["Rp8.400", "Rp16.800"]
    assert card.notes[-1] == "iuran Maret 2027."


def test_what_government_pays_is_not_halved() -> None:
    card = calculated(result(Month.parse("2026-12"), 1, "other", "government"))
    assert card.figure == "Rp16.800"
    assert card.notes == ("Dibayar pemerintah: tanpa potongan.",)
    assert card.foot == ("Sumber: PP 44/2015", "Berlaku sampai ada aturan baru")


def test_what_somebody_earns_is_not_drawn() -> None:
    """A picture is passed on more easily than a text."""
    assert "900.000" not in strings(calculated(result(Month.parse("2026-12"), 3, "other")))


# All of them


def everything() -> list[tuple[str, str, Mapping[str, object]]]:
    long = result(Month.parse("2026-03"), 60, "other", programmes="jkk,jkm,jht")
    given = {**{key: {} for key in TOLD}, "kartu/hitung": long.params}
    return [(key, language, params) for key, params in given.items() for language in LANGUAGES]


@pytest.mark.parametrize(("key", "language", "params"), everything())
def test_every_card_is_small_fits_and_is_said_in_full(
    key: str, language: str, params: Mapping[str, object]
) -> None:
    card = drawn(key, TODAY, language, **params)
    data = paint.draw(card)
    assert len(data) < 40_000  # prepaid data: half of what is promised
    assert list(paint.too_wide(card)) == []
    message = CATALOG.compose([Say("sapa/halo", params, card=key)], TODAY, language)
    assert message.picture is not None
    assert data[16:24] == b"".join(
        each.to_bytes(4, "big") for each in (message.picture.width, message.picture.height)
    )
    assert set(re.findall(FIGURE, strings(card))) <= set(re.findall(FIGURE, message.picture.alt))
    assert all(line in message.picture.alt for line in (card.title, card.head, *card.foot))


def test_every_page_and_the_calculator_name_a_card_there_is() -> None:
    pages = {page.card for page in CATALOG.pages.values() if page.card}
    assert pages == set(TOLD)
    assert result(Month.of(TODAY), 1, "other").card == "kartu/hitung"


def test_the_two_languages_say_the_same_figures() -> None:
    for key in TOLD:
        ours, theirs = (
            re.findall(FIGURE, strings(drawn(key, TODAY, language))) for language in LANGUAGES
        )
        assert ours == theirs


def test_the_foot_names_the_rules_and_when_they_were_checked() -> None:
    assert drawn("kartu/jht", TODAY).foot == (
        "Sumber: PP 46/2015, Permenaker 4/2022",
        "Diperiksa 24 November 2026",
        "Berlaku sampai ada aturan baru",
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("PP 82/2019; radarmukomuko.disway.id/read/676298", "PP 82/2019"),
        ("PP 46/2015 Lampiran (tabel BPU) jo. PP 60/2015", "PP 46/2015"),
        ("bursakota.co.id/?p=68592; bongkar86.com", "bursakota.co.id"),
        ("ayobogor.com", "ayobogor.com"),
        (
            "Peraturan BPJS Ketenagakerjaan 1/2023 Pasal 7",
            "Peraturan BPJS Ketenagakerjaan 1/2023 Pasal 7",
        ),
        ("Permenaker 4/2022; rbtv.disway.id/amp/53613", "Permenaker 4/2022"),
    ],
)
def test_a_source_is_told_in_short(source: str, told: str) -> None:
    assert short(source) == told


def test_one_message_carries_one_card_the_last() -> None:
    says = [Say("manfaat/jkk", card="kartu/jkk"), Say("manfaat/jkm", card=WHOLE), Say("sapa/halo")]
    picture = CATALOG.compose(says, TODAY).picture
    assert picture is not None
    assert picture.title == "Meninggal dunia"
    assert CATALOG.compose(says[2:], TODAY).picture is None


def test_the_same_card_has_the_same_name_and_another_day_or_language_another() -> None:
    def name(day: date, language: str) -> str:
        picture = CATALOG.compose([Say("sapa/halo", card=WHOLE)], day, language).picture
        assert picture is not None
        return picture.name

    assert name(TODAY, "id") == name(TODAY + DAY, "id") != name(TODAY, "min")
    assert re.fullmatch("[0-9a-f]{40}", name(TODAY, "id"))


@pytest.mark.parametrize(
    ("lines", "line", "why"),
    [
        (["judul: Iuran", "warna: merah"], 1, "kartu_kunci_asing"),
        (["judul: Iuran", "baris: Santunan"], 1, "kartu_bentuk_baris"),
        (["judul: Iuran", "baris: a | b | c | d"], 1, "kartu_bentuk_baris"),
        (["judul: Iuran", "baris: | Rp1"], 1, "kartu_bentuk_baris"),
        (["judul: Iuran", "judul: Lain"], 1, "kunci_dua_kali"),
        (["angka: Rp1"], 0, "kartu_tanpa_judul"),
        (["judul:"], 0, "kartu_tanpa_judul"),
    ],
)
def test_a_line_that_is_none_of_a_cards_is_refused(lines: list[str], line: int, why: str) -> None:
    with pytest.raises(CardLineError) as refused:
        parse(lines)
    assert (refused.value.line, refused.value.why) == (line, why)


def test_no_card_shows_sixteen_digits_in_a_row() -> None:
    reply = result(Month.of(TODAY), 1, "other")
    params = {**reply.params, "sumber": ["1311010101900001"]}
    assert calculated(replace(reply, params=params)).foot[0] == "Sumber: 1311••••••••0001"


def test_boundaries_are_in_order_and_each_once() -> None:
    assert all(one < other for one, other in pairwise(BOUNDARIES))
