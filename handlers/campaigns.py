"""Campaigns as officers handle them: drafted, approved, paused, resumed, cancelled, reported."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from dialog.audience import NAME, Audience, Known, Wrong, parse, segment_of
from handlers.areas import reaches
from handlers.brake import LIMITS
from handlers.campaign_form import known_values
from handlers.house import House
from handlers.officer import Officer
from messages import campaign_text
from messages.filters import mask_all
from storage import audit, campaign_lines, campaigns, pictures, recipients
from storage.campaigns import Campaign, Draft, Segment
from storage.database import Transaction

Repeat = Literal["once", "daily", "weekly", "monthly"]
Late = Literal["send", "skip", "ask"]
Within = Transaction | None
"""The caller's transaction, where there is one already: a turn has."""

STATES = (
    "queued", "held", "sending", "sent", "delivered", "read", "refused", "failed", "skipped",
    "cancelled", "uncertain",
)  # fmt: skip
"""Every line of the ledger is in exactly one of these."""

BEFORE_START = ("freezing", "draft", "approval", "scheduled", "asking")
NOT_OVER = (*BEFORE_START, "running", "paused")
USELESS = ("blocked", "deactivated", "never_started", "kicked", "chat_not_found", "erased")
"""Refusals that sending again does not mend."""
CHUNK = 5000
CAP_SPAN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer wants sent: to whom, when, and what if it could not start in time."""

    text: str
    audience: str
    start: datetime | None = None  # nothing: at once
    grows: bool = False
    repeat: Repeat = "once"
    late: Late = "send"
    late_hours: int = 12
    keep: str = ""  # the name to save the audience under
    picture: str = ""  # the name it is kept by


@dataclass(frozen=True, slots=True)
class No:
    """Why something is not done. `problem` names the sentence that says so."""

    problem: str
    part: str = ""
    known: tuple[str, ...] = ()


def understood(campaign: Campaign) -> Audience:
    """The audience of a campaign; it was checked when the campaign was drafted."""
    found = parse(campaign.audience, Known())
    return found if isinstance(found, Audience) else Audience()


def faults(house: House, order: Order, by: Officer) -> No | None:
    """The first thing wrong with an order."""
    if wrong := campaign_text.flaw(order.text, bool(order.picture)):
        return No(f"text_{wrong.problem}", wrong.part)
    meant = parse(order.audience, known_values(house.catalog))
    if isinstance(meant, Wrong):
        return No(f"audience_{meant.problem}", meant.part, meant.known)
    outside = next((area for area in meant.area if not reaches(by.areas, [area])), None)
    return No("outside_area", outside) if outside else None


async def draft(house: House, order: Order, by: Officer) -> int | No:
    """A new campaign whose list is to be frozen next (`freezing.freeze`)."""
    now = house.now()
    async with house.db.write() as tx:
        return await draft_in(house, tx, order, by, now)


async def draft_in(
    house: House, tx: Transaction, order: Order, by: Officer, now: datetime
) -> int | No:
    """The same, inside the caller's transaction."""
    found = await _unfolded(tx, order)
    if isinstance(found, No):
        return found
    order = found
    if no := faults(house, order, by) or await _lost(tx, order):
        return no
    if order.keep:
        await campaigns.keep_segment(tx, Segment(order.keep, order.audience), by.name, now)
    start = order.start or now
    words, meant = mask_all(order.text), " ".join(order.audience.split())
    made = await campaigns.add(
        tx,
        Draft(
            by.name, by.address_id, words, meant, tuple(by.areas or ()), start, start,
            order.grows, order.repeat, order.late, order.late_hours,
            picture=order.picture or None,
        ),
        now,
    )  # fmt: skip
    await _note(tx, by.name, "campaign drafted", made, now, audience=order.audience)
    return made


async def _unfolded(tx: Transaction, order: Order) -> Order | No:
    """With the saved expression in the place of its name."""
    if order.keep and not NAME.fullmatch(order.keep):
        return No("segment_name", order.keep)
    name = segment_of(order.audience)
    if name is None:
        return order
    kept = {one.name: one.audience for one in await campaigns.kept_segments(tx)}
    if name not in kept:
        return No("segment_unknown", name, tuple(kept))
    return replace(order, audience=kept[name])


async def _lost(tx: Transaction, order: Order) -> No | None:
    """A draft that lay too long outlives its picture."""
    gone = order.picture and await pictures.get(tx, order.picture) is None
    return No("picture_lost") if gone else None


@asynccontextmanager
async def _within(house: House, given: Within) -> AsyncIterator[Transaction]:
    if given is not None:
        yield given
        return
    async with house.db.write() as own:
        yield own


