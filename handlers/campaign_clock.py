"""What the clock does for campaigns: freeze lists, start what is due, watch what runs.

Everything due is a column, claimed before it is read: a second scheduler, or a tick that comes
twice, finds nothing left to do. One campaign that fails does not hold up the others.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from dialog.recurrence import following
from handlers import brake, campaign_chat, campaign_progress, template_news
from handlers.campaigns import close_rest, fingerprint, needs_approval, ring
from handlers.estimate import expected
from handlers.freezing import freeze_page
from handlers.house import House
from storage import audit, campaign_lines, campaigns
from storage.campaigns import Campaign, Draft
from storage.database import Transaction

log = logging.getLogger(__name__)

PAGES_A_TICK = 20
STALLED_AFTER = timedelta(minutes=2)

Work = Callable[[House, int], Awaitable[object]]


async def tick(house: House) -> None:
    """One look at every campaign that is not over, and at those that ended with people waiting."""
    now = house.now()
    async with house.db.read() as tx:
        freezing = await campaigns.in_status(tx, "freezing")
        due = await campaigns.in_status(tx, "scheduled")
        running = await campaigns.in_status(tx, "running")
        left_over = await campaigns.cancelled_with_waiting(tx)
        news = await campaigns.with_news(tx)
        shown = await campaigns.shown(tx, now - campaign_progress.LAST_LOOK)
    await _each(house, [one.id for one in freezing], _freeze)
    await _each(house, [one.id for one in due if one.start_at <= now], start)
    await _each(house, [one.id for one in running], watch)
    await _each(house, left_over, close_rest)
    await _each(house, shown, campaign_progress.show)
    await _each(house, news, campaign_chat.news)


async def _each(house: House, ids: list[int], work: Work) -> None:
    for campaign_id in ids:
        try:
            await work(house, campaign_id)
        except Exception:
            log.exception("campaign %d: %s failed", campaign_id, getattr(work, "__name__", work))


async def _freeze(house: House, campaign_id: int) -> None:
    for _ in range(PAGES_A_TICK):
        if not await freeze_page(house, campaign_id):
            return


async def start(house: House, campaign_id: int) -> None:
    """Its time has come: it runs, or is made up to date first, or it is too late for it."""
    now = house.now()
    async with house.db.write() as tx:
        one = await campaigns.claim(tx, campaign_id)
        if one is None or one.status != "scheduled" or one.start_at > now:
            return
        if _is_too_late(one, now):
            await _too_late(house, tx, one, now)
        elif _is_to_grow(one):
            await campaigns.change(tx, one.id, ("scheduled",), status="freezing", chain="")
        elif one.hash != fingerprint(one, one.chain) or await needs_approval(house, tx, one):
            await campaigns.change(tx, one.id, ("scheduled",), status="approval")
        elif why := await template_news.in_the_way(house, tx, one, now):
            await template_news.hold(tx, one, why, now)
        else:
            await _run(house, tx, one, now)
    ring(house)


async def _run(house: House, tx: Transaction, one: Campaign, now: datetime) -> None:
    cost = await expected(house, tx, one, now)
    await campaigns.change(
        tx, one.id, ("scheduled",), status="running", started_at=now, moved_at=now, estimate=cost
    )
    await _put_following(house, tx, one, now)


def _is_to_grow(one: Campaign) -> bool:
    """A list that may grow, or one of a series, is made up to date when its time has come."""
    living = one.grows or one.series is not None
    return living and (one.frozen_at is None or one.frozen_at < one.start_at)


def _is_too_late(one: Campaign, now: datetime) -> bool:
    return one.late != "send" and now - one.start_at > timedelta(hours=one.late_hours)


async def _too_late(house: House, tx: Transaction, one: Campaign, now: datetime) -> None:
    """Nobody was there to start it in time. What then, the officer said when drafting it."""
    if one.late == "ask":
        await campaigns.change(tx, one.id, ("scheduled",), status="asking", reason="late", told="")
        return
    await campaigns.change(
        tx, one.id, ("scheduled",), status="cancelled", reason="late", ended_at=now, told=""
    )
    await audit.note(tx, "clock", "campaign skipped", {"campaign": one.id, "reason": "late"}, now)
    await _put_following(house, tx, one, now)


async def _put_following(house: House, tx: Transaction, one: Campaign, now: datetime) -> None:
    """The next of a series. Those that passed while nobody was there are not made up for."""
    after = max(now, one.start_at)
    start_at = following(one.anchor, one.repeat, after, house.rules.zone)
    if start_at is None:
        return
    draft = Draft(
        one.made_by, one.address_id, one.text, one.audience, one.areas, start_at, one.anchor,
        one.grows, one.repeat, one.late, one.late_hours, one.series or one.id, one.picture,
    )  # fmt: skip
    await campaigns.add_following(tx, draft, one, now)


async def watch(house: House, campaign_id: int) -> None:
    """Ends it when nobody waits any more, stops it in trouble, and notices when it stands still."""
    now = house.now()
    async with house.db.write() as tx:
        one = await campaigns.claim(tx, campaign_id)
        if one is None or one.status != "running":
            return
        if not await campaign_lines.is_open(tx, one.id):
            await campaigns.change(
                tx, one.id, ("running",), status="done", reason=None, ended_at=now, told=""
            )
            return
        why = brake.trouble(await campaign_lines.last_ended(tx, one.id, brake.LOOKED_AT))
        if why is not None and one.told != "braked":
            await _brake(tx, one, why, now)
        elif await _stands_still(house, tx, one, now):
            await _wake(house, tx, one, now)
    ring(house)


async def _wake(house: House, tx: Transaction, one: Campaign, now: datetime) -> None:
    """It is looked at anew, and whoever sends it is told, the first time."""
    log.error("campaign %d has not moved since %s", one.id, one.moved_at)
    if not one.told:
        await campaign_chat.stalled(house, tx, one, now)
    told = one.told or "stalled"
    await campaigns.change(tx, one.id, ("running",), told=told, moved_at=now)


async def _brake(tx: Transaction, one: Campaign, why: str, now: datetime) -> None:
    """Once: who resumes it in spite of that has seen the figures."""
    await campaigns.change(tx, one.id, ("running",), status="paused", reason=why, told="")
    await audit.note(tx, "clock", "campaign paused", {"campaign": one.id, "reason": why}, now)


async def _stands_still(house: House, tx: Transaction, one: Campaign, now: datetime) -> bool:
    """Somebody could be sent to, nothing holds it, and yet nothing at all was sent for a while."""
    if house.is_quiet(now) or house.is_quiet(now - STALLED_AFTER):
        return False
    moved = await campaigns.last_moved(tx)
    if moved is None or now - moved <= STALLED_AFTER:
        return False
    return await campaign_lines.is_due(tx, one.id, now - STALLED_AFTER)
