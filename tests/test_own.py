"""A person's own figures come first: from what they answered, for nobody else, at no cost."""

from datetime import UTC, date, datetime

import pytest

from benefits.contributions import NoTariff
from benefits.months import Month
from dialog.effects import ShowOwn, ShowStatus
from dialog.engine import Said, advance
from dialog.session import Draft, Person, Session, Turn
from handlers import own
from handlers.book import FINISH, open_book, registration
from handlers.house import House
from handlers.own import figures
from messages import catalog
from messages.checks.rendered import LONGEST
from storage.tables import registrations as table
from tests.houses import Clock, Talk, mind, register
from tests.test_sayings import read

CATALOG = catalog.load("13.11", 90)
BOOK = open_book(CATALOG, mind())
TODAY = date(2026, 11, 24)
NEW_YEAR = datetime(2027, 1, 1, 3, tzinfo=UTC)
PERSONAL = sorted(page.name for page in BOOK.pages.values() if page.own)
FARMER = {"occupation": "petani", "income": "900000", "programmes": "jkk,jkm", "payer": "self"}


def show(page: str, session: Session, person: Person | None = None) -> Turn:
    return advance(BOOK, person or Person(), session, Said("", "tap", f"p|{page}"), TODAY)


def keys(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.says]


def test_the_pages_about_money_and_time_speak_of_ones_own() -> None:
    assert PERSONAL == [
        "bantuan_pemerintah", "cara_bayar", "diskon", "iuran", "jatuh_tempo", "telat_bayar",
    ]  # fmt: skip


@pytest.mark.parametrize("page", PERSONAL)
def test_who_answered_nothing_reads_the_page_alone_and_costs_no_look_up(page: str) -> None:
    turn = show(page, Session())
    assert keys(turn) == [BOOK.pages[page].text]
    assert turn.effects == ()


@pytest.mark.parametrize("page", PERSONAL)
def test_who_put_a_form_aside_reads_of_it_first(page: str) -> None:
    turn = show(page, Session(drafts={"daftar": Draft(FARMER)}))
    assert keys(turn) == [BOOK.pages[page].own, BOOK.pages[page].text]
    assert turn.effects == ()
    assert turn.says[-1].choices


@pytest.mark.parametrize("page", PERSONAL)
def test_in_the_middle_of_the_form_ones_own_comes_first_and_the_question_last(page: str) -> None:
    session = Session(form="daftar", asked="source", answers={"consent": "ya", **FARMER}, run=1)
    said = keys(show(page, session))
    assert said[:2] == [BOOK.pages[page].own, BOOK.pages[page].text]
    assert said[-1].startswith("daftar/")


@pytest.mark.parametrize("page", PERSONAL)
def test_what_was_sent_is_looked_up_only_when_such_a_page_is_read(page: str) -> None:
    person = Person(registration="PD-26-000001")
    assert show(page, Session(), person).effects == (ShowOwn(str(BOOK.pages[page].own)),)
    assert show("manfaat", Session(), person).effects == ()
    assert advance(BOOK, person, Session(), Said("halo"), TODAY).effects == ()


def test_the_calculation_put_aside_counts_too_and_the_latest_form_first() -> None:
    counted = Draft({"work": "transport", "income": "2500000"})
    old_first = Session(drafts={"daftar": Draft(FARMER), "hitung": counted})
    new_first = Session(drafts={"hitung": counted, "daftar": Draft(FARMER)})
    found = [show("iuran", one).says[0].params["pekerjaan"] for one in (old_first, new_first)]
    assert found == ["transport", "other"]


@pytest.mark.parametrize(
    "answers",
    [
        {}, {"income": "900000"}, {"occupation": "petani"}, {"work": "sulap", "income": "1"},
        {"occupation": "astronaut", "income": "1"}, {"consent": "ya", "full_name": "Budi"},
    ],
)  # fmt: skip
def test_too_little_is_no_case(answers: dict[str, str]) -> None:
    assert figures(answers, TODAY) is None


def test_without_a_programme_or_payer_the_cheapest_paid_by_oneself_is_meant_and_said() -> None:
    begun = {"occupation": "petani", "income": "900000"}
    values = figures(begun, TODAY)
    assert values == {**(figures(FARMER, TODAY) or {}), "pembayar": ""}
    session = Session(drafts={"daftar": Draft(begun)})
    for page in ("iuran", "diskon", "bantuan_pemerintah"):
        assert "alau dibayar sendiri" in read(show(page, session))
        assert "alau dibayia surang" in read(show(page, session), "min")


