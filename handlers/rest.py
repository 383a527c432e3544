"""What a stand-in left unsaid: kept until the person writes, and said then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialog.wire import Address, Approved
from handlers.house import House
from handlers.sealed import open_message, seal_message
from messages.texts import Message
from storage import outbox
from storage.database import Transaction
from storage.outbox import CAMPAIGN, Claimed, Promise

KEPT = timedelta(days=30)
"""Who has not answered by then does not want to know any more."""


async def keep(
    house: House, tx: Transaction, channel: str, rows: Sequence[Claimed], now: datetime
) -> None:
    """The whole of messages of which only the beginning went."""
    promises = [_whole(house, channel, row) for row in rows]
    await outbox.put_held(tx, promises, now, now + KEPT)


def _whole(house: House, channel: str, row: Claimed) -> Promise:
    """Nothing stands in for it a second time."""
    to = Address(channel, row.key)
    said = open_message(house.vault, row.sealed, row.address_id, to, row.id)
    message = Message(said.body, said.choices, said.ask_contact, said.picture, Approved(""))
    sealed = seal_message(house.vault, message, row.address_id)
    return Promise(row.address_id, to, CAMPAIGN, sealed, row.about)
