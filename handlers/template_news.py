"""A template was paused, turned down or approved again: what needs it stops, or may go on.

Campaigns stop in the transaction in which the news comes and wait for their officer, who is told
why, and told again when they may resume it. Reminders wait by themselves and go on by themselves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from dialog.session import Say
from dialog.wire import TemplateNews
from handlers import spending
from handlers.house import House
from handlers.roles import holding
from handlers.template_state import NEWS, READY, trouble, why_not
from handlers.window import closed_before
from handlers.work import Work, first_word, post
from storage import audit, campaign_lines, campaigns, outbox, templates
from storage.campaigns import Campaign
from storage.database import Transaction
from storage.outbox import TEMPLATE_TROUBLE


async def note(house: House, told: Sequence[TemplateNews]) -> None:
    """What was asked for, in a transaction of its own."""
    async with house.db.write() as tx:
        await take(house, tx, told, house.now())
    house.bell.ring(spending.PAID)


async def take(house: House, tx: Transaction, told: Sequence[TemplateNews], now: datetime) -> None:
    """News that is newer than what is known, inside the caller's transaction; safe to repeat."""
    changed = await templates.tell(tx, told)
    for one in _latest(one for one in changed if one.aspect == "status"):
        why = trouble(one.value)
        details = {"template": one.name, "status": one.value}
        await audit.note(tx, spending.PAID, "template told", details, now)
        if _is_of_campaigns(house, one):
            await _steer(tx, why, now)
        if why is None:
            await outbox.try_again(tx, spending.PAID, TEMPLATE_TROUBLE, now)
    await _tell_admins(Work(house, tx, now), changed)


async def _tell_admins(work: Work, changed: Sequence[TemplateNews]) -> None:
    """What somebody should look after, in one message: a reminder that waits has no officer."""
    label = work.house.catalog.label
    ill = [(one, why) for one in changed if (why := _illness(work.house, one))]
    if ill:
        rows = [{"nama": one.name, "kabar": label(f"sebab_{why}")} for one, why in ill]
        say = Say("admin/templat", {"baris": rows})
        readers = await holding(work.house, work.tx, "admin")
        await post(work, [first_word(reader, say) for reader in readers])


def _illness(house: House, one: TemplateNews) -> str | None:
    """What is wrong with a template of ours, by the name of a cause."""
    ours = {(each.name, each.language): each.category for each in house.catalog.approved.values()}
    category = ours.get((one.name, one.language))
    if category is None:
        return None
    if one.aspect == "status":
        return trouble(one.value)
    if one.aspect == "category":
        return "template_category" if one.value != category else None
    return "template_quality" if one.value == "red" else None


def _latest(told: Iterable[TemplateNews]) -> list[TemplateNews]:
    """The last word on each."""
    return list({(one.name, one.language): one for one in told}.values())


def _is_of_campaigns(house: House, one: TemplateNews) -> bool:
    ours = house.catalog.approved.get(NEWS)
    return ours is not None and (ours.name, ours.language) == (one.name, one.language)


async def _steer(tx: Transaction, why: str | None, now: datetime) -> None:
    """Stops those that run and need it, those that are to start, and those that only waited to be
    resumed; their officers are told by the clock, as of every pause. None goes on by itself."""
    if why is None:
        await campaigns.rename(tx, TEMPLATE_TROUBLE, READY)
        return
    await campaigns.rename(tx, (READY,), why)
    for one in await campaigns.in_status(tx, "running", "scheduled"):
        if await _needs_it(tx, one, now):
            await hold(tx, one, why, now)


async def hold(tx: Transaction, one: Campaign, why: str, now: datetime) -> None:
    """It goes on when its officer says so: from where it was, or at the time it was to start."""
    was = ("running", "scheduled")
    if await campaigns.change(tx, one.id, was, status="paused", reason=why, told=""):
        details = {"campaign": one.id, "reason": why}
        await audit.note(tx, spending.PAID, "campaign paused", details, now)


async def in_the_way(house: House, tx: Transaction, one: Campaign, now: datetime) -> str | None:
    """Why a campaign that is to start would stop at once, if it would."""
    ours = house.catalog.approved.get(NEWS)
    why = await why_not(tx, ours.name, ours.language) if ours else None
    return why if why and await _needs_it(tx, one, now) else None


async def _needs_it(tx: Transaction, one: Campaign, now: datetime) -> bool:
    """Whether somebody waits in it who can be said nothing else when it goes on."""
    closed = closed_before(max(now, one.start_at))
    return await campaign_lines.outside(tx, one.id, spending.PAID, closed) > 0
