"""Renders texts and labels: Jinja2 templates, one file a text, compiled once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    meta,
    pass_context,
)
from jinja2.runtime import Context

from benefits.facts import fact
from dialog.session import Offer, Say, Typed
from dialog.wire import BOLD_OFF, BOLD_ON, Approved, Choice, Picture
from messages import cards, templates
from messages.filters import FILTERS, SHOWN, mask_all

UNDER_REVIEW = "umum/sedang_diperiksa"
"""Read instead of a text that would state a figure whose time is over."""

# A star in a value (a name like <b>A_*) is not ours to read as bold.
STAR = "\ue003"
_BOLD = re.compile(r"\*([^*\n]+)\*")
_NOTHING: Mapping[str, object] = {}
_BLANK_LINES = re.compile(r"\n{3,}")


class LapsedError(Exception):
    """A text asks for a figure that does not hold on the day it is read."""


@dataclass(frozen=True, slots=True)
class Message:
    """A finished reply: one message for the network to carry."""

    body: str
    choices: tuple[Choice, ...]
    ask_contact: bool
    picture: Picture | None = None
    template: Approved | None = None  # what stands in for it where only approved words may go


class Texts:
    """All texts of one language, falling back to Indonesian where a file is missing."""

    def __init__(
        self,
        folders: Sequence[Path],
        labels: Mapping[str, str],
        shared: Mapping[str, object],
        approved: Mapping[str, templates.Approved] | None = None,
    ) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  plain text; each channel escapes for itself
            auto_reload=False,
            cache_size=-1,
            finalize=self._shown,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(shared, fakta=_fact, masih_berlaku=_hold)
        self._labels = {
            name: _quick(self._environment.from_string(text)) for name, text in labels.items()
        }
        self._templates: dict[str, Template] = {}
        self._asked_for = cache(self._values_of)
        """Which values a text looks at."""
        self._approved = {
            key: (one, [_quick(self._environment.from_string(text)) for text in one.fillings])
            for key, one in (approved or {}).items()
        }
        self._fixed = lru_cache(1024)(self._numbered)
        """What is the same for everybody all day."""
        self._fixed_picture = lru_cache(64)(self._drawn)
        self._fixed_label = lru_cache(512)(self._worded)

    def compose(self, says: Sequence[Say], today: date) -> Message:
        """Several replies of one turn become one message: kinder to prepaid data."""
        body = "\n\n".join(self.text(reply, today) for reply in says)
        offered = next((reply.choices for reply in reversed(says) if reply.choices), ())
        choices = tuple(Choice(offer.id, self.label(offer), offer.url) for offer in offered)
        contact = any(reply.ask_contact for reply in says)
        picture, template = self._picture(says, today), self._stand_in(says, today)
        return Message(mask_all(body), choices, contact, picture, template)

    def _stand_in(self, says: Sequence[Say], today: date) -> Approved | None:
        """The approved template of the first text that has one."""
        for reply in says:
            if reply.text in self._approved:
                one, fillings = self._approved[reply.text]
                given = {**reply.params, "hari_ini": today}
                filled = (mask_all(templates.parameter(text.render(given))) for text in fillings)
                return Approved(one.name, one.language, tuple(filled))
        return None

    def text(self, reply: Say, today: date) -> str:
        """Rendered once a day when it names nobody: it looks at no values, or only at numbers."""
        asked = self._asked_for(reply.text) if reply.params else ()
        given = {name: reply.params[name] for name in asked if name in reply.params}
        if all(type(value) is int for value in given.values()):
            return self._fixed(reply.text, today, *given.items())
        return self._rendered(reply.text, today, given)

    def _numbered(self, key: str, today: date, *given: tuple[str, object]) -> str:
        return self._rendered(key, today, dict(given))

    def _rendered(self, key: str, today: date, params: Mapping[str, object] = _NOTHING) -> str:
        """No figure is told after its time: the whole text gives way, unless it looks first."""
        try:
            rendered = self._template(key).render({**params, "hari_ini": today})
        except LapsedError:
            rendered = self._template(UNDER_REVIEW).render({"hari_ini": today})
        return _BLANK_LINES.sub("\n\n", emphasise(rendered.strip()))

    def _picture(self, says: Sequence[Say], today: date) -> Picture | None:
        """One message carries one picture: the last that is asked for."""
        shown = next((reply for reply in reversed(says) if reply.card), None)
        if shown is None or shown.card is None:
            return None
        if shown.params:
            return self._drawn(shown.card, today, shown.params)
        return self._fixed_picture(shown.card, today)

    def _drawn(
        self, key: str, today: date, params: Mapping[str, object] = _NOTHING
    ) -> Picture | None:
        return cards.picture(self._rendered, key, today, params)

    def _values_of(self, key: str) -> Sequence[str]:
        written = Path(str(self._environment.get_template(f"{key}.j2").filename))
        tree = self._environment.parse(written.read_text(encoding="utf-8"))
        return sorted(meta.find_undeclared_variables(tree))

    def _template(self, key: str) -> Template:
        if key not in self._templates:
            self._templates[key] = _quick(self._environment.get_template(f"{key}.j2"))
        return self._templates[key]

    def label(self, offer: Offer) -> str:
        """A literal label, or the one an @name stands for."""
        if not offer.label.startswith("@"):
            return offer.label
        name = offer.label[1:]
        return self._worded(name, offer.params) if offer.params else self._fixed_label(name)

    def _worded(self, name: str, params: Mapping[str, object] = _NOTHING) -> str:
        return emphasise(self._labels[name].render(params))

    def named_label(self, name: str) -> str:
        return self.label(Offer("", f"@{name}"))

    def has(self, key: str) -> bool:
        return f"{key}.j2" in self._environment.list_templates()

    def _shown(self, value: Any) -> Any:
        if isinstance(value, Typed):
            value = self._typed(value)
        return value.replace("*", STAR) if isinstance(value, str) else value

    def _typed(self, value: Typed) -> str:
        if value.kind == "label":
            return self.label(Offer("", value.value))
        return SHOWN.get(value.kind, str)(value.value)


def _quick(template: Template) -> Template:
    """Its globals as one mapping: the library chains several, and copies them at each render."""
    template.globals = dict(template.globals)
    return template


@pass_context
def _fact(context: Context, name: str) -> object:
    """A figure as it is on the day the text is read. Raises LapsedError where it holds no more."""
    found = fact(name, context["hari_ini"])
    if found.expired:
        raise LapsedError(name)
    return found.value


@pass_context
def _hold(context: Context, *names: str) -> bool:
    """Whether all these figures may be told on the day the text is read."""
    return not any(fact(name, context["hari_ini"]).expired for name in names)


def emphasise(text: str) -> str:
    return _BOLD.sub(f"{BOLD_ON}\\1{BOLD_OFF}", text).replace(STAR, "*")
