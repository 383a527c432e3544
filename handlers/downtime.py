"""What happened while nobody was there: admins are told once, when the service is back.

The clock leaves its mark in the database at each knock; a long gap between two marks is a time in
which this installation was down.
"""

from datetime import datetime, timedelta

from dialog.session import Say
from handlers.endings import holding
from handlers.house import House
from handlers.moments import moment
from handlers.sealed import seal_message
from storage import campaigns, notices, outbox, reminders
from storage.database import Transaction
from storage.people import Known

MARK = "alive"
LONG = timedelta(minutes=10)
"""A shorter gap is a restart, and nobody's business."""


async def look(house: House) -> bool:
    """Whether a gap was told of. Of several clocks that find the same gap, one tells."""
    now = house.now()
    async with house.db.write() as tx:
        since = await notices.mark(tx, MARK, now)
        if since is None or now - since < LONG:
            return False
        readers = await holding(house, tx, "admin")
        told = await _told(house, tx, since, now)
        promises = [_promise(house, reader, told, now) for reader in readers]
        if promises:
            await outbox.put(tx, promises, now)
    for channel in {reader.address.channel for reader in readers}:
        house.bell.ring(channel)
    return bool(promises)


async def _told(house: House, tx: Transaction, since: datetime, now: datetime) -> Say:
    missed = await campaigns.due_between(tx, since, now)
    lines = [
        {
            "nomor": one.id,
            "mulai": moment(house, one.start_at),
            "keadaan": house.catalog.label(f"siaran_{one.status}"),
        }
        for one in missed
    ]
    params: dict[str, object] = {
        "mulai": moment(house, since),
        "selesai": moment(house, now),
        "siaran": lines,
        "pengingat": await reminders.due_between(tx, since, now),
    }
    return Say("admin/selama_mati", params)


def _promise(house: House, reader: Known, told: Say, now: datetime) -> outbox.Promise:
    message = house.catalog.compose([told], house.today(now))
    sealed = seal_message(house.vault, message, reader.address_id)
    return outbox.Promise(reader.address_id, reader.address, outbox.REMINDER, sealed)
