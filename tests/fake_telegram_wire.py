"""What the fake Bot API says and hears: answers, refusals, scripted failures. No state."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests import telegram_spec

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One scripted failure. `accept`: the request is carried out all the same."""

    status: int = 400
    description: str = "Bad Request"
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    accept: bool = False
    close: bool = False  # the connection ends without an answer
    garbage: bytes | None = None  # an answer that is no JSON
    hold: asyncio.Event | None = None  # answers (well) only after this

    def answer(self) -> Answer:
        told = {"ok": False, "error_code": self.status, "description": self.description}
        return told | ({"parameters": dict(self.parameters)} if self.parameters else {})


def too_many(seconds: int) -> Fault:
    told = f"Too Many Requests: retry after {seconds}"
    return Fault(429, told, {"retry_after": seconds})


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message the bot sent, as the person sees it."""

    message_id: int
    text: str
    bold: tuple[str, ...]
    markup: Mapping[str, Any]
    params: Mapping[str, Any]
    photo: str = ""  # the id of its file

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = self.markup.get("inline_keyboard") or self.markup.get("keyboard") or []
        return [button for row in rows for button in row]


def person(chat_id: int) -> dict[str, object]:
    return {"id": chat_id, "is_bot": False, "first_name": "Siti", "last_name": "Contoh"}


async def fine(params: dict[str, Any]) -> Answer:
    return ok(True)


def ok(result: object) -> Answer:
    return {"ok": True, "result": result}


def refusal(status: int, description: str) -> Answer:
    return Fault(status, description).answer()


def respond(answer: Answer) -> web.Response:
    body = json.dumps(answer).encode()
    status = answer.get("error_code", 200)
    return web.Response(status=status, body=body, content_type="application/json")


async def read_params(request: web.BaseRequest, method: str) -> dict[str, Any]:
    if request.content_type == "multipart/form-data":
        return _uploaded(method, await request.post())
    body = await request.read()
    if request.content_type == "application/json":
        loaded: dict[str, Any] = json.loads(body or b"{}")
        return loaded
    form = dict(parse_qsl(body.decode() or request.query_string, keep_blank_values=True))
    return telegram_spec.decoded(method, form)


def _uploaded(method: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a form, and the bytes of its files."""
    files = {name: part.file.read() for name, part in parts.items() if not isinstance(part, str)}
    form = {name: part for name, part in parts.items() if isinstance(part, str)}
    return telegram_spec.decoded(method, form) | files
