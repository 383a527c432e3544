"""How many turns a second, and what a turn costs: 64 people chatting at once by webhook."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.bots import ECHO, echo, ours
from bench.figures import Aim, Figure, Size, figure
from bench.processes import crowd
from bench.rounds import alternate


def measure(size: Size) -> Sequence[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        crowd() as people,
        ours(people, Path(folder)) as bot,
        echo(people) as other,
    ):
        speeds = alternate(
            "turns",
            size,
            lambda: people.talk(bot.order(size.seconds)),
            lambda: people.talk(other.order(size.seconds)),
        )
    turns = [(one["turns_per_second"], its["turns_per_second"]) for one, its in speeds]
    cpu = [(one["cpu_per_turn"] * 1000, its["cpu_per_turn"] * 1000) for one, its in speeds]
    return (
        figure("turns", "turns/s", ECHO, turns, Aim("ratio", "≥", 2.0)),
        figure("CPU of a turn", "ms/turn", ECHO, cpu),
    )
