"""How much memory the bot holds at rest, after a crowd has gone."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.bots import ECHO, Bot, echo, ours
from bench.figures import Aim, Figure, Size, figure
from bench.processes import CrowdProcess, crowd, memory
from bench.rounds import alternate

REST = 1.0  # seconds


def measure(size: Size) -> Sequence[Figure]:
    with crowd() as people:
        pairs = alternate("memory", size, lambda: _ours(people, size), lambda: _echo(people, size))
    return (figure("memory", "MB", ECHO, pairs, Aim("figure", "≤", 150.0)),)


def _ours(people: CrowdProcess, size: Size) -> float:
    with tempfile.TemporaryDirectory() as folder, ours(people, Path(folder)) as bot:
        return _at_rest(people, bot, size)


def _echo(people: CrowdProcess, size: Size) -> float:
    with echo(people) as bot:
        return _at_rest(people, bot, size)


def _at_rest(people: CrowdProcess, bot: Bot, size: Size) -> float:
    people.talk(bot.order(size.seconds / 2))
    time.sleep(REST)
    return memory(bot.pid)
