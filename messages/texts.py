"""Renders texts and labels: Jinja2 templates, one file a text, compiled once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from benefits.facts import fact
from dialog.session import Offer, Say, Typed
from dialog.wire import BOLD_OFF, BOLD_ON, Choice
from messages.filters import FILTERS, SHOWN, mask_all

# A star in a value (a name like <b>A_*) is not ours to read as bold.
_STAR = "\ue003"
_BOLD = re.compile(r"\*([^*\n]+)\*")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Message:
    """A finished reply: one message for the network to carry."""

    body: str
    choices: tuple[Choice, ...]
    ask_contact: bool


class Texts:
    """All texts of one language, falling back to Indonesian where a file is missing."""

    def __init__(
        self, folders: Sequence[Path], labels: Mapping[str, str], shared: Mapping[str, object]
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
        self._environment.globals.update(shared, fakta=_fact)
        self._labels = {name: self._environment.from_string(text) for name, text in labels.items()}

    def compose(self, says: Sequence[Say], today: date) -> Message:
        """Several replies of one turn become one message: kinder to prepaid data."""
        body = "\n\n".join(self.text(reply, today) for reply in says)
        offered = next((reply.choices for reply in reversed(says) if reply.choices), ())
        choices = tuple(Choice(offer.id, self.label(offer)) for offer in offered)
        return Message(mask_all(body), choices, any(reply.ask_contact for reply in says))

    def text(self, reply: Say, today: date) -> str:
        template = self._environment.get_template(f"{reply.text}.j2")
        rendered = template.render({**reply.params, "hari_ini": today}).strip()
        return _BLANK_LINES.sub("\n\n", _emphasise(rendered))

    def label(self, offer: Offer) -> str:
        """A literal label, or the one an @name stands for."""
        if not offer.label.startswith("@"):
            return offer.label
        return _emphasise(self._labels[offer.label[1:]].render(dict(offer.params)))

    def named_label(self, name: str) -> str:
        return self.label(Offer("", f"@{name}"))

    def has(self, key: str) -> bool:
        return f"{key}.j2" in self._environment.list_templates()

    def _shown(self, value: Any) -> Any:
        if isinstance(value, Typed):
            value = self._typed(value)
        return value.replace("*", _STAR) if isinstance(value, str) else value

    def _typed(self, value: Typed) -> str:
        if value.kind == "label":
            return self.label(Offer("", value.value))
        return SHOWN.get(value.kind, str)(value.value)


@pass_context
def _fact(context: Context, name: str) -> object:
    """A figure as it is on the day the text is read."""
    return fact(name, context["hari_ini"]).value


def _emphasise(text: str) -> str:
    return _BOLD.sub(f"{BOLD_ON}\\1{BOLD_OFF}", text).replace(_STAR, "*")
