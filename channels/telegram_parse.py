"""What an update of the Bot API says, as an Incoming. Pure; nothing in it is trusted."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from dialog.wire import Address, Incoming, Kind

Json = Mapping[str, object]

_NOTHING: Json = {}
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.ASCII | re.DOTALL)
_GROUPS = frozenset({"group", "supergroup", "channel"})

# In this order: an animation also comes as a document, a venue also as a location.
_CONTENT: tuple[tuple[str, Kind], ...] = (
    ("photo", "photo"),
    ("animation", "video"),
    ("video", "video"),
    ("video_note", "video"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("sticker", "sticker"),
    ("venue", "location"),
    ("location", "location"),
    ("document", "document"),
)
# The app wrote these, not the person: nobody expects an answer.
_NOTICES = {
    "boost_added",
    "chat_background_set",
    "connected_website",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "message_auto_delete_timer_changed",
    "new_chat_photo",
    "new_chat_title",
    "pinned_message",
    "successful_payment",
    "write_access_allowed",
}


def to_incoming(update: Json, now: datetime, username: str = "") -> Incoming | None:
    """What a person did, or nothing for what we do not answer. Never raises.

    `now` dates what has no date of its own. `username` is the bot's, without @: in a group only
    what is addressed to it counts.
    """
    number = _int(update, "update_id")
    if number is None:
        return None
    if "callback_query" in update:
        return _tap(_dict(update, "callback_query"), str(number), now)
    if "message" in update:
        return _message(_dict(update, "message"), str(number), now, username)
    return _membership(_dict(update, "my_chat_member"), str(number), now)


def callback_id(update: Json) -> str | None:
    """The id by which a tap must be answered, or the button keeps spinning."""
    return _text(_dict(update, "callback_query"), "id") or None


def _message(message: Json, number: str, now: datetime, username: str) -> Incoming | None:
    chat, who = _dict(message, "chat"), _dict(message, "from")
    address = _address(chat)
    if address is None or not _is_person(who) or _NOTICES & message.keys():
        return None
    text = _text(message, "text") or _text(message, "caption")
    kind, text, phone = _content(message, who, text)
    if _text(chat, "type") in _GROUPS:
        kind, phone = "group", None
        if not _addressed(_text(message, "text"), username):
            return None
    at = _when(message, now)
    return Incoming(address, number, text, at, kind, phone=phone, name=_name(who))


def _content(message: Json, who: Json, text: str) -> tuple[Kind, str, str | None]:
    """The kind, the text and the telephone number of a message."""
    if _text(message, "text"):
        return _typed(text)
    if contact := _dict(message, "contact"):
        return "contact", "", _own_number(contact, who)
    return next((kind for key, kind in _CONTENT if key in message), "other"), text, None


def _typed(text: str) -> tuple[Kind, str, None]:
    """A command becomes the words it stands for: /data_saya is "data saya"."""
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return "text", text, None
    word, rest = command[1], (command[3] or "").strip()
    if word.lower() == "start":
        return "start", rest, None
    return "command", f"{word.replace('_', ' ')} {rest}".strip(), None


def _own_number(contact: Json, who: Json) -> str | None:
    """Only the sender's own: anybody may pass on the number of somebody else."""
    own = _int(contact, "user_id")
    return _text(contact, "phone_number") or None if own == _int(who, "id") else None


def _addressed(text: str, username: str) -> bool:
    command = _COMMAND.fullmatch(text.strip())
    if command is not None:
        return command[2] is None or command[2].lower() == username.lower()
    if not username:
        return False
    return re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None


def _tap(query: Json, number: str, now: datetime) -> Incoming | None:
    message, who, choice = _dict(query, "message"), _dict(query, "from"), _text(query, "data")
    chat = _dict(message, "chat")
    address = _address(chat)
    if address is None or not _is_person(who) or not choice:
        return None
    if _text(chat, "type") in _GROUPS:
        return Incoming(address, number, "", now, "group", choice, name=_name(who))
    return Incoming(address, number, _label(message, choice), now, "tap", choice, name=_name(who))


def _label(message: Json, choice: str) -> str:
    buttons = _buttons(_dict(message, "reply_markup").get("inline_keyboard"))
    return next(
        (_text(each, "text") for each in buttons if each.get("callback_data") == choice), ""
    )


def _buttons(keyboard: object) -> Iterator[Json]:
    for row in keyboard if isinstance(keyboard, list) else []:
        yield from (each for each in row if isinstance(each, dict)) if isinstance(row, list) else ()


def _membership(change: Json, number: str, now: datetime) -> Incoming | None:
    chat, who = _dict(change, "chat"), _dict(change, "from")
    address = _address(chat)
    kinds: dict[str, Kind] = {"kicked": "left", "member": "returned"}
    kind = kinds.get(_text(_dict(change, "new_chat_member"), "status"))
    if address is None or kind is None or _text(chat, "type") in _GROUPS:
        return None
    return Incoming(address, number, "", _when(change, now), kind, name=_name(who))


def _address(chat: Json) -> Address | None:
    key = _int(chat, "id")
    return None if key is None else Address("telegram", str(key))


def _is_person(who: Json) -> bool:
    return _int(who, "id") is not None and who.get("is_bot") is not True


def _name(who: Json) -> str:
    return f"{_text(who, 'first_name')} {_text(who, 'last_name')}".strip()


def _when(message: Json, now: datetime) -> datetime:
    seconds = _int(message, "date")
    if seconds is None or not 0 < seconds < 1 << 33:
        return now
    return datetime.fromtimestamp(seconds, UTC)


def _dict(value: Json, key: str) -> Json:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else _NOTHING


def _int(value: Json, key: str) -> int | None:
    number = value.get(key)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _text(value: Json, key: str) -> str:
    """The string, fit to be stored: halves of characters and NULs cannot be."""
    text = value.get(key)
    if not isinstance(text, str):
        return ""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
