"""What a webhook, or a list of them, says about approved templates. Pure; nothing is trusted."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from channels.untrusted import Json, dict_at, text_at
from dialog.wire import TemplateNews

Aspect = Literal["status", "quality", "category"]
_TOLD_IN: Mapping[str, tuple[Aspect, str]] = {
    "message_template_status_update": ("status", "event"),
    "message_template_quality_update": ("quality", "new_quality_score"),
    "template_category_update": ("category", "new_category"),
}
"""By the field of a change: what it is about, and where the news stands."""
FIELDS = tuple(_TOLD_IN)
LONGEST_NAME, LONGEST_VALUE = 512, 40


def told(field: str, value: Json, at: datetime) -> Iterator[TemplateNews]:
    """The news in one change of a delivery; nothing in a change of another field."""
    aspect, key = _TOLD_IN.get(field, (None, ""))
    if aspect:
        name = text_at(value, "message_template_name")
        yield from _news(name, text_at(value, "message_template_language"), aspect,
                         text_at(value, key), at)  # fmt: skip


def listed(name: str, language: str, theirs: Json | None, at: datetime) -> Iterator[TemplateNews]:
    """How a template of ours stands in the network's own list; nothing there is told too."""
    if theirs is None:
        yield TemplateNews(name, language, "status", "missing", at)
        return
    yield from _news(name, language, "status", text_at(theirs, "status"), at)
    yield from _news(name, language, "category", text_at(theirs, "category"), at)
    score = text_at(dict_at(theirs, "quality_score"), "score")
    yield from _news(name, language, "quality", score, at)


def _news(
    name: str, language: str, aspect: Aspect, value: str, at: datetime
) -> Iterator[TemplateNews]:
    """Languages are written en_US in one place and en-US in another."""
    if 0 < len(name) <= LONGEST_NAME and 0 < len(value) <= LONGEST_VALUE and len(language) <= 16:
        yield TemplateNews(name, language.replace("-", "_"), aspect, value.casefold(), at)
