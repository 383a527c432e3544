"""The day after somebody's last word, in which a network takes any message; after it, only what
was approved. Decided at the moment of sending, never when a message is promised."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialog.wire import Address, Later, Outcome, Outgoing, Outlet, Refused, Sent
from handlers.house import House
from storage import outbox, people

OPEN = timedelta(hours=24)
MARGIN = timedelta(minutes=2)
"""Clocks differ, and a message is on its way for a while."""
DAY = timedelta(hours=24)


class Window:
    """A channel that looks at the window first, and counts whom it wrote to first.

    `limit` people a moving day may be written to outside their window: the account's tier."""

    def __init__(self, house: House, channel: Outlet, limit: int) -> None:
        self._house, self._channel, self._limit = house, channel, limit
        self._first: dict[str, datetime] | None = None

    @property
    def name(self) -> str:
        return self._channel.name

    async def send(self, message: Outgoing) -> Outcome:
        """What answers nobody has a template beside it; it is used where the window is closed."""
        if message.approved_template is None:
            return await self._channel.send(message)
        now = self._house.now()
        if await self._is_open(message.to, now):
            return await self._channel.send(replace(message, approved_template=None))
        return await self._first_word(message, now)

    async def _is_open(self, to: Address, now: datetime) -> bool:
        async with self._house.db.read() as tx:
            heard = await people.heard_at(tx, to)
        return heard is not None and now < heard + OPEN - MARGIN

    async def _first_word(self, message: Outgoing, now: datetime) -> Outcome:
        if not message.approved_template or not message.approved_template.name:
            return Refused("window_closed")
        recent = await self._recent(now)
        if message.to.key not in recent and len(recent) >= self._limit:
            wait = min(recent.values()) + DAY - now
            return Later(max(wait, MARGIN), "daily_limit", patient=True)
        outcome = await self._channel.send(message)
        if isinstance(outcome, Sent) or (isinstance(outcome, Later) and outcome.maybe_sent):
            recent[message.to.key] = now
        return outcome

    async def _recent(self, now: datetime) -> dict[str, datetime]:
        """Whom we wrote to first in the last day. Read once; a new process counts a little too
        many, never too few."""
        if self._first is None:
            async with self._house.db.read() as tx:
                self._first = await outbox.first_words(tx, self.name, now - DAY)
        self._first = {key: at for key, at in self._first.items() if at > now - DAY}
        return self._first
