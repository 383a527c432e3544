"""Forgets what may no longer be kept."""

from datetime import timedelta

from handlers import export
from handlers.house import House
from storage import handover_words, inbox, outbox, questions, recipients

REPEATS_END = timedelta(days=30)
"""No network repeats an event later than this (Telegram a day, Meta seven)."""


async def forget(house: House) -> None:
    """Blanks old message bodies, drops old questions and inbox keys, deletes export files past
    their time."""
    now = house.now()
    kept_since = now - timedelta(days=house.rules.retention_days)
    async with house.db.write() as tx:
        await outbox.blank_before(tx, kept_since)
        await handover_words.blank_before(tx, kept_since)
        await recipients.blank_before(tx, kept_since)
        await questions.forget_before(tx, kept_since)
        await inbox.forget_before(tx, now - REPEATS_END)
    await export.clean(house)
