"""Who agreed to what, when, and in which words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from storage.database import Transaction
from storage.tables import consents

_GIVING = insert(consents)


async def give(
    tx: Transaction, person_id: int, purpose: str, version: str, channel: str, at: datetime
) -> None:
    await give_all(tx, purpose, version, [(person_id, channel, at)])


async def give_all(
    tx: Transaction, purpose: str, version: str, given: Sequence[tuple[int, str, datetime]]
) -> None:
    """Many at once: person, channel and moment of each."""
    rows = [
        {
            "person_id": person_id, "purpose": purpose, "version": version,
            "channel": channel, "given_at": at,
        }
        for person_id, channel, at in given
    ]  # fmt: skip
    if rows:
        await tx.execute(_GIVING, rows)


async def withdraw(tx: Transaction, person_id: int, at: datetime) -> None:
    await tx.execute(
        update(consents)
        .where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
