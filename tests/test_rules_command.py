"""`bot.py reminders`: the rules of reminders from the command line."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commands import reminder_rules as command
from commands.parts import FINE, USAGE, WRONG, Parts
from commands.settings import Settings
from handlers.house import House
from tests.houses import house_at

LAPSE = "jelang_tidak_aktif"


class Terminal:
    """Runs the command over one database and reads what it prints."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._url, self._folder, self._capsys = f"sqlite:///{folder}/bot.db", folder, capsys

    def run(self, *given: object) -> tuple[int, str]:
        parser = argparse.ArgumentParser("reminders")
        command.arguments(parser)

        async def no_clock(_: House) -> None:
            raise AssertionError("reminders starts no clock")

        now = datetime(2026, 11, 24, 3, tzinfo=UTC)
        parts = Parts(Settings, lambda _: house_at(self._url, self._folder), no_clock, lambda: now)
        code = command.run(parser.parse_args([str(one) for one in given]), parts)
        return code, self._capsys.readouterr().out

    def told(self, *given: object) -> Any:
        """The one JSON value."""
        return json.loads(self.run(*given, "--json")[1])


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def test_all_rules_are_listed_in_words_and_as_json(terminal: Terminal) -> None:
    code, said = terminal.run("list")
    assert (code, len(said.splitlines())) == (FINE, 6)
    assert "14 hari sebelum perlindungan berhenti, hidup, jam 8-19, 0 orang menunggu" in said
    rows = {one["rule"]: one for one in terminal.told("list")}
    assert rows[LAPSE]["days"] == -14
    assert (rows["jatuh_tempo"]["runs"], rows[LAPSE]["runs"]) == (False, True)


def test_set_changes_only_what_is_named(terminal: Terminal) -> None:
    assert terminal.told("set", LAPSE, "--days", "-7")["days"] == -7
    row = terminal.told("set", LAPSE, "--off", "--hours", "9-16")
    assert (row["active"], row["days"], row["hours"], row["revision"]) == (False, -7, [9, 16], 2)
    assert terminal.told("set", LAPSE, "--on")["active"]
    assert row["changed_by"].startswith("cli:")


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("--hours", "20-23"), USAGE, "jam tenang"),
        (("--days", "-61"), USAGE, "60 hari"),
        ((), USAGE, ""),
    ],
)
def test_what_nobody_could_use_is_refused_with_a_sentence(
    terminal: Terminal, given: tuple[str, ...], code: int, said: str
) -> None:
    found = terminal.run("set", LAPSE, *given)
    assert (found[0], said in found[1]) == (code, True)
    assert terminal.told("show", LAPSE)["revision"] == 0


def test_words_that_are_no_hours_end_with_two(terminal: Terminal) -> None:
    with pytest.raises(SystemExit) as error:
        terminal.run("set", LAPSE, "--hours", "17-8")
    assert error.value.code == USAGE


def test_words_are_changed_shown_and_put_back(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "tulisan.txt"
    file.write_text("Lunas sampai *{{ lunas }}*.\n\nSebulan {{ jumlah }}.\n", encoding="utf-8")
    assert terminal.told("text", LAPSE, "--text-file", file)["text_edited"]
    shown = terminal.told("show", LAPSE)
    assert shown["text"] == "Lunas sampai *{{ lunas }}*.\nSebulan {{ jumlah }}."
    assert shown["example"] == "Lunas sampai Oktober 2026.\nSebulan Rp11.400."
    assert "Rp11.400" in terminal.run("show", LAPSE)[1]
    row = terminal.told("reset", LAPSE)
    assert (row["edited"], row["text_edited"], row["revision"]) == (False, False, 2)


def test_a_text_that_cannot_be_used_or_read_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "tulisan.txt"
    file.write_text("Bayar Rp16.800.", encoding="utf-8")
    refused = terminal.told("text", LAPSE, "--text-file", file)
    assert refused["problem"] == "aturan/teks_angka"
    assert "Rp16.800" in refused["said"]
    assert terminal.run("text", LAPSE, "--text-file", tmp_path / "tidak_ada")[0] == USAGE
    assert not terminal.told("show", LAPSE)["text_edited"]


def test_a_change_made_meanwhile_is_not_run_over(terminal: Terminal) -> None:
    terminal.run("set", LAPSE, "--days", "-7", "--revision", "0")
    code, said = terminal.run("set", LAPSE, "--days", "-9", "--revision", "0")
    assert (code, "cli:" in said) == (WRONG, True)
    assert terminal.told("show", LAPSE)["days"] == -7


def test_a_rule_that_does_not_exist(terminal: Terminal) -> None:
    for action in ("show", "reset"):
        assert terminal.run(action, "tidak_ada") == (WRONG, "Aturan itu tidak ada.\n")
