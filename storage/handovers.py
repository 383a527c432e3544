"""Conversations with an officer: who asked, who took it, and when to look at it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from dialog.wire import Address
from storage.database import Transaction, insert
from storage.tables import TALKING, addresses, handovers

ClosedBy = Literal["officer", "worker", "silence", "nobody", "erased"]


@dataclass(frozen=True, slots=True)
class Handover:
    """One conversation and the addresses of both sides. Taken by nobody in particular: by the
    officers' group."""

    number: int
    person_id: int
    address_id: int
    to: Address
    name: str
    status: str
    reason: str
    district: str | None
    nagari: str | None
    asked_at: datetime
    told_at: datetime | None
    officer_id: int | None
    officer: Address | None
    officer_name: str

    @property
    def taken(self) -> bool:
        return self.status == "taken"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who asks for an officer. `told_at`: they know already that nobody is there now."""

    person_id: int
    address_id: int
    reason: str
    district: str | None
    nagari: str | None
    asked_at: datetime
    told_at: datetime | None
    wake_at: datetime


_OFFICER = addresses.alias("officer")


def _wanted() -> Select[Any]:
    return (
        select(
            handovers,
            addresses.c.channel,
            addresses.c.key,
            addresses.c.name,
            _OFFICER.c.channel.label("officer_channel"),
            _OFFICER.c.key.label("officer_key"),
            _OFFICER.c.name.label("officer_name"),
        )
        .join(addresses, addresses.c.id == handovers.c.address_id)
        .outerjoin(_OFFICER, _OFFICER.c.id == handovers.c.officer_id)
    )


def _from(row: Any) -> Handover:
    officer = Address(row.officer_channel, row.officer_key) if row.officer_key else None
    return Handover(
        row.id, row.person_id, row.address_id, Address(row.channel, row.key), row.name,
        row.status, row.reason, row.district, row.nagari, row.asked_at, row.told_at,
        row.officer_id, officer, row.officer_name or "",
    )  # fmt: skip


async def open_for(tx: Transaction, asked: Request) -> int | None:
    """The number of the new conversation; nothing when the person has one already."""
    values = {name: getattr(asked, name) for name in Request.__slots__}
    statement = (
        insert(tx, handovers)
        .values(status="waiting", **values)
        .on_conflict_do_nothing()
        .returning(handovers.c.id)
    )
    made = (await tx.execute(statement)).first()
    return made.id if made else None


async def of_person(tx: Transaction, person_id: int) -> Handover | None:
    """The open one."""
    query = _wanted().where(handovers.c.person_id == person_id, text(f"handovers.{TALKING}"))
    row = (await tx.execute(query)).one_or_none()
    return _from(row) if row else None


async def last_of(tx: Transaction, person_id: int) -> Handover | None:
    """The newest, whatever became of it."""
    query = _wanted().where(handovers.c.person_id == person_id)
    row = (await tx.execute(query.order_by(handovers.c.id.desc()).limit(1))).one_or_none()
    return _from(row) if row else None


async def find(tx: Transaction, number: int) -> Handover | None:
    row = (await tx.execute(_wanted().where(handovers.c.id == number))).one_or_none()
    return _from(row) if row else None


async def standing(tx: Transaction) -> list[Handover]:
    """All that are open, who waited longest first."""
    query = _wanted().where(text(f"handovers.{TALKING}")).order_by(handovers.c.id)
    return [_from(row) for row in await tx.execute(query)]


async def take(
    tx: Transaction, number: int, officer_id: int | None, at: datetime, wake_at: datetime
) -> bool:
    """Whether it was still waiting, and the officer free: of two at once, one gets it."""
    statement = (
        update(handovers)
        .where(handovers.c.id == number, handovers.c.status == "waiting")
        .values(status="taken", officer_id=officer_id, taken_at=at, wake_at=wake_at)
    )
    try:
        async with tx.begin_nested():
            return (await tx.execute(statement)).rowcount == 1
    except IntegrityError:  # the officer has taken another one in this moment
        return False


async def put_back(tx: Transaction, number: int, wake_at: datetime) -> bool:
    """It waits again, at its old place in the line. Whether it was still taken."""
    done = await tx.execute(
        update(handovers)
        .where(handovers.c.id == number, handovers.c.status == "taken")
        .values(status="waiting", officer_id=None, taken_at=None, wake_at=wake_at)
    )
    return done.rowcount == 1


async def go_on(tx: Transaction, number: int, wake_at: datetime) -> bool:
    """A word was said: the silence begins anew. Whether it was still taken."""
    done = await tx.execute(
        update(handovers)
        .where(handovers.c.id == number, handovers.c.status == "taken")
        .values(wake_at=wake_at)
    )
    return done.rowcount == 1


async def move(tx: Transaction, number: int, address_id: int) -> None:
    """The person writes from there now."""
    await tx.execute(
        update(handovers).where(handovers.c.id == number).values(address_id=address_id)
    )


async def tell(tx: Transaction, number: int, at: datetime, wake_at: datetime) -> bool:
    """Notes that the person was told nobody has come yet. Whether this is the first time."""
    done = await tx.execute(
        update(handovers)
        .where(
            handovers.c.id == number,
            handovers.c.status == "waiting",
            handovers.c.told_at.is_(None),
        )
        .values(told_at=at, wake_at=wake_at)
    )
    return done.rowcount == 1


async def close(tx: Transaction, number: int, by: ClosedBy, at: datetime) -> bool:
    """Whether it was still open."""
    closed = {"status": "closed", "wake_at": None, "closed_at": at, "closed_by": by}
    done = await tx.execute(
        update(handovers)
        .where(handovers.c.id == number, handovers.c.status != "closed")
        .values(**closed)
    )
    return done.rowcount == 1


async def due(tx: Transaction, now: datetime, limit: int, quiet: bool) -> list[int]:
    """Those to look at now. In the quiet hours not those whose person must be written to first:
    who asked long ago and already knows that nobody came."""
    query = select(handovers.c.id).where(handovers.c.wake_at <= now)
    if quiet:
        query = query.where(or_(handovers.c.status == "taken", handovers.c.told_at.is_(None)))
    query = query.order_by(handovers.c.wake_at).limit(limit)
    return list((await tx.execute(query)).scalars())


async def claim(tx: Transaction, now: datetime, among: Sequence[int]) -> list[Handover]:
    """Those of them that are still due and nobody else's until this transaction ends."""
    query = (
        select(handovers.c.id)
        .where(handovers.c.wake_at <= now, handovers.c.id.in_(among))
        .with_for_update(skip_locked=True)
    )
    mine = list((await tx.execute(query)).scalars())
    found = await tx.execute(_wanted().where(handovers.c.id.in_(mine)).order_by(handovers.c.id))
    return [_from(row) for row in found] if mine else []


async def first_of(tx: Transaction, person_id: int) -> datetime | None:
    """When the person first asked for an officer."""
    query = select(func.min(handovers.c.asked_at)).where(handovers.c.person_id == person_id)
    first: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return first


async def forget_places(tx: Transaction, person_id: int) -> None:
    """Where the person lives is forgotten; that they asked, and when, stays for the counts."""
    await tx.execute(
        update(handovers)
        .where(handovers.c.person_id == person_id)
        .values(district=None, nagari=None)
    )
