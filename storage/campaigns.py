"""Campaigns: drafted, frozen, approved, started, ended. Their ledger is in `recipients.py`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, text, update

from storage.database import Transaction, insert
from storage.tables import LEDGER_OPEN, OVER, campaign_recipients, campaigns, segments


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer wants sent."""

    made_by: str
    address_id: int | None
    text: str
    audience: str
    areas: tuple[str, ...]  # none: everywhere
    start_at: datetime
    anchor: datetime
    grows: bool = False
    repeat: str = "once"
    late: str = "send"
    late_hours: int = 12
    series: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands."""

    id: int
    made_by: str
    address_id: int | None
    text: str
    audience: str
    areas: tuple[str, ...]
    grows: bool
    status: str
    reason: str | None
    hash: str | None
    chain: str
    approved_by: str | None
    approved_hash: str | None
    cursor: int
    start_at: datetime
    anchor: datetime
    repeat: str
    late: str
    late_hours: int
    series: int | None
    made_at: datetime
    frozen_at: datetime | None
    started_at: datetime | None
    moved_at: datetime | None
    ended_at: datetime | None
    progress_id: int | None
    told: str
    picture: str | None
    estimate: int | None

    @property
    def approved(self) -> bool:
        """By a second person, for exactly this text, picture and list."""
        return self.approved_hash is not None and self.approved_hash == self.hash


MOST_NAMED = 10

_COLUMNS = [campaigns.c[one.name] for one in fields(Campaign)]


async def add(tx: Transaction, draft: Draft, at: datetime) -> int:
    """Its list is frozen next."""
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    made = await tx.execute(
        insert(tx, campaigns)
        .values(**values, status="freezing", made_at=at, moved_at=at)
        .returning(campaigns.c.id)
    )
    return int(made.scalar_one())


async def add_following(tx: Transaction, draft: Draft, approved: Campaign, at: datetime) -> bool:
    """The next of a series, with the approval of the last. False if it is there already."""
    values = {name: getattr(draft, name) for name in Draft.__slots__}
    made = await tx.execute(
        insert(tx, campaigns)
        .values(
            **values, status="scheduled", made_at=at, moved_at=at, hash=approved.hash,
            approved_by=approved.approved_by, approved_hash=approved.approved_hash,
        )
        .on_conflict_do_nothing()
        .returning(campaigns.c.id)
    )  # fmt: skip
    return made.first() is not None


async def get(tx: Transaction, campaign_id: int) -> Campaign | None:
    query = select(*_COLUMNS).where(campaigns.c.id == campaign_id)
    row = (await tx.execute(query)).one_or_none()
    return Campaign(*row) if row else None


async def claim(tx: Transaction, campaign_id: int) -> Campaign | None:
    """The same, and nobody else's until this transaction ends; nothing if it is somebody's."""
    query = (
        select(*_COLUMNS)
        .where(campaigns.c.id == campaign_id)
        .with_for_update(skip_locked=True, of=campaigns)
    )
    row = (await tx.execute(query)).one_or_none()
    return Campaign(*row) if row else None


async def listed(tx: Transaction, limit: int = 50) -> list[Campaign]:
    """The newest first."""
    query = select(*_COLUMNS).order_by(campaigns.c.id.desc()).limit(limit)
    return [Campaign(*row) for row in (await tx.execute(query)).all()]


async def in_status(tx: Transaction, *statuses: str) -> list[Campaign]:
    """Those that are not over and stand so, the earliest start first."""
    query = (
        select(*_COLUMNS)
        .where(text(f"NOT ({OVER})"), campaigns.c.status.in_(statuses))
        .order_by(campaigns.c.start_at, campaigns.c.id)
    )
    return [Campaign(*row) for row in (await tx.execute(query)).all()]


async def running(tx: Transaction) -> list[int]:
    """Ids of the campaigns that may send, in the order they started."""
    query = (
        select(campaigns.c.id)
        .where(text(f"NOT ({OVER})"), campaigns.c.status == "running")
        .order_by(campaigns.c.start_at, campaigns.c.id)
    )
    return list((await tx.execute(query)).scalars())


async def open_ids(tx: Transaction) -> list[int]:
    """Ids of the campaigns that are not over."""
    query = select(campaigns.c.id).where(text(f"NOT ({OVER})"))
    return list((await tx.execute(query)).scalars())


async def cancelled_with_waiting(tx: Transaction) -> list[int]:
    """Ids of cancelled campaigns in which somebody still waits: closing them was interrupted."""
    waits = exists().where(
        campaign_recipients.c.campaign_id == campaigns.c.id,
        text(f"campaign_recipients.{LEDGER_OPEN}"),
        campaign_recipients.c.state != "sending",
    )
    query = select(campaigns.c.id).where(campaigns.c.status == "cancelled", waits)
    return list((await tx.execute(query)).scalars())


async def with_news(tx: Transaction) -> list[int]:
    """Ids of those that stand at a point officers are told of, and were not told yet."""
    query = select(campaigns.c.id).where(
        campaigns.c.status.in_(("draft", "approval", "asking", "paused", "done")),
        campaigns.c.told == "",
    )
    return list((await tx.execute(query)).scalars())


async def due_between(tx: Transaction, since: datetime, until: datetime) -> list[Campaign]:
    """Those whose time came between the two, in its order."""
    query = (
        select(*_COLUMNS)
        .where(campaigns.c.start_at > since, campaigns.c.start_at <= until)
        .order_by(campaigns.c.start_at)
        .limit(MOST_NAMED)
    )
    return [Campaign(*row) for row in (await tx.execute(query)).all()]


async def last_moved(tx: Transaction) -> datetime | None:
    """When something last happened in any that runs: one may wait behind another."""
    query = select(func.max(campaigns.c.moved_at)).where(campaigns.c.status == "running")
    found: datetime | None = (await tx.execute(query)).scalar_one()
    return found


async def shown(tx: Transaction, ended_since: datetime) -> list[int]:
    """Ids of those whose officer in a chat may be shown how far they are."""
    lately_over = campaigns.c.progress_id.is_not(None) & (campaigns.c.ended_at >= ended_since)
    query = select(campaigns.c.id).where(
        campaigns.c.address_id.is_not(None), (campaigns.c.status == "running") | lately_over
    )
    return list((await tx.execute(query)).scalars())


async def lately(tx: Transaction, since: datetime) -> list[int]:
    """Ids of the campaigns that sent something in this time, or may have."""
    query = select(campaigns.c.id).where(
        campaigns.c.started_at.is_not(None),
        (campaigns.c.ended_at.is_(None)) | (campaigns.c.ended_at >= since),
    )
    return list((await tx.execute(query)).scalars())


async def change(tx: Transaction, campaign_id: int, was: Collection[str], **values: Any) -> bool:
    """Changes it if it still stands as it was seen; false when somebody was faster."""
    done = await tx.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, campaigns.c.status.in_(was))
        .values(**values)
    )
    return done.rowcount == 1


async def rename(tx: Transaction, reasons: Sequence[str], reason: str) -> None:
    """Those paused for one of these reasons are so for another now, which is to be told."""
    await tx.execute(
        update(campaigns)
        .where(campaigns.c.status == "paused", campaigns.c.reason.in_(reasons))
        .values(reason=reason, told="")
    )


async def moved(tx: Transaction, ids: Sequence[int], at: datetime) -> None:
    """Something happened in these: they are not stalled."""
    await tx.execute(update(campaigns).where(campaigns.c.id.in_(ids)).values(moved_at=at))


@dataclass(frozen=True, slots=True)
class Segment:
    name: str
    audience: str


async def keep_segment(tx: Transaction, segment: Segment, made_by: str, at: datetime) -> None:
    """Under its name, in place of an older one."""
    changed = {"audience": segment.audience, "made_by": made_by, "made_at": at}
    await tx.execute(
        insert(tx, segments)
        .values(name=segment.name, **changed)
        .on_conflict_do_update(index_elements=[segments.c.name], set_=changed)
    )


async def kept_segments(tx: Transaction) -> list[Segment]:
    query = select(segments.c.name, segments.c.audience).order_by(segments.c.name)
    return [Segment(*row) for row in await tx.execute(query)]
