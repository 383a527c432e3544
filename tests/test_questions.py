"""Free words outside a form: answered, two at once, or asked what was meant."""

from dataclasses import replace
from datetime import date

import pytest

from dialog.effects import CallOfficer
from dialog.engine import Said, advance
from dialog.flow import Meant
from dialog.session import Person, Session, Turn
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)
START = Session(pictures="on")
UNSURE = Meant(guesses=("jkk_benefit", "claim_accident", "out_of_scope"))


def hear(session: Session, text: str, meant: Meant) -> Turn:
    book = replace(BOOK, understand=lambda _: meant)
    return advance(book, Person(), session, Said(text), TODAY)


def texts(turn: Turn) -> list[str]:
    return [said.text for said in turn.says]


def offered(turn: Turn) -> list[str]:
    return [offer.id for offer in turn.says[-1].choices]


def through_json(turn: Turn) -> Session:
    return Session.from_json(turn.session.to_json())


def test_a_clear_question_is_answered() -> None:
    assert texts(hear(START, "x y z", Meant("jkk_benefit", 0.9))) == ["manfaat/jkk"]


def test_of_two_questions_the_weightier_is_answered_first() -> None:
    turn = hear(START, "x y z", Meant("claim_death", 0.9, also="scholarship"))
    assert texts(turn) == ["klaim/jkm", "manfaat/beasiswa"]
    assert turn.session.page == "beasiswa"


def test_a_form_beside_a_question_comes_last_so_that_its_question_is_read() -> None:
    turn = hear(START, "x y z", Meant("register", 0.9, also="contribution_amount"))
    assert texts(turn)[0] == "info/iuran"
    assert turn.session.form == "daftar"


def test_what_cannot_be_answered_in_the_same_breath_is_offered() -> None:
    turn = hear(START, "x y z", Meant("privacy_safety", 0.9, also="delete_my_data"))
    assert texts(turn) == ["info/privasi"]
    assert offered(turn)[-1] == "t|delete_my_data"


def test_when_unsure_the_person_is_asked_which_it_was() -> None:
    turn = hear(START, "x y z", UNSURE)
    assert texts(turn) == ["umum/maksudnya"]
    assert offered(turn) == ["t|jkk_benefit", "t|claim_accident", "d|menu"]


@pytest.mark.parametrize(("typed", "text"), [("1", "manfaat/jkk"), ("2.", "klaim/jkk")])
def test_a_typed_number_picks_a_proposal(typed: str, text: str) -> None:
    asked = hear(START, "x y z", UNSURE)
    assert texts(hear(through_json(asked), typed, Meant())) == [text]


def test_a_proposal_can_be_tapped_also_later() -> None:
    turn = advance(BOOK, Person(), START, Said("", "tap", "t|claim_accident"), TODAY)
    assert texts(turn) == ["klaim/jkk"]
    old = advance(BOOK, Person(), START, Said("", "tap", "t|no_such_topic"), TODAY)
    assert texts(old)[0] == "umum/tombol_lama"


def test_a_number_means_a_proposal_only_in_the_next_word() -> None:
    asked = hear(START, "x y z", UNSURE)
    later = hear(through_json(asked), "terima kasih", Meant("thanks", 0.9))
    assert later.session.proposed == ()


def test_the_second_time_in_a_row_an_officer_comes_first() -> None:
    once = hear(START, "x y z", UNSURE)
    twice = hear(through_json(once), "y z x", UNSURE)
    assert texts(twice) == ["umum/tidak_paham_dua"]
    assert offered(twice) == ["d|petugas", "t|jkk_benefit", "t|claim_accident", "d|menu"]
    called = hear(through_json(twice), "1", Meant())
    assert any(isinstance(effect, CallOfficer) for effect in called.effects)


def test_without_any_idea_the_menu_is_shown() -> None:
    assert texts(hear(START, "x y z", Meant(guesses=("out_of_scope",))))[0] == ("umum/tidak_paham")


@pytest.mark.parametrize(
    ("asked", "text", "meant", "answered"),
    [
        ("full_name", "apa itu?", Meant("jkk_benefit", 0.5), True),
        ("phone", "saya mau tahu jaminan itu", Meant("jkk_benefit", 0.9), True),
        ("phone", "jaminan", Meant("jkk_benefit", 0.9), False),
        ("phone", "saya mau tahu jaminan itu", Meant("jkk_benefit", 0.6), False),
        ("full_name", "Budi Santoso Jaminan", Meant("jkk_benefit", 0.9), False),
        ("full_name", "siapa presiden?", Meant("out_of_scope", 0.9), False),
        ("full_name", "apa itu?", Meant(guesses=("jkk_benefit",)), False),
    ],
)
def test_in_a_form_only_what_is_clearly_a_question_interrupts(
    asked: str, text: str, meant: Meant, answered: bool
) -> None:
    given = {"consent": "ya"} if asked == "full_name" else {"consent": "ya", "full_name": "Budi"}
    turn = hear(Session(form="daftar", asked=asked, answers=given, run=1), text, meant)
    assert ("manfaat/jkk" in texts(turn)) is answered
    assert turn.session.asked == asked or not answered
