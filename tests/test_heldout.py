"""The bar: sentences that nobody who wrote the examples has seen. Never tune on them."""

from pathlib import Path

import pytest

from bench.topics import Judged, Score, cases, judged, score
from handlers.mind import EXAMPLES
from messages.examples import load
from tests.houses import mind
from understanding.plain import plain

FOLDER = Path(__file__).parent / "heldout"
FILES = sorted(FOLDER.glob("questions_*.tsv"))


@pytest.fixture(scope="module")
def results() -> list[Judged]:
    return judged(mind(), cases(FILES))


@pytest.fixture(scope="module")
def total(results: list[Judged]) -> Score:
    return score(results)


def test_there_are_enough_of_them_and_of_every_topic(results: list[Judged]) -> None:
    assert len(results) >= 700
    assert {one.case.topic for one in results} == {path.stem for path in EXAMPLES.glob("*.yaml")}


def test_they_are_not_among_the_examples(results: list[Judged]) -> None:
    """But for what everybody writes, such as "halo" or "qwertyuiop"."""
    known = {plain(text) for _, text in load(EXAMPLES)}
    shared = [one.case.text for one in results if plain(one.case.text) in known]
    assert len(shared) <= 0.02 * len(results)


def test_nineteen_of_twenty_are_rightly_understood(total: Score) -> None:
    assert total.right >= 0.95
    assert total.macro_f1 >= 0.93


def test_minangkabau_is_understood(total: Score) -> None:
    assert total.minangkabau >= 0.90


def test_what_is_not_ours_is_recognised_and_nobody_is_turned_away(total: Score) -> None:
    assert total.out_of_scope_found >= 0.90
    assert total.turned_away <= 0.03
