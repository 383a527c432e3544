"""Whether a person gets pictures: until they say no, never inside a form, explained once."""

import json
from datetime import date

import pytest

from dialog.cards import illustrated
from dialog.engine import Said, advance
from dialog.session import Person, Say, Session, Turn
from dialog.words import command_of
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

CATALOG = catalog.load("13.11", 90)
BOOK = open_book(CATALOG, mind())
TODAY = date(2026, 11, 24)
HINT = "umum/gambar_pertama"
CALCULATION = ("hitung", "dagang", "900 ribu", "1", "sendiri", "1 bulan", "bulan ini")


class Talk:
    """One person's words; the session goes through JSON between turns."""

    def __init__(self) -> None:
        self.session = Session()

    def say(self, *texts: str) -> Turn:
        for text in texts:
            turn = advance(BOOK, Person(), self.session, Said(text), TODAY)
            self.session = Session.from_json(json.loads(json.dumps(turn.session.to_json())))
        return turn


def cards(turn: Turn) -> list[str]:
    return [reply.card for reply in turn.says if reply.card]


def texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.says]


def test_the_first_picture_is_explained_and_no_other() -> None:
    talk = Talk()
    assert (cards(first := talk.say("jkk")), texts(first)[-1]) == (["kartu/jkk"], HINT)
    assert (cards(second := talk.say("jkm")), HINT in texts(second)) == (["kartu/jkm"], False)


def test_a_page_without_a_card_explains_nothing() -> None:
    talk = Talk()
    assert HINT not in texts(talk.say("manfaat"))
    assert talk.session.pictures == "new"


def test_the_calculator_shows_its_result() -> None:
    assert cards(Talk().say(*CALCULATION)) == ["kartu/hitung"]


def test_whoever_does_without_gets_none_until_they_ask() -> None:
    talk = Talk()
    talk.say("jkk")
    assert cards(talk.say("tanpa gambar")) == []
    assert cards(talk.say("jkm")) == []
    assert cards(talk.say(*CALCULATION)) == []
    talk.say("pakai gambar")
    assert cards(talk.say("jht")) == ["kartu/jht"]


def test_switching_on_shows_the_page_just_read_and_no_older_one() -> None:
    talk = Talk()
    talk.say("tanpa gambar", "jkm")
    assert cards(talk.say("pakai gambar")) == ["kartu/jkm"]
    talk.say("tanpa gambar", "menu")
    assert texts(talk.say("pakai gambar")) == ["umum/pakai_gambar"]


def test_switching_before_the_first_picture_explains_it_too() -> None:
    talk = Talk()
    talk.say("pakai gambar")
    assert HINT not in texts(talk.say("jkk"))


def test_in_a_form_only_words_are_read() -> None:
    talk = Talk()
    talk.say("hitung")
    assert cards(talk.say("apa itu jkk")) == []
    assert talk.session.form == "hitung"


@pytest.mark.parametrize("word", ["tanpa gambar", "pakai gambar"])
def test_switching_in_a_form_asks_the_same_question_again(word: str) -> None:
    talk = Talk()
    asked = talk.say("hitung", "dagang")
    again = talk.say(word)
    assert texts(again)[1:] == texts(asked)
    assert talk.session.answers == {"work": "other"}


def test_switching_keeps_the_effects_of_the_turn() -> None:
    reply = Say("manfaat/jkk", card="kartu/jkk")
    shown = illustrated(Turn(Session(), (reply,), ()))
    assert shown.session.pictures == "on"
    assert cards(illustrated(Turn(Session(pictures="off"), (reply,), ()))) == []


@pytest.mark.parametrize(
    "said", ["gambir", "petani gambir", "gambar", "kebun gambir", "tani gambir"]
)
def test_gambir_is_a_crop_and_no_command(said: str) -> None:
    assert command_of(CATALOG.commands, said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("TANPA GAMBAR", "tanpa_gambar"), ("tanpa gmbar", "tanpa_gambar"),
        ("tulisan sajo", "tanpa_gambar"), ("hemat kuota", "tanpa_gambar"),
        ("Pakai gambar!", "pakai_gambar"), ("nio gambar", "pakai_gambar"),
    ],
)  # fmt: skip
def test_pictures_are_switched_with_many_words(said: str, meant: str) -> None:
    command = command_of(CATALOG.commands, said)
    assert command
    assert command.name == meant
