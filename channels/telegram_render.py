"""An Outgoing as requests of sendMessage. Pure."""

import html
import re
from collections.abc import Sequence

from telegram.error import BadRequest, ChatMigrated, TelegramError

from channels.fit import button_rows, plain, split_text
from dialog.wire import BOLD_OFF, BOLD_ON, Choice, Outgoing

Params = dict[str, object]

TEXT_UNITS = 4096
CALLBACK_BYTES = 64
OWN_PAGE = "l|"
_NO_PREVIEW = {"is_disabled": True}
_MARKS = re.compile(f"[{BOLD_ON}{BOLD_OFF}]")


def problem_of(message: Outgoing, contact_label: str) -> str | None:
    """Why Telegram would refuse this message for good, or nothing."""
    if not plain(message.body).strip():
        return "empty_text"
    if message.ask_contact and not contact_label.strip():
        return "empty_label"
    if any(not choice.label.strip() for choice in message.choices):
        return "empty_label"
    if any(not 1 <= len(choice.id.encode()) <= CALLBACK_BYTES for choice in message.choices):
        return "button_id"
    return None


def to_requests(message: Outgoing, contact_label: str) -> list[Params]:
    """What to post, in order: a long text comes in parts, the buttons below the last."""
    requests = [_request(message.to.key, part) for part in split_text(message.body, TEXT_UNITS)]
    requests[-1]["reply_markup"] = _markup(message, contact_label)
    return requests


def _request(key: str, part: str) -> Params:
    request: Params = {"chat_id": _chat(key), "link_preview_options": _NO_PREVIEW}
    if BOLD_ON in part:
        return request | {"text": to_html(part), "parse_mode": "HTML"}
    return request | {"text": plain(part)}


def _chat(key: str) -> int | str:
    """A number where it is one, as the Bot API documents it."""
    return int(key) if key.removeprefix("-").isdecimal() else key


def to_html(body: str) -> str:
    """Bold marks as tags, everything else exactly as typed. Marks without a partner do no harm."""
    bold, parts = False, list[str]()
    for piece, mark in zip(_MARKS.split(body), [*_MARKS.findall(body), BOLD_OFF], strict=True):
        parts.append(html.escape(piece, quote=False))
        if bold != (mark == BOLD_ON):
            bold = not bold
            parts.append("<b>" if bold else "</b>")
    return "".join(parts)


def _markup(message: Outgoing, contact_label: str) -> Params:
    """The buttons. Without any, a "share my number" key of an earlier question is taken away:
    the channel remembers nothing, and where no key is shown this does nothing."""
    rows = button_rows(message.choices)
    if message.ask_contact:
        share = {"text": contact_label, "request_contact": True}
        keys = [[share], *([{"text": choice.label} for choice in row] for row in rows)]
        return {"keyboard": keys, "one_time_keyboard": True, "resize_keyboard": True}
    if not rows:
        return {"remove_keyboard": True}
    return {"inline_keyboard": [_inline(row) for row in rows]}


def _inline(row: Sequence[Choice]) -> list[Params]:
    return [_button(choice) for choice in row]


def _button(choice: Choice) -> Params:
    """Our own page opens inside Telegram, which then vouches for who looks at it."""
    if not choice.url:
        return {"text": choice.label, "callback_data": choice.id}
    opened: Params = {"url": choice.url}
    return {"text": choice.label} | ({"web_app": opened} if _is_ours(choice) else opened)


def _is_ours(choice: Choice) -> bool:
    return choice.id.startswith(OWN_PAGE)


def repaired(request: Params, error: TelegramError) -> Params | None:
    """The same request without what Telegram stumbled over, where that can be known."""
    if isinstance(error, ChatMigrated):
        return request | {"chat_id": error.new_chat_id}
    unparsed = isinstance(error, BadRequest) and "parse entities" in error.message.lower()
    if not unparsed or "parse_mode" not in request:
        return None
    text = html.unescape(re.sub("</?b>", "", str(request["text"])))
    return {key: value for key, value in request.items() if key != "parse_mode"} | {"text": text}
