"""`bot.py check`: every fault of settings, flows, texts and tables, with file and line."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from zoneinfo import ZoneInfo

from commands.parts import FINE, USAGE, WRONG, Parts
from commands.settings import Settings, SettingsError
from dialog.quiet_time import QuietRules
from messages import check, flows, places, reminder_rules
from messages.check import Fault
from messages.diagram import mermaid
from messages.operator_words import words

_STEPS = ("periksa", "selesai", "berhenti")


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("check")
    parser.description = told["ringkas"]
    parser.add_argument("--diagram", metavar="FORM", help=told["argumen.diagram"])
    parser.add_argument("--json", action="store_true", help=told["argumen.json"])


def run(args: argparse.Namespace, parts: Parts) -> int:
    if args.diagram:
        return _draw(args.diagram)
    settings, found = _settings(parts)
    today = parts.now().astimezone(_zone(settings)).date()
    found += check.faults(check.HERE, settings.region, today)
    found += _reminders(settings)
    _show(found, args.json)
    return FINE if all(one.is_warning for one in found) else WRONG


def _settings(parts: Parts) -> tuple[Settings, list[Fault]]:
    """The settings, or those of a fresh installation and what is wrong with the given ones."""
    try:
        return parts.settings(), []
    except SettingsError as error:
        said = words("bot")
        wrong = [f"{one.name}: {said[f'setelan.{one.why}']}" for one in error.faults]
        return Settings(), [Fault("", 0, sentence) for sentence in wrong]


def _reminders(settings: Settings) -> list[Fault]:
    """Rules that could remind nobody, seen with the quiet hours of this installation."""
    said = words("check")
    wrong = reminder_rules.flaws(check.HERE, QuietRules(settings.quiet_hours))
    file = f"{check.HERE.name}/{reminder_rules.FILE}"
    return [Fault(file, 0, f"{one.name}: {said[f'pengingat.{one.problem}']}") for one in wrong]


def _zone(settings: Settings) -> ZoneInfo:
    """The clock of the region. An unknown region is told among the faults: any clock will do."""
    try:
        return ZoneInfo(settings.timezone or places.load(settings.region).timezone)
    except places.UnknownRegionError:
        return ZoneInfo("Asia/Jakarta")


def _show(found: Sequence[Fault], as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    told = words("check")
    for one in found:
        print(f"{one} {told['keluaran.awas']}" if one.is_warning else one)
    count = {"awas": sum(one.is_warning for one in found)}
    count["salah"] = len(found) - count["awas"]
    key = "salah" if count["salah"] else "baik_berawas" if count["awas"] else "baik"
    print(told[f"keluaran.{key}"].format(**count))


def _draw(name: str) -> int:
    forms = flows.forms(check.HERE / "flows")
    told = words("check")
    if name not in forms:
        sentence = told["diagram.tidak_ada"].format(nama=name, kenal=", ".join(sorted(forms)))
        print(sentence, file=sys.stderr)
        return USAGE
    print(mermaid(forms[name], {key: told[f"diagram.{key}"] for key in _STEPS}))
    return FINE
