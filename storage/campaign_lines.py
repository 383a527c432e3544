"""The ledger of campaigns as it is looked at: how it adds up, examples, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, text

from storage.database import Transaction
from storage.recipients import REACHED, WAITING
from storage.tables import LEDGER_OPEN, addresses, people
from storage.tables import campaign_recipients as ledger


async def counts(tx: Transaction, campaign_id: int) -> dict[tuple[str, str], int]:
    """How many lines are in each state, by state and reason."""
    query = (
        select(ledger.c.state, ledger.c.reason, func.count())
        .where(ledger.c.campaign_id == campaign_id)
        .group_by(ledger.c.state, ledger.c.reason)
    )
    return {(row[0], row[1] or ""): row[2] for row in await tx.execute(query)}


async def waiting_by_channel(tx: Transaction, campaign_id: int) -> dict[str, int]:
    query = (
        select(ledger.c.channel, func.count())
        .where(ledger.c.campaign_id == campaign_id, text(LEDGER_OPEN))
        .group_by(ledger.c.channel)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


async def is_open(tx: Transaction, campaign_id: int) -> bool:
    """Whether somebody in it still waits or is being sent to."""
    query = (
        select(ledger.c.person_id)
        .where(ledger.c.campaign_id == campaign_id, text(LEDGER_OPEN))
        .limit(1)
    )
    return (await tx.execute(query)).first() is not None


async def is_due(tx: Transaction, campaign_id: int, now: datetime) -> bool:
    """Whether somebody in it could be sent to at this moment."""
    query = (
        select(ledger.c.person_id)
        .where(
            ledger.c.campaign_id == campaign_id, text(LEDGER_OPEN), ledger.c.state.in_(WAITING),
            ledger.c.not_before <= now,
        )
        .limit(1)
    )  # fmt: skip
    return (await tx.execute(query)).first() is not None


async def outside(tx: Transaction, campaign_id: int, channel: str, heard_before: datetime) -> int:
    """How many who wait here wrote last before that, or never."""
    query = (
        select(func.count())
        .select_from(ledger)
        .join(addresses, addresses.c.id == ledger.c.address_id)
        .where(
            ledger.c.campaign_id == campaign_id, ledger.c.channel == channel,
            text(LEDGER_OPEN), ledger.c.state.in_(WAITING),
            or_(addresses.c.heard_at.is_(None), addresses.c.heard_at <= heard_before),
        )
    )  # fmt: skip
    return int((await tx.execute(query)).scalar_one())


async def reached_by(
    tx: Transaction, campaign_ids: Sequence[int], person_ids: Sequence[int], since: datetime
) -> Mapping[int, int]:
    """How many of these campaigns reached each of these people since then."""
    if not campaign_ids or not person_ids:
        return {}
    query = (
        select(ledger.c.person_id, func.count())
        .where(
            ledger.c.campaign_id.in_(campaign_ids), ledger.c.person_id.in_(person_ids),
            ledger.c.state.in_(REACHED),
            or_(ledger.c.settled_at.is_(None), ledger.c.settled_at >= since),
        )
        .group_by(ledger.c.person_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in await tx.execute(query)}


async def capped(
    tx: Transaction, campaign_id: int, others: Sequence[int], since: datetime, cap: int
) -> int:
    """How many who wait here were reached by at least `cap` of the others since then."""
    reached = (
        select(ledger.c.person_id)
        .where(
            ledger.c.campaign_id.in_(others), ledger.c.state.in_(REACHED),
            or_(ledger.c.settled_at.is_(None), ledger.c.settled_at >= since),
        )
        .group_by(ledger.c.person_id)
        .having(func.count() >= cap)
    )  # fmt: skip
    query = (
        select(func.count())
        .select_from(ledger)
        .where(
            ledger.c.campaign_id == campaign_id, ledger.c.state.in_(WAITING),
            ledger.c.person_id.in_(reached),
        )
    )  # fmt: skip
    return int((await tx.execute(query)).scalar_one())


@dataclass(frozen=True, slots=True)
class Ended:
    """A line that came to an end, for the brake: did the person stop us afterwards?"""

    state: str
    reason: str | None
    stopped_after: bool


async def last_ended(tx: Transaction, campaign_id: int, limit: int) -> list[Ended]:
    """The newest lines that were sent or tried."""
    stopped = func.coalesce(people.c.stopped_at, people.c.news_stopped_at)
    query = (
        select(ledger.c.state, ledger.c.reason, stopped >= ledger.c.settled_at)
        .join(people, people.c.id == ledger.c.person_id)
        .where(
            ledger.c.campaign_id == campaign_id, ledger.c.settled_at.is_not(None),
            ledger.c.state.not_in(("skipped", "cancelled")),
        )
        .order_by(ledger.c.settled_at.desc())
        .limit(limit)
    )  # fmt: skip
    return [Ended(row[0], row[1], bool(row[2])) for row in await tx.execute(query)]


@dataclass(frozen=True, slots=True)
class Sample:
    person_id: int
    sealed: bytes | None


async def samples(tx: Transaction, campaign_id: int, limit: int) -> list[Sample]:
    """The first lines that are to be sent."""
    query = (
        select(ledger.c.person_id, ledger.c.sealed)
        .where(ledger.c.campaign_id == campaign_id, ledger.c.state.in_(WAITING), text(LEDGER_OPEN))
        .order_by(ledger.c.person_id)
        .limit(limit)
    )
    return [Sample(*row) for row in await tx.execute(query)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line as it stands in the list of a campaign."""

    person_id: int
    channel: str
    name: str
    state: str
    reason: str | None
    settled_at: datetime | None


async def lines(tx: Transaction, campaign_id: int, after: int, limit: int) -> list[Listed]:
    """A page of the list, by person."""
    query = (
        select(
            ledger.c.person_id, ledger.c.channel, addresses.c.name, ledger.c.state,
            ledger.c.reason, ledger.c.settled_at,
        )
        .join(addresses, addresses.c.id == ledger.c.address_id)
        .where(ledger.c.campaign_id == campaign_id, ledger.c.person_id > after)
        .order_by(ledger.c.person_id)
        .limit(limit)
    )  # fmt: skip
    return [Listed(*row) for row in await tx.execute(query)]
