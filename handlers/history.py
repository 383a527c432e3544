"""What was said to one address, for showing it again."""

from collections.abc import Sequence

from dialog.wire import Address, Outgoing
from handlers.guard import leaks
from handlers.house import House
from handlers.sealed import open_message
from storage import outbox, people

LONGEST = 200


async def since(house: House, address: Address, after: int) -> Sequence[Outgoing]:
    """The messages with a greater id, oldest first; the newest `LONGEST` of them."""
    async with house.db.read() as tx:
        known = (await people.known(tx, [address])).get(address)
        if known is None:
            return ()
        told = await outbox.history(tx, known.address_id, after, LONGEST)
    messages = [
        open_message(house.vault, one.sealed, known.address_id, address, one.id) for one in told
    ]
    return [message for message in messages if not leaks(message)]
