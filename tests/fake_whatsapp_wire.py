"""What the fake Cloud API says and hears: envelopes, answers, scripted failures. No state."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PHONE_ID, BUSINESS_ID, OUR_NUMBER = "106540352242922", "102290129340398", "6275500000"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One scripted failure. `accept`: the request is carried out all the same."""

    status: int = 400
    code: int | None = None
    retry_after: str = ""
    accept: bool = False
    close: bool = False  # the connection ends without an answer
    hold: asyncio.Event | None = None  # answers (well) only after this

    def answer(self) -> web.Response:
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        if self.code is None:
            return web.Response(status=self.status, text="<html>", headers=headers)
        error = {"message": f"(#{self.code}) x", "code": self.code, "fbtrace_id": "T"}
        return web.json_response({"error": error}, status=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message the bot sent, as the person sees it."""

    number: str
    request: Mapping[str, Any]
    template: str = ""

    @property
    def body(self) -> str:
        if "interactive" in self.request:
            return str(self.request["interactive"]["body"]["text"])
        if "image" in self.request:
            return str(self.request["image"]["caption"])
        return str(self.request["text"]["body"]) if "text" in self.request else ""

    @property
    def picture(self) -> str:
        """The id of the picture it shows, or empty."""
        return picture_of(self.request)

    @property
    def taps(self) -> list[tuple[str, str, str]]:
        """What can be pressed: how its answer is called, its id, what it is called in full."""
        action = self.request.get("interactive", {}).get("action", {})
        replies = [button["reply"] for button in action.get("buttons", [])]
        pressed = [("button_reply", reply["id"], reply["title"]) for reply in replies]
        listed = [
            ("list_reply", row["id"], row.get("description", row["title"]))
            for section in action.get("sections", [])
            for row in section["rows"]
        ]
        return pressed + listed

    @property
    def link(self) -> tuple[str, str] | None:
        """Label and address of the button that opens a page."""
        opened = self.request.get("interactive", {}).get("action", {}).get("parameters")
        return (opened["display_text"], opened["url"]) if opened else None


def picture_of(request: Mapping[str, Any]) -> str:
    """The id of the picture a message shows, or empty."""
    header = request.get("interactive", {}).get("header", {})
    shown = request.get("image") or header.get("image") or {}
    return str(shown.get("id", ""))


@dataclass
class Delivery:
    """A webhook of ours that waits to be taken."""

    body: Json
    statuses: list[int] = field(default_factory=list[int])  # how it was answered, each time


def envelope(**value: object) -> Json:
    head = {"display_phone_number": OUR_NUMBER, "phone_number_id": PHONE_ID}
    inner = {"messaging_product": "whatsapp", "metadata": head, **value}
    change = {"value": inner, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": BUSINESS_ID, "changes": [change]}],
    }


def contact(key: str, name: str) -> Json:
    profile = {"profile": {"name": name}}
    return profile | ({"wa_id": key} if key.isdecimal() else {"user_id": key})


def sender(key: str) -> Json:
    return {"from": key} if key.isdecimal() else {"from_user_id": key}


def packed(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
