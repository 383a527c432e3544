"""The ledger of campaigns meets the outbox: a line is released in the moment it may be sent.

Nothing of a campaign waits in the outbox. So a pause, a stop, the quiet hours or the cap decide at
the last moment, and what became of a message is written to its line in the same transaction.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialog.session import Say
from dialog.wire import BOLD_OFF, BOLD_ON, Choice, Picture
from handlers import photos, spending
from handlers.brake import STOPS
from handlers.campaigns import CAP_SPAN
from handlers.house import House
from handlers.sealed import open_session, open_text, seal_message
from handlers.template_state import NEWS
from messages import campaign_text
from messages.texts import Message
from storage import campaign_lines, campaigns, outbox, recipients, sessions
from storage.database import Transaction
from storage.outbox import CAMPAIGN, Claimed, Fate, Promise, Wish
from storage.recipients import Due, Result, Step

log = logging.getLogger(__name__)

FORM_REST = timedelta(minutes=10)
"""Who filled in a form so lately is not disturbed by a campaign."""

HELD = frozenset(("window", "daily_limit", "monthly_cap", "held_by_meta", *STOPS))
"""Why a line that goes on waiting is shown as held."""

LOOKED_AT_MOST = 500
"""Lines in one transaction: many may be passed over, and replies must not wait for that."""

REASONS = frozenset(
    (
        "blocked", "deactivated", "never_started", "forbidden", "chat_not_found", "chat_moved",
        "bad_request", "markup", "too_long", "empty_text", "buttons", "unreachable",
        "server_trouble", "no_answer", "too_many", "window", "daily_limit", "monthly_cap",
        "undeliverable", "held_by_meta", "experiment", "country", "not_a_tester", "media",
        "pair_rate", "wants_no_more", "payment", "token_refused", *STOPS,
    )
)  # fmt: skip
"""What a network says that people are told in words; anything else is "other"."""

_SAME = {
    "no answer in time": "no_answer",
    "sender stopped": "interrupted",
    "window_closed": "window",
}


@dataclass(frozen=True, slots=True)
class Released:
    """Messages to send now, and whether more could follow at once."""

    claimed: list[Claimed]
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Common:
    """What the messages of a campaign share."""

    body: str  # where it names nobody
    picture: Picture | None
    sessions: Mapping[int, bytes]  # who wants no pictures is said there


async def release(house: House, tx: Transaction, wish: Wish, limit: int) -> Released:
    """Up to `limit` messages of the running campaigns, put into the outbox as this pump's own.
    Where the money of the month is spent, they are the first to wait."""
    if wish.channel == spending.PAID:
        left = await spending.affordable(house, tx, wish.now)
        if left == 0:
            await _wait_for_money(house, tx, wish)
            return Released([])
        limit = min(limit, left or limit)
    found: list[Claimed] = []
    looked, moved = 0, list[int]()
    for campaign_id in await campaigns.running(tx):
        while len(found) < limit and looked < LOOKED_AT_MOST:
            room = limit - len(found)
            due = await recipients.due(tx, campaign_id, wish.channel, wish.now, room)
            if not due:
                break
            looked += len(due)
            found += await _release(house, tx, wish, due)
            moved.append(campaign_id)
    if moved:
        await campaigns.moved(tx, moved, wish.now)
    return Released(found, len(found) == limit or looked >= LOOKED_AT_MOST)


async def _wait_for_money(house: House, tx: Transaction, wish: Wish) -> None:
    """The lines that would go now are held until the month is over, and say why."""
    until = spending.next_month(house, wish.now)
    for campaign_id in await campaigns.running(tx):
        due = await recipients.due(tx, campaign_id, wish.channel, wish.now, LOOKED_AT_MOST)
        held = [
            Step(campaign_id, one.person_id, "held", "monthly_cap", not_before=until) for one in due
        ]
        await recipients.step(tx, held, wish.now)


async def _release(house: House, tx: Transaction, wish: Wish, due: Sequence[Due]) -> list[Claimed]:
    had = await _had(house, tx, due, wish.now)
    steps = {one.person_id: _unfit(house, one, had, wish.now) for one in due}
    fit = [one for one in due if steps[one.person_id] is None]
    promised = await _promises(house, tx, fit) if fit else []
    going = [one for one, promise in promised if promise]
    broken = [
        Step(one.campaign_id, one.person_id, "failed", "unreadable")
        for one, promise in promised
        if promise is None
    ]
    await recipients.step(tx, [*broken, *(step for step in steps.values() if step)], wish.now)
    if not going:
        return []
    promises = [promise for _, promise in promised if promise]
    claimed = await outbox.put_claimed(tx, promises, [one.attempts for one in going], wish)
    taken = zip(going, claimed, strict=True)
    lines = [Step(o.campaign_id, o.person_id, "sending", outbox_id=row.id) for o, row in taken]
    await recipients.step(tx, lines, wish.now)
    return claimed


async def _had(
    house: House, tx: Transaction, due: Sequence[Due], now: datetime
) -> Mapping[int, int]:
    """How many other campaigns reached each of them in the last days."""
    since = now - CAP_SPAN
    others = [one for one in await campaigns.lately(tx, since) if one != due[0].campaign_id]
    if len(others) < house.rules.campaign_cap:
        return {}
    return await campaign_lines.reached_by(tx, others, [one.person_id for one in due], since)


def _unfit(house: House, one: Due, had: Mapping[int, int], now: datetime) -> Step | None:
    """What keeps a line from being sent now; nothing if it may go."""
    line = Step(one.campaign_id, one.person_id, "skipped")
    if one.stopped:
        return replace(line, reason="stopped")
    if one.left:
        return replace(line, reason="blocked")
    if had.get(one.person_id, 0) >= house.rules.campaign_cap:
        return replace(line, reason="capped")
    if one.in_form_since and now - one.in_form_since < FORM_REST:
        free = one.in_form_since + FORM_REST
        return replace(line, state="held", reason="in_form", not_before=free)
    return None


async def _promises(
    house: House, tx: Transaction, fit: Sequence[Due]
) -> list[tuple[Due, Promise | None]]:
    campaign = await campaigns.get(tx, fit[0].campaign_id)
    shared = campaign is not None and any(one.sealed is None for one in fit)
    same = str(campaign_text.render(campaign.text, {})) if campaign and shared else ""
    picture = await photos.picture(house, tx, campaign.picture) if campaign else None
    people = [one.person_id for one in fit] if picture else []
    common = _Common(same, picture, await sessions.sealed(tx, people))
    return [(one, _promise(house, one, common)) for one in fit]


def _promise(house: House, one: Due, common: _Common) -> Promise | None:
    """One line that cannot be read stops nobody else's."""
    try:
        return Promise(one.address_id, one.to, CAMPAIGN, _sealed(house, one, common))
    except Exception:
        log.exception("campaign %d: line of person %d", one.campaign_id, one.person_id)
        return None


