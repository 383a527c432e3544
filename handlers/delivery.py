"""From the outbox to a network: one pump a channel, replies first, at the network's pace."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from dialog.wire import Address, Later, Outcome, Outlet, Refused
from handlers.fate import decide, orphaned
from handlers.guard import leaks
from handlers.house import House
from handlers.pace import Bucket, ChatPace
from handlers.sealed import open_message
from handlers.whole import whole
from storage import outbox, people
from storage.database import Transaction
from storage.outbox import REPLY, Claimed, Fate, Wish

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST_SEND = 30.0
IN_FLIGHT = 128
LONGEST_SLEEP = 5.0


class Pump:
    """Sends what waits for one channel until cancelled. Every message ends with a fate."""

    def __init__(
        self, house: House, channel: Outlet, rate: float, owner: str, clock: Callable[[], float]
    ) -> None:
        self._house = house
        self._channel = channel
        self._owner = owner
        self._clock = clock  # monotonic seconds
        self._bucket = Bucket(rate, max(1.0, rate))
        self._chats = ChatPace()
        self._bell = house.bell.of(channel.name)
        self._flying: set[asyncio.Task[None]] = set()
        self._settled: list[tuple[Claimed, Outcome]] = []
        self._paused_until: datetime | None = None

    async def run(self) -> None:
        """What a former self of this pump left in mid-air comes first."""
        async with self._house.db.write() as tx:
            await self._adopt(tx)
        try:
            while True:
                self._bell.clear()
                if not await whole(self._round()):
                    await self._sleep()
        finally:
            await self._land()

    async def drain(self) -> None:
        """Sends everything that may go now, and returns when each has its fate."""
        while await self._round() or self._flying or self._settled:
            if self._flying:
                await asyncio.wait(self._flying)

    async def _adopt(self, tx: Transaction) -> None:
        now = self._house.now()
        left = await outbox.orphans(tx, self._channel.name, self._owner, now)
        await outbox.settle(tx, [orphaned(row, now) for row in left])

    async def _round(self) -> bool:
        """One transaction: the fates of what came back, and the next messages to send.
        True when there may be more to send at once."""
        room = self._room()
        settled, self._settled = self._settled, []
        if not room and not settled:
            return False
        now = self._house.now()
        try:
            async with self._house.db.write() as tx:
                await self._settle(tx, settled, now)
                claimed = await outbox.claim(tx, self._wish(now, room)) if room else []
        except BaseException:
            self._settled = settled + self._settled
            raise
        self._bucket.take(len(claimed))
        for row in claimed:
            self._launch(row)
        return bool(claimed) and len(claimed) == room

    def _room(self) -> int:
        now = self._house.now()
        if self._paused_until and now < self._paused_until:
            return 0
        return min(self._bucket.available(self._clock()), IN_FLIGHT - len(self._flying))

    def _wish(self, now: datetime, room: int) -> Wish:
        return Wish(
            self._channel.name, self._owner, now, now + LEASE, room, self._house.is_quiet(now)
        )

    async def _settle(
        self, tx: Transaction, settled: list[tuple[Claimed, Outcome]], now: datetime
    ) -> None:
        fates: list[Fate] = [decide(row, outcome, now) for row, outcome in settled]
        await outbox.settle(tx, fates)
        stopped = [row.address_id for row, outcome in settled if _wants_no_more(outcome)]
        if stopped:
            await people.stop_at(tx, stopped, now)
        gone = [row.address_id for row, outcome in settled if _has_left(outcome)]
        if gone:
            await people.mark_left(tx, gone, now)
            await outbox.give_up_on(tx, gone, "person left")

    def _launch(self, row: Claimed) -> None:
        task = asyncio.create_task(self._send(row))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _send(self, row: Claimed) -> None:
        if row.lane != REPLY:
            await asyncio.sleep(self._chats.wait(row.address_id, self._clock()))
        outcome = await self._outcome(row)
        self._notice(outcome)
        self._settled.append((row, outcome))
        self._bell.set()

    async def _outcome(self, row: Claimed) -> Outcome:
        to = Address(self._channel.name, row.key)
        try:
            message = open_message(self._house.vault, row.sealed, row.address_id, to, row.id)
            if leaks(message):
                return Refused("holds a NIK", our_fault=True)
            async with asyncio.timeout(LONGEST_SEND):
                return await self._channel.send(message)
        except TimeoutError:
            return Later(timedelta(seconds=1), "no answer in time", maybe_sent=True)
        except Exception:
            log.exception("sending message %d failed", row.id)
            return Refused("fault in the program", our_fault=True)

    def _notice(self, outcome: Outcome) -> None:
        """Some outcomes are about the whole channel: everybody waits."""
        if isinstance(outcome, Later) and outcome.whole_channel:
            self._pause(outcome.after)
        elif isinstance(outcome, Refused) and outcome.channel_down:
            log.error("%s is down: %s", self._channel.name, outcome.why)
            self._pause(timedelta(minutes=1))
        elif isinstance(outcome, Refused) and outcome.our_fault:
            log.error("%s refused a message: %s", self._channel.name, outcome.why)

    def _pause(self, time: timedelta) -> None:
        until = self._house.now() + time
        self._paused_until = max(until, self._paused_until or until)

    async def _sleep(self) -> None:
        """Until there is something to settle or to send, at most a few seconds."""
        if self._settled:
            return
        pause = await self._until_next()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):  # wait_for loses a cancellation that meets a ring
                await self._bell.wait()

    async def _until_next(self) -> float:
        now = self._house.now()
        if self._paused_until and now < self._paused_until:
            return (self._paused_until - now).total_seconds()
        if self._flying:  # whoever comes back rings
            return LONGEST_SLEEP
        if short := self._bucket.wait(self._clock()):
            return short
        async with self._house.db.read() as tx:
            due = await outbox.next_due(tx, self._channel.name)
        if due is None or due <= now:  # due but not ours yet: night, or behind an older one
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, (due - now).total_seconds())

    async def _land(self) -> None:
        """Stopping: what is in the air gets its fate first."""
        if self._flying:
            await asyncio.wait(self._flying, timeout=LONGEST_SEND)
        settled, self._settled = self._settled, []
        async with self._house.db.write() as tx:
            await self._settle(tx, settled, self._house.now())


def _has_left(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.person_left


def _wants_no_more(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.wants_no_more
