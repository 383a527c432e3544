"""From the outbox to a network: one pump a channel, replies first, at the network's pace."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dialog.wire import Address, Later, Moved, Outcome, Outgoing, Outlet, Refused, Sent
from handlers import rest
from handlers.fate import decide, orphaned
from handlers.guard import leaks
from handlers.house import House
from handlers.pace import ChatPace, Pace
from handlers.release import release, write_back
from handlers.sealed import open_message
from handlers.whole import whole
from storage import outbox, people, threads
from storage.database import Transaction
from storage.outbox import CAMPAIGN, REPLY, Claimed, Fate, Wish

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST_SEND = 30.0
IN_FLIGHT = 128
LONGEST_SLEEP = 5.0
BETWEEN_LOOKS = 1.0
"""Seconds after which an idle pump asks again whether a campaign is running."""
BETWEEN_ADOPTIONS = 30.0
"""Seconds after which it looks for what a pump of another process left in mid-air."""


class Pump:
    """Sends what waits for one channel until cancelled. Every message ends with a fate."""

    def __init__(
        self, house: House, channel: Outlet, rate: float, owner: str, clock: Callable[[], float]
    ) -> None:
        self._house = house
        self._channel = channel
        self._owner = owner
        self._clock = clock  # monotonic seconds
        self._pace = Pace(rate)
        self._chats = ChatPace()
        self._bell = house.bell.of(channel.name)
        self._flying: set[asyncio.Task[None]] = set()
        self._settled: list[tuple[Claimed, Outcome]] = []
        self._paused_until: datetime | None = None
        self._first_words_until: datetime | None = None  # "slow down" holds only these
        self._more = False  # a campaign has more to send than the pace allowed
        self._look_at = 0.0  # when to ask for campaigns again
        self._asked_too_early = False
        self._adopt_at = clock() + BETWEEN_ADOPTIONS

    async def run(self) -> None:
        """What a former self of this pump left in mid-air comes first."""
        async with self._house.db.write() as tx:
            await self._adopt(tx, self._owner)
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

    async def _adopt(self, tx: Transaction, owner: str = "") -> None:
        """What nobody sends any more: claimed by `owner`, or for longer than any send takes."""
        now = self._house.now()
        left = await outbox.orphans(tx, self._channel.name, owner, now)
        await self._end(tx, [(row, orphaned(row, now)) for row in left], now)
        self._adopt_at = self._clock() + BETWEEN_ADOPTIONS

    async def _round(self) -> bool:
        """One transaction: the fates of what came back, and the next messages to send.
        True when there may be more to send at once."""
        now = self._house.now()
        room = self._room(now)
        settled, self._settled = self._settled, []
        if not room and not settled:
            return False
        wish = self._wish(now, room)
        try:
            async with self._house.db.write() as tx:
                await self._settle(tx, settled, now)
                claimed = await self._claim(tx, wish) if room else []
        except BaseException:
            self._settled = settled + self._settled
            raise
        first_words = sum(row.lane != REPLY for row in claimed)
        self._pace.take(self._clock(), len(claimed), first_words)
        for row in claimed:
            self._launch(row)
        return (bool(claimed) and len(claimed) == wish.limit) or (self._more and not wish.quiet)

    async def _claim(self, tx: Transaction, wish: Wish) -> list[Claimed]:
        """From the outbox first; what is left of a second's worth is for campaigns."""
        if self._clock() >= self._adopt_at:
            await self._adopt(tx)
        claimed = await _with_threads(tx, await outbox.claim(tx, wish))
        spare = 0 if wish.quiet else wish.limit - len(claimed)
        if not spare:
            return claimed
        self._asked_too_early = not self._more and self._clock() < self._look_at
        if self._asked_too_early:
            return claimed
        released = await release(self._house, tx, wish, spare)
        self._more, self._look_at = released.more, self._clock() + BETWEEN_LOOKS
        return claimed + released.claimed

    def _room(self, now: datetime) -> int:
        """How many may go at all."""
        if self._paused_until and now < self._paused_until:
            return 0
        return min(self._pace.available(self._clock()), IN_FLIGHT - len(self._flying))

    def _wish(self, now: datetime, room: int) -> Wish:
        """Replies as many as there is room for; where first words may go, no more than they may,
        and the next round comes at once if the replies among them were more."""
        spread = 0 if self._held(now) else min(room, self._pace.spread(self._clock()))
        return Wish(
            self._channel.name, self._owner, now, now + LEASE, spread or room, quiet=not spread
        )

    def _held(self, now: datetime) -> bool:
        """Whether nothing may be said first: quiet time, or the network asked to slow down."""
        slowed = self._first_words_until is not None and now < self._first_words_until
        return slowed or self._house.is_quiet(now)

    async def _settle(
        self, tx: Transaction, settled: list[tuple[Claimed, Outcome]], now: datetime
    ) -> None:
        await self._end(tx, [(row, decide(row, outcome, now)) for row, outcome in settled], now)
        for row, outcome in settled:
            if isinstance(outcome, Moved) and row.about is not None:
                await _move(tx, row.about, row.address_id, outcome.thread)
        if cut := [row for row, outcome in settled if _is_curtailed(outcome)]:
            await rest.keep(self._house, tx, self._channel.name, cut, now)
        stopped = [row.address_id for row, outcome in settled if _wants_no_more(outcome)]
        if stopped:
            await people.stop_at(tx, stopped, now)
        gone = [row.address_id for row, outcome in settled if _has_left(outcome)]
        if gone:
            await people.mark_left(tx, gone, now)
            await outbox.give_up_on(tx, gone, "person left")

    async def _end(self, tx: Transaction, fates: list[tuple[Claimed, Fate]], now: datetime) -> None:
        await outbox.settle(tx, [fate for row, fate in fates if row.lane != CAMPAIGN])
        if ledger := [fate for row, fate in fates if row.lane == CAMPAIGN]:
            await write_back(tx, ledger, now)

    def _launch(self, row: Claimed) -> None:
        task = asyncio.create_task(self._send(row))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _send(self, row: Claimed) -> None:
        if row.lane != REPLY:
            await self._turn_of(row)
        outcome = await self._outcome(row)
        self._notice(row, outcome)
        self._settled.append((row, outcome))
        self._bell.set()

    async def _turn_of(self, row: Claimed) -> None:
        """Not two first words to one chat in a second. Who waited takes a new place in line."""
        pause = self._chats.wait(row.address_id, self._clock())
        while pause:
            await asyncio.sleep(pause)
            if not (pause := self._pace.wait(self._clock())):
                self._pace.take(self._clock(), 1)

    async def _outcome(self, row: Claimed) -> Outcome:
        to = Address(self._channel.name, row.key)
        try:
            message = open_message(self._house.vault, row.sealed, row.address_id, to, row.id)
            if leaks(message):
                return Refused("holds a NIK", our_fault=True)
            async with asyncio.timeout(LONGEST_SEND):
                return await self._channel.send(_threaded(message, row.thread))
        except TimeoutError:
            return Later(timedelta(seconds=1), "no answer in time", maybe_sent=True)
        except Exception:
            log.exception("sending message %d failed", row.id)
            return Refused("fault in the program", our_fault=True)

    def _notice(self, row: Claimed, outcome: Outcome) -> None:
        """Some outcomes are about the whole channel. "Slow down" holds what is said first;
        answers go on until one of them is told so itself."""
        if isinstance(outcome, Later) and outcome.whole_channel and row.lane != REPLY:
            until = self._house.now() + outcome.after
            self._first_words_until = max(until, self._first_words_until or until)
        elif isinstance(outcome, Later) and outcome.whole_channel:
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
            return min(LONGEST_SLEEP, (self._paused_until - now).total_seconds())
        if len(self._flying) >= IN_FLIGHT:  # whoever comes back rings
            return LONGEST_SLEEP
        if short := self._pace.wait(self._clock()):
            return short
        if self._more and not self._held(now):
            return self._pace.wait_spread(self._clock())
        if self._asked_too_early:
            return max(0.0, self._look_at - self._clock())
        async with self._house.db.read() as tx:
            due = await outbox.next_due(tx, self._channel.name)
        if due is None:
            return LONGEST_SLEEP
        if due <= now:  # due but not ours yet: the pace, the night, or behind an older one
            return self._pace.wait_spread(self._clock()) or LONGEST_SLEEP
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


async def _with_threads(tx: Transaction, claimed: Sequence[Claimed]) -> list[Claimed]:
    """What goes to a group with the key its thread has."""
    about = {row.about for row in claimed if row.about is not None}
    keys = await threads.keys(tx, about) if about else {}
    return [
        replace(row, thread=keys.get((row.about, row.address_id), "")) if row.about else row
        for row in claimed
    ]


def _threaded(message: Outgoing, key: str) -> Outgoing:
    """A thread that is to be deleted is known nowhere any more but in the message itself."""
    if message.thread is None or message.thread.then == "delete":
        return message
    return replace(message, thread=replace(message.thread, key=key))


async def _move(tx: Transaction, person_id: int, address_id: int, key: str) -> None:
    if key:
        await threads.keep(tx, person_id, address_id, key)
    else:
        await threads.drop(tx, person_id, address_id)


def _wants_no_more(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.wants_no_more


def _is_curtailed(outcome: Outcome) -> bool:
    return isinstance(outcome, Sent) and outcome.curtailed
