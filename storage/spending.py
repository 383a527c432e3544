"""How many messages of a channel were paid for, by the category they were charged in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from storage.database import Transaction
from storage.tables import campaign_recipients as ledger
from storage.tables import outbox, receipts


@dataclass(frozen=True, slots=True)
class Paid:
    """`category` is empty where the network has not told it yet: then the lane says enough."""

    lane: int
    category: str
    count: int


async def since(tx: Transaction, channel: str, moment: datetime) -> list[Paid]:
    """Everything sent since then, but for what the network said it gave away."""
    query = _counted().where(outbox.c.channel == channel, outbox.c.not_before >= moment)
    return [Paid(*row) for row in await tx.execute(query)]


async def of_campaign(tx: Transaction, campaign_id: int, channel: str) -> list[Paid]:
    """The same, of the messages of one campaign."""
    theirs = select(ledger.c.outbox_id).where(
        ledger.c.campaign_id == campaign_id, ledger.c.outbox_id.is_not(None)
    )
    query = _counted().where(outbox.c.channel == channel, outbox.c.id.in_(theirs))
    return [Paid(*row) for row in await tx.execute(query)]


def _counted() -> Select:  # type: ignore[type-arg]
    category = func.coalesce(receipts.c.price, "")
    return (
        select(outbox.c.lane, category, func.count())
        .select_from(outbox)
        .outerjoin(receipts, receipts.c.outbox_id == outbox.c.id)
        .where(
            outbox.c.status.in_(("sent", "uncertain")),
            or_(receipts.c.billable.is_(None), receipts.c.billable),
        )
        .group_by(outbox.c.lane, category)
    )
