"""`bot.py demo`: made-up people for looking around and for measuring."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

from commands.parts import FINE, WRONG, Parts
from commands.progress import progress
from handlers import demo
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("demo")
    parser.description = told["ringkas"]
    add = parser.add_argument
    add("--workers", type=_count, required=True, metavar="N", help=told["argumen.workers"])
    add("--seed", type=int, default=1, metavar="N", help=told["argumen.seed"])
    add("--json", action="store_true", help=told["argumen.json"])


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(words("demo")["salah.workers"])
    return int(text)


def run(args: argparse.Namespace, parts: Parts) -> int:
    return asyncio.run(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    told = words("demo")
    async with parts.house(parts.settings()) as house:
        with progress(told["keluaran.maju"], args.workers) as bar:
            filled = await demo.fill(house, args.workers, args.seed, bar.update)
    if filled is None:
        print(told["keluaran.berisi"], file=sys.stderr)
        return WRONG
    print(json.dumps(asdict(filled)) if args.json else _sentence(filled))
    return FINE


def _sentence(filled: demo.Filled) -> str:
    return words("demo")["keluaran.selesai"].format(**asdict(filled))
