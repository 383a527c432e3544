"""What an update of the Bot API says, as an Incoming. Pure; nothing in it is trusted."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from channels.telegram_place import topic_key
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
_CAME_OR_WENT: dict[str, Kind] = {
    "kicked": "left",
    "left": "left",
    "member": "returned",
    "administrator": "returned",
}
# The app wrote these, not the person: nobody expects an answer.
_NOTICES = {
    "boost_added",
    "chat_background_set",
    "connected_website",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "message_auto_delete_timer_changed",
    "new_chat_photo",
    "new_chat_title",
    "pinned_message",
    "successful_payment",
    "write_access_allowed",
}


def to_incoming(
    update: Json, now: datetime, username: str = "", officers: str = ""
) -> Incoming | None:
    """What a person did, or nothing for what we do not answer. Never raises.

    `now` dates what has no date of its own. `username` is the bot's, without @: in a group only
    what is addressed to it counts. `officers` is the id of the officers' group: what is written
    in its topics counts, and nothing else there.
    """
    number = _int(update, "update_id")
    if number is None:
        return None
    if "callback_query" in update:
        return _tap(_dict(update, "callback_query"), str(number), now, officers)
    if "message" in update:
        message = _dict(update, "message")
        if _is(_dict(message, "chat"), officers):
            return _from_officer(message, str(number), now, username)
        return _message(message, str(number), now, username)
    return _membership(_dict(update, "my_chat_member"), str(number), now, officers)


def _is(chat: Json, officers: str) -> bool:
    return bool(officers) and str(_int(chat, "id")) == officers


def _from_officer(message: Json, number: str, now: datetime, username: str) -> Incoming | None:
    """Written by a human being in a topic of the officers' group. A command for another bot is
    not for us; what is no text comes without any."""
    who, topic = _dict(message, "from"), _int(message, "message_thread_id")
    if topic is None or message.get("is_topic_message") is not True:
        return None
    if _NOTICES & message.keys() or not (_is_person(who) or _anonymous(message)):
        return None
    text = _text(message, "text")
    command = _COMMAND.fullmatch(text.strip())
    if command and command[2] is not None and command[2].lower() != username.lower():
        return None
    if command:
        text = f"/{command[1].replace('_', ' ')} {command[3] or ''}".strip()
    key = topic_key(str(_int(_dict(message, "chat"), "id")), topic)
    sender, at = Address("telegram", key), _when(message, now)
    return Incoming(sender, number, text, at, "desk", name=_name(who))


def _anonymous(message: Json) -> bool:
    """An admin of the group who speaks in its name; Telegram writes such messages as of a bot."""
    speaks_for = _int(_dict(message, "sender_chat"), "id")
    return speaks_for is not None and speaks_for == _int(_dict(message, "chat"), "id")


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


def _tap(query: Json, number: str, now: datetime, officers: str) -> Incoming | None:
    message, who, choice = _dict(query, "message"), _dict(query, "from"), _text(query, "data")
    chat = _dict(message, "chat")
    address = _address(chat)
    if address is None or not _is_person(who) or not choice or _is(chat, officers):
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


def _membership(change: Json, number: str, now: datetime, officers: str) -> Incoming | None:
    """Somebody blocked or unblocked the bot; or the officers' group threw it out or took it in."""
    chat, who = _dict(change, "chat"), _dict(change, "from")
    address = _address(chat)
    kind = _CAME_OR_WENT.get(_text(_dict(change, "new_chat_member"), "status"))
    if address is None or kind is None:
        return None
    if _text(chat, "type") in _GROUPS and not _is(chat, officers):
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
