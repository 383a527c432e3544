"""What a person wants to be told first: everything, only reminders, or nothing."""

from datetime import datetime

from dialog.effects import ResumeMessages, StopMessages
from storage import campaigns, outbox, people, recipients
from storage.database import Transaction
from storage.people import Known


async def change(
    tx: Transaction, known: Known, effect: StopMessages | ResumeMessages, now: datetime
) -> None:
    """Holds at once, also for what is promised already."""
    if isinstance(effect, ResumeMessages):
        await people.stop(tx, known.person_id, None)
        return
    if effect.news_only:
        await people.stop_news(tx, known.person_id, now)
    else:
        await people.stop(tx, known.person_id, now)
        await outbox.skip_first_words(tx, known.person_id)
    waiting_in = await campaigns.open_ids(tx)
    await recipients.end_for(tx, waiting_in, known.person_id, "stopped", now)
