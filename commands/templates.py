"""`bot.py templates`: the approved WhatsApp templates, here and at Meta."""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from channels.untrusted import Json, dicts_at, text_at
from channels.whatsapp_api import ApiError, CloudApi
from channels.whatsapp_templates import listed
from commands.parts import FINE, USAGE, WRONG, Parts
from commands.service import whatsapp_account
from commands.settings import Settings
from handlers import template_news
from handlers.house import House
from messages import templates
from messages.check import HERE
from messages.operator_words import words
from messages.templates import Approved

FIELDS = "name,language,status,category,components,quality_score"
Listed = Mapping[tuple[str, str], Json]
"""The templates of the account, by name and language."""
ACTIONS = ("list", "compare", "create")


@dataclass(frozen=True, slots=True)
class State:
    """One template, and how it stands: empty when all is well."""

    name: str
    language: str
    category: str
    state: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("templates")
    parser.description = told["ringkas"]
    parser.add_argument("action", choices=ACTIONS, help=told["argumen.action"])
    parser.add_argument("--json", action="store_true", help=told["argumen.json"])


def run(args: argparse.Namespace, parts: Parts) -> int:
    ours = list(templates.load(HERE / "whatsapp.yaml").values())
    if args.action == "list":
        return _show([State(one.name, one.language, one.category) for one in ours], args.json)
    settings = parts.settings()
    if not settings.whatsapp:
        print(words("templates")["salah.tanpa"].format(kurang=", ".join(settings.whatsapp_missing)))
        return USAGE
    try:
        return _show(asyncio.run(_noted(parts, settings, ours, args.action == "create")), args.json)
    except ApiError:
        print(words("templates")["salah.tidak_tersambung"])
        return WRONG


async def _noted(
    parts: Parts, settings: Settings, ours: Sequence[Approved], create: bool
) -> list[State]:
    """What is found is news for campaigns and reminders too. Raises ApiError."""
    async with parts.house(settings) as house:
        found = await look(house, settings)
    return await at_meta_now(settings, ours, create) if create else _states(ours, found)


async def look(house: House, settings: Settings) -> Listed:
    """How ours stand at Meta, noted for whatever needs them. Raises ApiError."""
    api, at = CloudApi(whatsapp_account(settings)), house.now()
    try:
        found = await _listed(api, settings)
    finally:
        await api.close()
    ours = house.catalog.approved.values()
    keys = [(one.name, one.language) for one in ours]
    news = [one for key in keys for one in listed(*key, found.get(key), at)]
    await template_news.note(house, news)
    return found


async def _listed(api: CloudApi, settings: Settings) -> Listed:
    path = f"{settings.whatsapp_business_id}/message_templates"
    answer = await api.get(path, {"fields": FIELDS, "limit": "500"})
    if answer.status >= 300:
        raise ApiError(str(answer.status))
    theirs = dicts_at(answer.body, "data")
    return {(text_at(one, "name"), text_at(one, "language")): one for one in theirs}


def _states(ours: Sequence[Approved], theirs: Listed) -> list[State]:
    return [compared(one, theirs.get((one.name, one.language))) for one in ours]


async def at_meta_now(settings: Settings, ours: Sequence[Approved], create: bool) -> list[State]:
    """How each stands at Meta; with `create`, what is missing is asked for. Raises ApiError."""
    api = CloudApi(whatsapp_account(settings))
    path = f"{settings.whatsapp_business_id}/message_templates"
    try:
        states = _states(ours, await _listed(api, settings))
        if create:
            missing = [one for one, at in zip(ours, states, strict=True) if at.state == "missing"]
            for one in missing:
                done = await api.post(path, as_request(one))
                states[ours.index(one)] = _created(one, done.status)
        return states
    finally:
        await api.close()


def _created(one: Approved, status: int) -> State:
    return State(one.name, one.language, one.category, "asked" if status < 300 else "not_created")


def compared(ours: Approved, theirs: Json | None) -> State:
    """Every difference that would stop a message, the first that matters."""
    return State(ours.name, ours.language, ours.category, _difference(ours, theirs))


def _difference(ours: Approved, theirs: Json | None) -> str:
    if theirs is None:
        return "missing"
    status = text_at(theirs, "status").casefold()
    if status != "approved":
        return status or "unknown"
    if text_at(theirs, "category").casefold() != ours.category:
        return "category"
    body = next(
        (
            text_at(part, "text")
            for part in dicts_at(theirs, "components")
            if text_at(part, "type") == "BODY"
        ),
        "",
    )
    return "" if " ".join(body.split()) == " ".join(ours.body.split()) else "body"


def as_request(one: Approved) -> Mapping[str, object]:
    """What is posted to have it approved."""
    body: dict[str, object] = {"type": "BODY", "text": one.body}
    if one.examples:
        body["example"] = {"body_text": [list(one.examples)]}
    return {
        "name": one.name,
        "language": one.language,
        "category": one.category.upper(),
        "components": [body],
    }


def _show(states: Sequence[State], as_json: bool) -> int:
    if as_json:
        print(json.dumps([asdict(one) for one in states], ensure_ascii=False))
    else:
        told = words("templates")
        for one in states:
            said = told.get(f"keadaan.{one.state or 'baik'}", one.state)
            print(told["keluaran.baris"].format(**asdict(one) | {"state": said}))
    return WRONG if any(one.state not in ("", "asked", "pending") for one in states) else FINE
