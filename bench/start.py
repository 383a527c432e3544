"""From `make run` to the first answered message: everything installed, an empty folder."""

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.bots import ECHO, settings
from bench.figures import Aim, Figure, Size, figure
from bench.processes import CannotRunError, CrowdProcess, crowd, free_port, running
from bench.rounds import alternate


def measure(size: Size) -> Sequence[Figure]:
    make = _make()
    with crowd() as people:
        pairs = alternate(
            "start",
            size,
            lambda: _first_run(people, make),
            lambda: _seconds(people, [sys.executable, "-m", "bench.echo", people.base], {}),
        )
    return (figure("first answer", "s", f"{ECHO}, polling", pairs, Aim("figure", "≤", 2.0)),)


def _make() -> Sequence[str]:
    """`make run` that takes what is installed as it is."""
    if (make := shutil.which("make")) is None:
        raise CannotRunError("make is not installed")
    return make, "--old-file=.venv/run.stamp", f"PY={sys.executable}", "run"


def _first_run(people: CrowdProcess, make: Sequence[str]) -> float:
    """Database and keys are made on the way."""
    with tempfile.TemporaryDirectory() as folder:
        return _seconds(people, make, settings(people, Path(folder), free_port()))


def _seconds(people: CrowdProcess, command: Sequence[str], given: Mapping[str, str]) -> float:
    """Somebody has said /start before the bot is there, as after a restart."""
    people.expect_first_answer()
    began = time.monotonic()
    with running(command, given):
        return people.first_answer() - began
