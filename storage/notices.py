"""What has been told on our own account: each thing once, whoever's clock strikes first."""

from collections.abc import Collection
from datetime import datetime

from storage.database import Transaction, insert
from storage.tables import notices


async def claim(tx: Transaction, keys: Collection[str], at: datetime) -> set[str]:
    """Notes the keys and returns those that nobody had noted before."""
    rows = [{"key": key, "told_at": at} for key in keys]
    if not rows:
        return set()
    statement = insert(tx, notices).on_conflict_do_nothing().returning(notices.c.key)
    return {row.key for row in await tx.execute(statement, rows)}
