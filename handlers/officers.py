"""An officer is asked to look after somebody."""

from datetime import datetime

from dialog.session import Say
from dialog.turns import command_offer
from handlers.house import House
from handlers.sealed import seal_message
from storage import calls, outbox, people
from storage.database import Transaction
from storage.people import Known


async def call(
    house: House, tx: Transaction, known: Known, reason: str, now: datetime
) -> tuple[Say, ...]:
    """Tells the officers once, and the person honestly whether there are any."""
    reached = await notify(house, tx, known, reason, now)
    key = "umum/petugas_dipanggil" if reached else "umum/petugas_tidak_ada"
    return (Say(key, {}, (command_offer("menu"),)),)


async def notify(
    house: House, tx: Transaction, known: Known, reason: str, now: datetime, number: str = ""
) -> bool:
    """Whether there is an officer to tell. An open call with the same reason is not repeated."""
    reachable = await _reachable(house, tx, known)
    is_new = await calls.call(tx, known.person_id, reason, now)
    if not reachable or not is_new:
        return bool(reachable)
    params = {
        "nama": await people.name_of(tx, known.address_id),
        "alamat": str(known.address),
        "alasan": house.catalog.label(f"alasan_{reason}"),
        "nomor": number or known.registration or "",
    }
    message = house.catalog.compose([Say("petugas/panggilan", params)], house.today(now))
    promises = [
        outbox.Promise(
            one.address_id,
            one.address,
            outbox.REMINDER,
            seal_message(house.vault, message, one.address_id),
        )
        for one in reachable
    ]
    await outbox.put(tx, promises, now)
    for one in reachable:
        house.bell.ring(one.address.channel)
    return True


async def _reachable(house: House, tx: Transaction, caller: Known) -> list[Known]:
    """Officers and admins who have talked to the bot, other than the caller."""
    granted = {grant.address for grant in await people.grants(tx) if grant.role != "editor"}
    wanted = (granted | house.rules.admins) - {caller.address}
    met = await people.known(tx, wanted)
    return [one for one in met.values() if not one.left and not one.stopped]
