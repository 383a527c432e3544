"""Contribution reminders: planned from what is known of a person, sent by the clock.

Every occasion is one line in the ledger of reminders, by rule, person and date: it comes once,
however often the clock ticks. When what is known changes (a payment, a chosen day) the plan moves.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from benefits import contributions
from benefits.contributions import NoTariff
from benefits.months import Month
from benefits.tariffs import PROGRAMMES, Payer
from dialog.quiet_time import quiet_at_night
from dialog.session import Offer, Say
from dialog.turns import command_offer
from handlers.house import House
from handlers.reminder_plan import GRACE, Occasion, Place, Standing, following, passed
from handlers.sealed import open_answers, open_session, seal_message
from storage import outbox, reminders
from storage.database import Transaction
from storage.people import Known
from storage.reminders import Firing, Held, Planned

log = logging.getLogger(__name__)

CHUNK = 500
TOMORROW = "besok"
ANSWERS = ("sudah_bayar", "ingatkan_besok", "jangan_ingatkan")


def _place(house: House) -> Place:
    return Place(house.catalog.reminders, house.rules.zone, house.rules.quiet)


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
        await reminders.plan(tx, [(known.person_id, None, None, None)])
        return (Say("pengingat/dimatikan", {}, menu),)
    if answer == "tomorrow":
        tomorrow = house.today(now) + timedelta(days=1)
        [held] = await reminders.of(tx, [known.person_id])
        at = datetime.combine(tomorrow, time(held.hour), house.rules.zone)
        await reminders.plan(tx, [(known.person_id, TOMORROW, tomorrow.isoformat(), at)])
        return (Say("pengingat/besok_lagi", {}, menu),)
    said = str(Month.of(house.today(now)))
    await reminders.change(tx, known.person_id, said_until=said)
    await plan(house, tx, [known.person_id], now)
    return (Say("pengingat/dicatat_bayar", {}, menu),)


# Planning


async def plan(house: House, tx: Transaction, people: Sequence[int], now: datetime) -> None:
    """Anew, from what is known now. What passed before it was known is sent if it is not later
    than `GRACE`, and written down as passed otherwise: nothing is dropped without a trace."""
    place = _place(house)
    planned: list[Planned] = []
    over: list[Firing] = []
    for held in await reminders.of(tx, people):
        standing = standing_of(held)
        missed = [] if held.off else passed(standing, now, place)
        late = [one for one in missed if now - one.at <= GRACE]
        over += [_firing(held, one, "passed") for one in missed if one not in late]
        following_one = late[0] if late else following(standing, now, place)
        planned.append(_planned(held, None if held.off else following_one))
    await reminders.fire(tx, over, now)
    await reminders.plan(tx, planned)


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
    missed or doubled tick does no harm."""
    told = 0
    while True:
        now = house.now()
        if house.is_quiet(now):
            return told
        async with house.db.write() as tx:
            due = await reminders.due(tx, now, CHUNK)
            promises = await _fire(house, tx, due, now)
            if promises:
                await outbox.put(tx, promises, now)
        for channel in {one.to.channel for one in promises}:
            house.bell.ring(channel)
        told += len(promises)
        if len(due) < CHUNK:
            return told


async def _fire(
    house: House, tx: Transaction, due: Sequence[Held], now: datetime
) -> list[outbox.Promise]:
    promised = {one.person_id: _promise(house, one, now) for one in due}
    firings = [
        Firing(str(one.rule), one.person_id, str(one.due_on), _state(one, promised, now))
        for one in due
    ]
    new = await reminders.fire(tx, firings, now)
    await reminders.plan(tx, [_planned(one, _next(house, one, now)) for one in due])
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


def _next(house: House, one: Held, now: datetime) -> Occasion | None:
    """What follows in the order of the plan, also if its time has passed meanwhile."""
    place = _place(house)
    at = one.next_at or now
    last = Occasion(str(one.rule), date.fromisoformat(str(one.due_on)), at)
    return following(standing_of(one), at if one.rule != TOMORROW else now, place, last)


def _promise(house: House, one: Held, now: datetime) -> outbox.Promise | None:
    """The finished words; nothing for somebody whose data cannot be read, who stops no other."""
    if one.stopped or one.left:
        return None
    try:
        today = house.today(now)
        language = open_session(house.vault, one.session, one.person_id).language
        offers = tuple(command_offer(name) for name in ANSWERS)
        said = Say(f"pengingat/{one.rule}", _told(house, one, today), offers)
        message = house.catalog.compose([said], today, language)
        sealed = seal_message(house.vault, message, one.address_id)
    except Exception:
        log.exception("the reminder of person %d", one.person_id)
        return None
    return outbox.Promise(one.address_id, one.to, outbox.REMINDER, sealed)


def _told(house: House, one: Held, today: date) -> dict[str, object]:
    """Month, amount and date a reminder is about; what is not known is left empty."""
    standing = standing_of(one)
    month = Month.of(today)
    if one.rule == "jelang_potongan_habis" and standing.work:
        month = contributions.relief_until(standing.work)
    elif standing.paid_until and standing.paid_until >= month:
        month = standing.paid_until.next()
    return {
        "bulan": str(month),
        "jumlah": _price(house, one, month, standing.payer),
        "nanti": _price(house, one, month.next(), "self"),
        "lunas": str(standing.paid_until) if standing.paid_until else None,
        "tanggal": one.due_on,
    }


def _price(house: House, one: Held, month: Month, payer: str) -> int | None:
    """A month by the tables, from what the person said they earn; nothing where that is unknown."""
    if one.answers is None or one.number is None:
        return None
    answers = open_answers(house.vault, one.answers, one.number)
    income, chosen = answers.get("income"), answers.get("programmes", "")
    programmes = [programme for name, programme in PROGRAMMES.items() if name in chosen]
    if not income or not programmes or one.occupation is None:
        return None
    paid_by: Payer = "government" if payer == "government" else "self"
    try:
        work = contributions.sector(one.occupation)
        return contributions.quote(int(income), month, 1, work, programmes, paid_by).total
    except NoTariff:
        return None
