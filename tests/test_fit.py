"""Choices become rows, long texts become parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.fit import button_rows, plain, split_text, titles, units, width
from dialog.wire import BOLD_OFF, BOLD_ON, Choice
from tests.telegram_spec import utf16


def rows(*labels: str) -> list[list[str]]:
    choices = [Choice(str(at), label) for at, label in enumerate(labels)]
    return [[choice.label for choice in row] for row in button_rows(choices)]


def bold(text: str) -> str:
    return BOLD_ON + text + BOLD_OFF


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], []),
        (["Ya"], [["Ya"]]),
        (["Ya", "Tidak"], [["Ya", "Tidak"]]),
        (["JKK", "JKM", "JHT"], [["JKK", "JKM", "JHT"]]),
        (["1", "2", "3", "4"], [["1", "2"], ["3", "4"]]),
        (["1", "2", "3", "4", "5"], [["1", "2", "3"], ["4", "5"]]),
        (["Hitung iuran", "Cara bayar"], [["Hitung iuran", "Cara bayar"]]),
        (["Sungai Pagu", "Pauh Duo", "Sangir"], [["Sungai Pagu", "Pauh Duo"], ["Sangir"]]),
        (["Bantuan pemerintah", "Ya"], [["Bantuan pemerintah"], ["Ya"]]),
    ],
)
def test_short_labels_share_a_row_and_long_ones_stand_alone(
    labels: list[str], expected: list[list[str]]
) -> None:
    assert rows(*labels) == expected


def test_an_emoji_is_two_columns_wide_and_a_joiner_none() -> None:
    assert width("Ya") == 2
    assert width("👍") == 2
    assert width("e\u0301") == 1
    assert width("a\u200db") == 2


@given(st.lists(st.text(min_size=1, max_size=30), max_size=12))
def test_no_choice_is_lost_or_moved(labels: list[str]) -> None:
    arranged = rows(*labels)
    assert [label for row in arranged for label in row] == labels
    assert all(1 <= len(row) <= 3 for row in arranged)


def test_a_text_that_fits_stays_whole() -> None:
    assert split_text("satu dua", 8) == ["satu dua"]
    assert split_text(" satu \n", 4) == ["satu"]


def test_blank_text_has_no_parts() -> None:
    assert split_text(" \n ", 10) == []
    assert split_text(bold("  "), 10) == []


def test_a_paragraph_is_the_best_place_to_cut() -> None:
    assert split_text("satu dua\n\ntiga empat lima", 16) == ["satu dua", "tiga empat lima"]


def test_a_line_is_cut_before_a_word_is() -> None:
    assert split_text("satu dua\ntiga empat lima", 16) == ["satu dua", "tiga empat lima"]


def test_a_short_first_paragraph_does_not_stand_alone() -> None:
    text = "Halo\n\n" + "kata " * 6
    assert split_text(text, 20) == ["Halo\n\nkata kata kata", "kata kata kata"]


def test_a_word_longer_than_a_message_is_cut_where_it_must() -> None:
    assert split_text("a" * 10, 4) == ["aaaa", "aaaa", "aa"]


def test_an_emoji_counts_two_and_is_never_halved() -> None:
    assert split_text("🙂🙂🙂", 5) == ["🙂🙂", "🙂"]
    assert split_text("Ä🙂" * 4, 6) == ["Ä🙂Ä🙂", "Ä🙂Ä🙂"]


def test_the_cut_goes_before_the_bold_words() -> None:
    text = "awal sini " + bold("tebal sekali ya")
    assert split_text(text, 17) == ["awal sini", bold("tebal sekali ya")]


def test_bold_longer_than_a_message_goes_on_in_the_next() -> None:
    assert split_text(bold("satu dua tiga"), 9) == [bold("satu dua"), bold("tiga")]


def test_marks_take_no_room() -> None:
    text = bold("satu") + " " + bold("dua")
    assert split_text(text, 8) == [text]
    assert units(text) == 8


TEXTS = st.text(st.sampled_from([*"ab  \n🙂", BOLD_ON, BOLD_OFF]), max_size=60)


@given(TEXTS, st.integers(2, 20))
def test_every_part_fits_and_nothing_is_lost(body: str, limit: int) -> None:
    parts = split_text(body, limit)
    assert all(utf16(plain(part)) <= limit for part in parts)
    assert all(plain(part).strip() for part in parts)
    assert "".join(plain("".join(parts)).split()) == "".join(plain(body).split())


@given(st.lists(st.sampled_from(["satu", "dua", "\n", "\n\n", bold("tiga empat")])))
def test_no_part_ends_within_bold(words: list[str]) -> None:
    for part in split_text(" ".join(words), 12):
        assert part.count(BOLD_ON) == part.count(BOLD_OFF)
        assert part.rfind(BOLD_OFF) >= part.rfind(BOLD_ON)


def test_titles_are_cut_after_a_word_and_all_different() -> None:
    assert titles(["Ya", "Tidak"], 20) == ["Ya", "Tidak"]
    assert titles(["Pedagang / usaha kecil di pasar"], 20) == ["Pedagang / usaha…"]
    assert titles(["Sama saja di awalnya satu", "Sama saja di awalnya lima"], 24) is None
    assert titles(["YA", "ya"], 20) is None
    assert titles(["a" * 25], 24) is None
    assert titles([" "], 24) is None
    assert titles([], 24) == []