def _sealed(house: House, one: Due, common: _Common) -> bytes:
    body = common.body
    if one.sealed is not None:
        body = open_text(house.vault, one.sealed, one.campaign_id, one.person_id)
    session = open_session(house.vault, common.sessions.get(one.person_id), one.person_id)
    picture = None if session.pictures == "off" else common.picture
    return seal_message(house.vault, message(house, body, picture), one.address_id)


def message(house: House, body: str, picture: Picture | None = None) -> Message:
    """A campaign as it is sent: with the way out under it, and with what stands in for it where
    only what was approved may be said first."""
    today = house.today(house.now())
    news = Say(NEWS, {"isi": _plain(body)})
    stand_in = house.catalog.stand_in(news, today)
    way_out = (Choice("d|berhenti", house.catalog.label("berhenti")),)
    return Message(body, way_out, False, picture, stand_in)


def _plain(body: str) -> str:
    """A template knows no emphasis of ours."""
    return body.replace(BOLD_ON, "").replace(BOLD_OFF, "")


async def write_back(tx: Transaction, ended: Sequence[Fate], now: datetime) -> None:
    """What became of campaign messages, in the ledger. One that is to be tried again goes back
    to its line, where everything that may have happened meanwhile decides anew."""
    await _stop(tx, [fate for fate in ended if fate.reason in STOPS])
    fates = [replace(f, status="queued") if f.reason in STOPS else f for f in ended]
    results = [_result(fate) for fate in fates]
    await recipients.settle(tx, results, now)
    back = [fate.id for fate in fates if fate.status == "queued"]
    await outbox.take_back(tx, back)
    await outbox.settle(tx, [fate for fate in fates if fate.status != "queued"])


async def _stop(tx: Transaction, fates: Sequence[Fate]) -> None:
    """What one of them met, all the others would: the campaign pauses at the first, and says why
    to its officer."""
    for fate in fates:
        for campaign in await recipients.campaigns_of(tx, [fate.id]):
            await campaigns.change(
                tx, campaign, ("running",), status="paused", reason=fate.reason, told=""
            )


def _result(fate: Fate) -> Result:
    reason = reason_code(fate.reason) if fate.status != "sent" else None
    held = fate.status == "queued" and reason in HELD
    state = "held" if held else fate.status
    return Result(fate.id, state, reason, fate.attempts, fate.not_before)


async def note_receipt(
    tx: Transaction, row: int, stage: str, why: str | None, now: datetime
) -> None:
    """How far a message of a campaign came, told by the network later. One that fell is not sent
    again by itself: an officer decides that."""
    await recipients.tell(tx, row, stage, reason_code(why) if stage == "failed" else None, now)


def reason_code(why: str | None) -> str:
    """The named cause behind what a network or the pump said."""
    told = _SAME.get(why or "", why or "")
    return told if told in REASONS or told in _SAME.values() else "other"
