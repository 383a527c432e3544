"""A model that learns on: new sentences are understood, what it knew it still knows."""

from pathlib import Path

import numpy as np
import pytest
from yaml import safe_dump as dump

from bench.topics import cases, judged, score
from handlers.mind import open_mind
from tests.houses import mind
from tests.test_heldout import FILES
from understanding.model import Example, Model, learn, learn_on, load
from understanding.topics import Mind

SATURDAY = ("apakah kantor buka hari sabtu", "sabtu kantor buka ndak pak", "hari sabtu buka?")
JOBS = ("ada lowongan kerja di bpjs?", "cara melamar kerja di bpjs", "bpjs buka lowongan ndak")
OWN = [
    *(Example(text, "own_1") for text in SATURDAY),
    *(Example(text, "own_2") for text in JOBS),
]


@pytest.fixture(scope="module")
def taught() -> Mind:
    return mind().taught(OWN)


@pytest.mark.parametrize("lesson", OWN, ids=lambda lesson: lesson.text)
def test_a_lesson_is_understood_as_taught(taught: Mind, lesson: Example) -> None:
    assert taught.understand(lesson.text).topic == lesson.topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("kantor bukak hari sabtu?", "own_1"),
        ("info lowongan kerja bpjs dong", "own_2"),
        ("alamat kantor di mana", "office_contact"),
        ("berapa iurannya", "contribution_amount"),
    ],
)
def test_others_who_ask_the_same_are_understood_too(taught: Mind, text: str, topic: str) -> None:
    assert taught.understand(text).topic == topic


def test_one_sentence_is_enough_for_a_topic_that_is_known() -> None:
    text = "tukang urut kampung boleh?"
    assert mind().understand(text).topic != "jkk_benefit"
    assert mind().taught([Example(text, "jkk_benefit")]).understand(text).topic == "jkk_benefit"


def test_what_was_known_stays_known(taught: Mind) -> None:
    """On the held-out sentences, within 0.3 points of a hundred."""
    known = cases(FILES)
    before, after = score(judged(mind(), known)), score(judged(taught, known))
    assert after.right >= before.right - 0.003
    assert after.turned_away <= before.turned_away + 0.003


def test_the_same_lessons_always_teach_the_same(taught: Mind) -> None:
    again = mind().taught(OWN)
    asked = [*SATURDAY, *JOBS, "cara bayar"]
    assert [again.understand(text) for text in asked] == [taught.understand(text) for text in asked]


def test_without_lessons_nothing_is_learned() -> None:
    model = small()
    assert learn_on(model, []) is model


def small() -> Model:
    return learn([Example("satu dua", "a"), Example("tiga empat", "b"), Example("lima", "b")])


def test_what_is_repeated_survives_being_kept(tmp_path: Path) -> None:
    model = small()
    model.save(tmp_path / "kept.npz")
    read = load(tmp_path / "kept.npz")
    assert {one.text for one in read.kept} == {"satu dua", "tiga empat", "lima"}
    assert read.kept == model.kept
    one, other = (learn_on(each, [Example("enam", "c")]) for each in (model, read))
    assert one.topics == ("a", "b", "c")
    assert np.array_equal(one.weights, other.weights)


def test_a_file_of_an_older_release_is_learned_again(tmp_path: Path) -> None:
    """It is named by the ways of learning too; a broken one is no reason not to start."""
    assert open_mind(learned=tmp_path).understand("halo").topic == "greeting"
    for path in tmp_path.glob("*.npz"):
        path.write_bytes(b"half a file")
    assert open_mind(learned=tmp_path).understand("halo").topic == "greeting"


def test_a_sentence_added_by_hand_is_known_at_the_next_start(tmp_path: Path) -> None:
    """What was learned before is kept under another name: nobody has to clear anything."""
    folder, learned = tmp_path / "examples", tmp_path / "learned"
    folder.mkdir()
    files = {"greeting": ["halo", "selamat pagi"], "thanks": ["makasih", "terima kasih pak"]}
    for topic, texts in files.items():
        (folder / f"{topic}.yaml").write_text(dump({"contoh": texts}), "utf-8")
    added = "horas lae sadonyo"
    assert open_mind(folder, learned).understand(added).confidence < 0.6
    lines = (folder / "greeting.yaml").read_text("utf-8")
    (folder / "greeting.yaml").write_text(f"{lines}- {added}\n", "utf-8")
    again = open_mind(folder, learned).understand(added)
    assert (again.topic, again.confidence > 0.6) == ("greeting", True)
    assert len({path.name.partition(".")[0] for path in learned.glob("*.npz")}) == 1
