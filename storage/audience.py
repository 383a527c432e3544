"""Who an audience expression means: people with what a campaign needs to know of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from dialog.audience import Audience, Months
from storage import reach
from storage.database import Transaction, insert
from storage.tables import addresses, members, people, registrations, sessions
from storage.tables import campaign_recipients as ledger

FORM = "daftar"
UNFINISHED, NOTHING = "draft", "none"
STATUSES = ("submitted", "review", "registered", "rejected", UNFINISHED, NOTHING)
"""The states of a registration; `draft` began one, `none` never did."""


@dataclass(frozen=True, slots=True)
class Found:
    """One person of an audience, at the address where writing to them costs least."""

    person_id: int
    address_id: int
    channel: str
    stopped: bool
    left: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a text may say of a person. `sealed` holds the answers of registration `number`."""

    name: str
    number: str | None
    sealed: bytes | None
    district: str | None
    nagari: str | None
    occupation: str | None
    paid_until: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """The next `limit` people by id, at a moment; `channels` are those that are switched on."""

    after: int
    limit: int
    channels: tuple[str, ...]
    at: datetime


_REACHED = aliased(addresses, name="reached")
_NAMED = aliased(addresses, name="named")
_FILED = aliased(registrations, name="filed")


async def page(
    tx: Transaction, wanted: Audience, areas: Sequence[str], after: int, limit: int
) -> list[Found]:
    """The next people by id, all of `areas` (kecamatan and nagari) and none beyond them."""
    query = (
        _within(select(*_FOUND), wanted, areas)
        .where(people.c.id > after)
        .order_by(people.c.id)
        .limit(limit)
    )
    return [Found(*row) for row in (await tx.execute(query)).all()]


async def put(
    tx: Transaction, campaign_id: int, wanted: Audience, areas: Sequence[str], page: Page
) -> list[tuple[int, str]]:
    """The same people as lines of a campaign whose words are the same for all: without a row of
    them passing through here. Person and state of each; who has a line keeps it."""
    stopped, gone = _FOUND[3], _FOUND[4]
    elsewhere = _REACHED.c.channel.not_in(page.channels)
    state = case((or_(stopped, gone, elsewhere), "skipped"), else_="queued")
    reason = case((stopped, "stopped"), (gone, "blocked"), (elsewhere, "no_channel"), else_=null())
    at = literal(page.at, ledger.c.not_before.type)
    columns = (literal(campaign_id), *_FOUND[:3], state, reason, at)
    lines = (
        _within(select(*columns), wanted, areas)
        .where(people.c.id > page.after)
        .order_by(people.c.id)
        .limit(page.limit)
    )
    names = ("campaign_id", "person_id", "address_id", "channel", "state", "reason", "not_before")
    made = (
        insert(tx, ledger)
        .from_select(names, lines)
        .on_conflict_do_update(
            index_elements=[ledger.c.campaign_id, ledger.c.person_id],
            set_={"campaign_id": campaign_id},  # nothing changes, but the line is told of
        )
        .returning(ledger.c.person_id, ledger.c.state)
    )
    return sorted((row[0], row[1]) for row in (await tx.execute(made)).all())


async def details(tx: Transaction, person_ids: Sequence[int]) -> dict[int, Told]:
    """What texts may say of these people."""
    query = (
        _joined(select(people.c.id, *_TOLD), members_too=True)
        .join(_NAMED, _NAMED.c.id == reach.cheapest(people.c.id), isouter=True)
        .where(people.c.id.in_(person_ids))
    )
    return {row[0]: Told(*row[1:]) for row in (await tx.execute(query)).all()}


async def count(tx: Transaction, wanted: Audience, areas: Sequence[str]) -> int:
    """How many people it means at this moment."""
    query = _within(select(people.c.id), wanted, areas).subquery()
    return int((await tx.execute(select(func.count()).select_from(query))).scalar_one())


_FOUND = (
    people.c.id,
    _REACHED.c.id,
    _REACHED.c.channel,
    or_(people.c.stopped_at.is_not(None), people.c.news_stopped_at.is_not(None)),
    _REACHED.c.left_at.is_not(None),
)
_TOLD = (
    _NAMED.c.name,
    _FILED.c.number,
    _FILED.c.sealed,
    _FILED.c.district,
    _FILED.c.nagari,
    _FILED.c.occupation,
    members.c.paid_until,
)


def _within(query: Select, wanted: Audience, areas: Sequence[str]) -> Select:  # type: ignore[type-arg]
    filed = bool(areas or wanted.area or wanted.occupation or wanted.status or wanted.source)
    if filed or wanted.paid_until:
        query = _joined(query, members_too=bool(wanted.paid_until))
    else:
        query = query.select_from(people)
    query = query.join(_REACHED, _REACHED.c.id == reach.cheapest(people.c.id))
    return query.where(*_conditions(wanted, areas))


def _joined(query: Select, *, members_too: bool) -> Select:  # type: ignore[type-arg]
    """With the person's latest registration, and what the branch says of their NIK."""
    newer = aliased(registrations)
    latest = and_(
        _FILED.c.person_id == people.c.id,
        _FILED.c.status != "erased",
        ~exists().where(
            newer.c.person_id == _FILED.c.person_id,
            newer.c.id > _FILED.c.id,
            newer.c.status != "erased",
        ),
    )
    query = query.select_from(people).join(_FILED, latest, isouter=True)
    if members_too:
        query = query.join(members, members.c.nik_hash == _FILED.c.nik_hash, isouter=True)
    return query


def _conditions(wanted: Audience, areas: Sequence[str]) -> list[ColumnElement[bool]]:
    found = []
    if areas:
        found.append(or_(*map(_in_area, areas)))
    if wanted.area:
        found.append(or_(*map(_in_area, wanted.area)))
    if wanted.occupation:
        found.append(_FILED.c.occupation.in_(wanted.occupation))
    if wanted.status:
        found.append(or_(*map(_has_status, wanted.status)))
    if wanted.channel:
        found.append(_REACHED.c.channel.in_(wanted.channel))
    if wanted.source:
        came_by = people.c.source.in_(wanted.source)
        found.append(or_(came_by, _FILED.c.source.in_(wanted.source)))
    if wanted.paid_until:
        found.append(or_(*map(_paid, wanted.paid_until)))
    return found


def _in_area(code: str) -> ColumnElement[bool]:
    """A nagari has a code of four parts, a kecamatan of three, a regency of two."""
    if code.count(".") >= 3:
        return _FILED.c.nagari == code
    if code.count(".") == 2:
        return _FILED.c.district == code
    return _FILED.c.district.like(f"{code}.%")


def _has_status(status: str) -> ColumnElement[bool]:
    if status not in (UNFINISHED, NOTHING):
        return _FILED.c.status == status
    begun = exists().where(sessions.c.person_id == people.c.id, sessions.c.form == FORM)
    return and_(_FILED.c.id.is_(None), begun if status == UNFINISHED else ~begun)


def _paid(months: Months) -> ColumnElement[bool]:
    column = members.c.paid_until
    low = column >= months.first if months.first else true()
    high = column <= months.last if months.last else true()
    return and_(column.is_not(None), low, high)


__all__ = ["STATUSES", "Found", "Page", "Told", "count", "details", "page", "put"]
