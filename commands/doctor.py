"""`bot.py doctor`: reaches everything that is configured; says what is wrong and what to do."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict

from commands.findings import Finding, wrong
from commands.parts import FINE, WRONG, Parts
from commands.settings import Settings, SettingsError
from commands.visits import VISITS, Now
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("doctor")
    parser.description = told["ringkas"]
    parser.add_argument("--json", action="store_true", help=told["argumen.json"])


def run(args: argparse.Namespace, parts: Parts) -> int:
    try:
        found = asyncio.run(visited(parts.settings(), parts.now))
    except SettingsError as error:
        found = _unreadable(error)
    _show(found, args.json)
    return WRONG if any(one.level == "wrong" for one in found) else FINE


async def visited(settings: Settings, now: Now) -> list[Finding]:
    """Everything found, in the order of VISITS."""
    return [found for visit in VISITS for found in await visit(settings, now)]


def _unreadable(error: SettingsError) -> list[Finding]:
    """Without settings there is nowhere to go: each wrong one is told."""
    said = words("bot")
    reasons = [f"{one.name}: {said[f'setelan.{one.why}']}" for one in error.faults]
    return [wrong("setelan", "setelan", sebab=reason) for reason in reasons]


def _show(found: Sequence[Finding], as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        print(one.line())
