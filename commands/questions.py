"""`bot.py questions`: what people asked and were not answered, and what editors make of it."""

import argparse
import getpass
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path

from commands import questions_told as told
from commands.parts import FINE, USAGE, WRONG, Parts, in_loop
from dialog.effects import WriteAnswer
from dialog.flow import Problem
from handlers import learning
from handlers.house import House
from handlers.own_answers import YEAR
from handlers.pupil import OWN
from handlers.questions import GONE, Done, Editor, Group, Upset, editor, reader
from messages import examples
from messages.operator_words import words

DAYS = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    said = words("questions")
    parser.description = said["ringkas"]
    actions = parser.add_subparsers(dest="action", required=True)
    made = {name: actions.add_parser(name, help=said[f"argumen.{name}"]) for name in ACTIONS}
    for name in ("show", "teach", "answer", "dismiss"):
        made[name].add_argument("id", type=_positive, help=said["argumen.id"])
    made["teach"].add_argument("topic", help=said["argumen.topic"])
    for name in ("prolong", "withdraw"):
        made[name].add_argument("topic", metavar="ANSWER", help=said["argumen.own"])
    made["forget"].add_argument("id", type=_positive, help=said["argumen.lesson"])
    _options(made, said)
    for each in made.values():
        each.add_argument("--json", action="store_true", help=said["argumen.json"])


def _options(made: Mapping[str, argparse.ArgumentParser], said: Mapping[str, str]) -> None:
    made["list"].add_argument("--limit", type=_positive, default=20, help=said["argumen.limit"])
    made["report"].add_argument("--days", type=_positive, default=DAYS, help=said["argumen.days"])
    made["dismiss"].add_argument("--only", type=_positive, default=0, help=said["argumen.only"])
    for name in ("teach", "answer"):
        one = made[name].add_mutually_exclusive_group()
        one.add_argument("--sure", action="store_true", help=said["argumen.sure"])
        one.add_argument("--dry-run", action="store_true", help=said["argumen.dry-run"])
    for name in ("title", "body", "source"):
        made["answer"].add_argument(f"--{name}", required=True, help=said[f"argumen.{name}"])
    also = said["argumen.also"]
    made["answer"].add_argument("--also", action="append", default=[], help=also)
    for name in ("answer", "prolong"):
        made[name].add_argument("--until", type=_day, help=said["argumen.until"])
    made["export"].add_argument("--out", type=Path, required=True, help=said["argumen.out"])


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 19 and int(text)):
        raise argparse.ArgumentTypeError(words("questions")["salah.id"])
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("questions")["salah.day"]) from error


