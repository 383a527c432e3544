"""What was said in conversations with officers, and by whom. Sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update

from storage.database import Transaction
from storage.tables import handover_words, handovers

Speaker = Literal["worker", "officer", "bot"]


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said. Blanked words are not among those that are read back."""

    speaker: Speaker
    sealed: bytes
    at: datetime


async def add(tx: Transaction, number: int, word: Word) -> None:
    await tx.execute(
        insert(handover_words).values(
            handover_id=number, speaker=word.speaker, sealed=word.sealed, at=word.at
        )
    )


async def of(tx: Transaction, number: int, limit: int) -> list[Word]:
    """The newest `limit` of one conversation, oldest first."""
    query = (
        select(handover_words.c.speaker, handover_words.c.sealed, handover_words.c.at)
        .where(handover_words.c.handover_id == number, handover_words.c.sealed.is_not(None))
        .order_by(handover_words.c.id.desc())
        .limit(limit)
    )
    rows = (await tx.execute(query)).all()
    return [Word(*row) for row in reversed(rows)]


async def last_of_worker(tx: Transaction, number: int) -> bytes | None:
    """The person's latest words, sealed."""
    query = (
        select(handover_words.c.sealed)
        .where(
            handover_words.c.handover_id == number,
            handover_words.c.speaker == "worker",
            handover_words.c.sealed.is_not(None),
        )
        .order_by(handover_words.c.id.desc())
        .limit(1)
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def blank_before(tx: Transaction, moment: datetime) -> None:
    """Forgets what was said before; who spoke and when stays known."""
    await tx.execute(
        update(handover_words)
        .where(handover_words.c.at < moment, handover_words.c.sealed.is_not(None))
        .values(sealed=None)
    )


async def blank_for(tx: Transaction, person_id: int) -> None:
    """Forgets everything said with one person."""
    theirs = select(handovers.c.id).where(handovers.c.person_id == person_id)
    await tx.execute(
        update(handover_words).where(handover_words.c.handover_id.in_(theirs)).values(sealed=None)
    )
