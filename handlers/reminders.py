"""Monthly contribution reminders: chosen by the person, sent by the clock, never at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialog.session import Say
from dialog.turns import command_offer
from handlers.house import House
from handlers.sealed import open_session, seal_message
from storage import outbox, reminders
from storage.database import Transaction
from storage.people import Known

HOUR = 9
"""Local time of a reminder: after the quiet hours, before work in the field begins to tire."""
CHUNK = 200


async def choose(
    house: House, tx: Transaction, known: Known, day: int, now: datetime
) -> tuple[Say, ...]:
    """Sets the day of the month, or ends the reminders (0)."""
    menu = (command_offer("menu"),)
    if day == 0:
        await reminders.drop(tx, known.person_id)
        return (Say("pengingat/dimatikan", {}, menu),)
    following = next_time(day, now, house.rules.zone)
    await reminders.put(tx, known.person_id, known.address_id, day, following)
    return (Say("pengingat/disetel", {"hari": day}, menu),)


def next_time(day: int, now: datetime, zone: ZoneInfo) -> datetime:
    """The next such day of a month at the hour of reminders, later than now."""
    local = now.astimezone(zone)
    candidate = local.replace(day=day, hour=HOUR, minute=0, second=0, microsecond=0)
    if candidate <= local:
        following = (candidate.replace(day=1) + timedelta(days=32)).replace(day=day)
        candidate = following
    return candidate


async def send_due(house: House) -> int:
    """Puts due reminders in the outbox; a missed or doubled tick does no harm. Those of people
    who stopped or left move on unsent: they must not all come at once when they are back."""
    now = house.now()
    if house.is_quiet(now):
        return 0
    async with house.db.write() as tx:
        due = await reminders.due(tx, now, CHUNK)
        moved = [
            one
            for one in due
            if await reminders.advance(tx, one, next_time(one.day, now, house.rules.zone))
        ]
        told = [one for one in moved if one.welcome]
        if told:
            await outbox.put(tx, [_promise(house, one, now) for one in told], now)
    for channel in {one.to.channel for one in told}:
        house.bell.ring(channel)
    return len(told)


def _promise(house: House, one: reminders.Due, now: datetime) -> outbox.Promise:
    today = house.today(now)
    language = open_session(house.vault, one.session, one.person_id).language
    said = Say("pengingat/isi", {"bulan": f"{today:%Y-%m}"}, (command_offer("berhenti"),))
    message = house.catalog.compose([said], today, language)
    sealed = seal_message(house.vault, message, one.address_id)
    return outbox.Promise(one.address_id, one.to, outbox.REMINDER, sealed)
