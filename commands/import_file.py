"""`bot.py import members FILE`: data from the branch, with a file of what was refused."""

import argparse
import asyncio
import getpass
import json
import sys
from pathlib import Path

from commands.parts import FINE, USAGE, WRONG, Parts
from commands.progress import progress
from handlers import members
from handlers.members import Imported
from handlers.sheets import SheetError
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("import")
    parser.description = told["ringkas"]
    kinds = parser.add_subparsers(dest="kind", required=True, help=told["argumen.kind"])
    kind = kinds.add_parser("members", help=told["argumen.members"])
    kind.add_argument("file", type=Path, help=told["argumen.file"])
    kind.add_argument("--dry-run", action="store_true", help=told["argumen.dry-run"])
    kind.add_argument("--json", action="store_true", help=told["argumen.json"])


def run(args: argparse.Namespace, parts: Parts) -> int:
    return asyncio.run(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    told = words("import")
    actor = f"cli:{getpass.getuser()}"
    async with parts.house(parts.settings()) as house:
        try:
            with progress(told["keluaran.baris"], None) as bar:
                found = await members.take_in(house, args.file, actor, args.dry_run, bar.update)
        except SheetError as error:
            print(told[f"salah.{error.problem}"].format(part=error.part), file=sys.stderr)
            return USAGE
    refused_file = _refused_file(args.file, found)
    _show(found, refused_file, args.json, args.dry_run)
    return WRONG if found.refused else FINE


def _refused_file(path: Path, found: Imported) -> Path | None:
    """Beside the file itself; none when nothing was refused."""
    if not found.refused:
        return None
    told = words("import")
    out = path.with_name(f"{path.stem}-ditolak.csv")
    heading = (told["keluaran.baris"], "nik", told["keluaran.sebab"])
    members.write_refused(out, found.refused, heading, lambda why: told[f"salah.{why}"])
    return out


def _show(found: Imported, refused_file: Path | None, as_json: bool, dry_run: bool) -> None:
    told = words("import")
    counted = {
        "read": found.read,
        "added": found.added,
        "updated": found.updated,
        "unchanged": found.unchanged,
        "refused": len(found.refused),
    }
    if as_json:
        file = str(refused_file) if refused_file else None
        print(json.dumps({**counted, "refused_file": file}))
        return
    print(told["keluaran.selesai"].format(**counted))
    if refused_file:
        print(told["keluaran.ditolak"].format(file=refused_file))
    if dry_run:
        print(told["keluaran.coba"])
