"""Admins are told a month ahead which figures of the tables end or change. Once a row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from benefits.review import Ending, Entry, about_to_change, recorded, running_out
from dialog.session import Say
from handlers.house import House
from handlers.sealed import seal_message
from storage import notices, outbox, people
from storage.database import Transaction
from storage.people import Known

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
        readers = await admins(house, tx)
        fresh = await notices.claim(tx, due, now) if readers else set[str]()
        told = [one for key, one in due.items() if key in fresh]
        if told:
            await outbox.put(tx, [_promise(house, admin, told, now) for admin in readers], now)
    for channel in {admin.address.channel for admin in readers if told}:
        house.bell.ring(channel)
    return len(told)


def _due(known: Sequence[Entry], today: date) -> Mapping[str, Ending]:
    """By the name under which each is noted."""
    ending = [*running_out(known, today), *about_to_change(known, today)]
    return {f"{one.entry.table}/{one.entry.key}/{one.last}": one for one in ending}


async def admins(house: House, tx: Transaction) -> list[Known]:
    """Those who have talked to the bot and want to hear from it."""
    granted = {grant.address for grant in await people.grants(tx, "admin")}
    met = await people.known(tx, granted | house.rules.admins)
    return [one for one in met.values() if not one.left and not one.stopped]


def _promise(house: House, admin: Known, told: Sequence[Ending], now: datetime) -> outbox.Promise:
    message = house.catalog.compose([Say("admin/angka_berakhir", _said(told))], house.today(now))
    sealed = seal_message(house.vault, message, admin.address_id)
    return outbox.Promise(admin.address_id, admin.address, outbox.REMINDER, sealed)


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
