"""`bot.py role grant|revoke|list`: who may do what."""

import argparse
import asyncio
import getpass
import json

from commands.parts import FINE, WRONG, Parts
from commands.settings import address
from handlers import roles
from messages.operator_words import words

ROLES = ("admin", "officer", "editor")


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("role")
    parser.description = told["ringkas"]
    actions = parser.add_subparsers(dest="action", required=True)
    grant = actions.add_parser("grant", help=told["argumen.grant"])
    revoke = actions.add_parser("revoke", help=told["argumen.revoke"])
    for action in (grant, revoke):
        action.add_argument("address", type=_address, help=told["argumen.address"])
        action.add_argument("role", choices=ROLES, help=told["argumen.role"])
    grant.add_argument("--area", action="append", default=[], help=told["argumen.area"])
    listing = actions.add_parser("list", help=told["argumen.list"])
    listing.add_argument("--json", action="store_true", help=told["argumen.json"])


def _address(text: str) -> object:
    try:
        return address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(words("role")["salah.address"]) from error


def run(args: argparse.Namespace, parts: Parts) -> int:
    return asyncio.run(_run(args, parts))


async def _run(args: argparse.Namespace, parts: Parts) -> int:
    async with parts.house(parts.settings()) as house:
        actor = f"cli:{getpass.getuser()}"
        if args.action == "grant":
            await roles.grant(house, args.address, args.role, _areas(args.area), actor)
        elif args.action == "revoke":
            if not await roles.revoke(house, args.address, args.role, actor):
                print(words("role")["keluaran.tidak_ada"])
                return WRONG
        else:
            _show(await roles.listed(house), args.json)
    return FINE


def _areas(given: list[str]) -> list[str]:
    """Also several with a comma between them."""
    return [area for text in given for area in text.replace(",", " ").split()]


def _show(grants: list[roles.Grant], as_json: bool) -> None:
    if as_json:
        print(json.dumps([_row(grant) for grant in grants], ensure_ascii=False))
        return
    if not grants:
        print(words("role")["keluaran.kosong"])
    for grant in grants:
        print(f"{grant.role:8} {grant.address} {grant.area or ''}".rstrip())


def _row(grant: roles.Grant) -> dict[str, str | None]:
    return {
        "address": str(grant.address),
        "role": grant.role,
        "area": grant.area,
        "granted_by": grant.by,
    }
