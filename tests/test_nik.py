from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.dates import age
from dialog.flow import Accepted, Asking, Problem, Question, Unsure
from dialog.nik import Birth, is_in, nik, read

TODAY = date(2026, 11, 24)
GOOD = "1311010101900001"
ASKING = Asking(Question("nik", "nik", "NIK", "daftar/nik"), (), {}, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "1311 0101 0190 0001",
        "1311.0101.0190.0001",
        "131101-010190-0001",
        "nik saya 1311010101900001",
        "NIK: 1311010101900001 pak 🙏",
        "NIK1311010101900001",
        "131101O1O19OOOOl",
        "13110I01 0190 000I",
        "１３１１０１０１０１９００００１",
        "ini nik ambo 1311010101900001, namo Budi",
    ],
)
def test_sixteen_digits_are_found_however_they_are_written(text: str) -> None:
    assert nik(text, ASKING) == Accepted(GOOD)


@pytest.mark.parametrize("region", ["000000", "991234", "320101", "120203"])
def test_no_region_is_refused(region: str) -> None:
    assert nik(f"{region}0101900001", ASKING) == Accepted(f"{region}0101900001")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("13110101019", 11),
        ("1311 0101 0190 00012", 17),
        ("081234567890", 12),
        ("1311••••••••0001", 8),
    ],
)
def test_another_number_of_digits_is_counted(text: str, count: int) -> None:
    assert nik(text, ASKING) == Problem("salah/nik_bukan_16_angka", {"jumlah": count})


def test_two_niks_at_once_are_refused() -> None:
    found = nik(f"{GOOD} dan {GOOD}", ASKING)
    assert found == Problem("salah/nik_bukan_16_angka", {"jumlah": 32})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tidak punya", "nik_kosong"),
        ("", "nik_kosong"),
        ("O", "nik_kosong"),
        ("1311x10101900001", "nik_ada_huruf"),
        ("1311010101900001A", "nik_ada_huruf"),
        ("1111111111111111", "nik_angka_sama"),
        ("0000000000000000", "nik_angka_sama"),
        ("1234567890123456", "nik_angka_berurutan"),
        ("0123456789012345", "nik_angka_berurutan"),
        ("9876543210987654", "nik_angka_berurutan"),
    ],
)
def test_what_cannot_be_a_nik_is_refused(text: str, reason: str) -> None:
    found = nik(text, ASKING)
    assert isinstance(found, Problem)
    assert found.reason == f"salah/{reason}"


@pytest.mark.parametrize(
    ("digits", "problem", "part"),
    [
        ("1311010113900001", "nik_bulan_janggal", "13"),
        ("1311010100900001", "nik_bulan_janggal", "00"),
        ("1311010001900001", "nik_tanggal_janggal", "00"),
        ("1311013201900001", "nik_tanggal_janggal", "32"),
        ("1311014001900001", "nik_tanggal_janggal", "40"),
        ("1311017201900001", "nik_tanggal_janggal", "72"),
        ("1311013002900001", "nik_tanggal_janggal", "30-02"),
        ("1311017002900001", "nik_tanggal_janggal", "70-02"),
        ("1311012902900001", "nik_tanggal_janggal", "29-02"),
        ("1311010101900000", "nik_nomor_urut_nol", "0000"),
    ],
)
def test_an_odd_nik_may_be_confirmed(digits: str, problem: str, part: str) -> None:
    found = nik(digits, ASKING)
    assert isinstance(found, Unsure)
    assert (found.problem, found.params) == (f"salah/{problem}", {"bagian": part})
    assert [(option.value, option.label) for option in found.options] == [
        (digits, "@ya_sudah_benar")
    ]


@pytest.mark.parametrize("day", ["01", "31", "41", "71"])
def test_the_first_and_last_days_are_usual(day: str) -> None:
    assert isinstance(nik(f"131101{day}01900001", ASKING), Accepted)


def test_the_leap_day_of_2000_is_usual() -> None:
    assert isinstance(nik("1311012902000001", ASKING), Accepted)


@pytest.mark.parametrize(
    ("digits", "birth"),
    [
        ("1311010101900001", Birth(date(1990, 1, 1), "L")),
        ("1311014101900001", Birth(date(1990, 1, 1), "P")),
        ("1311017112850003", Birth(date(1985, 12, 31), "P")),
        ("1311012411110001", Birth(date(2011, 11, 24), "L")),  # fifteen today
        ("1311012511110001", Birth(date(2011, 11, 25), "L")),  # fourteen: 1911 would be 114
        ("1311012411260001", Birth(date(1926, 11, 24), "L")),  # a hundred rather than a newborn
        ("1311012311250001", Birth(date(2025, 11, 23), "L")),  # 1925 would be over a hundred
        ("1311012902000001", Birth(date(2000, 2, 29), "L")),
    ],
)
def test_a_nik_tells_birth_date_and_gender(digits: str, birth: Birth) -> None:
    assert read(digits, TODAY) == birth


@pytest.mark.parametrize(
    "digits", ["", "131101", "1311013002900001", "1311010113900001", "1311014001900001", "x" * 16]
)
def test_nothing_is_told_by_digits_that_make_no_date(digits: str) -> None:
    assert read(digits, TODAY) is None


@given(st.dates(date(1926, 11, 24), TODAY), st.booleans(), st.integers(1, 9999))
def test_any_birth_is_read_back_up_to_its_century(born: date, woman: bool, serial: int) -> None:
    day = born.day + 40 * woman
    found = read(f"131101{day:02}{born:%m%y}{serial:04}", TODAY)
    assert found is not None
    assert found.gender == ("P" if woman else "L")
    assert (found.birth_date.year - born.year) % 100 == 0
    assert 0 <= age(found.birth_date, TODAY) <= 100


@given(st.text())
def test_no_text_makes_read_raise(text: str) -> None:
    assert read(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    ["1311010101900001", "1311 0101 0190 0001", "1311.0101.0190.0001", "131101-010190-0001",
     "nik1311010101900001ya", "1 3 1 1 0 1 0 1 0 1 9 0 0 0 0 1", "13110101O1900001",
     "1311010113900001", "１３１１０１０１０１９０００００１", "13110101019000012",
     "NIK: 1311,0101,0190,0001 atau 1311 0101 0190 0002"],
)  # fmt: skip
def test_a_text_that_may_hold_a_nik_is_noticed(text: str) -> None:
    assert is_in(text)


@pytest.mark.parametrize(
    "text",
    ["", "0812 3456 7890", "081234567890, 081345678901", "12-05-1990 0812 3456 7890",
     "2 hektar sawah, 3 kebun", "Rp1.500.000 sampai Rp2.000.000", "131101010190000", "ilo Ili 1"],
)  # fmt: skip
def test_a_text_with_other_numbers_is_left_alone(text: str) -> None:
    assert not is_in(text)
