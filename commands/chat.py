"""`bot.py chat`: the same conversation in the terminal, also line by line from a pipe."""

import argparse
import asyncio
import contextlib
import sys
import time

from channels.terminal import TerminalChannel
from commands.parts import FINE, Parts
from handlers.delivery import Pump
from handlers.house import House
from handlers.turns import take
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("chat")
    parser.description = told["ringkas"]
    parser.add_argument(
        "--as", dest="who", default="saya", metavar="ADDRESS", help=told["argumen.as"]
    )


def run(args: argparse.Namespace, parts: Parts) -> int:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parts, args.who.removeprefix("terminal:")))
    return FINE


async def _run(parts: Parts, who: str) -> None:
    at_a_terminal = sys.stdin.isatty()
    async with parts.house(parts.settings()) as house:
        shown = words("chat")["keluaran.gambar"]
        channel = TerminalChannel(who, print, colour=sys.stdout.isatty(), picture=shown)
        pump = Pump(house, channel, 1000.0, f"chat {who}", time.monotonic)
        if at_a_terminal:
            print(words("chat")["keluaran.sapaan"])
        while line := await asyncio.to_thread(_read, at_a_terminal):
            if line.strip():
                await _answer(house, channel, pump, line)


def _read(at_a_terminal: bool) -> str:
    """The next line with its end; empty when there are no more."""
    if at_a_terminal:
        print("> ", end="", flush=True)
    return sys.stdin.readline()


async def _answer(house: House, channel: TerminalChannel, pump: Pump, line: str) -> None:
    await take(house, [channel.read(line, house.token(), house.now())])
    await pump.drain()
