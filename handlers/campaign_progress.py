"""How far a campaign is, in one message that changes while it runs.

The message is the last outbox row that showed it: where that stands, the next may take its place.
No row of it waits behind another, so a network that is slow shows less and holds up nobody.
"""

from datetime import datetime, timedelta

from handlers import campaigns as use
from handlers.campaign_chat import drafter, told
from handlers.campaigns import Report
from handlers.house import House
from handlers.sealed import seal_message
from storage import campaigns, outbox
from storage.campaigns import Campaign
from storage.database import Transaction
from storage.outbox import Promise, Standing
from storage.people import Known

CAN_CHANGE = frozenset({"telegram"})
"""Networks on which a message can be put in the place of another; elsewhere one may ask."""
FIRST_AFTER = timedelta(seconds=5)
"""What is over sooner tells its end, and no more."""
EVERY = timedelta(seconds=10)
LAST_LOOK = timedelta(minutes=1)
"""So long after its end the last state may still be put in place."""


async def show(house: House, campaign_id: int) -> None:
    """Puts the next state in the place of the last, if there is one to show."""
    found, now = await use.report(house, campaign_id), house.now()
    if found is None or not _is_watched(found.campaign, now):
        return
    async with house.db.write() as tx:
        one = await campaigns.claim(tx, campaign_id)
        if one != found.campaign:
            return  # changed meanwhile: the next tick looks again
        last = await _last(tx, one)
        if last is None and one.status != "running":
            return
        if last is None or _has_news(one, last, now):
            for reader in await drafter(tx, one):
                await _put(house, tx, found, reader, last, now)
    house.bell.ring(_channel(found.campaign))


def _channel(one: Campaign) -> str:
    return one.made_by.partition(":")[0]


def _is_watched(one: Campaign, now: datetime) -> bool:
    if one.address_id is None or _channel(one) not in CAN_CHANGE or one.started_at is None:
        return False
    return one.progress_id is not None or now - one.started_at >= FIRST_AFTER


async def _last(tx: Transaction, one: Campaign) -> Standing | None:
    return None if one.progress_id is None else await outbox.standing(tx, one.progress_id)


def _has_news(one: Campaign, last: Standing, now: datetime) -> bool:
    """Something moved since, and the last state has arrived: one that is on its way is not
    overtaken, one that was refused ends it."""
    if last.status != "sent" or not last.external_id:
        return False
    moments = [at for at in (one.moved_at, one.ended_at) if at is not None]
    moved = any(at > last.created_at for at in moments)
    return moved and (one.status != "running" or now - last.created_at >= EVERY)


async def _put(
    house: House,
    tx: Transaction,
    found: Report,
    reader: Known,
    last: Standing | None,
    now: datetime,
) -> None:
    text = house.catalog.compose([told(house, found)], house.today(now))
    replaces = (last.external_id or "") if last else ""
    sealed = seal_message(house.vault, text, reader.address_id, replaces=replaces)
    promise = Promise(reader.address_id, reader.address, outbox.REPLY, sealed)
    row = await outbox.put_one(tx, promise, now)
    await campaigns.change(tx, found.campaign.id, (found.campaign.status,), progress_id=row)
