"""`bot.py questions`: the editors' board from the command line."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands import questions as command
from commands.parts import FINE, USAGE, WRONG, Parts
from commands.settings import Settings
from dialog.effects import NoteQuestion
from handlers import questions
from handlers.house import House
from messages import examples
from tests.houses import house_at

URUT, JOBS = "tukang urut kampung dibayai ndak dek iko", "apakah ada lowongan kerja di bpjs"


class Terminal:
    """Runs the command over one database and reads what it prints."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._url, self._folder, self._capsys = f"sqlite:///{folder}/bot.db", folder, capsys

    def note(self, *texts: str) -> None:
        async def work() -> None:
            async with house_at(self._url, self._folder) as house, house.db.write() as tx:
                for text in texts:
                    asked = NoteQuestion(text, "outside", None, "id")
                    await questions.note(house, tx, asked, house.now())

        asyncio.run(work())

    def run(self, *given: object) -> tuple[int, str]:
        parser = argparse.ArgumentParser("questions")
        command.arguments(parser)

        async def no_clock(_: House) -> None:
            raise AssertionError("questions starts no clock")

        now = datetime(2026, 11, 24, 3, tzinfo=UTC)
        parts = Parts(Settings, lambda _: house_at(self._url, self._folder), no_clock, lambda: now)
        code = command.run(parser.parse_args([str(one) for one in given]), parts)
        return code, self._capsys.readouterr().out

    def told(self, *given: object) -> Any:
        """The one JSON value."""
        return json.loads(self.run(*given, "--json")[1])

    def first(self) -> int:
        return int(self.told("list")[0]["id"])


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def test_an_empty_list_is_fine(terminal: Terminal) -> None:
    assert terminal.run("list") == (FINE, "Tidak ada.\n")
    assert terminal.told("list") == []


def test_listed_shown_and_taught(terminal: Terminal) -> None:
    terminal.note(URUT)
    number = terminal.first()
    code, said = terminal.run("show", number)
    assert (code, URUT in said) == (FINE, True)
    assert terminal.told("teach", number, "jkk_benefit") == {
        "topic": "jkk_benefit", "closed": 1, "taught": 1,
    }  # fmt: skip
    [lesson] = terminal.told("lessons")
    assert (lesson["text"], lesson["topic"]) == (URUT, "jkk_benefit")
    assert terminal.run("show", number)[0] == WRONG


def test_what_would_change_stops_it_until_somebody_is_sure(terminal: Terminal) -> None:
    terminal.note("cara bayar")
    number = terminal.first()
    code, said = terminal.run("teach", number, "out_of_scope")
    assert (code, "Belum disimpan" in said, "how_to_pay" in said) == (WRONG, True, True)
    assert terminal.run("teach", number, "out_of_scope", "--dry-run")[0] == FINE
    assert terminal.told("lessons") == []
    assert terminal.run("teach", number, "out_of_scope", "--sure")[0] == FINE
    assert len(terminal.told("lessons")) == 1


def test_a_dry_run_changes_nothing_where_nothing_would_be_upset(terminal: Terminal) -> None:
    terminal.note(URUT)
    number = terminal.first()
    assert terminal.told("teach", number, "jkk_benefit", "--dry-run") == {"changes": []}
    assert terminal.first() == number


def answer(terminal: Terminal, **changed: str) -> tuple[int, str]:
    told = {
        "title": "Lowongan kerja", "body": "Hanya di situs resmi.", "source": "situs resmi",
        **changed,
    }  # fmt: skip
    given = [part for name, value in told.items() for part in (f"--{name}", value)]
    also = ("--also", "cara melamar kerja di bpjs", "--also", "bpjs buka lowongan ndak")
    return terminal.run("answer", terminal.first(), *given, *also)


def test_an_answer_is_written_prolonged_and_withdrawn(terminal: Terminal) -> None:
    terminal.note(JOBS)
    assert answer(terminal)[0] == FINE
    [own] = terminal.told("answers")
    assert (own["answer"], own["until"]) == ("own_1", "2027-11-24")
    assert terminal.run("prolong", "own_1", "--until", "2028-01-31")[0] == FINE
    [own] = terminal.told("answers")
    assert own["until"] == "2028-01-31"
    assert terminal.run("prolong", "own_1", "--until", "2026-01-31")[0] == USAGE
    assert terminal.run("withdraw", "own_1")[0] == FINE
    assert terminal.run("withdraw", "own_1")[0] == WRONG
    assert terminal.told("answers") == terminal.told("lessons") == []


def test_what_is_wrong_is_said_in_an_editors_words(terminal: Terminal) -> None:
    terminal.note(JOBS)
    code, said = answer(terminal, body="Biayanya Rp16.800.")
    assert (code, "Rp16.800" in said) == (USAGE, True)
    assert terminal.run("teach", terminal.first(), "lowongan")[0] == USAGE
    assert terminal.run("teach", 999, "jkk_benefit")[0] == WRONG


@pytest.mark.parametrize("given", [("show", "0"), ("show", "satu"), ("list", "--limit", "-1"), ()])
def test_a_wrong_call_is_refused(terminal: Terminal, given: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refused:
        terminal.run(*given)
    assert refused.value.code == USAGE


def test_dismissed_whole_or_one_wording(terminal: Terminal) -> None:
    terminal.note(JOBS, "ada lowongan kerja di bpjs ga pak")
    assert terminal.told("dismiss", terminal.first(), "--only", 1) == {
        "topic": "ignored", "closed": 1, "taught": 0,
    }  # fmt: skip
    assert terminal.run("dismiss", terminal.first(), "--only", 2)[0] == USAGE
    assert terminal.run("dismiss", terminal.first())[0] == FINE
    assert terminal.told("list") == []


def test_a_lesson_can_be_forgotten(terminal: Terminal) -> None:
    terminal.note(URUT)
    terminal.run("teach", terminal.first(), "jkk_benefit")
    [lesson] = terminal.told("lessons")
    assert terminal.run("forget", lesson["id"])[0] == FINE
    assert terminal.run("forget", lesson["id"])[0] == WRONG


def test_the_report_tells_of_lessons_that_are_not_understood(terminal: Terminal) -> None:
    terminal.note(URUT, "iuran iuran iuran iuran")
    report = terminal.told("report")
    assert (report["questions"], report["not_understood"]) == (2, [])
    assert terminal.run("report")[0] == FINE


def test_lessons_become_examples_an_officer_can_add(terminal: Terminal, tmp_path: Path) -> None:
    terminal.note(URUT, JOBS)
    terminal.run("teach", terminal.first(), "out_of_scope", "--sure")
    terminal.run("teach", terminal.first(), "jkk_benefit", "--sure")
    out = tmp_path / "contoh"
    told = terminal.told("export", "--out", out)
    assert told["sentences"] == 2
    assert sorted(examples.load(out)) == sorted(
        (one["topic"], one["text"]) for one in terminal.told("lessons")
    )
    assert yaml.safe_load((out / "jkk_benefit.yaml").read_text("utf-8")).keys() == {"contoh"}
    assert terminal.run("export", "--out", out)[0] == WRONG, "never over a file that is there"
