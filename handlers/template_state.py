"""Whether an approved template may be used as it stands at the network, and why not. Pure but for
the one look."""

from collections.abc import Mapping

from storage import templates
from storage.database import Transaction

NEWS = "siaran/kabar"
"""The text of ours that every campaign stands in."""

USABLE = frozenset(("", "approved", "reinstated", "flagged"))
"""Flagged: its quality is low, but it goes. Of what nobody has told us, the network decides."""

_WHY: Mapping[str, str] = {
    "paused": "template_paused",
    "disabled": "template_disabled",
    "rejected": "template_policy",
}
READY = "template_ready"
"""Why a campaign that waited for its template is still paused: nobody has resumed it yet."""


def trouble(status: str) -> str | None:
    """The reason for which nothing goes by a template that stands so; nothing if it goes."""
    return None if status in USABLE else _WHY.get(status, "template_missing")


async def why_not(tx: Transaction, name: str, language: str) -> str | None:
    """The same, of what was told last."""
    return trouble(await templates.status(tx, name, language))
