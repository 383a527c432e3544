"""Monthly contribution reminders people asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select, update

from dialog.wire import Address
from storage.database import Transaction, insert
from storage.tables import addresses, people, reminders, sessions


@dataclass(frozen=True, slots=True)
class Due:
    person_id: int
    address_id: int
    to: Address
    day: int
    next_at: datetime
    welcome: bool = True  # neither stopped nor gone
    session: bytes | None = None  # sealed: it knows the language


async def put(
    tx: Transaction, person_id: int, address_id: int, day: int, next_at: datetime
) -> None:
    changed = {"address_id": address_id, "day": day, "next_at": next_at}
    await tx.execute(
        insert(tx, reminders)
        .values(person_id=person_id, **changed)
        .on_conflict_do_update(index_elements=[reminders.c.person_id], set_=changed)
    )


async def drop(tx: Transaction, person_id: int) -> None:
    await tx.execute(delete(reminders).where(reminders.c.person_id == person_id))


async def day_of(tx: Transaction, person_id: int) -> int | None:
    query = select(reminders.c.day).where(reminders.c.person_id == person_id)
    return (await tx.execute(query)).scalar_one_or_none()


async def due(tx: Transaction, now: datetime, limit: int) -> list[Due]:
    query = (
        select(
            reminders.c.person_id, reminders.c.address_id, addresses.c.channel,
            addresses.c.key, reminders.c.day, reminders.c.next_at,
            and_(people.c.stopped_at.is_(None), addresses.c.left_at.is_(None)).label("welcome"),
            sessions.c.sealed,
        )
        .join(addresses, addresses.c.id == reminders.c.address_id)
        .join(people, people.c.id == reminders.c.person_id)
        .outerjoin(sessions, sessions.c.person_id == reminders.c.person_id)
        .where(reminders.c.next_at <= now)
        .order_by(reminders.c.next_at)
        .limit(limit)
    )  # fmt: skip
    return [
        Due(
            row.person_id, row.address_id, Address(row.channel, row.key), row.day, row.next_at,
            bool(row.welcome), row.sealed,
        )
        for row in await tx.execute(query)
    ]  # fmt: skip


async def advance(tx: Transaction, one: Due, next_at: datetime) -> bool:
    """Moves the due date on; false when somebody else did, and then sends."""
    moved = await tx.execute(
        update(reminders)
        .where(reminders.c.person_id == one.person_id, reminders.c.next_at == one.next_at)
        .values(next_at=next_at)
    )
    return moved.rowcount == 1
