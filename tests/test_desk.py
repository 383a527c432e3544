"""The words between a person, an officer and the bot, as the dialog alone decides them."""

from dataclasses import replace
from datetime import date

import pytest

from dialog.desk import meant
from dialog.effects import (
    AnswerPerson,
    CallOfficer,
    CloseCall,
    Effect,
    LeaveOfficer,
    PassOn,
    PutBack,
    ShowQueue,
    StopMessages,
    TakeCall,
)
from dialog.engine import Said, Told, WentQuiet, advance
from dialog.session import Person, Say, Session, Turn
from dialog.silence import Patience
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)
WORKER = Person(channel="telegram")
WAITING, ATTENDED = replace(WORKER, handover="waiting"), replace(WORKER, handover="taken")
OFFICER = Person(channel="telegram", roles=frozenset({"officer"}))
SERVING = replace(OFFICER, serving=True)
ADMIN = replace(OFFICER, roles=frozenset({"admin"}))
ASKED_NAME = Session(form="daftar", asked="full_name", answers={"consent": "ya"}, run=1)


def heard(person: Person, said: Said | str, session: Session = ASKED_NAME) -> Turn:
    event = Said(said) if isinstance(said, str) else said
    return advance(BOOK, person, session, event, TODAY)


def keys(turn: Turn) -> list[str]:
    return [say.text for say in turn.says]


# The person


@pytest.mark.parametrize("words", ["Budi Santoso", "berapa iurannya", "batal", "kembali", "daftar"])
def test_with_an_officer_every_word_is_for_them(words: str) -> None:
    turn = heard(ATTENDED, words)
    assert turn.effects == (PassOn(words),)
    assert turn.says == ()
    assert turn.session.answers == ASKED_NAME.answers


@pytest.mark.parametrize("words", ["selesai", "MENU", "lah salasai", "Selesai."])
def test_some_words_give_the_person_back_at_the_same_question(words: str) -> None:
    turn = heard(ATTENDED, words)
    assert turn.effects == (LeaveOfficer(),)
    assert keys(turn)[0] == "sambung/selesai_pekerja"
    assert keys(turn)[-1] == "daftar/full_name"
    assert (turn.session.form, turn.session.answers) == ("daftar", ASKED_NAME.answers)


@pytest.mark.parametrize(
    "words", ["belum selesai pak", "menunya apa", "hentikan dulu", "selesaikan"]
)
def test_no_slip_ends_a_conversation_between_people(words: str) -> None:
    effects = heard(ATTENDED, words).effects
    assert effects == (PassOn(words),) or words == "selesaikan"


def test_a_stop_stops_and_ends_the_conversation() -> None:
    assert heard(ATTENDED, "berhenti").effects == (LeaveOfficer(), StopMessages())


def test_erasing_is_asked_by_the_bot_again() -> None:
    turn = heard(ATTENDED, "hapus")
    assert turn.effects == (LeaveOfficer(),)
    assert keys(turn)[-1] == "hapus/sure"


@pytest.mark.parametrize(
    "said",
    [Said("/iuran"), Said("iuran", "command"), Said("", "start"), Said("x", "tap", "p|jkk")],
)
def test_what_is_for_the_bot_is_answered_with_where_the_person_is(said: Said) -> None:
    turn = heard(ATTENDED, said)
    assert (keys(turn), turn.effects) == (["sambung/masih"], ())


@pytest.mark.parametrize("choice", ["d|selesai", "d|menu"])
def test_buttons_end_it_too(choice: str) -> None:
    assert heard(ATTENDED, Said("x", "tap", choice)).effects == (LeaveOfficer(),)


def test_silence_is_no_event_while_an_officer_speaks() -> None:
    turn = advance(BOOK, ATTENDED, ASKED_NAME, WentQuiet(Patience()), TODAY)
    assert turn == Turn(ASKED_NAME)


def test_what_happened_elsewhere_is_said_and_the_question_comes_again() -> None:
    told = Told(Say("sambung/selesai_petugas"))
    turn = advance(BOOK, WORKER, ASKED_NAME, told, TODAY)
    assert keys(turn)[0] == "sambung/selesai_petugas"
    assert keys(turn)[-1] == "daftar/full_name"
    assert keys(advance(BOOK, WORKER, Session(), told, TODAY))[-1] == "sapa/menu"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("apa itu nik pak", True),
        ("berapa iurannya", True),
        ("saya bingung sekali dengan isian ini, tolong dibantu orang saja", True),
        ("Budi Santoso", False),  # the answer to the question
        ("kembali", False),
        ("menu", False),
    ],
)
def test_who_waits_is_answered_and_their_questions_are_kept(words: str, kept: bool) -> None:
    turn = heard(WAITING, words)
    assert turn.says
    passed = [effect for effect in turn.effects if isinstance(effect, PassOn)]
    called = [one for one in turn.effects if isinstance(one, CallOfficer) and one.words == words]
    assert bool(passed or called) is kept


def test_the_words_that_call_an_officer_go_with_the_call() -> None:
    words = "saya mau bicara dengan petugas soal klaim"
    [effect] = heard(WORKER, words, Session()).effects
    assert effect == CallOfficer("diminta", words)
    [plain] = heard(WORKER, "petugas", Session()).effects
    assert plain == CallOfficer("diminta")


