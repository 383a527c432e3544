"""The readers over answers.dev: what real people write, with all that is no answer among it."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import answers as bench
from bench.answers import Score, report, scores
from dialog.answers import READERS
from dialog.flow import Accepted, Asking, Reading
from dialog.forms import options
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

BOOK = open_book(catalog.load("13.11", 90), mind())
TODAY = date(2026, 11, 24)
FILE = Path(__file__).with_name("answers_dev.jsonl")
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
FIELDS = {question.field: question for question in BOOK.forms["daftar"].questions}
FREE = ("full_name", "nik", "birth_date", "phone", "income", "occupation_detail")


@pytest.fixture(scope="module")
def found() -> list[Score]:
    return scores(BOOK, CASES, TODAY)


def test_the_cases_are_many_and_nearly_a_third_are_no_answers() -> None:
    refusable = sum(not case["ok"] for case in CASES)
    assert len(CASES) >= 600
    assert refusable / len(CASES) > 0.29
    assert len({(case["field"], case["text"]) for case in CASES}) == len(CASES)


def test_nearly_all_are_read_rightly(found: list[Score]) -> None:
    wrong = [score for score in found if not score.right]
    assert len(wrong) / len(found) <= 0.03, report(wrong)


def test_no_field_lags_behind(found: list[Score]) -> None:
    right = defaultdict[str, list[bool]](list)
    for score in found:
        right[score.case["field"]].append(score.right)
    assert min(sum(each) / len(each) for each in right.values()) >= 0.95


def test_what_is_no_answer_is_hardly_ever_taken_for_one(found: list[Score]) -> None:
    taken = [score for score in found if score.wrongly_accepted]
    assert len(taken) / sum(not case["ok"] for case in CASES) < 0.01, report(taken)


# --- an accepted value, read again, is itself ---


def read(field: str, text: str) -> Reading:
    question = FIELDS[field]
    asked = Asking(question, options(BOOK, question, {}), {}, TODAY, None, BOOK.lexicon)
    return READERS[question.kind](text, asked)


@pytest.mark.parametrize("field", [*FREE, "gender", "occupation", "district", "nagari", "employed"])
def test_a_value_read_again_gives_itself(field: str) -> None:
    named = "yes_no" if field == "employed" else field
    texts = [case["text"] for case in CASES if case["field"] in (named, "full_name")]
    values = {got.value for text in texts if isinstance(got := read(field, text), Accepted)}
    again = {value: read(field, value) for value in values}
    assert {v: got for v, got in again.items() if got.value != v} == {}  # type: ignore[union-attr]
    assert values


@pytest.mark.parametrize("field", FREE)
@settings(deadline=None)
@given(st.text(max_size=60) | st.sampled_from([case["text"] for case in CASES]))
def test_whatever_is_accepted_stays_as_it_is(field: str, text: str) -> None:
    first = read(field, text)
    if isinstance(first, Accepted):
        again = read(field, first.value)
        assert isinstance(again, Accepted)
        assert again.value == first.value


# --- the report ---


def scored(case: dict[str, object]) -> Score:
    (one,) = scores(BOOK, [{"field": "full_name", **case}], TODAY)
    return one


def test_the_report_counts_and_shows_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    right = scored({"text": "Budi", "ok": True, "value": "Budi"})
    other = scored({"text": "Budi", "ok": True, "value": "Budi Santoso"})
    taken = scored({"text": "Budi", "ok": False})
    lines = report([right, other, taken]).splitlines()
    assert lines[-2:] == [
        "  full_name: 'Budi' meant {'value': 'Budi Santoso'}, read {'value': 'Budi'}",
        "! full_name: 'Budi' meant no answer, read {'value': 'Budi'}",
    ]
    assert "33.3%" in lines[2]
    assert "1 of 1" in lines[2]


def test_a_named_order_or_topic_must_be_given() -> None:
    assert scored({"text": "lewati", "ok": False, "command": "skip"}).right
    assert not scored({"text": "lewati", "ok": False, "command": "back"}).right
    assert not scored({"text": "rahasia", "ok": False, "topic": "my_data"}).right
    assert scored({"text": "rahasia", "ok": False}).right


def test_it_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"field": "nik", "text": "1311010101900001", "ok": True, "value": "1311010101900001"}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case) + "\n\n", "utf-8")
    assert bench.main([str(path)]) == 0
    assert "100.0%" in capsys.readouterr().out
