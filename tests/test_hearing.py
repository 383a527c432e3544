"""What a typed text means at a question: an order, a question in the middle, or an answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from dialog.flow import Accepted, Asking, Book, Meant, Option, Problem, Unsure
from dialog.forms import options
from dialog.hearing import LIKELY, SURE, Aside, Meaning, heard
from dialog.steps import CANCEL
from dialog.words import Command
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)


def asking(field: str, proposed: Sequence[Option] = ()) -> Asking:
    question = next(q for q in BOOK.forms["daftar"].questions if q.field == field)
    given = options(BOOK, question, {})
    return Asking(question, given, {}, TODAY, None, BOOK.lexicon, tuple(proposed))


def meant(field: str, text: str, book: Book = BOOK) -> Meaning:
    return heard(book, asking(field), text)


def sure_of(topic: str, confidence: float) -> Book:
    """A book whose understanding takes every text for one topic."""
    return replace(BOOK, understand=lambda _: Meant(topic, confidence, (topic,)))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("batal", "batal"),
        ("BATAL.", "batal"),
        ("batal aja lah pak", "batal"),
        ("bisa dilewati?", "lewati"),
        ("boleh dilewati dulu ndak pak", "lewati"),
        ("skip aja", "lewati"),
        ("salah, kembali", "kembali"),
        ("mau kembali ke menu", "menu"),
        ("tolong panggilkan petugas", "petugas"),
        ("nanti saja ya", "nanti"),
        ("beko lah", "nanti"),
        ("tunggu sabanta", "nanti"),
        ("bentar pak cari ktp dulu", "nanti"),
        ("hp lowbat, nanti lanjut", "nanti"),
        ("ulang dari awal dong", "mulai_lagi"),
    ],
)
@pytest.mark.parametrize("field", ["full_name", "nik", "income", "occupation_detail"])
def test_orders_are_heard_in_more_words_at_any_question(
    field: str, text: str, command: str
) -> None:
    assert meant(field, text) == Command(command)


@pytest.mark.parametrize("text", ["nanti ditelepon ya?", "kenapa tidak bisa dilewati", "tidak"])
def test_what_only_sounds_like_an_order_is_none(text: str) -> None:
    assert not isinstance(meant("nik", text), Command)


def test_a_slip_in_an_order_is_forgiven_where_it_can_be_no_answer() -> None:
    assert meant("nik", "kmbli") == meant("nik", "kembail") == Command("kembali")
    assert meant("full_name", "Mulia") == Accepted("Mulia")
    assert isinstance(meant("employed", "entah"), Problem)


def test_an_answer_that_resembles_an_order_is_the_answer() -> None:
    assert meant("employed", "benar") == Accepted("ya")
    step = Asking(CANCEL, CANCEL.options, {}, TODAY, lexicon=BOOK.lexicon)
    assert heard(BOOK, step, "lanjut") == heard(BOOK, step, "lanjut aja") == Accepted("go_on")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("full_name", "Nur Aini", "Nur Aini"),
        ("full_name", "nama saya Nur Aini, makasih pak", "Nur Aini"),
        ("nik", "1311010101900001", "1311010101900001"),
        ("occupation", "petani", "petani"),
        ("district", "Sangir", "13.11.01"),
        ("income", "1 juta", "1000000"),
        ("employed", "tidak", "tidak"),
    ],
)
def test_an_answer_is_not_taken_for_a_topic(field: str, text: str, value: str) -> None:
    assert meant(field, text, sure_of("contribution_amount", SURE - 0.01)) == Accepted(value)


@pytest.mark.parametrize("field", ["nik", "occupation", "district", "income", "employed"])
def test_a_question_needs_little_sureness_and_other_texts_much(field: str) -> None:
    question, other = "berapa iurannya", "iuran bulanan pekerja"
    for text, least in ((question, LIKELY), (other, SURE)):
        told = meant(field, text, sure_of("contribution_amount", least))
        assert isinstance(told, Aside)
        assert (told.to, told.topic) == ("p|iuran", "contribution_amount")
        doubtful = meant(field, text, sure_of("contribution_amount", least - 0.01))
        assert isinstance(doubtful, Problem | Unsure)


def test_what_is_out_of_scope_is_no_aside_but_no_answer_either() -> None:
    book = sure_of("out_of_scope", 1.0)
    for field in ("full_name", "occupation_detail", "nik"):
        assert isinstance(meant(field, "berapa harga karet sekarang?", book), Problem)


def test_a_word_of_the_menu_leads_there_where_it_is_no_answer() -> None:
    told = meant("nik", "cara bayar", replace(BOOK, understand=lambda _: Meant()))
    assert isinstance(told, Aside)
    assert (told.to, told.topic) == ("p|cara_bayar", None)


def test_a_proposed_value_is_picked_by_agreeing() -> None:
    proposed = [Option("1300000", "@rp_sebulan", params={"jumlah": 1_300_000})]
    assert heard(BOOK, asking("income", proposed), "iyo batua") == Accepted("1300000")
    corrected = heard(BOOK, asking("income", proposed), "1,5 juta")
    assert corrected == Accepted("1500000")
