"""Audience expressions: what is understood, and what exactly is wrong with the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.audience import FIELDS, Audience, Known, Months, Wrong, parse

KNOWN = Known(
    {
        "area": {"13.11.01", "13.11.01.2001"},
        "occupation": {"petani", "nelayan"},
        "status": {"submitted", "none"},
        "channel": {"telegram", "web"},
    }
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("all", Audience()),
        ("area=13.11.01", Audience(area=("13.11.01",))),
        ("  occupation=petani,nelayan   channel=web ",
         Audience(occupation=("petani", "nelayan"), channel=("web",))),
        ("source=pasar-1", Audience(source=("pasar-1",))),
        ("paid_until=2026-12", Audience(paid_until=(Months("2026-12", "2026-12"),))),
        ("paid_until=<2026-12", Audience(paid_until=(Months("", "2026-11"),))),
        ("paid_until<2026-12", Audience(paid_until=(Months("", "2026-11"),))),
        ("paid_until<=2026-12", Audience(paid_until=(Months("", "2026-12"),))),
        ("paid_until=>2026-12", Audience(paid_until=(Months("2027-01", ""),))),
        ("paid_until>=2026-12", Audience(paid_until=(Months("2026-12", ""),))),
        ("paid_until=2026-11..2027-01,<2026-01",
         Audience(paid_until=(Months("2026-11", "2027-01"), Months("", "2025-12")))),
    ],
)  # fmt: skip
def test_what_is_understood(text: str, meant: Audience) -> None:
    assert parse(text, KNOWN) == meant


@pytest.mark.parametrize(
    ("text", "problem", "part"),
    [
        ("", "empty", ""),
        ("semua", "no_condition", "semua"),
        ("all area=13.11.01", "no_condition", "all"),
        ("umur=17", "unknown_field", "umur"),
        ("occupation=", "no_value", "occupation="),
        ("occupation=petani,", "no_value", "occupation=petani,"),
        ("occupation=petani,dokter", "unknown_value", "occupation=dokter"),
        ("area=13.12.01", "unknown_value", "area=13.12.01"),
        ("occupation=petani occupation=nelayan", "twice", "occupation"),
        ("paid_until=2026-13", "month", "2026-13"),
        ("paid_until=desember", "month", "desember"),
        ("paid_until=2027-01..2026-12", "month", "2027-01..2026-12"),
        ("occupation<petani", "unknown_value", "occupation=<petani"),
    ],
)
def test_what_exactly_is_wrong(text: str, problem: str, part: str) -> None:
    found = parse(text, KNOWN)
    assert isinstance(found, Wrong)
    assert (found.problem, found.part) == (problem, part)


def test_the_values_there_are_come_with_the_fault_but_not_hundreds_of_places() -> None:
    wrong = parse("occupation=dokter", KNOWN)
    assert isinstance(wrong, Wrong)
    assert wrong.known == ("nelayan", "petani")
    assert parse("area=99", KNOWN) == Wrong("unknown_value", "area=99")


WORDS = st.sampled_from([*FIELDS, "=", "<", "..", ",", "2026-12", "all", " ", "x", "\n", "²"])


@given(st.lists(WORDS, max_size=8).map("".join))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(parse(text, Known()), Audience | Wrong)
