"""Holds a request against the Bot API's own specification, and the limits it states in words."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent / "specs" / "telegram-bot-api.min.json"

_SIMPLE: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}
_ONE_ACTION = {"text", "icon_custom_emoji_id", "style"}
_TAGS = "b strong i em u ins s strike del code pre a tg-spoiler blockquote".split()  # noqa: SIM905
_HTML = re.compile(r"<(/?)([a-z-]+)([^<>]*)>|&(#\d+|#x[0-9a-f]+|lt|gt|amp|quot);|<|[^<&]+|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@cache
def spec() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return loaded


def violations(method: str, params: Mapping[str, object]) -> list[str]:
    """Everything the specification forbids in this request, in words."""
    found = spec()["methods"].get(method)
    if found is None:
        return [f"{method}: no such method"]
    return _object(found, params, method)


def decoded(method: str, form: Mapping[str, str]) -> dict[str, object]:
    """A form's strings as the values they stand for."""
    fields = {each["name"]: each for each in spec()["methods"].get(method, {}).get("fields", [])}
    plain = {name for name, each in fields.items() if each["types"] == ["String"]}
    return {name: value if name in plain else _value(value) for name, value in form.items()}


def _value(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value


def _object(shape: Mapping[str, Any], value: Mapping[str, object], path: str) -> list[str]:
    fields = {each["name"]: each for each in shape.get("fields", [])}
    wrong = [f"{path}.{name}: unknown" for name in value if name not in fields]
    for name, field in fields.items():
        if name in value:
            wrong += _any_of(field["types"], value[name], f"{path}.{name}")
            wrong += _limit(shape["name"], name, value) + _fixed(field, value[name], path)
        elif field["required"]:
            wrong.append(f"{path}.{name}: missing")
    return wrong + _shape(shape["name"], value, path)


def _any_of(types: Sequence[str], value: object, path: str) -> list[str]:
    tries = [_one(each, value, path) for each in types]
    return min(tries, key=len)


def _one(kind: str, value: object, path: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        inner = kind.removeprefix("Array of ")
        return [e for at, each in enumerate(value) for e in _one(inner, each, f"{path}[{at}]")]
    if kind in _SIMPLE:
        fits = isinstance(value, _SIMPLE[kind]) and isinstance(value, bool) == (
            bool in _SIMPLE[kind]
        )
        return [] if fits else [f"{path}: not {kind}"]
    if kind == "InputFile":
        return [] if isinstance(value, bytes) and value else [f"{path}: not InputFile"]
    shape = spec()["types"][kind]
    if "subtypes" in shape:
        return _any_of(shape["subtypes"], value, path)
    if not isinstance(value, dict):
        return [f"{path}: not {kind}"]
    return _object(shape, value, path)


def utf16(text: str) -> int:
    """The length as the Bot API counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(text: str) -> tuple[str, list[str]]:
    """The text without tags, and what stood in bold. Raises ValueError in the server's words."""
    plain, bold, opened = "", list[str](), list[tuple[str, int]]()
    for match in _HTML.finditer(text):
        closing, tag, _, entity = match.groups()
        if tag is None:
            plain += _literal(match[0], entity)
        elif tag not in _TAGS:
            raise ValueError(f'unsupported start tag "{tag}" at byte offset {match.start()}')
        elif not closing:
            opened.append((tag, len(plain)))
        elif not opened or opened[-1][0] != tag:
            raise ValueError(f"unexpected end tag at byte offset {match.start()}")
        else:
            _, start = opened.pop()
            bold += [plain[start:]] if tag in ("b", "strong") else []
    if opened:
        raise ValueError(f"can't find end tag corresponding to start tag {opened[-1][0]}")
    return plain, bold


def _literal(token: str, entity: str | None) -> str:
    if token == "<":
        raise ValueError("unsupported start tag")
    if entity is None:
        return token
    if entity.startswith("#"):
        return chr(int(entity[2:], 16) if entity[1] == "x" else int(entity[1:]))
    return _NAMED[entity]


def text_fault(params: Mapping[str, object]) -> str:
    """What the server says of a text it will not send, or nothing."""
    try:
        text = _shown(params, "text")
    except ValueError as error:
        return f"can't parse entities: {error}"
    if not text.strip():
        return "message text is empty"
    return "message is too long" if utf16(text) > 4096 else ""


def caption_fault(params: Mapping[str, object]) -> str:
    """The same of the words below a picture, which may be missing."""
    try:
        text = _shown(params, "caption")
    except ValueError as error:
        return f"can't parse entities: {error}"
    return "message caption is too long" if utf16(text) > 1024 else ""


def _shown(params: Mapping[str, object], name: str) -> str:
    text = str(params.get(name, ""))
    return parse_html(text)[0] if params.get("parse_mode") == "HTML" else text


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: re.fullmatch(pattern, str(value)) is not None


def _updates(value: Any) -> bool:
    known = {field["name"] for field in spec()["types"]["Update"]["fields"]}
    return isinstance(value, list) and set(value) <= known


_LIMITS: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("InlineKeyboardButton", "callback_data"): lambda value: 1 <= len(str(value).encode()) <= 64,
    ("InlineKeyboardButton", "text"): lambda value: bool(str(value).strip()),
    ("KeyboardButton", "text"): lambda value: bool(str(value).strip()),
    ("BotCommand", "command"): _matches(r"[a-z0-9_]{1,32}"),
    ("BotCommand", "description"): _matches(r".{1,256}"),
    ("sendMessage", "parse_mode"): _matches("HTML|MarkdownV2|Markdown"),
    ("sendPhoto", "parse_mode"): _matches("HTML|MarkdownV2|Markdown"),
    ("answerCallbackQuery", "text"): lambda value: utf16(str(value)) <= 200,
    ("getUpdates", "limit"): lambda value: 1 <= value <= 100,
    ("getUpdates", "timeout"): lambda value: value >= 0,
    ("getUpdates", "allowed_updates"): _updates,
    ("setWebhook", "allowed_updates"): _updates,
    ("setWebhook", "max_connections"): lambda value: 1 <= value <= 100,
    ("setWebhook", "secret_token"): _matches(r"[A-Za-z0-9_-]{1,256}"),
    ("setMyCommands", "commands"): lambda value: len(value) <= 100,
    ("InlineKeyboardMarkup", "inline_keyboard"): lambda value: all(value),
    ("ReplyKeyboardMarkup", "keyboard"): lambda value: all(value),
}


def _limit(owner: str, name: str, value: Mapping[str, object]) -> list[str]:
    fits = _LIMITS.get((owner, name))
    try:
        fine = fits is None or fits(value[name])
    except TypeError:
        fine = False
    return [] if fine else [f"{owner}.{name}: outside its limits"]


def _fixed(field: Mapping[str, Any], value: object, path: str) -> list[str]:
    """The kinds of one family differ by a word that each prescribes."""
    word = re.search(r"must be ([a-z_]+)$", field["description"])
    fits = word is None or value == word[1]
    return [] if fits else [f"{path}.{field['name']}: outside its limits"]


def _shape(owner: str, value: Mapping[str, object], path: str) -> list[str]:
    if owner == "sendMessage":
        fault = text_fault(value)
        return [f"{path}.text: {fault}"] if fault else []
    if owner == "sendPhoto":
        fault = caption_fault(value)
        return [f"{path}.caption: {fault}"] if fault else []
    if owner == "InlineKeyboardButton" and len(value.keys() - _ONE_ACTION) != 1:
        return [f"{path}: needs exactly one action"]
    if owner == "KeyboardButton" and len(value.keys() - _ONE_ACTION) > 1:
        return [f"{path}: more than one action"]
    return []