def test_words_for_the_officer_survive_the_guard_against_repeats() -> None:
    session = Session()
    for _ in range(9):
        turn = heard(WAITING, "anu pak yang kemarin", session)
        assert turn.effects == (PassOn("anu pak yang kemarin"),)
        session = turn.session


def test_who_waits_may_change_their_mind() -> None:
    turn = heard(WAITING, "selesai", Session())
    assert (turn.effects, keys(turn)[0]) == ((LeaveOfficer(),), "sambung/batal_pekerja")
    assert heard(WORKER, "selesai", Session()).effects == ()


# The officer


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        ("Baik Pak", AnswerPerson("Baik Pak")),
        ("menu", AnswerPerson("menu")),
        ("antrean di kantor panjang", AnswerPerson("antrean di kantor panjang")),
        ("balas", AnswerPerson("balas")),
        ("ambil uangnya di bank", AnswerPerson("ambil uangnya di bank")),
        ("selesai", CloseCall()),
        ("/selesai", CloseCall()),
        ("lepas", PutBack()),
        ("#kantor", AnswerPerson(reply="kantor")),
        ("# Kantor ", AnswerPerson(reply="kantor")),
        ("/balas kantor", AnswerPerson(reply="kantor")),
        ("ambil 12", TakeCall(12)),
        ("/ambil 12", TakeCall(12)),
        ("/antrean", ShowQueue()),
    ],
)
def test_what_an_officer_in_a_conversation_says(words: str, effect: Effect) -> None:
    assert heard(SERVING, words).effects == (effect,)


def test_the_bot_is_reached_with_a_slash_or_a_button() -> None:
    assert keys(heard(SERVING, "/menu", Session())) == ["sapa/menu"]
    read = heard(SERVING, Said("x", "tap", "p|jkk"), Session(pictures="on"))
    assert keys(read) == ["manfaat/jkk"]


@pytest.mark.parametrize("words", ["/balas", "#", "#tidakada"])
def test_without_a_known_name_the_prepared_replies_are_shown(words: str) -> None:
    turn = heard(SERVING, words)
    assert (keys(turn), turn.effects) == (["petugas/balasan_siap"], ())
    assert turn.says[0].choices[0].id == "h|balas|kantor"


def test_who_serves_nobody_cannot_send_a_prepared_reply() -> None:
    turn = heard(OFFICER, "/balas kantor", Session())
    assert (keys(turn), turn.effects, turn.says[0].choices) == (["petugas/balasan_siap"], (), ())


@pytest.mark.parametrize(
    ("words", "effects"),
    [("antrean", (ShowQueue(),)), ("ambil 3", (TakeCall(3),)), ("ambil", (ShowQueue(),))],
)
def test_out_of_a_conversation_the_words_work_without_a_slash(
    words: str, effects: tuple[Effect, ...]
) -> None:
    assert heard(OFFICER, words, Session()).effects == effects


@pytest.mark.parametrize("words", ["selesai", "lepas", "/selesai"])
def test_where_there_is_nothing_to_end_that_is_said(words: str) -> None:
    assert keys(heard(OFFICER, words, Session())) == ["petugas/tidak_melayani"]


@pytest.mark.parametrize("words", ["antrean", "antrian", "ambil 3", "lepas"])
def test_for_everybody_else_these_are_words_like_any(words: str) -> None:
    assert heard(WORKER, words, Session()).effects == ()


@pytest.mark.parametrize("choice", ["h|ambil|1", "h|selesai", "h|balas|kantor"])
def test_a_button_of_an_officer_does_nothing_for_others(choice: str) -> None:
    turn = heard(WORKER, Said("x", "tap", choice), Session())
    assert (turn.effects, keys(turn)[0]) == ((), "umum/tombol_lama")


def test_a_role_that_was_taken_ends_what_was_begun_with_it() -> None:
    turn = heard(replace(SERVING, roles=frozenset()), "halo")
    assert (turn.effects, keys(turn)) == ((PutBack(),), ["umum/tidak_berhak"])


def test_the_form_for_officers_opens_for_admins_and_calls_one_for_others() -> None:
    assert keys(heard(ADMIN, "/petugas", Session())) == ["petugas/action"]
    assert heard(OFFICER, "/petugas", Session()).effects == (CallOfficer("diminta"),)
    assert heard(ADMIN, "petugas", Session()).effects == (CallOfficer("diminta"),)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("/selesai", ("selesai", "")),
        ("selesai", ("selesai", "")),
        ("/lepas", ("lepas", "")),
        ("#kantor", ("balas", "kantor")),
        ("/balas", ("balas", "")),
        ("/balas kantor", ("balas", "kantor")),
        ("sudah selesai semua pak", ("", "")),
        ("balas", ("", "")),
        ("antrean", ("", "")),
        ("/halo", ("", "")),
    ],
)
def test_in_a_topic_the_same_words_mean_the_same(words: str, name: tuple[str, str]) -> None:
    assert meant(BOOK, words) == name
