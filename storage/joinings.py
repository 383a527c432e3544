"""Addresses moved from one person to another who is the same human being, and moved back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, or_, select, text, update

from dialog.wire import Address
from storage.database import Transaction
from storage.tables import (
    JOINED,
    TAKEN,
    TALKING,
    addresses,
    form_links,
    handovers,
    joining_codes,
    joinings,
    people,
    registrations,
    reminders,
    sessions,
)

FORM = "daftar"
STANDING = ("submitted", "review", "registered")


@dataclass(frozen=True, slots=True)
class Joining:
    """An address that belongs to `person_id` now and to `own_person_id` by itself."""

    address_id: int
    own_person_id: int
    person_id: int


# Codes


async def put_code(tx: Transaction, code_hash: str, address_id: int, until: datetime) -> None:
    """The one code of this address: an earlier one is void."""
    await tx.execute(delete(joining_codes).where(joining_codes.c.address_id == address_id))
    values = {"code_hash": code_hash, "address_id": address_id, "expires_at": until}
    await tx.execute(insert(joining_codes).values(**values))


async def use_code(tx: Transaction, code_hash: str, now: datetime) -> Address | None:
    """Where the code was shown; it is gone with that. Nothing: there is none, or not any more."""
    used = (
        delete(joining_codes)
        .where(joining_codes.c.code_hash == code_hash, joining_codes.c.expires_at > now)
        .returning(joining_codes.c.address_id)
    )
    address_id = (await tx.execute(used)).scalar_one_or_none()
    if address_id is None:
        return None
    query = select(addresses.c.channel, addresses.c.key).where(addresses.c.id == address_id)
    return Address(*(await tx.execute(query)).one())


async def forget_codes(tx: Transaction, before: datetime) -> None:
    await tx.execute(delete(joining_codes).where(joining_codes.c.expires_at < before))


# Who may be the same


async def alike(
    tx: Transaction, person_id: int, channel: str, number: str, hashes: tuple[bytes, bytes | None]
) -> bool:
    """Whether somebody else, on another network, has this telephone `number` (digits) as their
    address there, or gave this NIK or telephone (`hashes`)."""
    nik, phone = hashes
    there = exists().where(
        addresses.c.channel == "whatsapp", addresses.c.key == number,
        addresses.c.person_id != person_id,
    )  # fmt: skip
    same = [(registrations.c.nik_hash == nik) & text(TAKEN)]
    if phone is not None:
        same.append((registrations.c.phone_hash == phone) & registrations.c.phone_hash.is_not(None))
    filed = [
        exists().where(
            one, registrations.c.person_id != person_id, registrations.c.channel != channel
        )
        for one in same
    ]
    found = [*filed, there] if channel != "whatsapp" else filed
    return bool((await tx.execute(select(or_(*found)))).scalar_one())


# Moving


async def of(tx: Transaction, person_id: int) -> list[Joining]:
    """The addresses that came to this person from others."""
    query = (
        select(joinings.c.address_id, joinings.c.own_person_id, joinings.c.person_id)
        .where(joinings.c.person_id == person_id, text(JOINED))
        .order_by(joinings.c.id)
    )
    return [Joining(*row) for row in await tx.execute(query)]


async def move(tx: Transaction, own: int, to: int, proof: str, at: datetime) -> None:
    """All addresses of `own` become addresses of `to`, each remembering whose it is by itself.
    What `own` was about to be told or to fill in ends with that."""
    theirs = addresses.c.person_id == own
    came = joinings.c.person_id == own
    before = {one.address_id for one in await of(tx, own)}
    moved = (await tx.execute(select(addresses.c.id).where(theirs))).scalars()
    rows = [
        {"address_id": one, "own_person_id": own, "person_id": to, "proof": proof, "joined_at": at}
        for one in moved
        if one not in before
    ]
    await tx.execute(update(joinings).where(came, text(JOINED)).values(person_id=to))
    await tx.execute(insert(joinings), rows)
    await tx.execute(update(addresses).where(theirs).values(person_id=to))
    await _rest(tx, own, at)


async def _rest(tx: Transaction, person_id: int, at: datetime) -> None:
    """Nobody is behind this person for now: no clock may wait for them."""
    unplanned = {"rule": None, "due_on": None, "next_at": None}
    for table, changed in ((reminders, unplanned), (sessions, {"wake_at": None})):
        await tx.execute(update(table).where(table.c.person_id == person_id).values(**changed))
    unused = (form_links.c.person_id == person_id) & form_links.c.used_at.is_(None)
    await tx.execute(update(form_links).where(unused).values(used_at=at))


async def move_back(tx: Transaction, person_id: int, at: datetime) -> list[Joining]:
    """Each address that came to this person is its own person's again."""
    found = await of(tx, person_id)
    for one in found:
        back = update(addresses).where(addresses.c.id == one.address_id)
        await tx.execute(back.values(person_id=one.own_person_id))
    over = update(joinings).where(joinings.c.person_id == person_id, text(JOINED))
    await tx.execute(over.values(ended_at=at))
    return found


async def forget(tx: Transaction, person_id: int) -> None:
    """That there ever was more than one address."""
    either = (joinings.c.person_id == person_id) | (joinings.c.own_person_id == person_id)
    await tx.execute(delete(joinings).where(either, joinings.c.ended_at.is_not(None)))


# What the two sides are


@dataclass(frozen=True, slots=True)
class Row:
    """One side of a joining, as it is stored."""

    person_id: int
    nik_hash: bytes | None  # of the registration; nothing: they have none
    filed_at: datetime | None
    draft_at: datetime | None  # the last word of a form under way
    attended: bool  # a conversation with an officer is open
    stopped_at: datetime | None
    news_stopped_at: datetime | None


async def side(tx: Transaction, person_id: int) -> Row:
    """Locked on PostgreSQL, so that two joinings of one person cannot cross."""
    query = select(people).where(people.c.id == person_id).with_for_update()
    person = (await tx.execute(query)).one()
    filed = (
        select(registrations.c.nik_hash, registrations.c.submitted_at)
        .where(registrations.c.person_id == person_id, registrations.c.status.in_(STANDING))
        .order_by(registrations.c.id)
    )
    registration = (await tx.execute(filed.limit(1))).first()
    talk = select(sessions.c.form, sessions.c.updated_at).where(sessions.c.person_id == person_id)
    session = (await tx.execute(talk)).first()
    attended = exists().where(handovers.c.person_id == person_id, text(TALKING))
    return Row(
        person_id,
        registration.nik_hash if registration else None,
        registration.submitted_at if registration else None,
        session.updated_at if session and session.form == FORM else None,
        bool((await tx.execute(select(attended))).scalar_one()),
        person.stopped_at,
        person.news_stopped_at,
    )
