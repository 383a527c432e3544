"""When a campaign should rather stop by itself. Pure."""

from collections.abc import Sequence

from storage.campaign_lines import Ended
from storage.outbox import TEMPLATE_TROUBLE

LOOKED_AT = 200
"""The last lines that were tried."""
ENOUGH = 50
"""Fewer say nothing yet."""
LIMITS = {"blocks": 0.10, "stops": 0.05, "failures": 0.20}
"""The part of them from which on it is paused."""

STOPS = frozenset((*TEMPLATE_TROUBLE, "template_misuse", "spam_limit"))
"""What a network says that holds for everybody: a campaign pauses at the first of these."""

_GONE = frozenset(("blocked", "deactivated"))


def trouble(ended: Sequence[Ended]) -> str | None:
    """What there is too much of: people who block us, who stop us, or messages that fail."""
    if len(ended) < ENOUGH:
        return None
    counted = {
        "blocks": sum(one.reason in _GONE for one in ended),
        "stops": sum(one.stopped_after for one in ended),
        "failures": sum(_failed(one) for one in ended),
    }
    return next(
        (name for name, limit in LIMITS.items() if counted[name] > limit * len(ended)), None
    )


def _failed(one: Ended) -> bool:
    """A restart of ours leaves lines uncertain too: that is no sign of trouble outside."""
    if one.state == "uncertain":
        return one.reason != "interrupted"
    return one.state in ("failed", "refused") and one.reason not in _GONE
