"""`bot.py understand`: how the bot reads what people write, a line of text to a line of JSON."""

import argparse
import io
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from commands.parts import FINE, Parts
from dialog.flow import Accepted, Asking, Book, Problem, Reading, Unsure
from dialog.forms import options
from dialog.hearing import Aside, Meaning, heard
from dialog.words import Command
from handlers.book import open_book
from handlers.mind import open_mind
from messages import catalog
from messages.operator_words import words
from messages.places import OUTSIDE

FORM = "daftar"
FIELDS: Mapping[str, str] = {
    **{name: name for name in ("full_name", "nik", "birth_date", "gender", "phone", "income")},
    **{name: name for name in ("occupation", "nagari", "district")},
    "yes_no": "employed",
}
"""What is asked for on the command line, and the question of the form that asks for it."""

ORDERS: Mapping[str, str] = {
    "kembali": "back",
    "batal": "cancel",
    "lewati": "skip",
    "berhenti": "stop",
    "mulai_lagi": "restart",
    "mulai": "restart",
    "nanti": "later",
    "menu": "menu",
    "petugas": "human",
}
"""The orders that have a name outside; what the others are about is told as a topic."""

Result = dict[str, object]


def arguments(parser: argparse.ArgumentParser) -> None:
    told = words("understand")
    parser.description = told["ringkas"]
    parser.add_argument("--field", choices=FIELDS, metavar="FIELD", help=told["argumen.field"])


def run(args: argparse.Namespace, parts: Parts) -> int:
    """One JSON object a line, as the lines come. Nothing is stored and nothing logged."""
    settings = parts.settings()
    loaded = catalog.load(settings.region, settings.retention_days)
    today = parts.now().astimezone(ZoneInfo(settings.timezone or loaded.places.timezone)).date()
    understood = reader(open_book(loaded, open_mind()), args.field, today)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        print(json.dumps(understood(line.rstrip("\r\n")), ensure_ascii=False), flush=True)
    return FINE


def reader(book: Book, field: str | None, today: date) -> Callable[[str], Result]:
    """What turns a text into what is printed of it."""
    if field is None:
        return lambda text: topic_of(book, text)
    asking = asking_for(book, field, today)
    return lambda text: answer_of(book, asking, field, text)


def topic_of(book: Book, text: str) -> Result:
    """What a sentence is about."""
    found = book.understand(text)
    told: Result = {"topic": found.topic, "confidence": round(found.confidence, 3)}
    return {"text": text, **told, "candidates": list(found.guesses)}


def asking_for(book: Book, field: str, today: date) -> Asking:
    """The question of the registration form, before anything was answered."""
    question = next(q for q in book.forms[FORM].questions if q.field == FIELDS[field])
    return Asking(question, options(book, question, {}), {}, today, lexicon=book.lexicon)


def answer_of(book: Book, asking: Asking, field: str, text: str) -> Result:
    """How the form reads the text at this question."""
    meaning = heard(book, asking, text)
    result: Result = {"text": text, "ok": False, "value": None}
    result |= {"problem": None, "command": None, "topic": None}
    return result | _told(book, asking, field, meaning)


def _told(book: Book, asking: Asking, field: str, meaning: Meaning) -> Result:
    match meaning:
        case Command(name):
            return _ordered(book, name)
        case Aside(to, topic, reading):
            name = to.removeprefix("d|") if to.startswith("d|") else ""
            return {**_refused(reading), "topic": topic, "command": ORDERS.get(name)}
        case reading:
            return _read(asking, field, reading)


def _ordered(book: Book, name: str) -> Result:
    """An order, and the topic that asks for the same in more words."""
    topic = next((topic for topic, to in book.topics.items() if to == f"d|{name}"), None)
    known: Result = {"command": ORDERS.get(name), "topic": topic}
    return known if any(known.values()) else {"problem": f"perintah_{name}"}


def _refused(reading: Reading) -> Result:
    match reading:
        case Problem(reason) | Unsure(reason):
            return {"problem": reason.removeprefix("salah/")}
        case Accepted():
            return {}


def _read(asking: Asking, field: str, reading: Reading) -> Result:
    """A value, also one the form asks to confirm, or why there is none."""
    match reading:
        case Accepted(value) if value == OUTSIDE:
            return {"problem": "luar_daerah"}
        case Accepted(value):
            return {"ok": True, "value": _outside(asking, field, value)}
        case Unsure(said=said) if said is not None:
            return {"ok": True, "value": said}
        case Problem("salah/telepon_nomor_ini"):
            return {"ok": True, "value": "SAME_CHAT"}
        case refused:
            return _refused(refused)


def _outside(asking: Asking, field: str, value: str) -> object:
    """The value in the words of the outside."""
    match field:
        case "income":
            return int(value)
        case "nagari" | "district":
            return next(option.label for option in asking.options if option.value == value)
        case "yes_no":
            return {"ya": "yes", "tidak": "no"}[value]
        case _:
            return value
