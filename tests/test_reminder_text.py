"""An officer's words of a reminder: what is read, what is refused, what each person gets."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.flow import Problem
from dialog.session import Say
from messages.reminder_rules import ANCHORS, Rule
from messages.reminder_text import LONGEST, SHOWN, original, read, render
from tests.houses import plain, words

ALL: dict[str, object] = {
    "bulan": "2026-12", "jumlah": 8400, "nanti": 16800, "lunas": "2026-10", "tanggal": "2026-12-31",
}  # fmt: skip
TODAY = date(2026, 11, 24)


def test_values_come_as_people_read_them() -> None:
    text = "{{ bulan }}, {{ jumlah }}, {{ nanti }}, {{ lunas }}, {{ tanggal }}"
    told = "Desember 2026, Rp8.400, Rp16.800, Oktober 2026, 31 Desember 2026"
    assert render(text, ALL) == told


def test_the_filters_of_the_texts_of_the_release_may_stay() -> None:
    text = "{{ bulan | bulan }}: {{ jumlah | rupiah }} sampai {{ tanggal | tanggal }}"
    assert read(text, "lapse") == Problem("aturan/teks_hilang")
    assert render(text, ALL) == "Desember 2026: Rp8.400 sampai 31 Desember 2026"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Satu.\nSebulan {{ jumlah }}.\nDua.", "Satu.\nDua."),
        ("Satu.{% if jumlah %} Sebulan {{ jumlah }}.{% endif %}\nDua.", "Satu.\nDua."),
        ("{% if jumlah %}Sebulan {{ jumlah }}{% else %}Ketik HITUNG{% endif %}", "Ketik HITUNG"),
        ("Sebulan {{ jumlah | default('sedikit') }}", "Sebulan sedikit"),
        ("Sebulan {{ jumlah | upper }}\nSatu.", "Satu."),
    ],
)
def test_a_line_that_names_what_nobody_knows_is_left_out(text: str, told: str) -> None:
    assert render(text, {**ALL, "jumlah": None}) == told


def test_a_text_must_come_to_something_for_everybody_the_rule_reminds() -> None:
    text = "Iuran terakhir lunas sampai {{ lunas }}."
    assert read(text, "lapse") == text
    refused = read(text, "chosen")
    assert isinstance(refused, Problem), "by a date of their own strangers are reminded too"
    assert refused.reason == "aturan/teks_hilang"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "salah/teks_kosong"),
        ("Halo {{ nama }}", "aturan/teks_salah"),
        ("Halo {{ bulan", "aturan/teks_salah"),
        ("{% for x in [1] %}{{ bulan }}{% endfor %}", "aturan/teks_salah"),
        ("{{ bulan.__class__ }}", "aturan/teks_salah"),
        ("{{ fakta('call_centre') }}", "aturan/teks_salah"),
        ("Cukup 16 ribu sebulan", "aturan/teks_angka"),
        ("Potongannya 50%", "aturan/teks_angka"),
        ("{{ 'Rp16' }}{{ '.800' }} saja", "aturan/teks_angka"),
        ("NIK 1311 0101 0190 0001", "salah/teks_ada_nik"),
        ("kata " * 150, "aturan/teks_panjang"),
        ("{{bulan}}" * 77, "aturan/teks_panjang"),
    ],
)
def test_what_is_wrong_with_a_text_is_a_value(text: str, reason: str) -> None:
    refused = read(text, "chosen")
    assert isinstance(refused, Problem)
    assert refused.reason == reason


def test_no_nik_leaves_whole_however_it_was_put_together() -> None:
    assert "1311010101900001" not in render("{{ '13110101' }}{{ '01900001' }}", ALL)


def test_telephone_numbers_hours_and_small_counts_may_stand() -> None:
    text = "Tanya 175, pukul 8 sampai 15. Kalau 3 bulan belum dibayar, perlindungan berhenti."
    assert read(text, "lapse") == text


@pytest.mark.parametrize("rule", words().reminders.rules, ids=lambda rule: rule.name)
def test_the_texts_of_the_release_can_be_taken_as_a_beginning(rule: Rule) -> None:
    """In the officers' way of writing they are accepted, and say what they said."""
    texts, key = words().texts["id"], f"pengingat/{rule.name}"
    written = original(texts, key, TODAY)
    assert read(written, rule.anchor) == written
    ours = texts.text(Say(key, ALL), TODAY)
    assert plain(render(written, ALL)) == plain(ours)


@given(st.text(max_size=300), st.sampled_from(sorted(ANCHORS.values())))
def test_whatever_is_typed_is_refused_or_fits_one_message_for_everybody(
    text: str, anchor: str
) -> None:
    kept = read(text, anchor)
    if isinstance(kept, str):
        for known in (ALL, {name: ALL[name] for name in ("bulan", "tanggal", "lunas")}):
            told = render(kept, known)
            assert told
            assert len(told.encode("utf-16-le")) // 2 <= LONGEST + 2 * len(SHOWN)
