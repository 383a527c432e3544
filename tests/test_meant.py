"""Which part of a text is the answer: what is denied, taken back, or told beside it is none."""

from datetime import date

import pytest

from dialog.flow import Accepted, Asking, Problem, Unsure
from dialog.forms import options
from dialog.hearing import Meaning, heard
from dialog.words import Command
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())


def meant(field: str, text: str) -> Meaning:
    question = next(q for q in BOOK.forms["daftar"].questions if q.field == field)
    given = options(BOOK, question, {})
    return heard(BOOK, Asking(question, given, {}, date(2026, 11, 24), None, BOOK.lexicon), text)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("full_name", "Wardi, bukan Wardy ya pak", "Wardi"),
        ("full_name", "bukan Yusnidar, tapi Yusniar", "Yusniar"),
        ("nik", "NIK (bukan KK) 1311012304850003", "1311012304850003"),
        ("birth_date", "bukan 3 mei 1980 tapi 3 juni 1980", "1980-06-03"),
        ("birth_date", "12-5-81 (bukan 80)", "1981-05-12"),
        ("phone", "bukan 081374001100, tapi 081374001122", "+6281374001122"),
        ("district", "Sangir Jujuan bukan Sangir", "13.11.04"),
        ("income", "bukan 3 juta, 2 juta pak", "2000000"),
        ("occupation", "bukan petani, saya pedagang", "pedagang_umkm"),
    ],
)
def test_what_is_denied_is_left_out(field: str, text: str, value: str) -> None:
    found = meant(field, text)
    assert isinstance(found, Accepted)
    assert found.value == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("nik", "bukan 1311012304850003"),
        ("birth_date", "bukan 12-05-1980"),
        ("birth_date", "12 mei 1980 bukan tanggal lahir saya"),
        ("phone", "bukan 081374001122"),
        ("occupation", "bukan petani"),
    ],
)
def test_a_text_that_only_denies_answers_nothing(field: str, text: str) -> None:
    assert not isinstance(meant(field, text), Accepted | Unsure)


def test_bukan_is_the_answer_to_a_yes_or_no() -> None:
    assert meant("employed", "bukan") == Accepted("tidak")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("district", "saya asli Pauh Duo, sekarang tinggal di Sangir", "13.11.01"),
        ("phone", "nomor lama 081374001100, yang baru 081374001122", "+6281374001122"),
        ("gender", "kan sudah saya tulis di atas, perempuan pak", "P"),
        ("gender", "Hehe masa tidak kelihatan dari foto. Saya cowok lah", "L"),
        ("employed", "Sudah saya periksa pelan-pelan. Betul semua itu pak", "ya"),
    ],
)
def test_one_sentence_or_what_is_so_now_answers(field: str, text: str, value: str) -> None:
    found = meant(field, text)
    assert isinstance(found, Accepted)
    assert found.value == value


@pytest.mark.parametrize(
    "text", ["Mau. Tapi tanya suami dulu", "Iya. Saya ragu", "Boleh. Bukan sekarang", "Iya? Betul."]
)
def test_a_yes_beside_a_doubt_is_none(text: str) -> None:
    assert not isinstance(meant("employed", text), Accepted)


def test_consent_is_not_picked_out_of_a_longer_text() -> None:
    found = meant("consent", "Saya baca pelan-pelan. Setuju. Besok saya tanya lagi")
    assert not isinstance(found, Accepted)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("birth_date", "istri saya lahir 12 mei 1985"),
        ("occupation", "suami saya petani"),
        ("income", "penghasilan suami 3 juta"),
    ],
)
def test_what_is_told_of_another_is_asked_back(field: str, text: str) -> None:
    found = meant(field, text)
    assert isinstance(found, Unsure)
    assert found.said is None
    assert found.options


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no KK 1311011105120003", Problem("salah/nik_kartu_lain")),
        ("1311011105120003 itu no kk", Problem("salah/nik_kartu_lain")),
        ("KK 1311011105120003 NIK 1311012304850003", Accepted("1311012304850003")),
        ("di KK tertulis 1311012304850003", Accepted("1311012304850003")),
    ],
)
def test_the_number_of_another_card_is_no_nik(text: str, found: Problem | Accepted) -> None:
    assert meant("nik", text) == found


@pytest.mark.parametrize(
    ("field", "text", "command"),
    [
        ("employed", "ndak jadi dafta", "batal"),
        ("employed", "jangan hubungi saya lagi", "berhenti"),
        ("occupation", "lompek ka nan lain se", "lewati"),
        ("occupation", "sambungkan ke admin", "petugas"),
        ("income", "ga mau jawab, lanjut", "lewati"),
        ("nik", "menuu", "menu"),
    ],
)
def test_an_order_made_of_words_of_an_answer_is_an_order(
    field: str, text: str, command: str
) -> None:
    assert meant(field, text) == Command(command)


def test_work_is_no_order_for_its_hours() -> None:
    assert meant("occupation", "ngojek dari pagi sampai magrib") == Accepted("ojek")
    assert isinstance(meant("occupation", "eh bentar yang tadi salah"), Problem | Command)
