"""What has been handled already."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from storage.database import Transaction, insert
from storage.tables import inbox

Key = tuple[str, str]
"""Channel and the network's message id."""


async def remember(tx: Transaction, keys: Sequence[Key], at: datetime) -> set[Key]:
    """Notes the events and returns those that are new."""
    statement = (
        insert(tx, inbox).on_conflict_do_nothing().returning(inbox.c.channel, inbox.c.external_id)
    )
    rows = [
        {"channel": channel, "external_id": external_id, "received_at": at}
        for channel, external_id in keys
    ]
    return {(row.channel, row.external_id) for row in await tx.execute(statement, rows)}


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drops keys older than any network repeats (Meta: 7 days)."""
    done = await tx.execute(delete(inbox).where(inbox.c.received_at < moment))
    return done.rowcount
