"""Who agreed to what, when, and in which words."""

from datetime import datetime

from sqlalchemy import insert, update

from storage.database import Transaction
from storage.tables import consents


async def give(
    tx: Transaction, person_id: int, purpose: str, version: str, channel: str, at: datetime
) -> None:
    await tx.execute(
        insert(consents).values(
            person_id=person_id, purpose=purpose, version=version, channel=channel, given_at=at
        )
    )


async def withdraw(tx: Transaction, person_id: int, at: datetime) -> None:
    await tx.execute(
        update(consents)
        .where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
