"""Every message we promised to send: put, claimed by one pump, settled with its fate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from dialog.wire import Address
from storage.database import Transaction
from storage.tables import TALKING, UNSETTLED, WAITING, addresses, handovers, outbox, people

REPLY, REMINDER, CAMPAIGN = 0, 1, 2

TEMPLATE_TROUBLE = (
    "template_missing", "template_policy", "template_paused", "template_disabled",
    "template_parameters",
)  # fmt: skip
"""Why the template of a message cannot be used just now."""

# Written out and not bound as values: only then do the databases see, and at once, that a partial
# index answers. With values SQLite plans the statement anew each time, and reads whole histories.
WAITS = text(f"outbox.{WAITING}")
_IS_CLAIMED = text("outbox.status = 'claimed'")


@dataclass(frozen=True, slots=True)
class Promise:
    """A finished message for one address, sealed."""

    address_id: int
    to: Address
    lane: int
    sealed: bytes
    about: int | None = None  # whose words it passes on: they can have them forgotten


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message this process may send now."""

    id: int
    address_id: int
    key: str
    lane: int
    sealed: bytes
    attempts: int
    about: int | None = None
    thread: str = ""  # the key of the thread about them, where it goes to a group that has one


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a claimed message."""

    id: int
    status: str
    attempts: int
    not_before: datetime
    external_id: str | None = None
    reason: str | None = None


_PUTTING = outbox.insert()


def _row(promise: Promise, at: datetime) -> dict[str, object]:
    """A message as it waits from that moment on."""
    return {
        "address_id": promise.address_id,
        "about": promise.about,
        "channel": promise.to.channel,
        "key": promise.to.key,
        "lane": promise.lane,
        "status": "queued",
        "sealed": promise.sealed,
        "created_at": at,
        "not_before": at,
    }


async def put(tx: Transaction, promises: Sequence[Promise], at: datetime) -> None:
    await tx.execute(_PUTTING, [_row(promise, at) for promise in promises])


@dataclass(frozen=True, slots=True)
class Standing:
    """How one message stands, for whoever wants to put another in its place."""

    status: str
    external_id: str | None
    created_at: datetime


async def put_one(tx: Transaction, promise: Promise, at: datetime) -> int:
    """One message, and its number."""
    made = await tx.execute(insert(outbox).values(_row(promise, at)).returning(outbox.c.id))
    return int(made.scalar_one())


async def standing(tx: Transaction, message_id: int) -> Standing | None:
    columns = (outbox.c.status, outbox.c.external_id, outbox.c.created_at)
    row = (await tx.execute(select(*columns).where(outbox.c.id == message_id))).one_or_none()
    return Standing(*row) if row else None


async def put_claimed(
    tx: Transaction, promises: Sequence[Promise], tried: Sequence[int], wish: "Wish"
) -> list[Claimed]:
    """Messages that leave at once, the caller's already: they never wait here."""
    claim = {"status": "claimed", "claimed_by": wish.owner, "lease_until": wish.lease_until}
    rows = [
        {**_row(promise, wish.now), **claim, "attempts": attempts}
        for promise, attempts in zip(promises, tried, strict=True)
    ]
    returned = insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
    ids = (await tx.execute(returned, rows)).scalars()
    return [
        Claimed(row, one.address_id, one.to.key, one.lane, one.sealed, attempts)
        for row, one, attempts in zip(ids, promises, tried, strict=True)
    ]


async def put_held(
    tx: Transaction, promises: Sequence[Promise], at: datetime, until: datetime
) -> None:
    """Messages that wait for the person to write: see `release`."""
    held = {"not_before": until, "reason": "window_closed"}
    rows = [{**_row(promise, at), **held} for promise in promises]
    if rows:
        await tx.execute(_PUTTING, rows)


