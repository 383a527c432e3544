"""Admins are told a month ahead which figures of the tables end or change, once a row; and with
the editors, which answers of theirs end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from benefits.review import Ending, Entry, about_to_change, recorded, running_out
from dialog.session import Say
from handlers.house import House
from handlers.sealed import seal_message
from storage import notices, outbox, people
from storage.database import Transaction
from storage.people import Known

HORIZON = timedelta(days=14)
"""How long before its last day an editor's answer is to be looked at again."""
MOST_NAMED = 11
"""Rows named in the message; `bot.py check` lists them all."""


async def tell_admins(house: House, known: Sequence[Entry] | None = None) -> int:
    """How many rows were told of. Nothing is noted while there is no admin to tell, or at night;
    a missed or doubled tick does no harm."""
    now = house.now()
    due = _due(known or recorded(), house.today(now))
    if not due or house.is_quiet(now):
        return 0
    async with house.db.write() as tx:
        admins = await holding(house, tx, "admin")
        fresh = await notices.claim(tx, due, now) if admins else set[str]()
        told = [one for key, one in due.items() if key in fresh]
        if told:
            say = Say("admin/angka_berakhir", _said(told))
            await outbox.put(tx, [_promise(house, admin, say, now) for admin in admins], now)
    for channel in {admin.address.channel for admin in admins if told}:
        house.bell.ring(channel)
    return len(told)


def _due(known: Sequence[Entry], today: date) -> Mapping[str, Ending]:
    """By the name under which each is noted."""
    ending = [*running_out(known, today), *about_to_change(known, today)]
    return {f"{one.entry.table}/{one.entry.key}/{one.last}": one for one in ending}


async def tell_editors(house: House) -> int:
    """How many answers of theirs were told of: those past their last day, or soon to be.
    Prolonged ones are told of again when that time comes."""
    now = house.now()
    horizon = house.today(now) + HORIZON
    held = house.pupil.learned.answers.items()
    due = {f"{topic}/{one.until}": one for topic, one in held if one.until <= horizon}
    if not due or house.is_quiet(now):
        return 0
    async with house.db.write() as tx:
        editors = await holding(house, tx, "admin", "editor")
        fresh = await notices.claim(tx, due, now) if editors else set[str]()
        told = [{"judul": due[key].title, "sampai": str(due[key].until)} for key in sorted(fresh)]
        if told:
            say = Say("admin/jawaban_berakhir", {"baris": told})
            await outbox.put(tx, [_promise(house, one, say, now) for one in editors], now)
    for channel in {one.address.channel for one in editors if told}:
        house.bell.ring(channel)
    return len(told)


async def holding(house: House, tx: Transaction, *roles: str) -> list[Known]:
    """Those who have talked to the bot and want to hear from it."""
    granted = {grant.address for role in roles for grant in await people.grants(tx, role)}
    met = await people.known(tx, granted | house.rules.admins)
    return [one for one in met.values() if not one.left and not one.stopped]


def _promise(house: House, to: Known, say: Say, now: datetime) -> outbox.Promise:
    message = house.catalog.compose([say], house.today(now))
    sealed = seal_message(house.vault, message, to.address_id)
    return outbox.Promise(to.address_id, to.address, outbox.REMINDER, sealed)


def _said(told: Sequence[Ending]) -> dict[str, object]:
    over = [_row(one) for one in told if one.following is None]
    changing = [_row(one) for one in told if one.following]
    rest = len(over[MOST_NAMED:]) + len(changing[MOST_NAMED:])
    return {"habis": over[:MOST_NAMED], "berganti": changing[:MOST_NAMED], "lainnya": rest}


def _row(one: Ending) -> dict[str, object]:
    return {
        "nama": one.entry.key,
        "satuan": one.entry.unit,
        "sampai": one.last.isoformat(),
        "lama": one.entry.value,
        "baru": one.following.value if one.following else "",
    }
