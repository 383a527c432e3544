"""The secure form as a page: one document that needs no script and works on an old browser."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from dialog.answering import mark
from dialog.flow import Option
from dialog.session import Offer, Say
from dialog.sheet import Entry, Sheet
from dialog.wire import BOLD_OFF, BOLD_ON
from messages.texts import Texts

MOST_RADIOS = 4  # more choices are a list that opens
NUMERIC = frozenset({"nik"})
TELEPHONE = frozenset({"telepon"})
# Telegram opens the page as a Mini App and says behind the # who opened it.
SCRIPT = (
    "(function(){var f=/tgWebAppData=([^&]*)/.exec(location.hash),"
    'i=document.getElementById("telegram");if(f&&i)i.value=decodeURIComponent(f[1]);})();'
)
_LANGUAGES = {"id": "id", "min": "min"}


class FormPage:
    """The page with its words. Reads its frame and its style from `folder` once."""

    def __init__(self, texts: Mapping[str, Texts], words: Mapping[str, str], folder: Path) -> None:
        made = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        frame = (folder / "formulir.html").read_text(encoding="utf-8")
        style = (folder / "formulir.css").read_text(encoding="utf-8")
        made.globals.update(gaya=Markup(style), skrip=Markup(SCRIPT), kata=words)  # noqa: S704
        self._frame = made.from_string(frame)
        self._texts, self._words = texts, words
        self.policy = "; ".join(
            (
                "default-src 'none'",
                f"style-src {_digest(style)}",
                f"script-src {_digest(SCRIPT)}",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors https://web.telegram.org",
            )
        )
        """What the page may do: nothing but be shown, be sent, and run its one script."""

    def form(self, filled: Sheet, today: date, language: str) -> bytes:
        texts = self._texts.get(language, self._texts["id"])
        fields = [field for entry in filled.entries if (field := _field(texts, entry, today))]
        wrong = any(entry.problem for entry in filled.entries)
        again = any(entry.value for entry in filled.entries)
        warning = "ada_yang_kurang" if wrong else "ada_lanjutan" if again else ""
        return self._frame.render(
            bahasa=_LANGUAGES.get(language, "id"),
            judul=filled.form.title,
            peringatan=self._words[warning] if warning else "",
            tampil=" ".join(str(field["nama"]) for field in fields),
            isian=fields,
            wajib=filled.required if len(fields) > 1 else "",
        ).encode()

    def done(self) -> bytes:
        return self._said("selesai")

    def gone(self, why: str) -> bytes:
        """Why a link opens nothing: "used", or anything else."""
        return self._said("sudah_dipakai" if why == "used" else "tidak_berlaku")

    def _said(self, key: str) -> bytes:
        words = self._words
        return self._frame.render(
            bahasa="id", judul=words[f"judul_{key}"], kalimat=words[key]
        ).encode()


def _field(texts: Texts, entry: Entry, today: date) -> Mapping[str, object]:
    """Nothing for a question that speaks of earlier answers before they are there: it comes on
    the page as soon as they are."""
    question = entry.question
    try:
        asked = texts.text(Say(question.text, dict(entry.view)), today)
    except UndefinedError:
        return {}
    return {
        "nama": question.field,
        "tanya": _html(asked),
        "salah": _html(texts.text(entry.problem, today)) if entry.problem else "",
        "boleh": question.optional,
        "nilai": entry.value,
        "jenis": "tel" if question.kind in TELEPHONE else "text",
        "angka": question.kind in NUMERIC,
        "radio": len(entry.options) <= MOST_RADIOS,
        "pilihan": _choices(texts, entry.options, entry.value),
        "usulan": [
            {"nilai": mark(one.value), "label": _label(texts, one)} for one in entry.proposals
        ],
    }


def _choices(texts: Texts, options: Sequence[Option], chosen: str) -> list[Mapping[str, object]]:
    return [
        {"nilai": one.value, "label": _label(texts, one), "dipilih": one.value == chosen}
        for one in options
    ]


def _label(texts: Texts, option: Option) -> str:
    return texts.label(Offer("", option.label, option.params))


def _html(body: str) -> Markup:
    """Emphasis as tags, everything else exactly as it was written."""
    safe = str(escape(body)).replace(BOLD_ON, "<b>").replace(BOLD_OFF, "</b>")
    return Markup(safe)  # noqa: S704 - escaped in the line above


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
