"""An Outgoing as requests of the Cloud API. Pure.

Three short choices are buttons, up to ten are a list, more are numbered lines; what does not fit
into an interactive message, whose body is shorter, is written out as words to type. A message is
one request wherever it can be: each is paid for.
Limits: Meta's reference of the messages endpoint, v23.0.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from channels.fit import plain, split_text, titles, units
from dialog.wire import BOLD_OFF, BOLD_ON, Approved, Choice, Outgoing

Params = dict[str, object]

TEXT_UNITS, BODY_UNITS = 4096, 1024
BUTTONS, BUTTON_UNITS, BUTTON_ID = 3, 20, 256
ROWS, ROW_UNITS, ROW_ID, DESCRIPTION_UNITS = 10, 24, 200, 72
URL_LENGTH = 2000
_ANSWER = "q|"  # the choices that answer a question; others beside them lead elsewhere
_MARK = re.compile(r"[*_~`]")
_BOLD = re.compile(f"[{BOLD_ON}{BOLD_OFF}]")
_LINK = re.compile(r"(https?://\S+)")
_UNMARKED = "\u200b"  # a mark beside a blank of no width is only a sign


@dataclass(frozen=True, slots=True)
class Words:
    """What people read besides the message itself."""

    pick: str  # opens a list
    type_one: str  # above words that can be typed
    or_type: str  # above words that lead elsewhere


def problem_of(message: Outgoing) -> str | None:
    """Why the network would refuse this message for good, or nothing."""
    if not plain(message.body).strip():
        return "empty_text"
    if any(not choice.label.strip() for choice in message.choices):
        return "empty_label"
    if any(not 0 < len(choice.id.encode()) <= ROW_ID for choice in message.choices):
        return "button_id"
    if any(len(choice.url) > URL_LENGTH for choice in message.choices):
        return "link"
    return None


def to_requests(message: Outgoing, words: Words, media: str = "") -> list[Params]:
    """What to post, in order; only a text beyond the longest comes in parts. `media` is what its
    picture is called at the network: it goes above the words, in the same message if it can."""
    head = _head(message)
    if message.approved_template:
        return [head | _template(message.approved_template)]
    if media and message.picture:
        pictured = _pictured(message, words, media)
        if pictured is not None:
            return [head | pictured]
        above = _image(media, message.picture.title)
        return [head | above, *to_requests(replace(message, picture=None), words)]
    shown = _interactive(message, words)
    if shown is not None:
        return [head | {"type": "interactive", "interactive": shown}]
    body = _with_words(message.body, message.choices, words)
    return [head | _text(part) for part in split_text(body, TEXT_UNITS)]


def _head(message: Outgoing) -> Params:
    to = {"to": message.to.key} if message.to.key.isdecimal() else {"recipient": message.to.key}
    data = {"biz_opaque_callback_data": str(message.id)} if message.id else {}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **to, **data}


def _template(approved: Approved) -> Params:
    filled = [{"type": "text", "text": value} for value in approved.parameters]
    body = [{"type": "body", "parameters": filled}] if filled else []
    language = {"code": approved.language}
    told = {"name": approved.name, "language": language, "components": body}
    return {"type": "template", "template": told}


def _text(body: str) -> Params:
    return {"type": "text", "text": {"body": to_marks(body), "preview_url": False}}


def _pictured(message: Outgoing, words: Words, media: str) -> Params | None:
    """Picture, words and what can be pressed in one message. A list takes no picture: then the
    first choices are pressed, and the others are typed."""
    links = [choice for choice in message.choices if choice.url]
    taps = [choice for choice in message.choices if not choice.url]
    if any(choice.id.startswith(_ANSWER) for choice in taps[BUTTONS:]):
        return None
    shown = (
        _link(message.body, links, taps, words)
        if links
        else _buttons(message.body, taps[:BUTTONS], taps[BUTTONS:], words)
    )
    if shown is not None:
        header = {"type": "image", "image": {"id": media}}
        return {"type": "interactive", "interactive": shown | {"header": header}}
    caption = _body(_with_words(message.body, message.choices, words))
    return _image(media, str(caption["text"])) if caption else None


def _image(media: str, caption: str) -> Params:
    return {"type": "image", "image": {"id": media, "caption": caption}}


def _interactive(message: Outgoing, words: Words) -> Params | None:
    links = [choice for choice in message.choices if choice.url]
    taps = [choice for choice in message.choices if not choice.url]
    if links:
        return _link(message.body, links, taps, words)
    answers = [choice for choice in taps if choice.id.startswith(_ANSWER)]
    others = [choice for choice in taps if choice not in answers]
    return (
        _buttons(message.body, taps, (), words)
        or (_buttons(message.body, answers, others, words) if answers else None)
        or _list(message.body, taps, (), words)
        or (_list(message.body, answers, others, words) if answers else None)
    )


def _link(
    body: str, links: Sequence[Choice], taps: Sequence[Choice], words: Words
) -> Params | None:
    """One link that opens at a tap; the network shows no buttons beside it."""
    shown = _body(_with_words(body, taps, words, beside=True))
    title = titles([links[0].label], BUTTON_UNITS)
    if len(links) > 1 or shown is None or title is None:
        return None
    open_it = {"display_text": title[0], "url": links[0].url}
    return {
        "type": "cta_url",
        "body": shown,
        "action": {"name": "cta_url", "parameters": open_it},
    }


def _buttons(
    body: str, taps: Sequence[Choice], typed: Sequence[Choice], words: Words
) -> Params | None:
    shown = _body(_with_words(body, typed, words, beside=True))
    labels = [choice.label.strip() for choice in taps]
    fits = 0 < len(taps) <= BUTTONS and all(units(label) <= BUTTON_UNITS for label in labels)
    if shown is None or not fits or titles(labels, BUTTON_UNITS) is None:
        return None
    replies = [
        {"type": "reply", "reply": {"id": choice.id, "title": label}}
        for choice, label in zip(taps, labels, strict=True)
    ]
    return {"type": "button", "body": shown, "action": {"buttons": replies}}


def _list(
    body: str, taps: Sequence[Choice], typed: Sequence[Choice], words: Words
) -> Params | None:
    shown = _body(_with_words(body, typed, words, beside=True))
    cut = titles([choice.label for choice in taps], ROW_UNITS)
    if shown is None or cut is None or not 0 < len(taps) <= ROWS:
        return None
    if any(units(choice.label) > DESCRIPTION_UNITS for choice in taps):
        return None
    rows = [_row(choice, title) for choice, title in zip(taps, cut, strict=True)]
    action = {"button": words.pick, "sections": [{"title": words.pick, "rows": rows}]}
    return {"type": "list", "body": shown, "action": action}


def _row(choice: Choice, title: str) -> dict[str, str]:
    """A title that had to be cut is followed by the whole of it."""
    row = {"id": choice.id, "title": title}
    whole = choice.label.strip()
    return row if title == whole else row | {"description": whole}


def _body(body: str) -> Params | None:
    marked = to_marks(body)
    return {"text": marked} if units(marked) <= BODY_UNITS else None


def _with_words(body: str, choices: Sequence[Choice], words: Words, *, beside: bool = False) -> str:
    """The text with what can be typed below it; `beside` something to tap. Answers beyond a few
    are numbered: those are the numbers a question understands."""
    answers = [choice for choice in choices if choice.id.startswith(_ANSWER)]
    links = [f"{choice.label}:\n{choice.url}" for choice in choices if choice.url]
    others = [choice for choice in choices if not choice.url and choice not in answers]
    parts = [body, *links]
    if len(answers) > BUTTONS:
        parts.append("\n".join(f"{at}. {one.label}" for at, one in enumerate(answers, 1)))
    elif answers:
        parts.append(_listed(words.type_one, answers))
    if others:
        alone = not (beside or answers or links)
        parts.append(_listed(words.type_one if alone else words.or_type, others))
    return "\n\n".join(parts)


def _listed(above: str, choices: Iterable[Choice]) -> str:
    return "\n".join([above, *(f"{BOLD_ON}{choice.label}{BOLD_OFF}" for choice in choices)])


def to_marks(body: str) -> str:
    """Emphasis as the network writes it. Its marks in what people wrote are made harmless; a
    link is left as it is."""
    lines = [_line(line, bold) for line, bold in _lines(body)]
    return "\n".join(lines).strip()


def _lines(body: str) -> list[tuple[str, bool]]:
    """Each line, and whether it begins inside emphasis: the network ends it with the line."""
    found, bold = list[tuple[str, bool]](), False
    for line in body.split("\n"):
        found.append((line, bold))
        marks = _BOLD.findall(line)
        bold = marks[-1] == BOLD_ON if marks else bold
    return found


def _line(line: str, bold: bool) -> str:
    parts = list[str]()
    for piece, mark in zip(_BOLD.split(line), [*_BOLD.findall(line), BOLD_OFF], strict=True):
        parts.append(_emphasised(piece) if bold else _harmless(piece))
        bold = mark == BOLD_ON
    return "".join(parts)


def _emphasised(piece: str) -> str:
    """Marks stand at the words themselves, or they are shown as stars."""
    inner = piece.strip()
    if not inner:
        return piece
    start, end = piece.split(inner, 1)
    return f"{start}*{_harmless(inner)}*{end}"


def _harmless(text: str) -> str:
    pieces = _LINK.split(text)
    return "".join(
        piece if at % 2 else _MARK.sub(lambda mark: f"{mark[0]}{_UNMARKED}", piece)
        for at, piece in enumerate(pieces)
    )