async def edit(house: House, campaign_id: int, order: Order, by: Officer) -> No | None:
    """Another text, picture or audience before anything was sent: an approval is void with it."""
    now = house.now()
    async with house.db.write() as tx:
        found = await _unfolded(tx, order)
        if isinstance(found, No):
            return found
        order = found
        if no := faults(house, order, by) or await _lost(tx, order):
            return no
        changed = await campaigns.change(
            tx, campaign_id, ("draft", "approval", "scheduled", "asking"),
            status="freezing", text=mask_all(order.text), audience=" ".join(order.audience.split()),
            areas=tuple(by.areas or ()), hash=None, approved_by=None, approved_hash=None, cursor=0,
            chain="", made_by=by.name, moved_at=now, picture=order.picture or None,
        )  # fmt: skip
        if not changed:
            return No("too_late")
        await recipients.forget(tx, campaign_id)
        await _note(tx, by.name, "campaign edited", campaign_id, now)
    return None


def fingerprint(campaign: Campaign, chain: str) -> str:
    """What an approval is for. A list that may still grow is no part of it, its rule is."""
    living = campaign.grows or campaign.repeat != "once"
    signed = [campaign.text, campaign.audience, campaign.areas, "" if living else chain]
    if campaign.picture:  # without one it is what it was before there were any
        signed.append(campaign.picture)
    return hashlib.sha256(json.dumps(signed).encode()).hexdigest()


async def confirm(
    house: House,
    campaign_id: int,
    by: Officer,
    delay: timedelta = timedelta(0),
    within: Within = None,
) -> Campaign | No:
    """The officer who drafted it wants it sent. It waits for a second person where one is
    needed; `delay` leaves time to think again."""
    now = house.now()
    async with _within(house, within) as tx:
        found = await campaigns.claim(tx, campaign_id)
        if found is None:
            return No("unknown")
        if found.status != "draft":
            return found
        status = "approval" if await needs_approval(house, tx, found) else "scheduled"
        start = max(found.start_at, now + delay)
        await campaigns.change(tx, campaign_id, ("draft",), status=status, start_at=start, told="")
        await _note(tx, by.name, "campaign confirmed", campaign_id, now)
        return await campaigns.get(tx, campaign_id) or found


async def needs_approval(house: House, tx: Transaction, campaign: Campaign) -> bool:
    counted = await campaign_lines.counts(tx, campaign.id)
    reached = sum(count for (state, _), count in counted.items() if state in recipients.OPEN)
    return reached > house.rules.approval_above and not campaign.approved


async def approve(
    house: House, campaign_id: int, by: Officer, seen: str | None = None, within: Within = None
) -> Campaign | No:
    """A second person agrees to exactly this text and list (`seen`: the hash they were shown)."""
    now = house.now()
    async with _within(house, within) as tx:
        found = await campaigns.claim(tx, campaign_id)
        if found is None:
            return No("unknown")
        if found.status == "freezing":
            return No("freezing")
        if no := _may_approve(found, by, seen):
            return no
        if found.status not in ("draft", "approval"):
            return found if found.status not in ("cancelled", "done") else No("too_late")
        await campaigns.change(
            tx, campaign_id, ("draft", "approval"),
            status="scheduled", approved_by=by.name, approved_hash=found.hash,
        )  # fmt: skip
        await _note(tx, by.name, "campaign approved", campaign_id, now, hash=found.hash)
        return await campaigns.get(tx, campaign_id) or found


def _may_approve(campaign: Campaign, by: Officer, seen: str | None) -> No | None:
    if by.name == campaign.made_by:
        return No("own_campaign")
    if not reaches(by.areas, campaign.areas):
        return No("outside_area", ", ".join(campaign.areas))
    return No("changed") if seen is not None and seen != campaign.hash else None


async def pause(
    house: House, campaign_id: int, by: str, reason: str = "officer", within: Within = None
) -> No | None:
    """Nothing more leaves; what is in the air gets its fate."""
    return await _turn(
        house, campaign_id, ("running",), by, "campaign paused", within,
        status="paused", reason=reason, told="",
    )  # fmt: skip


async def _turn(
    house: House, campaign_id: int, was: Sequence[str], by: str, action: str, within: Within,
    **values: object,
) -> No | None:  # fmt: skip
    """Changes what still stands so, with its audit line; else says why not."""
    told = {"reason": values["reason"]} if values.get("reason") else {}
    async with _within(house, within) as tx:
        done = await campaigns.change(tx, campaign_id, was, **values)
        if done:
            await _note(tx, by, action, campaign_id, house.now(), **told)
    return None if done else await _why_not(house, campaign_id)


