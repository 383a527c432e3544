"""People, their addresses and their roles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, text, update

from dialog.wire import Address
from storage import database, reach
from storage.database import Transaction
from storage.tables import (
    OPEN,
    SERVED,
    TALKING,
    addresses,
    handovers,
    people,
    registrations,
    roles,
    sessions,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A person as a turn needs to see them, with the conversation's sealed state."""

    person_id: int
    address_id: int
    address: Address
    stopped: bool = False
    left: bool = False
    registration: str | None = None
    roles: frozenset[str] = frozenset()
    revision: int = 0
    sealed: bytes | None = None
    new: bool = False
    handover: int | None = None  # the number of the conversation with an officer they are in
    attended: bool = False  # and an officer has taken it
    serving: int | None = None  # the number of the one they have taken themselves, as an officer
    news_stopped: bool = False
    moved: bool = False  # their last word came from another of their addresses
    heard_at: datetime | None = None  # their last word, where one may write freely only after it


_SERVED = handovers.alias("served")
_KNOWN = (
    select(
        addresses.c.id,
        addresses.c.person_id,
        addresses.c.channel,
        addresses.c.key,
        addresses.c.left_at,
        addresses.c.heard_at,
        people.c.stopped_at,
        people.c.news_stopped_at,
        sessions.c.revision,
        sessions.c.sealed,
        sessions.c.address_id.label("spoke_at"),
        registrations.c.number,
        roles.c.role,
        handovers.c.id.label("handover"),
        handovers.c.status.label("handover_status"),
        _SERVED.c.id.label("serving"),
    )
    .join(people, people.c.id == addresses.c.person_id)
    .outerjoin(sessions, sessions.c.person_id == people.c.id)
    .outerjoin(
        registrations, (registrations.c.person_id == people.c.id) & text(f"registrations.{OPEN}")
    )
    .outerjoin(roles, (roles.c.channel == addresses.c.channel) & (roles.c.key == addresses.c.key))
    .outerjoin(handovers, (handovers.c.person_id == people.c.id) & text(f"handovers.{TALKING}"))
    .outerjoin(_SERVED, (_SERVED.c.officer_id == addresses.c.id) & text(f"served.{SERVED}"))
)

_KNOWN_HERE = _KNOWN.where(
    addresses.c.channel == bindparam("channel"),
    addresses.c.key.in_(bindparam("keys", expanding=True)),
)


async def known(tx: Transaction, wanted: Iterable[Address]) -> dict[Address, Known]:
    """Those of the addresses that we have met, with everything a turn needs."""
    keys: dict[str, list[str]] = defaultdict(list)
    for address in wanted:
        keys[address.channel].append(address.key)
    found: dict[Address, Known] = {}
    for channel, some in keys.items():
        wanted_here = {"channel": channel, "keys": some}
        _collect(found, (await tx.execute(_KNOWN_HERE, wanted_here)).all())
    return found


async def known_people(tx: Transaction, ids: Sequence[int]) -> list[Known]:
    """The people with these ids, each at the address they used last."""
    query = _KNOWN.where(people.c.id.in_(ids), addresses.c.id == reach.last_used(people.c.id))
    found: dict[Address, Known] = {}
    _collect(found, (await tx.execute(query)).all())
    return list(found.values())


def _collect(found: dict[Address, Known], rows: Iterable[Any]) -> None:
    """One person a row, but for those with several roles."""
    for row in rows:
        address = Address(row.channel, row.key)
        held = found[address].roles if address in found else frozenset[str]()
        found[address] = Known(
            person_id=row.person_id,
            address_id=row.id,
            address=address,
            stopped=row.stopped_at is not None,
            left=row.left_at is not None,
            registration=row.number,
            roles=held | {row.role} if row.role else held,
            revision=row.revision or 0,
            sealed=row.sealed,
            handover=row.handover,
            attended=row.handover_status == "taken",
            serving=row.serving,
            news_stopped=row.news_stopped_at is not None,
            moved=row.spoke_at not in (None, row.id),
            heard_at=row.heard_at,
        )


@dataclass(frozen=True, slots=True)
class Newcomer:
    address: Address
    name: str
    source: str | None = None


async def add(tx: Transaction, newcomers: Sequence[Newcomer], at: datetime) -> dict[Address, Known]:
    """Makes a person for each. Fails (and undoes all) if another process was faster."""
    made = await tx.execute(
        insert(people).returning(people.c.id, sort_by_parameter_order=True),
        [{"created_at": at, "source": newcomer.source} for newcomer in newcomers],
    )
    ids = [row.id for row in made]
    rows = [
        {
            "person_id": person_id,
            "channel": newcomer.address.channel,
            "key": newcomer.address.key,
            "name": newcomer.name[:160],
        }
        for person_id, newcomer in zip(ids, newcomers, strict=True)
    ]
    await tx.execute(insert(addresses), rows)
    met = await known(tx, [newcomer.address for newcomer in newcomers])  # they may have a role
    return {address: replace(one, new=True) for address, one in met.items()}


async def are_known(tx: Transaction) -> bool:
    """Whether anybody has ever been here."""
    return (await tx.execute(select(people.c.id).limit(1))).first() is not None


async def stop(tx: Transaction, person_id: int, at: datetime | None) -> None:
    """No message is sent first from now on; `None` takes every stop back."""
    changed = {"stopped_at": at} if at else {"stopped_at": None, "news_stopped_at": None}
    await tx.execute(update(people).where(people.c.id == person_id).values(**changed))


