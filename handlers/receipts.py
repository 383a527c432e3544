"""What a network tells about messages already sent, and about who wants to hear from us."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dialog.wire import Later, Preference, Receipt, Refused, Report, TemplateNews
from handlers import template_news
from handlers.fate import decide
from handlers.house import House
from handlers.release import note_receipt
from storage import outbox, people, receipts
from storage.database import Transaction
from storage.outbox import CAMPAIGN, Claimed, Fate
from storage.receipts import RANK, Standing


async def note(house: House, channel: str, reports: Sequence[Report]) -> None:
    """All in one transaction, safe to repeat: a network tells most things more than once."""
    now = house.now()
    told = last_words(report for report in reports if isinstance(report, Receipt))
    async with house.db.write() as tx:
        for report in reports:
            if isinstance(report, Preference):
                await _prefer(tx, report, now)
        if news := [report for report in reports if isinstance(report, TemplateNews)]:
            await template_news.take(house, tx, news, now)
        if told:
            await _receive(tx, channel, told, now)
    house.bell.ring(channel)


def last_words(told: Iterable[Receipt]) -> list[Receipt]:
    """One word on each message, in the order of our rows: two deliveries never lock crosswise."""
    latest: dict[str, Receipt] = {}
    for receipt in told:
        latest[receipt.external_id] = _together(latest.get(receipt.external_id), receipt)
    return sorted(latest.values(), key=lambda receipt: (receipt.row, receipt.external_id))


def _together(before: Receipt | None, after: Receipt) -> Receipt:
    """The farther stage, and everything that either of them told."""
    if before is None:
        return after
    near, far = sorted((before, after), key=lambda receipt: RANK[receipt.stage])
    billable = far.billable if far.billable is not None else near.billable
    return replace(
        far, failure=far.failure or near.failure, price=far.price or near.price, billable=billable
    )


async def _prefer(tx: Transaction, told: Preference, now: datetime) -> None:
    """The same flag that BERHENTI sets: whoever told the network has told us."""
    met = (await people.known(tx, [told.who])).get(told.who)
    if met is None:
        return
    await people.stop(tx, met.person_id, now if told.stop else None)
    if told.stop:
        await outbox.skip_first_words(tx, met.person_id)


async def _receive(tx: Transaction, channel: str, told: Sequence[Receipt], now: datetime) -> None:
    rows = await receipts.rows_of(tx, channel, (receipt.row for receipt in told))
    ours = [receipt for receipt in told if receipt.row in rows]
    before = await receipts.standing(tx, (receipt.external_id for receipt in ours))
    await receipts.keep(tx, ours, before)
    await receipts.arrived(tx, [one for one in ours if one.stage != "failed"])
    fallen = [one for one in ours if _is_news(one, before)]
    fates = [_fate(one, rows[one.row], now) for one in fallen]
    await receipts.failed(tx, fates)
    why = {fate.id: fate.reason for fate in fates}
    for one in ours:
        if rows[one.row].lane == CAMPAIGN and (one.stage != "failed" or one.row in why):
            await note_receipt(tx, one.row, one.stage, why.get(one.row), now)
    for receipt in fallen:
        await _gone(tx, receipt, rows[receipt.row], now)


def _is_news(receipt: Receipt, before: Mapping[str, Standing]) -> bool:
    """A failure that is told again, or after the message was read, changes nothing."""
    known = before.get(receipt.external_id)
    fresh = known is None or (not known.failed and RANK[known.stage] < RANK["failed"])
    return receipt.stage == "failed" and fresh


def _fate(receipt: Receipt, row: Claimed, now: datetime) -> Fate:
    """As if the network had answered so at once; but nothing is tried for ever."""
    match receipt.failure:
        case Later(_, why) if row.lane == CAMPAIGN:
            return Fate(row.id, "failed", row.attempts, now, None, why)
        case Later(after, why):
            return decide(row, Later(after, why), now)
        case Refused(why):
            return Fate(row.id, "refused", row.attempts, now, None, why)
        case None:
            return Fate(row.id, "failed", row.attempts, now, None, "unknown")


async def _gone(tx: Transaction, receipt: Receipt, row: Claimed, now: datetime) -> None:
    if isinstance(receipt.failure, Refused) and receipt.failure.wants_no_more:
        await people.stop_at(tx, [row.address_id], now)
