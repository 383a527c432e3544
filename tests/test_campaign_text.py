"""The text of a campaign: what it may hold, and what becomes of it for each person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.wire import BOLD_OFF, BOLD_ON
from messages.campaign_text import LONGEST, Missing, flaw, render, variables


@pytest.mark.parametrize(
    "text",
    [
        "Halo",
        "Halo {{ nama }}, iuran *lunas* sampai {{ lunas_sampai | bulan }}.",
        "{% if nagari is defined %}Di {{ nagari }}{% else %}Di {{ kabupaten }}{% endif %}",
        "{{ nama | default('Bapak/Ibu') | upper }}",
        "{% if pekerjaan == 'Petani' or not nomor %}a{% endif %}",
    ],
)
def test_what_is_allowed(text: str) -> None:
    assert flaw(text) is None


@pytest.mark.parametrize(
    ("text", "problem", "part"),
    [
        ("  \n", "empty", ""),
        ("a" * (LONGEST + 1), "too_long", str(LONGEST)),
        ("Halo {{ nama", "unreadable", "1"),
        ("Halo\n{% if nama %}", "unreadable", "2"),
        ("{{ nik }}", "unknown_variable", "nik"),
        ("{% for a in nama %}{{ a }}{% endfor %}", "not_allowed", "for"),
        ("{{ nama.__class__ }}", "not_allowed", "getattr"),
        ("{{ 'a' * 99999999 }}", "not_allowed", "mul"),
        ("{{ nama() }}", "not_allowed", "call"),
        ("{{ nama | pprint }}", "not_allowed", "pprint"),
        ("{% set nama = 'x' %}", "not_allowed", "assign"),
        ("{% include 'x' %}", "not_allowed", "include"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str, part: str) -> None:
    found = flaw(text)
    assert found is not None
    assert (found.problem, found.part) == (problem, part)


def test_a_variable_that_is_not_known_is_found_before_sending() -> None:
    assert render("Halo {{ nama }} di {{ nagari }}", {"nama": "Siti"}) == Missing("nagari")
    assert render("Halo {{ nama | default('Ibu') }}", {}) == "Halo Ibu"
    assert variables("{{ nama }} {% if nagari %}x{% endif %}") == {"nama", "nagari"}


def test_bold_is_the_officers_and_stars_in_a_name_are_the_names() -> None:
    assert render("*{{ nama }}*", {"nama": "A*B"}) == f"{BOLD_ON}A*B{BOLD_OFF}"


def test_no_nik_leaves_whole_and_what_becomes_too_long_is_told() -> None:
    assert "1311010101900001" not in str(render("{{ nama }}", {"nama": "1311010101900001"}))
    assert render("{{ nama }}", {"nama": "x" * LONGEST + "x"}) == Missing("")


@given(st.text(alphabet="{}%|a'* nama.()[]\n", max_size=40))
def test_any_text_is_either_refused_or_rendered(text: str) -> None:
    if flaw(text) is None:
        assert isinstance(render(text, {"nama": "Siti"}), str | Missing)
