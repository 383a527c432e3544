"""How much slower a turn is when many people are known: ours against itself."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.bots import Bot, ours, settings
from bench.figures import Aim, Figure, Size, figure
from bench.processes import CannotRunError, CrowdProcess, crowd, free_port, running
from bench.rounds import alternate


def measure(size: Size) -> Sequence[Figure]:
    with (
        crowd() as people,
        _knowing(size.many, people) as many,
        _knowing(size.few, people) as few,
    ):
        pairs = alternate(
            "people", size, lambda: _turn(people, many, size), lambda: _turn(people, few, size)
        )
    name, against = f"turn, {size.many:,} people", f"{size.few:,} people known"
    return (figure(name, "ms/turn", against, pairs, Aim("ratio", "≤", 1.2)),)


@contextmanager
def _knowing(how_many: int, people: CrowdProcess) -> Iterator[Bot]:
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), how_many, people)
        with ours(people, Path(folder)) as bot:
            yield bot


def _fill(folder: Path, how_many: int, people: CrowdProcess) -> None:
    print(f"people: making up {how_many:,}", file=sys.stderr, flush=True)
    command = [sys.executable, "bot.py", "demo", "--workers", str(how_many), "--json"]
    given = settings(people, folder, free_port())
    with running(command, given, stdout=subprocess.PIPE) as process:
        told, _ = process.communicate()
        if process.returncode or json.loads(told)["people"] != how_many:
            raise CannotRunError("the made-up people were not made")


def _turn(people: CrowdProcess, bot: Bot, size: Size) -> float:
    """Milliseconds of each turn, one after another, at full load."""
    return 1000 / people.talk(bot.order(size.seconds))["turns_per_second"]