async def take_back(tx: Transaction, ids: Sequence[int]) -> None:
    """Messages that were not sent and go back to where they came from: as if never put."""
    if ids:
        await tx.execute(delete(outbox).where(outbox.c.id.in_(ids), outbox.c.status == "claimed"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a pump asks for: how many, for how long, and whether it is night."""

    channel: str
    owner: str
    now: datetime
    lease_until: datetime
    limit: int
    quiet: bool = False  # only replies: nothing is sent first


async def claim(tx: Transaction, wish: Wish) -> list[Claimed]:
    """The next messages in order: replies first, never past an open one to the same address."""
    wanted = {
        "network": wish.channel,
        "now": wish.now,
        "most": wish.limit,
        "owner": wish.owner,
        "lease": wish.lease_until,
    }
    rows = (await tx.execute(_claiming(wish.quiet), wanted)).all()
    claimed = [Claimed(*row) for row in rows]
    return sorted(claimed, key=lambda row: (row.lane, row.id))


@cache
def _claiming(quiet: bool) -> Executable:
    """The statement, put together once: it is needed several times a second."""
    return (
        update(outbox)
        .where(outbox.c.id.in_(_chosen(quiet)), WAITS)
        .values(status="claimed", claimed_by=bindparam("owner"), lease_until=bindparam("lease"))
        .returning(
            outbox.c.id,
            outbox.c.address_id,
            outbox.c.key,
            outbox.c.lane,
            outbox.c.sealed,
            outbox.c.attempts,
            outbox.c.about,
        )
    )


def _chosen(quiet: bool) -> Select[tuple[int]]:
    older = outbox.alias("older")
    waits_for_older = exists().where(
        older.c.address_id == outbox.c.address_id,
        older.c.lane == outbox.c.lane,
        older.c.id < outbox.c.id,
        text(f"older.{UNSETTLED}"),
    )
    talks_with_an_officer = exists().where(
        handovers.c.person_id == people.c.id,
        text(f"handovers.{TALKING}"),
        handovers.c.status == "taken",
    )
    reply = outbox.c.lane == REPLY
    welcome = and_(
        people.c.stopped_at.is_(None), addresses.c.left_at.is_(None), ~talks_with_an_officer
    )
    return (
        select(outbox.c.id)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .join(people, people.c.id == addresses.c.person_id)
        .where(
            outbox.c.channel == bindparam("network"),
            WAITS,
            outbox.c.not_before <= bindparam("now"),
            reply if quiet else or_(reply, welcome),
            ~waits_for_older,
        )
        .order_by(outbox.c.lane, outbox.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=outbox)
    )


_SETTLING = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _IS_CLAIMED)
    .values(
        status=bindparam("fate"),
        attempts=bindparam("tried"),
        not_before=bindparam("again"),
        external_id=bindparam("external"),
        reason=bindparam("why"),
        claimed_by=None,
        lease_until=None,
    )
)


async def settle(tx: Transaction, fates: Sequence[Fate]) -> None:
    """Only what is still claimed: a row that was blanked meanwhile stays so."""
    if not fates:
        return
    rows = [
        {
            "row": fate.id,
            "fate": fate.status,
            "tried": fate.attempts,
            "again": fate.not_before,
            "external": fate.external_id,
            "why": fate.reason,
        }
        for fate in fates
    ]
    await tx.execute(_SETTLING, rows)


async def orphans(tx: Transaction, channel: str, owner: str, now: datetime) -> list[Claimed]:
    """Messages claimed by a pump that is gone: this process's former self, or a dead lease."""
    query = select(
        outbox.c.id,
        outbox.c.address_id,
        outbox.c.key,
        outbox.c.lane,
        outbox.c.sealed,
        outbox.c.attempts,
        outbox.c.about,
    ).where(
        outbox.c.channel == channel,
        _IS_CLAIMED,
        or_(outbox.c.claimed_by == owner, outbox.c.lease_until < now),
    )
    return [Claimed(*row) for row in await tx.execute(query)]


async def next_due(tx: Transaction, channel: str) -> datetime | None:
    """When the earliest waiting message may go."""
    query = (
        select(outbox.c.not_before)
        .where(outbox.c.channel == channel, WAITS)
        .order_by(outbox.c.not_before)
        .limit(1)
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def oldest_reply(tx: Transaction, channel: str) -> datetime | None:
    """Since when the reply that waits longest could have gone out."""
    query = select(func.min(outbox.c.not_before)).where(
        outbox.c.channel == channel, outbox.c.lane == REPLY, WAITS
    )
    since: datetime | None = (await tx.execute(query)).scalar_one()
    return since


async def release(tx: Transaction, address_ids: Sequence[int], now: datetime) -> None:
    """What was held because the window was closed, or its template could not be used, may go:
    the person has written. The rest of what stood in for it is what they asked for, so it goes
    as an answer does, at any hour."""
    await tx.execute(
        update(outbox)
        .where(
            outbox.c.address_id.in_(address_ids),
            outbox.c.status == "queued",
            outbox.c.reason.in_(("window_closed", *TEMPLATE_TROUBLE)),
        )
        .values(not_before=now, lane=case((outbox.c.lane == CAMPAIGN, REPLY), else_=outbox.c.lane))
    )


async def try_again(tx: Transaction, channel: str, reasons: Sequence[str], now: datetime) -> None:
    """What was held for one of these reasons need not wait any longer."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.channel == channel, WAITS, outbox.c.reason.in_(reasons))
        .values(not_before=now)
    )


async def first_words(tx: Transaction, channel: str, since: datetime) -> dict[str, datetime]:
    """Whom something was said to first since then, and when last."""
    query = (
        select(outbox.c.key, func.max(outbox.c.not_before).label("said"))
        .where(
            outbox.c.channel == channel,
            outbox.c.lane != REPLY,
            outbox.c.status.in_(("sent", "uncertain")),
            outbox.c.not_before > since,
        )
        .group_by(outbox.c.key)
    )
    return {row.key: row.said for row in await tx.execute(query)}


async def give_up_on(tx: Transaction, address_ids: Sequence[int], reason: str) -> None:
    """What still waits for somebody who left is not sent any more."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.address_id.in_(address_ids), WAITS)
        .values(status="refused", reason=reason)
    )


def addressed_to(person_id: int) -> ColumnElement[bool]:
    mine = select(addresses.c.id).where(addresses.c.person_id == person_id)
    return outbox.c.address_id.in_(mine)


async def skip_first_words(tx: Transaction, person_id: int) -> None:
    """Somebody stopped: what waits for them and answers nothing is never sent, not even later."""
    await tx.execute(
        update(outbox)
        .where(addressed_to(person_id), WAITS, outbox.c.lane != REPLY)
        .values(status="skipped", reason="stopped")
    )
