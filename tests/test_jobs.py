"""Occupations in free words."""

from datetime import date

import pytest

from dialog.flow import Accepted, Asking, Problem, Reading, Unsure
from dialog.jobs import pekerjaan
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
QUESTION = next(q for q in BOOK.forms["daftar"].questions if q.field == "occupation")


def read(text: str) -> Reading:
    asked = Asking(QUESTION, QUESTION.options, {}, date(2026, 11, 24), lexicon=BOOK.lexicon)
    return pekerjaan(text, asked)


def test_every_list_of_words_is_for_an_option_and_every_option_has_words() -> None:
    assert BOOK.lexicon.jobs.keys() == {option.value for option in QUESTION.options}
    assert all(list(job.sure) for job in BOOK.lexicon.jobs.values())


def test_every_sure_word_means_its_occupation() -> None:
    for code, job in BOOK.lexicon.jobs.items():
        other = [word for word in job.sure if read(word) != Accepted(code)]
        assert other == [], code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tukang kayu", "tukang"),
        ("tukang sayur", "pedagang_umkm"),
        ("tukang ojek", "ojek"),
        ("tukang cuci", "art"),
        ("tukang parkir", "lainnya"),
        ("tukang angkek", "buruh_harian"),
        ("sopir sawit", "sopir"),
        ("kebun sawit", "petani"),
        ("toke sawit", "pedagang_umkm"),
        ("jual ikan", "pedagang_umkm"),
        ("cari ikan", "nelayan"),
        ("buruh tani", "petani"),
        ("kuli bangunan", "buruh_harian"),
        ("tukang bangunan", "tukang"),
        ("pembantu tukang", "buruh_harian"),
        ("pembantu rumah tangga", "art"),
        ("ibu rumah tangga", "lainnya"),
        ("ibu rumah tangga, jualan kue", "pedagang_umkm"),
        ("driver ojol", "ojek"),
        ("driver", "sopir"),
    ],
)
def test_near_misses_are_told_apart(text: str, code: str) -> None:
    assert read(text) == Accepted(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9", "lainnya"),
        ("nomor 3", "pedagang_umkm"),
        ("Petani / pekebun", "petani"),
        ("ambo manakiak gatah pak", "petani"),
        ("saya kerja sebagai montir", "tukang"),
        ("basawah", "petani"),
        ("mamburuah", "buruh_harian"),
        ("pettani", "petani"),
        ("pedagng", "pedagang_umkm"),
    ],
)
def test_an_occupation_is_known_in_its_many_forms(text: str, code: str) -> None:
    assert read(text) == Accepted(code)


def test_two_occupations_are_asked_back() -> None:
    found = read("tani sambil ojek")
    assert isinstance(found, Unsure)
    assert [option.value for option in found.options] == ["petani", "ojek"]


@pytest.mark.parametrize(
    "text",
    [
        "", "bukan petani", "petani atau apa ya?", "belum kerja", "indak ado karajo", "nganggur",
        "Budi", "2 juta", "rahasia", "astronot", "10", "0", "petani " * 20,
    ],
)  # fmt: skip
def test_what_is_no_occupation_is_refused(text: str) -> None:
    assert read(text) == Problem("salah/pilihan_tidak_ada", {"jumlah": 9})
