"""The bar for reading answers: cases unseen by whoever wrote the readers. Never tune on them."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bench.answers import Score, report, scores
from commands.understand import FIELDS
from handlers.book import open_book
from messages import catalog
from tests.houses import mind

TODAY = date(2026, 11, 24)
FILES = sorted((Path(__file__).parent / "heldout").glob("answers_*.jsonl"))


@pytest.fixture(scope="module")
def found() -> list[Score]:
    cases = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
    return scores(open_book(catalog.load("13.11", 90), mind()), cases, TODAY)


def refusable(found: Sequence[Score]) -> list[Score]:
    return [score for score in found if not score.case["ok"]]


def test_there_are_cases_of_every_field_and_many_are_no_answers(found: list[Score]) -> None:
    assert {score.case["field"] for score in found} == set(FIELDS)
    assert len(found) >= 400
    assert len(refusable(found)) / len(found) >= 0.25


def test_nineteen_of_twenty_are_read_rightly(found: list[Score]) -> None:
    assert sum(score.right for score in found) / len(found) >= 0.95


def test_what_is_no_answer_is_hardly_ever_stored(found: list[Score]) -> None:
    taken = [score for score in found if score.wrongly_accepted]
    assert len(taken) / len(refusable(found)) < 0.02, report(taken)
