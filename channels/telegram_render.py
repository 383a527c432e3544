"""An Outgoing as requests of sendMessage and sendPhoto. Pure."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram.error import BadRequest, ChatMigrated, TelegramError

from channels.fit import button_rows, plain, split_text, units
from channels.telegram_place import place_of
from dialog.wire import BOLD_OFF, BOLD_ON, Choice, Outgoing, Picture

Params = dict[str, object]

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_BYTES = 64
OWN_PAGE = "l|"
_NO_PREVIEW = {"is_disabled": True}
_MARKS = re.compile(f"[{BOLD_ON}{BOLD_OFF}]")
_LOST = ("file identifier", "file_id", "file reference", "file_reference")
_PICTURE = ("photo", "image", "file")


@dataclass(frozen=True, slots=True)
class Request:
    """What to post. Of a picture, how it gets there is for whoever sends it to know."""

    params: Params
    picture: Picture | None = None

    @property
    def words(self) -> str:
        """The name of the parameter that holds the words."""
        return "caption" if self.picture else "text"


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


def to_requests(message: Outgoing, contact_label: str) -> list[Request]:
    """What to post, in order: a picture first, a long text in parts, the buttons below the last."""
    requests = _in_parts(message)
    if message.thread is None:
        requests[-1].params["reply_markup"] = _markup(message, contact_label)
    return requests


def to_edit(message: Outgoing) -> Params:
    """What editMessageText takes. Only words: Telegram cannot make a long one two."""
    text = split_text(message.body.strip(), TEXT_UNITS)[0]
    place = {"chat_id": place_of(message.to.key)["chat_id"], "message_id": int(message.replaces)}
    rows = [_inline(row) for row in button_rows(message.choices)]
    markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
    return {**place, **_words("text", text), "link_preview_options": _NO_PREVIEW, **markup}


def _in_parts(message: Outgoing) -> list[Request]:
    key = message.thread.key if message.thread else message.to.key
    body, picture = message.body.strip(), message.picture
    if picture and units(body) <= CAPTION_UNITS:
        return [_photo(key, picture, body)]
    first = [_photo(key, picture, picture.title)] if picture else []
    return [*first, *(_text(key, part) for part in split_text(body, TEXT_UNITS))]


def _text(key: str, part: str) -> Request:
    params: Params = {**place_of(key), "link_preview_options": _NO_PREVIEW}
    return Request(params | _words("text", part))


def _photo(key: str, picture: Picture, caption: str) -> Request:
    return Request({**place_of(key), **_words("caption", caption)}, picture)


def _words(name: str, body: str) -> Params:
    if BOLD_ON in body:
        return {name: to_html(body), "parse_mode": "HTML"}
    return {name: plain(body)}


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


def repaired(request: Request, error: TelegramError) -> Request | None:
    """The same request without what Telegram stumbled over, where that can be known."""
    params = request.params
    if isinstance(error, ChatMigrated):
        return replace(request, params=params | {"chat_id": error.new_chat_id})
    if not _says(error, ("parse entities",)) or "parse_mode" not in params:
        return None
    text = html.unescape(re.sub("</?b>", "", str(params[request.words])))
    rest = {key: value for key, value in params.items() if key != "parse_mode"}
    return replace(request, params=rest | {request.words: text})


def lost_file(error: TelegramError) -> bool:
    """Whether Telegram does not know the id of a picture any more."""
    return _says(error, _LOST)


def unwanted_picture(error: TelegramError) -> bool:
    """Whether it is the picture that is refused: the words may still go."""
    return _says(error, _PICTURE)


def _says(error: TelegramError, words: Sequence[str]) -> bool:
    told = error.message.lower()
    return isinstance(error, BadRequest) and any(word in told for word in words)
