"""Where each conversation stands."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, delete, exists, select, text, update

from storage.database import Transaction, insert_for
from storage.tables import OPEN, registrations, sessions


@dataclass(frozen=True, slots=True)
class Saved:
    """A session to store. `revision` is the one that was read, 0 for a first turn."""

    person_id: int
    revision: int
    address_id: int
    form: str | None
    asked: str | None
    sealed: bytes
    wake_at: datetime | None


async def save(tx: Transaction, rows: Sequence[Saved], at: datetime) -> set[int]:
    """Stores the sessions whose revision is still the one read; returns their people."""
    values = [
        {
            "person_id": row.person_id,
            "revision": row.revision + 1,
            "address_id": row.address_id,
            "form": row.form,
            "asked": row.asked,
            "sealed": row.sealed,
            "updated_at": at,
            "wake_at": row.wake_at,
        }
        for row in rows
    ]
    return {row.person_id for row in await tx.execute(_saving(tx.dialect.name), values)}


@cache
def _saving(dialect: str) -> Executable:
    statement = insert_for(dialect, sessions)
    new = statement.excluded
    changed = {
        name: new[name]
        for name in ("revision", "address_id", "form", "asked", "sealed", "updated_at", "wake_at")
    }
    return statement.on_conflict_do_update(
        index_elements=[sessions.c.person_id],
        set_=changed,
        where=sessions.c.revision == new.revision - 1,
    ).returning(sessions.c.person_id)


async def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """People who have been silent long enough for something to happen."""
    query = (
        select(sessions.c.person_id)
        .where(sessions.c.wake_at <= now)
        .order_by(sessions.c.wake_at)
        .limit(limit)
    )
    return list((await tx.execute(query)).scalars())


async def claim(tx: Transaction, now: datetime, among: Sequence[int]) -> list[int]:
    """Those of them whose silence is still due and nobody else's: until this transaction ends
    no other scheduler sees them, so what is read of them next is what was found due."""
    query = (
        select(sessions.c.person_id)
        .where(sessions.c.wake_at <= now, sessions.c.person_id.in_(among))
        .with_for_update(skip_locked=True)
    )
    return list((await tx.execute(query)).scalars())


async def under_way(tx: Transaction, person_id: int) -> bool:
    """Whether a form waits for an answer of theirs."""
    query = select(sessions.c.form).where(sessions.c.person_id == person_id)
    return (await tx.execute(query)).scalar_one_or_none() is not None


async def speak_at(tx: Transaction, person_id: int, address_id: int) -> None:
    """The conversation goes on at another address of the same person."""
    there = update(sessions).where(sessions.c.person_id == person_id)
    await tx.execute(there.values(address_id=address_id))


async def sealed(tx: Transaction, people: Sequence[int]) -> dict[int, bytes]:
    """Where these people stand, by person."""
    if not people:
        return {}
    query = select(sessions.c.person_id, sessions.c.sealed).where(sessions.c.person_id.in_(people))
    return {row.person_id: row.sealed for row in await tx.execute(query)}


async def forget(tx: Transaction, person_id: int) -> None:
    await tx.execute(delete(sessions).where(sessions.c.person_id == person_id))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A conversation with a form under way, for the list of unfinished pre-registrations."""

    person_id: int
    sealed: bytes
    updated_at: datetime


async def unfinished(
    tx: Transaction, form: str, since: datetime | None = None, until: datetime | None = None
) -> AsyncIterator[Unfinished]:
    """Last touched in that time. Who is only correcting what was sent is not among them."""
    sent = exists().where(registrations.c.person_id == sessions.c.person_id, text(OPEN))
    query = select(sessions).where(sessions.c.form == form, ~sent)
    if since:
        query = query.where(sessions.c.updated_at >= since)
    if until:
        query = query.where(sessions.c.updated_at < until)
    query = query.order_by(sessions.c.person_id)
    async for row in await tx.stream(query):
        yield Unfinished(row.person_id, row.sealed, row.updated_at)
