"""Forgets what may no longer be kept."""

from datetime import timedelta

from handlers import export
from handlers.house import House
from storage import (
    form_links,
    handover_words,
    inbox,
    joinings,
    pictures,
    questions,
    recipients,
    said,
)

REPEATS_END = timedelta(days=30)
"""No network repeats an event later than this (Telegram a day, Meta seven)."""

LINKS_END = timedelta(days=1)
"""So long the page of a link that is over can still say whether it was used."""


async def forget(house: House) -> None:
    """Blanks old message bodies, drops old questions, unused pictures, inbox keys and links,
    deletes export files past their time."""
    now = house.now()
    kept_since = now - timedelta(days=house.rules.retention_days)
    async with house.db.write() as tx:
        await said.blank_before(tx, kept_since)
        await handover_words.blank_before(tx, kept_since)
        await recipients.blank_before(tx, kept_since)
        await questions.forget_before(tx, kept_since)
        await pictures.forget_unused(tx, kept_since)
        await inbox.forget_before(tx, now - REPEATS_END)
        await form_links.forget_before(tx, now - LINKS_END)
        await joinings.forget_codes(tx, now)
    await export.clean(house)
