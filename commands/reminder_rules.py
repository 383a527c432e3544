"""`bot.py reminders`: the rules of contribution reminders, and what is changed of them."""

import argparse
import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from commands.parts import FINE, USAGE, WRONG, Parts, in_loop
from dialog.flow import Accepted, Problem
from dialog.rule_answers import read_hours, span
from dialog.session import Say
from dialog.wire import BOLD_OFF, BOLD_ON
from handlers.house import House
from handlers.officer import Officer
from handlers.reminder_words import name_of
from handlers.rule_edits import (
    CHANGED_BY_OTHERS,
    GONE,
    Change,
    Done,
    Seen,
    Steward,
    changing,
    looking,
)
from messages.operator_words import words

Row = dict[str, object]


def arguments(parser: argparse.ArgumentParser) -> None:
    said = words("reminders")
    parser.description = said["ringkas"]
    actions = parser.add_subparsers(dest="action", required=True)
    made = {name: actions.add_parser(name, help=said[f"argumen.{name}"]) for name in ACTIONS}
    for name in ("show", "set", "text", "reset"):
        made[name].add_argument("rule", help=said["argumen.rule"])
    switch = made["set"].add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_true", help=said["argumen.on"])
    switch.add_argument("--off", action="store_true", help=said["argumen.off"])
    made["set"].add_argument("--days", type=int, help=said["argumen.days"])
    made["set"].add_argument("--hours", type=_hours, help=said["argumen.hours"])
    made["text"].add_argument("--text-file", type=Path, required=True, help=said["argumen.file"])
    for name in ("set", "text", "reset"):
        made[name].add_argument("--revision", type=int, help=said["argumen.revision"])
    for each in made.values():
        each.add_argument("--json", action="store_true", help=said["argumen.json"])


def _hours(text: str) -> tuple[int, int]:
    read = read_hours(text)
    if not isinstance(read, Accepted):
        raise argparse.ArgumentTypeError(words("reminders")["salah.hours"])
    return span(read.value)


def run(args: argparse.Namespace, parts: Parts) -> int:
    return in_loop(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    async with parts.house(parts.settings()) as house:
        return await ACTIONS[args.action](args, house)


def _operator() -> Officer:
    return Officer(f"cli:{getpass.getuser()}")


async def _list(args: argparse.Namespace, house: House) -> int:
    async with looking(house, _operator()) as steward:
        listed = await steward.listed()
    rows = [_row(house, one) for one in listed]
    _json(rows) if args.json else _lines(rows)
    return FINE


async def _show(args: argparse.Namespace, house: House) -> int:
    """With its words, as an officer writes them and as a worker reads them."""
    async with looking(house, _operator()) as steward:
        found = await steward.find(args.rule)
    if found is None:
        return _problem(args, house, GONE)
    told = {"text": steward.text(found.rule), "example": _plain(steward.example(found.rule))}
    row = {**_row(house, found), **told}
    if args.json:
        _json(row)
        return FINE
    _lines([row])
    print(_said("text").format(**row))
    return FINE


async def _set(args: argparse.Namespace, house: House) -> int:
    active = True if args.on else False if args.off else None
    wanted = Change(active, args.days, args.hours)
    if wanted == Change():
        print(words("reminders")["salah.nothing"], file=sys.stderr)
        return USAGE
    return await _changed(args, house, wanted)


async def _text(args: argparse.Namespace, house: House) -> int:
    try:
        text = args.text_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        print(words("reminders")["salah.file"].format(part=args.text_file), file=sys.stderr)
        return USAGE
    return await _changed(args, house, Change(text=text))


async def _changed(args: argparse.Namespace, house: House, wanted: Change) -> int:
    return await _done(args, house, lambda one: one.change(args.rule, wanted, args.revision))


async def _reset(args: argparse.Namespace, house: House) -> int:
    return await _done(args, house, lambda one: one.reset(args.rule, args.revision))


async def _done(
    args: argparse.Namespace,
    house: House,
    act: Callable[[Steward], Awaitable[Done | Problem]],
) -> int:
    async with changing(house, _operator()) as steward:
        done = await act(steward)
    if isinstance(done, Problem):
        return _problem(args, house, done)
    row = {**_row(house, done.seen), "withdrawn": done.withdrawn}
    if args.json:
        _json(row)
        return FINE
    _lines([row])
    print(_said("changed"))
    return FINE


def _problem(args: argparse.Namespace, house: House, problem: Problem) -> int:
    """In the words that an officer reads in chat."""
    say = Say(problem.reason, problem.params)
    body = _plain(house.catalog.compose([say], house.today(house.now())).body)
    _json({"problem": problem.reason, "said": body}) if args.json else print(body)
    return WRONG if problem.reason in (GONE.reason, CHANGED_BY_OTHERS) else USAGE


def _row(house: House, one: Seen) -> Row:
    rule, edit = one.rule, one.edit
    return {
        "rule": rule.name,
        "name": name_of(house, rule),
        "active": rule.active,
        "runs": one.runs,
        "days": rule.days,
        "hours": [rule.first_hour, rule.last_hour],
        "edited": one.edited,
        "text_edited": rule.text is not None,
        "revision": one.revision,
        "changed_by": edit.changed_by if edit else None,
        "changed_at": edit.changed_at.isoformat(timespec="seconds") if edit else None,
        "waiting": one.waiting,
        "states": dict(one.told),
    }


def _lines(rows: list[Row]) -> None:
    for row in rows:
        state = _said("on" if row["active"] else "off")
        edited = _said("edited").format(**row) if row["edited"] else ""
        print(_said("rule").format(**{**row, "state": state, "edited": edited}))


def _plain(body: str) -> str:
    return body.replace(BOLD_ON, "").replace(BOLD_OFF, "")


def _said(name: str) -> str:
    return words("reminders")[f"keluaran.{name}"]


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


ACTIONS: Mapping[str, Callable[[argparse.Namespace, House], Awaitable[int]]] = {
    "list": _list,
    "show": _show,
    "set": _set,
    "text": _text,
    "reset": _reset,
}
