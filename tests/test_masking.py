"""What names a person is gone before a question is kept for editors."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.masking import masked


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nik 1311 0155 0190 0001 kok ditolak", "nik (nomor) kok ditolak"),
        ("nik saya 1311015501900001", "nik saya (nomor)"),
        ("hp 0812-3456-7890 ganti", "hp (nomor) ganti"),
        ("wa +62 812 3456 7890", "wa (nomor)"),
        ("kpj 12345678901 aktif?", "kpj (nomor) aktif?"),
        ("lahir 12 Mei 1990", "lahir (tanggal)"),
        ("tgl lahir 12-05-1990 salah", "tgl lahir (tanggal) salah"),
        ("email budi@contoh.id", "email (alamat)"),
        ("nama saya Budi Santoso mau daftar", "nama saya (nama) mau daftar"),
        ("nama saya budi santoso", "nama saya (nama)"),
        ("namo ambo Syafrizal, baa caro", "namo ambo (nama), baa caro"),
        ("a.n. SITI AMINAH nagari lubuk gadang", "a.n. (nama) nagari lubuk gadang"),
        ("nama istri saya Ani belum keluar", "nama istri saya (nama) belum keluar"),
        ("pak Syafrizal kasar", "pak (nama) kasar"),
        ("saya Yanti Oktavia dari sangir", "saya (nama) dari sangir"),
    ],
)
def test_what_names_a_person_goes(said: str, kept: str) -> None:
    assert masked(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "nama saya salah tulis",
        "nama di kartu beda dengan ktp",
        "atas nama siapa",
        "gaji saya 1.500.000 sebulan iuran berapa",
        "penghasilan 1500000000",
        "Rp 15.000.000 dapat berapa",
        "bayar 16800 x 3 bulan",
        "saya petani karet",
        "tolong pak Apakah bisa",
        "",
    ],
)
def test_the_question_itself_stays(said: str) -> None:
    assert masked(said) == said


@given(st.text(), st.integers(10**15, 10**16 - 1), st.text())
def test_no_sixteen_digits_survive_whatever_stands_around(
    before: str, number: int, after: str
) -> None:
    kept = masked(f"{before} {number} {after}")
    assert str(number) not in kept


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert not re.search(r"\d{16}", once)
    assert masked(once) == once