async def resume(house: House, campaign_id: int, by: str, within: Within = None) -> No | None:
    """It goes on with whoever has not had it yet; at its time, if that has not come."""
    now = house.now()
    async with _within(house, within) as tx:
        found = await campaigns.get(tx, campaign_id)
        begun = found is not None and found.started_at is not None
        seen = "braked" if found and found.reason in LIMITS else ""
        more = {} if begun or found is None else {"start_at": max(now, found.start_at)}
        done = await campaigns.change(
            tx, campaign_id, ("paused",), status="running" if begun else "scheduled",
            reason=None, moved_at=now, told=seen, **more,
        )  # fmt: skip
        if done:
            await _note(tx, by, "campaign resumed", campaign_id, now)
    ring(house)
    return None if done else await _why_not(house, campaign_id)


async def cancel(
    house: House, campaign_id: int, by: str, reason: str = "officer", within: Within = None
) -> No | None:
    """Ends it: whoever waits gets nothing. The rest of the list is closed in pieces."""
    no = await _turn(
        house, campaign_id, NOT_OVER, by, "campaign cancelled", within,
        status="cancelled", reason=reason, ended_at=house.now(),
    )  # fmt: skip
    if no is None and within is None:  # else the clock does it: a turn must stay short
        await close_rest(house, campaign_id)
    return no


async def close_rest(house: House, campaign_id: int) -> None:
    """Everybody who still waits in a campaign that is over is written down as cancelled."""
    while True:
        async with house.db.write() as tx:
            closed = await recipients.close_some(
                tx, campaign_id, "cancelled", "cancelled", house.now(), CHUNK
            )
        if closed < CHUNK:
            return


async def start_now(house: House, campaign_id: int, by: str, within: Within = None) -> No | None:
    """It could not start in time, and the officer was asked: send it after all."""
    return await _turn(
        house, campaign_id, ("asking",), by, "campaign started late", within,
        status="scheduled", start_at=house.now(), reason=None,
    )  # fmt: skip


async def again(house: House, campaign_id: int, by: str, within: Within = None) -> int | No:
    """Sends once more to those proven unsent; how many they are."""
    now = house.now()
    async with _within(house, within) as tx:
        found = await campaigns.claim(tx, campaign_id)
        if found is None or found.status not in ("done", "running", "paused"):
            return No("unknown" if found is None else "too_late")
        reopened = await recipients.reopen(tx, campaign_id, USELESS, now)
        if reopened:
            await campaigns.change(
                tx, campaign_id, ("done", "running", "paused"),
                status="running", reason=None, ended_at=None, moved_at=now, told="",
            )  # fmt: skip
            await _note(tx, by, "campaign repeated", campaign_id, now, lines=reopened)
    ring(house)
    return reopened


async def _why_not(house: House, campaign_id: int) -> No:
    async with house.db.read() as tx:
        found = await campaigns.get(tx, campaign_id)
    return No("unknown") if found is None else No("not_possible", found.status)


def ring(house: House) -> None:
    for channel in house.rules.rates:
        house.bell.ring(channel)


@dataclass(frozen=True, slots=True)
class Report:
    """How a campaign stands. The states always add up to the total."""

    campaign: Campaign
    total: int
    states: Mapping[str, int]
    reasons: Mapping[str, int]
    held_until: datetime | None = None
    waiting: Mapping[str, int] = field(default_factory=dict[str, int])


async def report(house: House, campaign_id: int) -> Report | None:
    now = house.now()
    async with house.db.read() as tx:
        found = await campaigns.get(tx, campaign_id)
        if found is None:
            return None
        counted = await campaign_lines.counts(tx, campaign_id)
        waiting = await campaign_lines.waiting_by_channel(tx, campaign_id)
    return _report(house, found, counted, waiting, now)


def _report(
    house: House,
    campaign: Campaign,
    counted: Mapping[tuple[str, str], int],
    waiting: Mapping[str, int],
    now: datetime,
) -> Report:
    states = dict.fromkeys(STATES, 0)
    reasons: dict[str, int] = {}
    quiet = house.quiet(now)
    for (stored, why), count in counted.items():
        state, reason = as_told(campaign.status, stored, why, quiet.why if quiet else "")
        states[state] += count
        if reason:
            reasons[reason] = reasons.get(reason, 0) + count
    held_until = quiet.until if quiet and states["held"] else None
    return Report(campaign, sum(states.values()), states, reasons, held_until, waiting)


def as_told(status: str, state: str, reason: str, quiet: str) -> tuple[str, str]:
    """State and reason as they are at this moment. What a whole campaign has in common is told
    of each line instead of written to all of them: held while it is quiet, cancelled with it."""
    if state not in recipients.WAITING:
        return state, reason
    if status == "cancelled":
        return "cancelled", "cancelled"
    if status == "running" and quiet:
        return "held", quiet
    return state, reason


async def _note(
    tx: Transaction, actor: str, action: str, campaign_id: int, at: datetime, **more: object
) -> None:
    await audit.note(tx, actor, action, {"campaign": campaign_id, **more}, at)