def test_where_the_tables_end_there_is_no_figure_and_nothing_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(*_: object) -> None:
        raise NoTariff(Month(2027, 1))

    monkeypatch.setattr(own, "_runs", ended)
    assert figures(FARMER, TODAY) is None


def test_a_month_without_a_tariff_is_under_review_and_the_form_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(*_: object) -> None:
        raise NoTariff(Month(2027, 1))

    monkeypatch.setattr("handlers.book._quote", ended)
    asked = {
        "work": "other", "income": "900001", "programmes": "jkk,jkm", "payer": "self",
        "months": "1", "start": "2027-01",
    }  # fmt: skip
    ending = FINISH["contribution"](asked, Person(), TODAY)
    assert [reply.text for reply in ending.says] == ["umum/sedang_diperiksa"]
    answers = {**FARMER, "income": "900001"}
    assert not {"price_two", "price_three"} & registration(answers, TODAY).keys()
    before = Session(form="daftar", asked="income", answers={"consent": "ya", **answers}, run=1)
    body = read(advance(BOOK, Person(), before, Said("kembali"), TODAY))
    assert "Rp" not in body


# Through the whole house


async def test_a_farmer_who_registered_reads_the_sum_of_the_month_on_both_sides_of_new_year(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await register(talk)
    before = await talk.say("berapa iuran per bulan")
    assert before.startswith("Menurut isian Bapak/Ibu, iuran JKK + JKM sebulan:")
    assert "sampai iuran Desember 2026: Rp8.400, sudah dipotong" in before
    clock.at = NEW_YEAR
    after = await talk.say("berapa iuran per bulan")
    assert "setiap bulan: Rp16.800" in after
    assert "Desember 2026" not in after


async def test_the_status_tells_what_it_will_cost(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    told = await talk.say("status")
    assert "Bapak/Ibu belum peserta" in told
    assert "Menurut isian Bapak/Ibu, iuran JKK + JKM sebulan:" in told
    assert talk.choice("Perbaiki").id == "d|perbaiki"


async def test_once_registered_the_status_still_tells_it(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    async with house.db.write() as tx:
        await tx.execute(table.update().values(status="registered"))
    assert "Rp8.400, sudah dipotong" in await talk.say("status")


async def test_a_refused_or_erased_one_has_no_figures(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    async with house.db.write() as tx:
        await tx.execute(table.update().values(status="rejected"))
    assert "Rp" not in await talk.say("status")
    assert not (await talk.say("berapa iuran per bulan")).startswith("Menurut isian")
    for text in ("hapus", "ya"):
        await talk.say(text)
    assert "Rp" not in await talk.say("status")


async def test_nobody_reads_of_anybody_else(house: House) -> None:
    await register(Talk(house, "1"))
    other = Talk(house, "2")
    await other.say("halo")
    assert "Menurut isian" not in await other.say("berapa iuran per bulan")


async def test_ones_own_comes_in_ones_own_language(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    await talk.say("bahaso minang")
    told = await talk.say("kapan jatuh tempo")
    assert told.startswith("Apak/Ibu alun peserta")


async def test_no_name_and_no_nik_is_among_ones_own_figures(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    for text in ("berapa iuran per bulan", "ada diskon", "telat bayar gimana", "cara bayar"):
        told = await talk.say(text)
        assert "Budi" not in told
        assert "0001" not in told


# Two people's worth of text still fits one message

DAYS = (date(2026, 3, 31), TODAY, date(2027, 1, 1), date(2027, 4, 1))
CASES = [
    {**FARMER, "payer": payer, "income": "25000000", "programmes": "jkk,jkm,jht"}
    for payer in ("self", "government", "other")
]


@pytest.mark.parametrize("language", ["id", "min"])
@pytest.mark.parametrize("page", PERSONAL)
def test_ones_own_and_the_page_fit_one_message(page: str, language: str) -> None:
    for day in DAYS:
        for case in CASES:
            session = Session(drafts={"daftar": Draft(case)})
            turn = advance(BOOK, Person(), session, Said("", "tap", f"p|{page}"), day)
            body = CATALOG.compose(turn.says, day, language).body
            assert len(body.encode("utf-16-le")) // 2 <= LONGEST


def test_the_status_word_is_still_a_look_up() -> None:
    turn = advance(BOOK, Person(registration="x"), Session(), Said("status"), TODAY)
    assert turn.effects == (ShowStatus(),)
