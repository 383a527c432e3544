"""Whether what was promised goes out."""

from collections.abc import Iterable
from datetime import timedelta

from handlers.house import House
from storage import outbox

LONGEST_WAIT = timedelta(minutes=2)
"""No reply waits so long where a pump runs, not even behind a network that says to wait."""


async def delivery(house: House, channels: Iterable[str]) -> str:
    """Empty when no reply waits for too long, else where one does. Whichever process sends."""
    late = house.now() - LONGEST_WAIT
    async with house.db.read() as tx:
        since = {channel: await outbox.oldest_reply(tx, channel) for channel in channels}
    stuck = [channel for channel, moment in since.items() if moment and moment < late]
    return f"replies wait: {', '.join(stuck)}" if stuck else ""
