"""`make bench` runs and tells figures in one shape. What the figures are is no test."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import MEASUREMENTS
from bench.figures import Aim, Size, figure
from bench.processes import ROOT, CannotRunError, free_port, running, until_ready
from bench.rounds import alternate
from bench.table import as_text

FIELDS = {
    "name", "figure", "unit", "baseline", "against", "ratio", "spread", "aim", "met",
}  # fmt: skip


def bench(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_turns_by_webhook_are_measured_beside_the_echo_of_the_library() -> None:
    ran = bench("turns", "--quick", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    turns, cpu = told["figures"]
    assert turns.keys() == cpu.keys() == FIELDS
    assert (turns["name"], turns["unit"], turns["aim"]) == ("turns", "turns/s", "ratio ≥ 2")
    assert turns["met"] == (turns["ratio"] >= 2)
    assert math.isclose(turns["ratio"], turns["figure"] / turns["baseline"])
    assert turns["figure"] > 0 < cpu["figure"]
    assert told["failed"] == {}


def test_what_cannot_run_says_why(tmp_path: Path) -> None:
    ran = bench("start", "--quick", PATH=str(tmp_path))
    assert ran.returncode == 1
    assert "start could not be measured: make is not installed" in ran.stdout


def test_an_unknown_name_is_told_the_known_ones() -> None:
    ran = bench("cepat")
    assert ran.returncode == 2
    assert all(name in ran.stderr for name in MEASUREMENTS)


def test_a_program_that_ends_at_once_is_told_with_its_last_words() -> None:
    with pytest.raises(CannotRunError, match=r"nobody listens.*\nno such file"):
        _wait_for([sys.executable, "-c", "raise SystemExit('no such file')"])


def _wait_for(command: list[str]) -> None:
    with running(command) as process:
        process.wait()
        until_ready(free_port(), process)


def test_what_is_measured_never_sees_the_settings_of_an_installation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:real")
    monkeypatch.setenv("DATABASE_URL_FILE", "/run/secrets/url")
    show = "import os; print(os.environ['TELEGRAM_TOKEN'] + os.environ['DATABASE_URL_FILE'] + '.')"
    with running([sys.executable, "-c", show], stdout=subprocess.PIPE) as process:
        assert process.communicate()[0] == ".\n"


def test_the_median_of_the_rounds_counts_and_the_aim_may_be_a_ratio_or_a_figure() -> None:
    pairs = [(10.0, 5.0), (90.0, 10.0), (12.0, 4.0)]
    by_ratio = figure("x", "s", "y", pairs, Aim("ratio", "≥", 3.0))
    assert (by_ratio.figure, by_ratio.baseline, by_ratio.ratio) == (12.0, 5.0, 3.0)
    assert (by_ratio.spread, by_ratio.met, by_ratio.aim) == ((2.0, 9.0), True, "ratio ≥ 3")
    assert figure("x", "s", "y", pairs, Aim("figure", "≤", 11.0)).met is False
    assert figure("x", "s", "y", pairs).met is None


def test_bot_and_baseline_take_turns_at_going_first() -> None:
    order = list[str]()
    pairs = alternate(
        "x", Size(2, 0, 0, 0), lambda: order.append("ours"), lambda: order.append("baseline")
    )
    assert order == ["ours", "baseline", "baseline", "ours"]
    assert len(pairs) == 2


def test_the_table_has_a_line_for_each_figure_and_says_what_failed() -> None:
    one = figure("turns", "turns/s", "an echo", [(1234.5, 617.25)], Aim("ratio", "≥", 2.0))
    head, row, *rest = as_text([one], {"start": "no make"}).splitlines()
    assert head.split()[:3] == ["figure", "baseline", "ratio"]
    expected = ["turns", "1,234", "turns/s", "617", "2.00", "2.00–2.00", "ratio", "≥", "2", "yes"]
    assert row.split()[:10] == expected
    assert rest[-1] == "start could not be measured: no make"
