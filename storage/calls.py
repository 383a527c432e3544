"""People who want to talk to an officer."""

from datetime import datetime

from sqlalchemy import update

from storage.database import Transaction, insert
from storage.tables import officer_calls


async def call(tx: Transaction, person_id: int, reason: str, at: datetime) -> bool:
    """Whether this is a new call: one with the same reason may be open already."""
    statement = (
        insert(tx, officer_calls)
        .values(person_id=person_id, reason=reason, called_at=at)
        .on_conflict_do_nothing()
        .returning(officer_calls.c.id)
    )
    return (await tx.execute(statement)).first() is not None


async def close_all(tx: Transaction, person_id: int, at: datetime) -> None:
    await tx.execute(
        update(officer_calls)
        .where(officer_calls.c.person_id == person_id, officer_calls.c.closed_at.is_(None))
        .values(closed_at=at)
    )
