"""What has been handled already."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, delete

from storage.database import Transaction, insert_for
from storage.tables import inbox

Key = tuple[str, str]
"""Channel and the network's message id."""


async def remember(tx: Transaction, keys: Sequence[Key], at: datetime) -> set[Key]:
    """Notes the events and returns those that are new."""
    rows = [
        {"channel": channel, "external_id": external_id, "received_at": at}
        for channel, external_id in keys
    ]
    noted = await tx.execute(_remembering(tx.dialect.name), rows)
    return {(row.channel, row.external_id) for row in noted}


@cache
def _remembering(dialect: str) -> Executable:
    statement = insert_for(dialect, inbox).on_conflict_do_nothing()
    return statement.returning(inbox.c.channel, inbox.c.external_id)


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drops keys older than any network repeats (Meta: 7 days)."""
    done = await tx.execute(delete(inbox).where(inbox.c.received_at < moment))
    return done.rowcount
