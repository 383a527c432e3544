"""How far sent messages came, as networks tell it: repeated, and in any order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from dialog.wire import Receipt
from storage.database import Transaction, insert
from storage.outbox import Claimed, Fate
from storage.tables import outbox, receipts

RANK: Mapping[str, int] = {"sent": 1, "failed": 2, "delivered": 2, "read": 3}
"""A stage never gives way to one that does not stand above it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one accepted message."""

    external_id: str
    stage: str
    failed: bool


async def rows_of(tx: Transaction, channel: str, ids: Iterable[int]) -> dict[int, Claimed]:
    """The messages of this channel that receipts speak of; an unknown one is somebody else's."""
    query = (
        select(
            outbox.c.id,
            outbox.c.address_id,
            outbox.c.key,
            outbox.c.lane,
            outbox.c.sealed,
            outbox.c.attempts,
        )
        .where(outbox.c.id.in_(sorted(set(ids))), outbox.c.channel == channel)
        .order_by(outbox.c.id)
        .with_for_update()
    )
    return {row.id: Claimed(*row) for row in await tx.execute(query)}


async def standing(tx: Transaction, numbers: Iterable[str]) -> dict[str, Standing]:
    query = select(receipts.c.external_id, receipts.c.stage, receipts.c.failure).where(
        receipts.c.external_id.in_(sorted(set(numbers)))
    )
    return {
        row.external_id: Standing(row.external_id, row.stage, row.failure is not None)
        for row in await tx.execute(query)
    }


async def keep(tx: Transaction, told: Sequence[Receipt], before: Mapping[str, Standing]) -> None:
    """Stores what is newer than what was known. Prices and failures stay once they are told."""
    for receipt in told:
        if receipt.external_id not in before:
            await _first(tx, receipt)
        elif changed := _changed(receipt, before[receipt.external_id]):
            known = receipts.c.external_id == receipt.external_id
            await tx.execute(update(receipts).where(known).values(changed))


async def _first(tx: Transaction, receipt: Receipt) -> None:
    row = {"external_id": receipt.external_id, "outbox_id": receipt.row, "stage": "sent"}
    row |= {"told_at": receipt.at, **_news(receipt), "stage": receipt.stage}
    await tx.execute(insert(tx, receipts).values(row))


def _changed(receipt: Receipt, before: Standing) -> dict[str, object]:
    news = _news(receipt)
    if RANK[receipt.stage] > RANK[before.stage]:
        news |= {"stage": receipt.stage, "told_at": receipt.at}
    if before.failed:
        news.pop("failure", None)
    return news


def _news(receipt: Receipt) -> dict[str, object]:
    told = {
        "failure": receipt.failure.why[:40] if receipt.failure else None,
        "price": receipt.price or None,
        "billable": receipt.billable,
    }
    return {name: value for name, value in told.items() if value is not None}


def _stands(*statuses: str) -> ColumnElement[bool]:
    """Spelt out: an IN cannot be used for several rows at once."""
    return or_(*(outbox.c.status == status for status in statuses))


_ARRIVED = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _stands("uncertain", "claimed", "queued"))
    .values(
        status="sent",
        external_id=bindparam("number"),
        reason=None,
        claimed_by=None,
        lease_until=None,
    )
)


async def arrived(tx: Transaction, told: Sequence[Receipt]) -> None:
    """Whatever we thought of these messages, the network has them: they are not sent again."""
    if told:
        rows = [{"row": one.row, "number": one.external_id} for one in told]
        await tx.execute(_ARRIVED, rows)


_FAILED = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _stands("sent", "uncertain", "claimed"))
    .values(
        status=bindparam("fate"),
        attempts=bindparam("tried"),
        not_before=bindparam("again"),
        reason=bindparam("why"),
        claimed_by=None,
        lease_until=None,
    )
)


async def failed(tx: Transaction, fates: Sequence[Fate]) -> None:
    """What the network accepted and could not deliver after all."""
    if fates:
        rows = [
            {
                "row": fate.id,
                "fate": fate.status,
                "tried": fate.attempts,
                "again": fate.not_before,
                "why": fate.reason,
            }
            for fate in fates
        ]
        await tx.execute(_FAILED, rows)
