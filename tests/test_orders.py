"""Orders in people's own words: heard where a sentence is no answer, and nowhere else."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from commands.understand import ORDERS as NAMED
from dialog.engine import Said, advance
from dialog.hearing import Meaning, heard
from dialog.session import Person, Session
from dialog.words import Command
from handlers.book import open_book
from handlers.mind import ORDERS
from messages import catalog, examples
from messages.checks.examples import ORDERS as CHECKED
from messages.checks.examples import example_faults
from tests.houses import mind
from tests.test_hearing import asking
from understanding.features import SIZE
from understanding.model import Model
from understanding.orders import AT_ONCE, CERTAIN, LONGEST, NONE, SURE, Orders

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)


def leaning(name: str, likelihood: float) -> Orders:
    """Takes every text for one order, this likely."""
    bias = np.log(np.array([likelihood, 1.000001 - likelihood], np.float32))
    deaf = np.zeros((SIZE, 2), np.float16)
    return Orders(Model((name, "lain"), np.ones(SIZE, np.float16), deaf, bias))


def meant(field: str, text: str) -> Meaning:
    return heard(BOOK, asking(field), text)


def test_an_order_is_believed_when_it_is_likely_and_sure_when_it_may_be_an_answer() -> None:
    assert leaning("lewati", SURE + 0.01).given("terserah") == "lewati"
    assert leaning("lewati", SURE - 0.01).given("terserah") is None
    assert leaning("lewati", CERTAIN + 0.01).given("terserah", certain=True) == "lewati"
    assert leaning("lewati", CERTAIN - 0.01).given("terserah", certain=True) is None
    assert leaning(NONE, 1.0).given("terserah") is None


@pytest.mark.parametrize("name", sorted(AT_ONCE))
def test_what_takes_effect_at_once_must_be_certain(name: str) -> None:
    assert leaning(name, CERTAIN - 0.01).given("terserah") is None
    assert leaning(name, CERTAIN + 0.01).given("terserah") == name


@pytest.mark.parametrize("text", ["", "👍", "1311", "batal " * (LONGEST + 1)])
def test_what_has_no_words_or_many_is_no_order(text: str) -> None:
    assert leaning("batal", 1.0).given(text) is None


def test_every_order_has_a_command_a_name_outside_and_examples() -> None:
    assert {path.stem for path in examples.paths(ORDERS)} == CHECKED
    assert CHECKED - {NONE} <= set(BOOK.commands.values())
    assert CHECKED - {NONE} <= NAMED.keys()
    assert {language for path in examples.paths(ORDERS) for language, _ in examples.sentences(path)}


def test_an_order_nobody_knows_is_named_by_check(tmp_path: Path) -> None:
    for name in (*CHECKED, "joget"):
        (tmp_path / f"{name}.yaml").write_text(f"contoh: [contoh {name}]\n", "utf-8")
    (fault,) = example_faults(tmp_path, CHECKED)
    assert fault.file.endswith("joget.yaml")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("tadi keliru jawabnya, balikin pak", "kembali"),
        ("nan tadi salah tu, suruik dulu", "kembali"),
        ("sepertinya ga jadi ikut saya pak", "batal"),
        ("indak jadi ambo sato do", "batal"),
        ("soal yang ini lewatin aja pak", "lewati"),
        ("lewekan se patanyoan ko", "lewati"),
        ("boleh diulang semuanya dari awal pak?", "mulai_lagi"),
        ("saya terusin besok pagi aja", "nanti"),
        ("kini ambo di sawah, beko sambuang", "nanti"),
        ("tolong tampilin menu utamanya", "menu"),
        ("saya mau ngobrol langsung sama petugasnya", "petugas"),
        ("jangan kirimi saya pesan lagi", "berhenti"),
    ],
)
@pytest.mark.parametrize("field", ["nik", "birth_date", "income"])
def test_orders_are_heard_in_words_of_ones_own(field: str, text: str, command: str) -> None:
    assert meant(field, text) == Command(command)


@pytest.mark.parametrize(
    "text",
    [
        "petugasnya kasar sekali",
        "uang saya kembali tidak",
        "nanti data saya dijual",
        "kenapa harus diulang ulang",
        "sudah berhenti kerja bulan lalu",
        "hasil sawit tahun ini tidak jadi panen",
        "tukang batal",
    ],
)
@pytest.mark.parametrize("field", ["nik", "birth_date", "income"])
def test_words_of_orders_in_other_sentences_are_none(field: str, text: str) -> None:
    assert not isinstance(meant(field, text), Command)


@pytest.mark.parametrize(
    "text", ["Mundurwati", "Lanjut Sitepu", "Nanti Simbolon", "Menunggu Br Sembiring", "Lanjar"]
)
def test_a_name_like_an_order_is_a_name(text: str) -> None:
    assert not isinstance(meant("full_name", text), Command)


def test_a_place_like_an_order_is_a_place() -> None:
    for field in ("nagari", "district"):
        assert not isinstance(meant(field, "ulang aling"), Command)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("batal sajalah", "umum/tidak_ada_yang_batal"),
        ("saya terusin besok pagi aja", "umum/kapan_saja"),
        ("lewekan se lah", "umum/tidak_dipakai"),
    ],
)
def test_outside_of_a_form_the_same_words_are_heard(text: str, reply: str) -> None:
    turn = advance(BOOK, Person(), Session(), Said(text), TODAY)
    assert turn.says[0].text == reply
