"""What an update of the Bot API says, as an Incoming. Pure; nothing in it is trusted."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from channels.telegram_place import topic_key
from channels.untrusted import Json, dict_at, dicts_at, int_at, text_at
from dialog.wire import Address, Incoming, Kind, PhotoSize

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.ASCII | re.DOTALL)
MOST_SIZES = 10
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
    number = int_at(update, "update_id")
    if number is None:
        return None
    if "callback_query" in update:
        return _tap(dict_at(update, "callback_query"), str(number), now, officers)
    if "message" in update:
        message = dict_at(update, "message")
        if _is(dict_at(message, "chat"), officers):
            return _from_officer(message, str(number), now, username)
        return _message(message, str(number), now, username)
    return _membership(dict_at(update, "my_chat_member"), str(number), now, officers)


def _is(chat: Json, officers: str) -> bool:
    return bool(officers) and str(int_at(chat, "id")) == officers


def _from_officer(message: Json, number: str, now: datetime, username: str) -> Incoming | None:
    """Written by a human being in a topic of the officers' group. A command for another bot is
    not for us; what is no text comes without any."""
    who, topic = dict_at(message, "from"), int_at(message, "message_thread_id")
    if topic is None or message.get("is_topic_message") is not True:
        return None
    if _NOTICES & message.keys() or not (_is_person(who) or _anonymous(message)):
        return None
    text = text_at(message, "text")
    command = _COMMAND.fullmatch(text.strip())
    if command and command[2] is not None and command[2].lower() != username.lower():
        return None
    if command:
        text = f"/{command[1].replace('_', ' ')} {command[3] or ''}".strip()
    key = topic_key(str(int_at(dict_at(message, "chat"), "id")), topic)
    sender, at = Address("telegram", key), _when(message, now)
    return Incoming(sender, number, text, at, "desk", name=_name(who))


def _anonymous(message: Json) -> bool:
    """An admin of the group who speaks in its name; Telegram writes such messages as of a bot."""
    speaks_for = int_at(dict_at(message, "sender_chat"), "id")
    return speaks_for is not None and speaks_for == int_at(dict_at(message, "chat"), "id")


def callback_id(update: Json) -> str | None:
    """The id by which a tap must be answered, or the button keeps spinning."""
    return text_at(dict_at(update, "callback_query"), "id") or None


def message_id(update: Json) -> int | None:
    """The number by which a message in a chat can be deleted."""
    return int_at(dict_at(update, "message"), "message_id")


def _message(message: Json, number: str, now: datetime, username: str) -> Incoming | None:
    chat, who = dict_at(message, "chat"), dict_at(message, "from")
    address = _address(chat)
    if address is None or not _is_person(who) or _NOTICES & message.keys():
        return None
    text = text_at(message, "text") or text_at(message, "caption")
    kind, text, phone = _content(message, who, text)
    if text_at(chat, "type") in _GROUPS:
        kind, phone = "group", None
        if not _addressed(text_at(message, "text"), username):
            return None
    sizes = _sizes(message) if kind == "photo" else ()
    album = bool(text_at(message, "media_group_id"))
    return Incoming(
        address,
        number,
        text,
        _when(message, now),
        kind,
        phone=phone,
        name=_name(who),
        sizes=sizes,
        several=album,
    )


def _sizes(message: Json) -> tuple[PhotoSize, ...]:
    """Telegram keeps a photo in several sizes; the largest first."""
    found = [
        (
            int_at(one, "width") or 0,
            PhotoSize(text_at(one, "file_id"), int_at(one, "file_size") or 0),
        )
        for one in islice(dicts_at(message, "photo"), MOST_SIZES)
        if text_at(one, "file_id")
    ]
    return tuple(size for _, size in sorted(found, key=lambda one: -one[0]))


def _content(message: Json, who: Json, text: str) -> tuple[Kind, str, str | None]:
    """The kind, the text and the telephone number of a message."""
    if text_at(message, "text"):
        return _typed(text)
    if contact := dict_at(message, "contact"):
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
    own = int_at(contact, "user_id")
    return text_at(contact, "phone_number") or None if own == int_at(who, "id") else None


def _addressed(text: str, username: str) -> bool:
    command = _COMMAND.fullmatch(text.strip())
    if command is not None:
        return command[2] is None or command[2].lower() == username.lower()
    if not username:
        return False
    return re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None


def _tap(query: Json, number: str, now: datetime, officers: str) -> Incoming | None:
    message, who, choice = dict_at(query, "message"), dict_at(query, "from"), text_at(query, "data")
    chat = dict_at(message, "chat")
    address = _address(chat)
    if address is None or not _is_person(who) or not choice or _is(chat, officers):
        return None
    if text_at(chat, "type") in _GROUPS:
        return Incoming(address, number, "", now, "group", choice, name=_name(who))
    return Incoming(address, number, _label(message, choice), now, "tap", choice, name=_name(who))


def _label(message: Json, choice: str) -> str:
    buttons = _buttons(dict_at(message, "reply_markup").get("inline_keyboard"))
    return next(
        (text_at(each, "text") for each in buttons if each.get("callback_data") == choice), ""
    )


def _buttons(keyboard: object) -> Iterator[Json]:
    for row in keyboard if isinstance(keyboard, list) else []:
        yield from (each for each in row if isinstance(each, dict)) if isinstance(row, list) else ()


def _membership(change: Json, number: str, now: datetime, officers: str) -> Incoming | None:
    """Somebody blocked or unblocked the bot; or the officers' group threw it out or took it in."""
    chat, who = dict_at(change, "chat"), dict_at(change, "from")
    address = _address(chat)
    kind = _CAME_OR_WENT.get(text_at(dict_at(change, "new_chat_member"), "status"))
    if address is None or kind is None:
        return None
    if text_at(chat, "type") in _GROUPS and not _is(chat, officers):
        return None
    return Incoming(address, number, "", _when(change, now), kind, name=_name(who))


def _address(chat: Json) -> Address | None:
    key = int_at(chat, "id")
    return None if key is None else Address("telegram", str(key))


def _is_person(who: Json) -> bool:
    return int_at(who, "id") is not None and who.get("is_bot") is not True


def _name(who: Json) -> str:
    return f"{text_at(who, 'first_name')} {text_at(who, 'last_name')}".strip()


def _when(message: Json, now: datetime) -> datetime:
    seconds = int_at(message, "date")
    if seconds is None or not 0 < seconds < 1 << 33:
        return now
    return datetime.fromtimestamp(seconds, UTC)
