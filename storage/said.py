"""What was said, for showing it again, until it is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, text, update

from storage.database import Transaction
from storage.outbox import addressed_to
from storage.tables import UNSETTLED, outbox


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was promised, for showing it again."""

    id: int
    sealed: bytes


async def history(tx: Transaction, address_id: int, after: int, limit: int) -> list[Told]:
    """The newest `limit` messages to one address, oldest first."""
    query = (
        select(outbox.c.id, outbox.c.sealed)
        .where(
            outbox.c.address_id == address_id,
            outbox.c.id > after,
            outbox.c.sealed.is_not(None),
        )
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    rows = (await tx.execute(query)).all()
    return [Told(row.id, row.sealed) for row in reversed(rows)]


async def blank_before(tx: Transaction, moment: datetime) -> int:
    """Bodies older than the retention period are forgotten; what was sent when stays known."""
    done = await tx.execute(
        update(outbox)
        .where(outbox.c.created_at < moment, outbox.c.sealed.is_not(None))
        .values(sealed=None)
    )
    return done.rowcount


async def blank_for(tx: Transaction, person_id: int) -> None:
    """Forgets what was said to one person, or passed on of them, and drops what still waits.
    What is in the air right now is in its sender's memory already, and `settle` leaves it as it
    is here."""
    theirs = or_(addressed_to(person_id), outbox.c.about == person_id)
    await tx.execute(
        update(outbox)
        .where(theirs, text(f"outbox.{UNSETTLED}"))
        .values(status="skipped", reason="erased", claimed_by=None, lease_until=None)
    )
    await tx.execute(update(outbox).where(theirs).values(sealed=None))


async def blank_shown(
    tx: Transaction, address_ids: Sequence[int], since: datetime, until: datetime
) -> None:
    """Forgets what was shown at these addresses in that time, but not what passes on the words
    of somebody in particular, nor what still waits."""
    await tx.execute(
        update(outbox)
        .where(
            outbox.c.address_id.in_(address_ids),
            outbox.c.created_at.between(since, until),
            outbox.c.about.is_(None),
            outbox.c.status.not_in(("queued", "claimed")),
        )
        .values(sealed=None)
    )
