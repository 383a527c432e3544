"""A figure is told on the days on which it holds, and on no other."""

from datetime import date
from pathlib import Path

import pytest

from dialog.session import Say
from messages import catalog
from messages.texts import UNDER_REVIEW, Texts

BEFORE, LAST = date(2026, 3, 31), date(2026, 12, 31)
FIRST, AFTER = date(2026, 4, 1), date(2027, 1, 1)
UNTIL = "{{ fakta('relief_other_until') | bulan }}"


def texts(folder: Path, **written: str) -> Texts:
    (folder / "umum").mkdir()
    for key, text in {"sedang_diperiksa": "Sedang diperiksa.", **written}.items():
        (folder / "umum" / f"{key}.j2").write_text(text, encoding="utf-8")
    return Texts([folder], {}, {})


@pytest.mark.parametrize(
    ("day", "read"),
    [
        (BEFORE, "Sedang diperiksa."),
        (FIRST, "Sampai Desember 2026. Telepon 175."),
        (LAST, "Sampai Desember 2026. Telepon 175."),
        (AFTER, "Sedang diperiksa."),
    ],
)
def test_a_text_gives_way_as_a_whole_outside_the_dates_of_its_figure(
    day: date, read: str, tmp_path: Path
) -> None:
    told = texts(tmp_path, a=f"Sampai {UNTIL}. Telepon {{{{ fakta('call_centre') }}}}.")
    assert told.text(Say("umum/a"), day) == read
    assert told.text(Say("umum/a", {"x": 1}), day) == read, "also where nothing is kept"


@pytest.mark.parametrize("day", [BEFORE, FIRST, LAST, AFTER])
def test_a_text_that_looks_first_keeps_what_still_holds(day: date, tmp_path: Path) -> None:
    looks = "{% if masih_berlaku('relief_other_until') %}"
    told = texts(tmp_path, a=f"Awal. {looks}Sampai {UNTIL}. {{% endif %}}Akhir.")
    whole = "Awal. Sampai Desember 2026. Akhir."
    assert told.text(Say("umum/a"), day) == (whole if day in (FIRST, LAST) else "Awal. Akhir.")


@pytest.mark.parametrize(
    "hidden",
    [
        "{% set x = fakta('relief_other_until') %}{{ x }}",
        "{% if fakta('relief_percent') > 1 %}A{% endif %}",
        "{{ [fakta('relief_percent'), 1] | max }}",
        "{% macro m() %}{{ fakta('relief_percent') }}{% endmacro %}{{ m() }}",
    ],
)
def test_there_is_no_way_around_it(hidden: str, tmp_path: Path) -> None:
    assert texts(tmp_path, a=hidden).text(Say("umum/a"), date(2028, 1, 1)) == "Sedang diperiksa."


@pytest.mark.parametrize(
    ("language", "said"), [("id", "Tanyakan ke 175"), ("min", "Tanyoan ka 175")]
)
def test_what_is_read_instead_names_the_telephone(language: str, said: str) -> None:
    body = catalog.load("13.11", 90).texts[language].text(Say(UNDER_REVIEW), LAST)
    assert said in body
    assert "175" not in body.replace(said, "")
