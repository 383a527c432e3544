"""`bot.py run`: the whole service, or some of its parts."""

import argparse
import gc
from collections.abc import Sequence

from commands import logs
from commands.parts import FINE, Parts, in_loop
from commands.service import PARTS, Service
from commands.supervise import keep_running
from handlers import learning
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("run")
    parser.description = told["ringkas"]
    parser.add_argument("--only", type=_parts, default=PARTS, help=told["argumen.only"])


def _parts(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(","))
    if not set(chosen) <= set(PARTS):
        raise argparse.ArgumentTypeError(words("run")["salah.only"].format(known=", ".join(PARTS)))
    return chosen


def run(args: argparse.Namespace, parts: Parts) -> int:
    return in_loop(_run(parts, args.only))


async def _run(parts: Parts, only: Sequence[str]) -> int:
    settings = parts.settings()
    logs.configure(settings.log_format, settings.log_level)
    async with parts.house(settings) as house:
        await learning.catch_up(house)
        service = Service(house, settings, parts.tick)
        _leave_be_what_stays()
        try:
            await keep_running(service.tasks(only))
        finally:
            await service.close()
    return FINE


def _leave_be_what_stays() -> None:
    """Texts, flows and tables live as long as the process: the collector need not look at them
    again with every few hundred messages. Saves a tenth of the time of a turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
