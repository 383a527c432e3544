"""Contribution reminders: planned from what is known of a person, sent by the clock.

Every occasion is one line in the ledger of reminders, by rule, person and date: it comes once,
however often the clock ticks. When what is known changes (a payment, a chosen day) the plan moves.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from benefits import contributions
from benefits.months import Month
from dialog.flow import Answers, Values
from dialog.quiet_time import quiet_at_night
from dialog.session import Offer, Say
from dialog.turns import command_offer
from handlers.house import House
from handlers.reminder_plan import GRACE, Key, Occasion, Place, Standing, following, passed
from handlers.reminder_words import message_of, told_of
from handlers.rules import RulesNow, place_of, rules_now
from handlers.sealed import open_answers, open_session, seal_message
from storage import outbox, reminders
from storage.database import Transaction
from storage.people import Known
from storage.reminders import Firing, Held, Planned

log = logging.getLogger(__name__)

CHUNK = 500
TOMORROW = "besok"


# What a person says about them


async def choose(
    house: House, tx: Transaction, known: Known, day: int, now: datetime
) -> tuple[Say, ...]:
    """Sets the day of the month, or ends the reminders (0)."""
    if day == 0:
        return await answered(house, tx, known, "off", now)
    await reminders.put(tx, known.person_id, known.address_id, day)
    await plan(house, tx, [known.person_id], now)
    offers = (Offer("f|jam_pengingat", "@jam_pengingat"), command_offer("menu"))
    return (Say("pengingat/disetel", {"hari": day}, offers),)


async def choose_hour(
    house: House, tx: Transaction, known: Known, hour: int, now: datetime
) -> tuple[Say, ...]:
    """An hour that lies in the night is refused: nobody would ever be reminded."""
    if quiet_at_night(time(hour), house.rules.quiet):
        again = (Offer("f|jam_pengingat", "@jam_pengingat"), command_offer("menu"))
        return (Say("pengingat/jam_tenang", {"jam": hour}, again),)
    await reminders.ensure(tx, {known.person_id: known.address_id})
    await reminders.change(tx, known.person_id, hour=hour)
    await plan(house, tx, [known.person_id], now)
    return (Say("pengingat/jam_disetel", {"jam": hour}, (command_offer("menu"),)),)


async def answered(
    house: House, tx: Transaction, known: Known, answer: str, now: datetime
) -> tuple[Say, ...]:
    """To a reminder: paid already, again tomorrow, never again."""
    menu = (command_offer("menu"),)
    await reminders.ensure(tx, {known.person_id: known.address_id})
    if answer == "off":
        await reminders.change(tx, known.person_id, off_at=now, day=None)
        rules = await rules_now(house, tx)
        await reminders.plan(tx, [(known.person_id, None, None, None)], rules.version)
        return (Say("pengingat/dimatikan", {}, menu),)
    if answer == "tomorrow":
        tomorrow = house.today(now) + timedelta(days=1)
        [held] = await reminders.of(tx, [known.person_id])
        at = datetime.combine(tomorrow, time(held.hour), house.rules.zone)
        rules = await rules_now(house, tx)
        again = (known.person_id, TOMORROW, tomorrow.isoformat(), at)
        await reminders.plan(tx, [again], rules.version)
        return (Say("pengingat/besok_lagi", {}, menu),)
    said = str(Month.of(house.today(now)))
    await reminders.change(tx, known.person_id, said_until=said)
    await plan(house, tx, [known.person_id], now)
    return (Say("pengingat/dicatat_bayar", {}, menu),)


# Planning


async def plan(house: House, tx: Transaction, people: Sequence[int], now: datetime) -> None:
    """Anew, from what is known now. What passed before it was known is sent if it is not later
    than `GRACE`, and written down as passed otherwise: nothing is dropped without a trace."""
    rules = await rules_now(house, tx)
    await _plan(house, tx, await reminders.of(tx, people), rules, now)


async def _plan(
    house: House, tx: Transaction, people: Sequence[Held], rules: RulesNow, now: datetime
) -> None:
    place = place_of(house, rules)
    planned: list[Planned] = []
    over: list[Firing] = []
    for held in people:
        standing = standing_of(held)
        missed = [] if held.off else passed(standing, now, place, _waiting(held))
        late = [one for one in missed if now - one.at <= GRACE]
        over += [_firing(held, one, "passed") for one in missed if one not in late]
        over += _switched_off(held, rules)
        following_one = late[0] if late else following(standing, now, place)
        planned.append(_planned(held, None if held.off else following_one))
    await reminders.fire(tx, over, now)
    await reminders.plan(tx, planned, rules.version)


def _waiting(held: Held) -> Key | None:
    return (held.rule, date.fromisoformat(held.due_on)) if held.rule and held.due_on else None


def _switched_off(held: Held, rules: RulesNow) -> list[Firing]:
    """What the person would have been reminded of next, by a rule that is no more."""
    rule = rules.rules.find(held.rule)
    if rule is None or rule.active or held.due_on is None:
        return []
    return [Firing(rule.name, held.person_id, held.due_on, "off")]


async def follow_rules(house: House) -> int:
    """The plans follow what officers changed of the rules, a page at a time; of how many people.
    Whoever asked to be reminded tomorrow still is."""
    moved = 0
    while True:
        now = house.now()
        async with house.db.write() as tx:
            rules = await rules_now(house, tx)
            people = await reminders.planned_by_others(tx, rules.version, CHUNK)
            asked = [one for one in people if one.rule == TOMORROW]
            kept = [(one.person_id, one.rule, one.due_on, one.next_at) for one in asked]
            await reminders.plan(tx, kept, rules.version)
            others = [one for one in people if one.rule != TOMORROW]
            await _plan(house, tx, others, rules, now)
        moved += len(people)
        if len(people) < CHUNK:
            return moved


def _planned(held: Held, one: Occasion | None) -> Planned:
    if one is None:
        return (held.person_id, None, None, None)
    return (held.person_id, one.rule, one.due_on.isoformat(), one.at)


def _firing(held: Held, one: Occasion, state: str) -> Firing:
    return Firing(one.rule, held.person_id, one.due_on.isoformat(), state)


def standing_of(held: Held) -> Standing:
    """The branch's word and the person's own, whichever reaches further."""
    said = [Month.parse(text) for text in (held.paid_until, held.said_until) if text]
    work = contributions.sector(held.occupation) if held.occupation else None
    return Standing(
        held.person_id, held.day, held.hour, max(said) if said else None,
        held.payer or "self", work if held.paid_until else None,
    )  # fmt: skip


async def plan_newcomers(house: House) -> int:
    """Members whom the branch knows and who have no reminders yet."""
    now = house.now()
    async with house.db.write() as tx:
        found = await reminders.unplanned(tx, CHUNK)
        await reminders.ensure(tx, found)
        await plan(house, tx, list(found), now)
    return len(found)


# Sending


async def send_due(house: House) -> int:
    """Puts due reminders in the outbox, a page at a time; how many people were reminded. A
    missed or doubled tick does no harm. Who was planned by earlier rules is planned anew first."""
    told = 0
    while True:
        now = house.now()
        if house.is_quiet(now):
            return told
        async with house.db.write() as tx:
            rules = await rules_now(house, tx)
            due = await reminders.due(tx, now, CHUNK)
            stale = [one for one in due if one.rules != rules.version and one.rule != TOMORROW]
            await _plan(house, tx, stale, rules, now)
            elsewhere = {one.person_id for one in stale}
            fresh = [one for one in due if one.person_id not in elsewhere]
            promises = await _fire(house, tx, fresh, rules, now)
            if promises:
                await outbox.put(tx, promises, now)
        for channel in {one.to.channel for one in promises}:
            house.bell.ring(channel)
        told += len(promises)
        if len(due) < CHUNK and not stale:
            return told


async def _fire(
    house: House, tx: Transaction, due: Sequence[Held], rules: RulesNow, now: datetime
) -> list[outbox.Promise]:
    promised = {one.person_id: _promise(house, one, rules, now) for one in due}
    firings = [
        Firing(str(one.rule), one.person_id, str(one.due_on), _state(one, promised, now))
        for one in due
    ]
    new = await reminders.fire(tx, firings, now)
    place = place_of(house, rules)
    after = [_planned(one, _next(one, place, now)) for one in due]
    await reminders.plan(tx, after, rules.version)
    going = {one.person_id for one in firings if one.state == "sent"}
    return [
        promise
        for one in due
        if one.person_id in going
        and (one.rule, one.person_id) in new
        and (promise := promised[one.person_id])
    ]


def _state(one: Held, promised: dict[int, outbox.Promise | None], now: datetime) -> str:
    if one.stopped:
        return "stopped"
    if one.left:
        return "blocked"
    if one.next_at is not None and now - one.next_at > GRACE:
        return "passed"
    return "sent" if promised[one.person_id] else "failed"


def _next(one: Held, place: Place, now: datetime) -> Occasion | None:
    """What follows in the order of the plan, also if its time has passed meanwhile."""
    at = one.next_at or now
    last = Occasion(str(one.rule), date.fromisoformat(str(one.due_on)), at)
    return following(standing_of(one), at if one.rule != TOMORROW else now, place, last)


def _promise(house: House, one: Held, rules: RulesNow, now: datetime) -> outbox.Promise | None:
    """The finished words; nothing for somebody whose data cannot be read, who stops no other."""
    if one.stopped or one.left:
        return None
    try:
        language = open_session(house.vault, one.session, one.person_id).language
        told = _told(house, one, house.today(now))
        rule = rules.rules.find(one.rule)
        text = rule.text if rule else None
        message = message_of(house, str(one.rule), told, text, now, language)
        sealed = seal_message(house.vault, message, one.address_id)
    except Exception:
        log.exception("the reminder of person %d", one.person_id)
        return None
    return outbox.Promise(one.address_id, one.to, outbox.REMINDER, sealed)


def _told(house: House, one: Held, today: date) -> Values:
    answers: Answers = {}
    if one.answers is not None and one.number is not None:
        answers = open_answers(house.vault, one.answers, one.number)
    return told_of(str(one.rule), str(one.due_on), standing_of(one), answers, today)