def run(args: argparse.Namespace, parts: Parts) -> int:
    return in_loop(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    async with parts.house(parts.settings()) as house:
        await learning.catch_up(house)
        return await ACTIONS[args.action](args, house)


def actor() -> str:
    return f"cli:{getpass.getuser()}"


async def _list(args: argparse.Namespace, house: House) -> int:
    async with reader(house, actor()) as acting:
        groups = await acting.groups()
    told.groups(groups, args.limit, args.json)
    return FINE


async def _show(args: argparse.Namespace, house: House) -> int:
    async with reader(house, actor()) as acting:
        group = await acting.find(args.id)
    if group is None:
        return _problem(args, house, GONE)
    told.group(group, house.pupil.understand(group.text), args.json)
    return FINE


async def _teach(args: argparse.Namespace, house: House) -> int:
    return await _tried(
        args,
        house,
        lambda acting, one: acting.would_teach(one, args.topic),
        lambda acting, one: acting.teach(one, args.topic),
    )


async def _answer(args: argparse.Namespace, house: House) -> int:
    until = args.until or house.today(house.now()) + YEAR
    more = "\n".join(args.also)
    wanted = WriteAnswer(args.id, args.title, args.body, more, args.source, until.isoformat())
    return await _tried(
        args,
        house,
        lambda acting, one: acting.would_answer(one, wanted),
        lambda acting, one: acting.answer(one, wanted),
    )


async def _dismiss(args: argparse.Namespace, house: House) -> int:
    async def dismiss(acting: Editor, group: Group) -> Done | Problem:
        if args.only:
            return await acting.drop(group, args.only) or Problem("penyunting/tidak_ada_huruf")
        return await acting.ignore(group)

    return await _done(args, house, dismiss)


async def _tried(
    args: argparse.Namespace,
    house: House,
    would: Callable[[Editor, Group], Awaitable[Problem | Upset]],
    act: Callable[[Editor, Group], Awaitable[Done | Problem]],
) -> int:
    """Acts, unless that changes something nobody was sure about, or was only to be tried."""
    if args.sure:
        return await _done(args, house, act)
    async with reader(house, actor()) as acting:
        group = await acting.find(args.id)
        found = await would(acting, group) if group else GONE
    if isinstance(found, Problem):
        return _problem(args, house, found)
    if args.dry_run or found.changes:
        told.changes(found.changes, args.json)
        return FINE if args.dry_run else WRONG
    return await _done(args, house, act)


async def _done(
    args: argparse.Namespace,
    house: House,
    act: Callable[[Editor, Group], Awaitable[Done | Problem]],
) -> int:
    async with editor(house, actor()) as acting:
        group = await acting.find(args.id)
        done = await act(acting, group) if group else GONE
    if isinstance(done, Problem):
        return _problem(args, house, done)
    told.done(done, args.json)
    return FINE


def _problem(args: argparse.Namespace, house: House, problem: Problem) -> int:
    told.problem(house, problem, args.json)
    return WRONG if problem is GONE else USAGE


async def _report(args: argparse.Namespace, house: House) -> int:
    """Wrong where a lesson is not understood as it was taught."""
    async with reader(house, actor()) as acting:
        groups, tallies = await acting.groups(), await acting.tallies(args.days)
        ending = acting.ending()
    told.report(house, told.Report(groups, tallies, ending), args.json)
    return WRONG if house.pupil.learned.unlearned else FINE


async def _answers(args: argparse.Namespace, house: House) -> int:
    told.answers(house.pupil.learned.answers, args.json)
    return FINE


async def _lessons(args: argparse.Namespace, house: House) -> int:
    told.lessons(house.pupil.learned, args.json)
    return FINE


async def _prolong(args: argparse.Namespace, house: House) -> int:
    today = house.today(house.now())
    until = args.until or today + YEAR
    if until < today:
        return _problem(args, house, Problem("salah/tanggal_sudah_lewat"))
    async with editor(house, actor()) as acting:
        found = await acting.prolong(args.topic, until)
    return _changed(args, found)


async def _withdraw(args: argparse.Namespace, house: House) -> int:
    async with editor(house, actor()) as acting:
        found = await acting.withdraw(args.topic)
    return _changed(args, found)


async def _forget(args: argparse.Namespace, house: House) -> int:
    async with editor(house, actor()) as acting:
        found = await acting.forget(args.id)
    return _changed(args, found)


def _changed(args: argparse.Namespace, found: bool) -> int:
    told.changed(found, args.json)
    return FINE if found else WRONG


async def _export(args: argparse.Namespace, house: House) -> int:
    """Only what asks for a topic of the release: an editor's own answer has no list there."""
    by_topic: dict[str, list[str]] = {}
    for one in house.pupil.learned.lessons:
        if not one.topic.startswith(OWN):
            by_topic.setdefault(one.topic, []).append(one.text)
    try:
        written = examples.write(args.out, by_topic)
    except FileExistsError as error:
        print(words("questions")["salah.out"].format(file=error.filename), file=sys.stderr)
        return WRONG
    told.exported(written, sum(map(len, by_topic.values())), args.json)
    return FINE


ACTIONS: Mapping[str, Callable[[argparse.Namespace, House], Awaitable[int]]] = {
    "list": _list,
    "show": _show,
    "teach": _teach,
    "answer": _answer,
    "dismiss": _dismiss,
    "report": _report,
    "answers": _answers,
    "prolong": _prolong,
    "withdraw": _withdraw,
    "lessons": _lessons,
    "forget": _forget,
    "export": _export,
}
