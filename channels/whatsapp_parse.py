"""What a webhook of the Cloud API says, item by item. Pure; nothing in it is trusted.

A body is `entry[] → changes[] → value → messages[], statuses[], user_preferences[]`, batched: every
level is walked, and an item that cannot be read costs none of its neighbours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import get_args

from channels import whatsapp_templates
from channels.untrusted import NOTHING, Json, dict_at, dicts_at, text_at
from channels.whatsapp_outcome import failure_of
from dialog import nik
from dialog.wire import (
    Address,
    Incoming,
    Kind,
    PhotoSize,
    Preference,
    Receipt,
    Stage,
    TemplateNews,
)

CHANNEL = "whatsapp"
LONGEST_KEY = 160
LONGEST_ID = 200
_NO_ID = 0
_STAGES: Mapping[str, Stage] = {stage: stage for stage in get_args(Stage)} | {"played": "read"}
_CONTENT: Mapping[str, Kind] = {
    "image": "photo",
    "audio": "voice",
    "voice": "voice",
    "video": "video",
    "sticker": "sticker",
    "location": "location",
    "document": "document",
    "request_welcome": "start",
}
# Nobody expects an answer to these: the app or the network wrote them, or a thumb did.
_SILENT = frozenset({"reaction", "system", "ephemeral", "edit", "revoke"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What one delivery holds, in its order."""

    messages: tuple[Incoming, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    preferences: tuple[Preference, ...] = ()
    templates: tuple[TemplateNews, ...] = ()


@dataclass
class _Found:
    messages: list[Incoming] = field(default_factory=list[Incoming])
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    preferences: list[Preference] = field(default_factory=list[Preference])
    templates: list[TemplateNews] = field(default_factory=list[TemplateNews])


def heard(body: Json, now: datetime, phone_id: str = "") -> Heard:
    """Everything in a delivery that concerns us. Never raises.

    `now` dates what has no date. With a `phone_id`, what is meant for another number of the same
    account is left out.
    """
    found = _Found()
    for name, value, at in _changes(body, now):
        if phone_id and _phone_id(value) not in ("", phone_id):
            continue
        names = dict(_names(value))
        for message in dicts_at(value, "messages"):
            found.messages += filter(None, [_message(message, names, now)])
        for status in dicts_at(value, "statuses"):
            found.receipts += filter(None, [_receipt(status, now)])
        for preference in dicts_at(value, "user_preferences"):
            found.preferences += filter(None, [_preference(preference)])
        found.templates += whatsapp_templates.told(name, value, at)
    return Heard(
        tuple(found.messages),
        tuple(found.receipts),
        tuple(found.preferences),
        tuple(found.templates),
    )


def _changes(body: Json, now: datetime) -> Iterator[tuple[str, Json, datetime]]:
    """Every change: its field, what it holds, and when the network says it happened."""
    for entry in dicts_at(body, "entry"):
        at = min(_moment(entry.get("time"), now), now)
        for change in dicts_at(entry, "changes"):
            yield text_at(change, "field"), dict_at(change, "value"), at


def _phone_id(value: Json) -> str:
    return text_at(dict_at(value, "metadata"), "phone_number_id")


def _names(value: Json) -> Iterator[tuple[str, str]]:
    """The profile names, by every id of their owners."""
    for contact in dicts_at(value, "contacts"):
        name = _shown(text_at(dict_at(contact, "profile"), "name"))
        yield from ((text_at(contact, key), name) for key in ("wa_id", "user_id"))


def _message(message: Json, names: Mapping[str, str], now: datetime) -> Incoming | None:
    key = text_at(message, "from") or text_at(message, "from_user_id")
    number, kind = text_at(message, "id"), text_at(message, "type")
    if not _fits(key, LONGEST_KEY) or not _fits(number, LONGEST_ID) or kind in _SILENT:
        return None
    sender, at = Address(CHANNEL, key), _when(message, now)
    also = text_at(message, "from_user_id")[:LONGEST_KEY]
    name = names.get(key) or names.get(also, "")
    other = also if also != key else ""
    if "group_id" in message:
        return None
    said, words, choice = _content(message, kind)
    if nik.is_in(words):
        return Incoming(sender, number, "", at, "hidden", name=name, other_key=other)
    sizes = _sizes(message) if said == "photo" else ()
    return Incoming(
        sender, number, words, at, said, choice, name=name, other_key=other, sizes=sizes
    )


def _sizes(message: Json) -> tuple[PhotoSize, ...]:
    """There is one; how large it is, is told when it is asked for."""
    media = text_at(dict_at(message, "image"), "id")
    return (PhotoSize(media),) if _fits(media, LONGEST_ID) else ()


def _content(message: Json, kind: str) -> tuple[Kind, str, str | None]:
    """The kind of a message, its words, and the button it is a tap on."""
    match kind:
        case "text":
            return _typed(text_at(dict_at(message, "text"), "body"))
        case "button":
            button = dict_at(message, "button")
            return _tap(text_at(button, "payload"), text_at(button, "text"))
        case "interactive":
            inner = dict_at(message, "interactive")
            reply = dict_at(inner, "button_reply") or dict_at(inner, "list_reply")
            return _tap(text_at(reply, "id"), text_at(reply, "title"))
        case _:
            return _CONTENT.get(kind, "other"), text_at(dict_at(message, kind), "caption"), None


def _typed(words: str) -> tuple[Kind, str, None]:
    """Somebody used to Telegram may write a slash: it orders here too."""
    if words.startswith("/"):
        return "command", words[1:].replace("_", " ").strip(), None
    return ("text", words, None) if words.strip() else ("other", "", None)


def _tap(choice: str, label: str) -> tuple[Kind, str, str | None]:
    """A template's quick reply without a payload of ours counts as typed."""
    if not choice or choice == label:
        return _typed(label)
    return "tap", label, choice


def _receipt(status: Json, now: datetime) -> Receipt | None:
    """How far a message of ours came; others' (another program on the same number) are none."""
    stage = _STAGES.get(text_at(status, "status"))
    row, number = _row(text_at(status, "biz_opaque_callback_data")), text_at(status, "id")
    if stage is None or row == _NO_ID or not _fits(number, LONGEST_KEY):
        return None
    failure = failure_of(_errors(status)) if stage == "failed" else None
    pricing = dict_at(status, "pricing")
    billable = pricing.get("billable")
    return Receipt(
        row,
        number,
        stage,
        _when(status, now),
        failure,
        text_at(pricing, "category")[:20],
        billable if isinstance(billable, bool) else None,
    )


def _row(data: str) -> int:
    return int(data) if data.isascii() and data.isdecimal() and len(data) < 19 else _NO_ID


def _errors(status: Json) -> Json:
    return next(dicts_at(status, "errors"), NOTHING)


def _preference(told: Json) -> Preference | None:
    key, value = text_at(told, "wa_id") or text_at(told, "user_id"), text_at(told, "value")
    if not _fits(key, LONGEST_KEY) or value not in ("stop", "resume"):
        return None
    return Preference(Address(CHANNEL, key), value == "stop")


def _shown(name: str) -> str:
    return "" if nik.is_in(name) else name


def _fits(key: str, longest: int) -> bool:
    return 0 < len(key) <= longest


def _when(item: Json, now: datetime) -> datetime:
    return _moment(item.get("timestamp"), now)


def _moment(seconds: object, now: datetime) -> datetime:
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdecimal() and len(seconds) < 11:
        seconds = int(seconds)
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 1 << 33:
        return now
    return datetime.fromtimestamp(seconds, UTC)