async def stop_news(tx: Transaction, person_id: int, at: datetime) -> None:
    """No campaigns from now on, but the reminders the person asked for."""
    changed = {"stopped_at": None, "news_stopped_at": at}
    await tx.execute(update(people).where(people.c.id == person_id).values(**changed))


async def stop_at(tx: Transaction, address_ids: Sequence[int], at: datetime) -> None:
    """The people behind these addresses want to be sent nothing first any more."""
    theirs = select(addresses.c.person_id).where(addresses.c.id.in_(address_ids))
    still = people.c.id.in_(theirs) & people.c.stopped_at.is_(None)
    await tx.execute(update(people).where(still).values(stopped_at=at))


async def mark_left(tx: Transaction, address_ids: Sequence[int], at: datetime | None) -> None:
    """The person blocked us; `None`: they came back."""
    await tx.execute(update(addresses).where(addresses.c.id.in_(address_ids)).values(left_at=at))
    theirs = select(addresses.c.person_id).where(addresses.c.id.in_(address_ids))
    await reach.remind_there(tx, theirs)


async def known_otherwise(tx: Transaction, wanted: Iterable[Address]) -> dict[Address, Known]:
    """Those who come by another id than they were met by: each by the address that came."""
    query = select(addresses.c.channel, addresses.c.key, addresses.c.other_key)
    met: dict[Address, Address] = {}
    for address in wanted:
        same = (addresses.c.channel == address.channel) & (addresses.c.other_key == address.key)
        row = (await tx.execute(query.where(same).order_by(addresses.c.id).limit(1))).first()
        if row is not None:
            met[address] = Address(row.channel, row.key)
    found = await known(tx, met.values())
    return {came: found[as_met] for came, as_met in met.items()}


_HEARD = (
    update(addresses)
    .where(
        addresses.c.id == bindparam("address"),
        (addresses.c.heard_at.is_(None)) | (addresses.c.heard_at < bindparam("moment")),
    )
    .values(
        heard_at=bindparam("moment"),
        other_key=func.coalesce(bindparam("other"), addresses.c.other_key),
    )
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of somebody: when, and under which other id they may come next time."""

    address_id: int
    at: datetime
    other_key: str = ""


async def hear(tx: Transaction, told: Sequence[Heard]) -> None:
    """When each of these addresses was last heard; an older word changes nothing."""
    rows = [
        {"address": one.address_id, "moment": one.at, "other": one.other_key or None}
        for one in sorted(told, key=lambda one: one.address_id)
    ]
    if rows:
        await tx.execute(_HEARD, rows)


async def heard_at(tx: Transaction, address: Address) -> datetime | None:
    query = select(addresses.c.heard_at).where(
        addresses.c.channel == address.channel, addresses.c.key == address.key
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def channels_of(tx: Transaction, person_id: int) -> list[str]:
    """The networks on which somebody talks to us."""
    query = select(addresses.c.channel).where(addresses.c.person_id == person_id)
    return sorted((await tx.execute(query)).scalars())


async def forget_names(tx: Transaction, person_id: int) -> None:
    await tx.execute(update(addresses).where(addresses.c.person_id == person_id).values(name=""))


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, in one area (a kecamatan or nagari) or everywhere."""

    address: Address
    role: str
    area: str | None
    by: str


async def grant(tx: Transaction, given: Grant, at: datetime) -> None:
    """A role beside those there are. Everywhere and somewhere cannot both be: the later holds."""
    against = roles.c.area != "" if given.area is None else roles.c.area == ""
    await tx.execute(delete(roles).where(_role(given.address, given.role), against))
    statement = database.insert(tx, roles).values(
        channel=given.address.channel,
        key=given.address.key,
        role=given.role,
        area=given.area or "",
        granted_at=at,
        granted_by=given.by,
    )
    await tx.execute(statement.on_conflict_do_nothing())


async def grants_of(tx: Transaction, address: Address) -> list[Grant]:
    """The roles given to one address."""
    return [grant for grant in await grants(tx) if grant.address == address]


async def revoke(tx: Transaction, address: Address, role: str) -> bool:
    """In all areas. Whether the role was there to be taken."""
    gone = await tx.execute(delete(roles).where(_role(address, role)))
    return gone.rowcount > 0


def _role(address: Address, role: str) -> ColumnElement[bool]:
    here = (roles.c.channel == address.channel) & (roles.c.key == address.key)
    return here & (roles.c.role == role)


async def grants(tx: Transaction, role: str | None = None) -> list[Grant]:
    query = select(roles).order_by(roles.c.role, roles.c.channel, roles.c.key, roles.c.area)
    if role:
        query = query.where(roles.c.role == role)
    return [
        Grant(Address(row.channel, row.key), row.role, row.area or None, row.granted_by)
        for row in await tx.execute(query)
    ]


async def address_ids(tx: Transaction, wanted: Sequence[Address]) -> dict[Address, int]:
    """The rows of those addresses that we have met."""
    return {address: one.address_id for address, one in (await known(tx, wanted)).items()}


async def name_of(tx: Transaction, address_id: int) -> str:
    query = select(addresses.c.name).where(addresses.c.id == address_id)
    return str((await tx.execute(query)).scalar_one())
