"""What has been told on our own account: each thing once, whoever's clock strikes first."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Transaction, insert
from storage.tables import notices


async def claim(tx: Transaction, keys: Collection[str], at: datetime) -> set[str]:
    """Notes the keys and returns those that nobody had noted before."""
    rows = [{"key": key, "told_at": at} for key in keys]
    if not rows:
        return set()
    statement = insert(tx, notices).on_conflict_do_nothing().returning(notices.c.key)
    return {row.key for row in await tx.execute(statement, rows)}


async def mark(tx: Transaction, key: str, at: datetime) -> datetime | None:
    """Leaves a mark; when the last one was left. Nothing for the first one, and for whoever finds
    that another has left one meanwhile."""
    if await claim(tx, [key], at):
        return None
    last: datetime = (
        await tx.execute(select(notices.c.told_at).where(notices.c.key == key))
    ).scalar_one()
    done = await tx.execute(
        update(notices)
        .where(notices.c.key == key, notices.c.told_at == last, notices.c.told_at < at)
        .values(told_at=at)
    )
    return last if done.rowcount == 1 else None
