"""Texts are worked out once where that can be done, and what names a person is never kept."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from dialog.session import Say
from messages.texts import Texts

TODAY = date(2026, 11, 24)
ANSWERS = {"nama": "Siti", "pendapatan": "900000"}


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    written = {
        "tetap": "Berapa NIK Anda?",
        "nomor": "Pertanyaan {{ nomor }} dari {{ jumlah }}",
        "nama": "{% set halo = 'Terima kasih' %}{{ halo }}, {{ nama }}.",
        "hari": "Sekarang {{ hari_ini }}.",
    }
    for name, text in written.items():
        (tmp_path / f"{name}.j2").write_text(text)
    return Texts([tmp_path], {}, {})


@pytest.mark.parametrize(
    ("key", "params", "kept"),
    [
        ("tetap", {}, True),
        ("tetap", ANSWERS, True),
        ("hari", ANSWERS, True),
        ("nomor", {**ANSWERS, "nomor": 3, "jumlah": 9}, True),
        ("nama", ANSWERS, False),
    ],
)
def test_only_what_is_the_same_for_everybody_is_kept(
    texts: Texts, key: str, params: Mapping[str, object], kept: bool
) -> None:
    first = texts.text(Say(key, params), TODAY)
    assert texts.text(Say(key, params), TODAY) == first
    assert texts._fixed.cache_info().currsize == kept


def test_a_kept_text_still_follows_the_numbers_and_the_day(texts: Texts) -> None:
    said = [texts.text(Say("nomor", {"nomor": at, "jumlah": 9}), TODAY) for at in (1, 2, 1)]
    assert said == [f"Pertanyaan {at} dari 9" for at in (1, 2, 1)]
    days = [texts.text(Say("hari"), date(2026, 12, day)) for day in (1, 2)]
    assert days == ["Sekarang 2026-12-01.", "Sekarang 2026-12-02."]


def test_the_name_of_the_next_person_is_read_and_not_the_last(texts: Texts) -> None:
    names = ("Siti", "<b>A_*", "Budi")
    said = [texts.text(Say("nama", {"nama": name}), TODAY) for name in names]
    assert said == [f"Terima kasih, {name}." for name in names]
