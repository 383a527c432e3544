"""The day after somebody's last word, in which a network takes any message; after it, only what
was approved. Decided at the moment of sending, never when a message is promised."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from dialog.wire import Address, Approved, Later, Outcome, Outgoing, Outlet, Refused, Sent
from handlers import template_state
from handlers.house import House
from storage import outbox, people

WINDOWED = frozenset({"whatsapp"})
"""Where somebody can be written to freely only for a day after their last word, and may come by
another id than before."""
OPEN = timedelta(hours=24)
MARGIN = timedelta(minutes=2)
"""Clocks differ, and a message is on its way for a while."""
DAY = timedelta(hours=24)


def closing(heard_at: datetime) -> datetime:
    """Until when somebody may be told anything, after their word at that moment."""
    return heard_at + OPEN - MARGIN


def closed_before(at: datetime) -> datetime:
    """Who was heard last at this moment or before may be told nothing freely at `at`."""
    return at - OPEN + MARGIN


class Window:
    """A channel that looks at the window first, and counts whom it wrote to first.

    `limit` people a moving day may be written to outside their window: the account's tier."""

    def __init__(self, house: House, channel: Outlet, limit: int) -> None:
        self._house, self._channel, self._limit = house, channel, limit
        self._first: dict[str, datetime] = {}
        self._was_read = False
        self._counting = asyncio.Lock()

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
        return heard is not None and heard > closed_before(now)

    async def _trouble(self, template: Approved) -> str | None:
        """Known already: the network need not be asked."""
        async with self._house.db.read() as tx:
            return await template_state.why_not(tx, template.name, template.language)

    async def _first_word(self, message: Outgoing, now: datetime) -> Outcome:
        if not message.approved_template or not message.approved_template.name:
            return Refused("window_closed")
        if why := await self._trouble(message.approved_template):
            return Refused(why)
        key = message.to.key
        before = self._first.get(key)
        if (wait := await self._place(key, now)) is not None:
            return Later(max(wait, MARGIN), "daily_limit", uncounted=True)
        outcome = await self._channel.send(message)
        if not _may_have_arrived(outcome):
            self._give_back(key, before)
        if isinstance(outcome, Sent):
            unseen = message.picture is not None and message.picture.required
            return replace(outcome, curtailed=unseen or message.approved_template.curtailed())
        return outcome

    async def _place(self, key: str, now: datetime) -> timedelta | None:
        """Takes a place among the day's people; how long to wait where there is none. Before the
        message goes, so that many at once cannot all have the last one."""
        async with self._counting:
            await self._read(now)
            for old in [one for one, at in self._first.items() if at <= now - DAY]:
                del self._first[old]
            if key not in self._first and len(self._first) >= self._limit:
                return min(self._first.values()) + DAY - now
            self._first[key] = now
        return None

    def _give_back(self, key: str, before: datetime | None) -> None:
        """Nothing was said after all; an earlier word of the day still counts."""
        self._first.pop(key, None)
        if before is not None:
            self._first[key] = before

    async def _read(self, now: datetime) -> None:
        """Whom a former process wrote to in the last day: a little too many, never too few."""
        if not self._was_read:
            async with self._house.db.read() as tx:
                self._first |= await outbox.first_words(tx, self.name, now - DAY)
            self._was_read = True


def _may_have_arrived(outcome: Outcome) -> bool:
    return isinstance(outcome, Sent) or (isinstance(outcome, Later) and outcome.maybe_sent)
