"""`bot.py campaign`: what officers do in chat, for scripts and whoever sits at the machine."""

import argparse
import asyncio
import getpass
import json
from datetime import datetime
from pathlib import Path

from commands.campaign_shown import drafted, no, row, table, told
from commands.parts import FINE, USAGE, WRONG, Parts
from commands.settings import address
from handlers import campaign_clock, campaigns, photos, spending
from handlers.campaigns import No, Order
from handlers.estimate import estimate
from handlers.freezing import freeze
from handlers.house import House
from handlers.officer import Officer, officer_at
from messages.operator_words import words
from pictures.photo import LARGEST
from storage import campaigns as stored

POLL = 0.5
"""Seconds between two looks while waiting."""

Args = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    said = words("campaign")
    parser.description = said["ringkas"]
    actions = parser.add_subparsers(dest="action", required=True)
    _draft_arguments(actions.add_parser("draft", help=said["argumen.draft"]))
    approve = actions.add_parser("approve", help=said["argumen.approve"])
    approve.add_argument("campaign", type=int, help=said["argumen.campaign"])
    approve.add_argument("--by", required=True, type=_address, help=said["argumen.by"])
    for name in ("pause", "resume", "cancel", "report"):
        action = actions.add_parser(name, help=said[f"argumen.{name}"])
        action.add_argument("campaign", type=int, help=said["argumen.campaign"])
    actions.add_parser("list", help=said["argumen.list"])
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help=said["argumen.json"])


def _draft_arguments(draft: argparse.ArgumentParser) -> None:
    said = words("campaign")
    add = draft.add_argument
    add("--text-file", required=True, type=Path, metavar="FILE", help=said["argumen.text-file"])
    add("--picture", type=Path, metavar="FILE", help=said["argumen.picture"])
    add("--audience", required=True, metavar="EXPR", help=said["argumen.audience"])
    add("--at", default="now", type=_moment, metavar="TIME", help=said["argumen.at"])
    add("--keep", default="", metavar="NAME", help=said["argumen.keep"])
    add("--grow", action="store_true", help=said["argumen.grow"])
    repeats = ("once", "daily", "weekly", "monthly")
    add("--repeat", default="once", choices=repeats, help=said["argumen.repeat"])
    add("--late", default="send", choices=("send", "skip", "ask"), help=said["argumen.late"])
    add("--late-hours", default=12, type=_hours, metavar="N", help=said["argumen.late-hours"])
    add("--wait", action="store_true", help=said["argumen.wait"])


def _address(text: str) -> object:
    try:
        return address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("role")["salah.address"]) from error


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 720):
        raise argparse.ArgumentTypeError(words("campaign")["salah.late_hours"])
    return int(text)


def _moment(text: str) -> datetime | None:
    """Local time of the region; `now` is nothing."""
    if text == "now":
        return None
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007  the house knows its zone
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("campaign")["salah.at"]) from error
    return found


def run(args: Args, parts: Parts) -> int:
    return asyncio.run(_run(args, parts))


async def _run(args: Args, parts: Parts) -> int:
    async with parts.house(parts.settings()) as house:
        match args.action:
            case "draft":
                return await _draft(house, args)
            case "approve":
                return await _approve(house, args)
            case "list":
                return await _list(house, args)
            case "report":
                return await _report(house, args.campaign, args.json)
            case _:
                return await _steer(house, args)


async def _draft(house: House, args: Args) -> int:
    try:
        text = args.text_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return no(No("file", str(args.text_file)), args.json, USAGE)
    picture = await _picture(house, args.picture) if args.picture else ""
    if isinstance(picture, No):
        return no(picture, args.json, USAGE)
    start = args.at.replace(tzinfo=house.rules.zone) if args.at else None
    order = Order(
        text, args.audience, start, args.grow, args.repeat, args.late, args.late_hours, args.keep,
        picture,
    )  # fmt: skip
    made = await campaigns.draft(house, order, Officer(_actor()))
    if isinstance(made, No):
        return no(made, args.json, USAGE)
    await _until_frozen(house, made)
    found = await estimate(house, made)
    if found is None:
        return WRONG
    drafted(house, found, args.json)
    if args.wait:
        await _until_over(house, made)
    return FINE


async def _picture(house: House, path: Path) -> str | No:
    """The name it is kept by. No more is read than a picture may have."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return No("file", str(path))
    kept = await photos.keep(house, data)
    return No(f"picture_{kept.fault}", str(path)) if kept.fault else kept.name


async def _until_frozen(house: House, campaign_id: int) -> None:
    """This process freezes it; where the service does so at the same time, they take turns."""
    while True:
        await freeze(house, campaign_id)
        async with house.db.read() as tx:
            found = await stored.get(tx, campaign_id)
        if found is None or found.status != "freezing":
            break
        await asyncio.sleep(POLL)
    await campaign_clock.start(house, campaign_id)


async def _until_over(house: House, campaign_id: int) -> None:
    """Until nobody waits any more; what a person must decide first is not waited for."""
    while True:
        async with house.db.read() as tx:
            found = await stored.get(tx, campaign_id)
        if found is None or found.status not in ("scheduled", "running", "freezing"):
            return
        await asyncio.sleep(POLL)


async def _approve(house: House, args: Args) -> int:
    async with house.db.read() as tx:
        by = await officer_at(house, tx, args.by)
    if by is None:
        return no(No("no_officer", str(args.by)), args.json, WRONG)
    done = await campaigns.approve(house, args.campaign, by)
    if isinstance(done, No):
        return no(done, args.json, WRONG)
    await campaign_clock.start(house, args.campaign)
    return await _report(house, args.campaign, args.json)


async def _steer(house: House, args: Args) -> int:
    if problem := await _do(house, args.action, args.campaign):
        return no(problem, args.json, WRONG)
    return await _report(house, args.campaign, args.json)


async def _do(house: House, action: str, campaign_id: int) -> No | None:
    if action == "pause":
        return await campaigns.pause(house, campaign_id, _actor())
    if action == "resume":
        return await campaigns.resume(house, campaign_id, _actor())
    return await campaigns.cancel(house, campaign_id, _actor())


async def _report(house: House, campaign_id: int, as_json: bool) -> int:
    found = await campaigns.report(house, campaign_id)
    if found is None:
        return no(No("unknown"), as_json, WRONG)
    async with house.db.read() as tx:
        spend = await spending.of_campaign(house, tx, found.campaign)
    told(house, found, spend, as_json)
    return FINE


async def _list(house: House, args: Args) -> int:
    async with house.db.read() as tx:
        found = await stored.listed(tx)
    if args.json:
        print(json.dumps([row(house, one) for one in found], ensure_ascii=False))
    else:
        table(house, found)
    return FINE


def _actor() -> str:
    return f"cli:{getpass.getuser()}"
