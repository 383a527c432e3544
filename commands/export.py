"""`bot.py export`: pre-registrations to a file, with an audit line."""

import argparse
import asyncio
import getpass
import json
from datetime import date
from pathlib import Path

from commands.parts import FINE, Parts
from commands.progress import progress
from handlers import export
from handlers.export_files import WRITERS
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("export")
    parser.description = told["ringkas"]
    add = parser.add_argument
    add("--format", required=True, choices=sorted(WRITERS), help=told["argumen.format"])
    add("--out", required=True, type=Path, metavar="FILE", help=told["argumen.out"])
    add("--reason", required=True, type=_reason, metavar="TEXT", help=told["argumen.reason"])
    add("--since", type=_day, metavar="YYYY-MM-DD", help=told["argumen.since"])
    add("--until", type=_day, metavar="YYYY-MM-DD", help=told["argumen.until"])
    add("--status", choices=export.STATUSES, help=told["argumen.status"])
    add("--nagari", default="", metavar="CODE", help=told["argumen.nagari"])
    add("--json", action="store_true", help=told["argumen.json"])


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("export")["salah.day"]) from error


def _reason(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(words("export")["salah.reason"])
    return text.strip()


def run(args: argparse.Namespace, parts: Parts) -> int:
    return asyncio.run(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    since, until, status = (given or "" for given in (args.since, args.until, args.status))
    order = export.Order(args.format, since, until, status, args.nagari)
    async with parts.house(parts.settings()) as house:
        actor = f"cli:{getpass.getuser()}"
        with progress(words("export")["keluaran.maju"], await export.size(house, order)) as bar:
            written = await export.to_file(house, order, args.out, actor, args.reason, bar.update)
    if args.json:
        found = {"rows": written.rows, "file": str(args.out), "sha256": written.sha256}
        print(json.dumps(found))
    else:
        told = words("export")["keluaran.selesai"]
        print(told.format(rows=written.rows, file=args.out, sha256=written.sha256))
    return FINE
