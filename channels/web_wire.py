"""What the page and the server say to each other, as pure functions. Nothing here does I/O."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime

from dialog.wire import Address, Choice, Incoming, Outgoing, Picture

TEXT_CHARS = 8_000
CHOICE_BYTES = 64
PICTURES = "/picture/"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PAYLOAD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,15}")


def address_of(token: str) -> Address | None:
    """The person behind a cookie. Only a hash: whoever reads the database cannot log in."""
    if not _TOKEN.fullmatch(token):
        return None
    return Address("web", hashlib.sha256(token.encode("ascii")).hexdigest())


def to_start(body: Mapping[str, object], sender: Address, at: datetime) -> Incoming | str:
    """The first knock, with the payload of the link; or the reason why it is none."""
    external_id = _external_id(body, sender)
    if external_id is None:
        return "bad_id"
    payload = body.get("n")
    known = isinstance(payload, str) and _PAYLOAD.fullmatch(payload)
    return Incoming(sender, external_id, str(payload) if known else "", at, kind="start")


def to_incoming(body: Mapping[str, object], sender: Address, at: datetime) -> Incoming | str:
    """What a person typed or tapped; or the reason why it cannot be taken."""
    external_id = _external_id(body, sender)
    if external_id is None:
        return "bad_id"
    text = body.get("text")
    if not isinstance(text, str) or not _storable(text):
        return "bad_text"
    if len(text) > TEXT_CHARS:
        return "too_long"
    if "choice" in body:
        return _tap(body["choice"], Incoming(sender, external_id, text, at))
    return Incoming(sender, external_id, text, at) if text.strip() else "empty"


def _tap(choice: object, typed: Incoming) -> Incoming | str:
    if not isinstance(choice, str) or not choice or not _storable(choice):
        return "bad_choice"
    if len(choice.encode()) > CHOICE_BYTES:
        return "bad_choice"
    return Incoming(
        typed.sender, typed.external_id, typed.text, typed.at, kind="tap", choice=choice
    )


def _external_id(body: Mapping[str, object], sender: Address) -> str | None:
    """The page's own id, bound to the person: nobody can spend another's id."""
    made = body.get("id")
    if not isinstance(made, str) or not _UUID.fullmatch(made):
        return None
    return f"web:{sender.key[:32]}:{made}"


def _storable(text: str) -> bool:
    """No NUL and no half surrogate: PostgreSQL or UTF-8 would refuse them later."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def to_event(message: Outgoing) -> bytes:
    """A finished message as one server-sent event."""
    choices = [_shown(choice) for choice in message.choices]
    data: dict[str, object] = {"id": message.id, "body": message.body, "choices": choices}
    if message.picture:
        data["picture"] = _picture(message.picture)
    return f"id: {message.id}\ndata: {json.dumps(data)}\n\n".encode()


def _shown(choice: Choice) -> dict[str, str]:
    shown = {"id": choice.id, "label": choice.label}
    return shown | {"url": choice.url} if choice.url else shown


def _picture(picture: Picture) -> dict[str, object]:
    """With its size, so that nothing jumps when it arrives."""
    return {
        "src": PICTURES + picture.name,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
    }


def seen_up_to(last_event_id: str, after: str) -> int:
    """The last message a page has: what its reconnect says, else what its address says."""
    for value in (last_event_id, after):
        if _NUMBER.fullmatch(value):
            return int(value)
    return 0
