"""Days before or after, and hours, as officers type them."""

from datetime import date

import pytest

from dialog.flow import Accepted, Asking, Problem, Question
from dialog.rule_answers import hari_acuan, read_hours, span

ASKING = Asking(Question("days", "hari_acuan", "", ""), (), {}, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14 hari sebelum", "-14"), ("sebelum 14 hari", "-14"), ("14 hari sebelumnya", "-14"),
        ("seminggu sebelum", "-7"), ("2 minggu sabalun", "-14"), ("sebulan sebelum", "-30"),
        ("3 hari sesudah", "3"), ("3 hari setelahnya", "3"), ("-14", "-14"), ("- 14 hari", "-14"),
        ("H-3", "-3"), ("h+2", "2"), ("+5", "5"), ("0", "0"), ("pada harinya", "0"),
        ("Hari itu juga", "0"),
    ],
)  # fmt: skip
def test_days_are_read(text: str, days: str) -> None:
    assert hari_acuan(text, ASKING) == Accepted(days)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("14", "aturan/hari_arah"), ("14 hari", "aturan/hari_arah"),
        ("nanti", "aturan/hari_tidak_terbaca"), ("3 atau 5 hari", "aturan/hari_tidak_terbaca"),
        ("", "aturan/hari_tidak_terbaca"),
    ],
)  # fmt: skip
def test_what_says_no_days_is_asked_about(text: str, reason: str) -> None:
    refused = hari_acuan(text, ASKING)
    assert isinstance(refused, Problem)
    assert refused.reason == reason


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8-17", (8, 17)), ("8 sampai 17", (8, 17)), ("08.00–17.00", (8, 17)),
        ("jam 9 sampai jam 4 sore", (9, 16)), ("8 pagi - 1 siang", (8, 13)), ("9-9", (9, 9)),
        ("jam 8 s/d jam 7 malam", (8, 19)), ("0-23", (0, 23)),
    ],
)  # fmt: skip
def test_hours_are_read(text: str, hours: tuple[int, int]) -> None:
    reading = read_hours(text)
    assert isinstance(reading, Accepted)
    assert span(reading.value) == hours


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("17-8", "aturan/jam_terbalik"), ("8", "aturan/jam_tidak_terbaca"),
        ("8.30-17", "aturan/jam_tidak_terbaca"), ("8-24", "aturan/jam_tidak_terbaca"),
        ("8-12-17", "aturan/jam_tidak_terbaca"), ("pagi", "aturan/jam_tidak_terbaca"),
    ],
)  # fmt: skip
def test_what_are_no_two_whole_hours_is_asked_again(text: str, reason: str) -> None:
    refused = read_hours(text)
    assert isinstance(refused, Problem)
    assert refused.reason == reason
