"""Somebody said something: events that arrive together share one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence

from dialog.session import Say
from dialog.wire import Download, Incoming
from handlers import photos
from handlers.errors import OvertakenError
from handlers.house import House
from handlers.turns import take
from handlers.whole import whole
from handlers.work import Work, answer, post
from storage import inbox, people

log = logging.getLogger(__name__)

LARGEST_BATCH = 128
ATTEMPTS = 3
OVERTAKEN_LIMIT = 5

Waiting = tuple[Incoming, asyncio.Future[None]]


class Inbound:
    """The door all channels knock at. `receive` returns once the event is committed.
    `downloads`: how files come from each network that has any."""

    def __init__(self, house: House, downloads: Mapping[str, Download] | None = None) -> None:
        self._house, self._downloads = house, downloads or {}
        self._queue: deque[Waiting] = deque()
        self._knock = asyncio.Event()
        self._failures: dict[tuple[str, str], int] = {}

    async def receive(self, event: Incoming) -> None:
        if event.sizes:
            event = await photos.taken(self._house, self._downloads, event)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((event, done))
        self._knock.set()
        await done

    async def run(self) -> None:
        """Takes what has come, one event a person at a time, until cancelled."""
        while True:
            await self._knock.wait()
            await asyncio.sleep(0)  # who came in the same moment comes along
            self._knock.clear()
            while self._queue:
                await whole(self._handle(self._batch()))

    def _batch(self) -> list[Waiting]:
        """The next events, the first of each person; a person's second waits its turn."""
        chosen: dict[object, Waiting] = {}
        later: list[Waiting] = []
        while self._queue and len(chosen) < LARGEST_BATCH:
            waiting = self._queue.popleft()
            if waiting[0].sender in chosen:
                later.append(waiting)
            else:
                chosen[waiting[0].sender] = waiting
        self._queue.extendleft(reversed(later))
        return list(chosen.values())

    async def _handle(self, batch: Sequence[Waiting]) -> None:
        """All in one transaction; if that fails, each alone, so that one cannot hold up others."""
        try:
            await take(self._house, [event for event, _ in batch])
        except Exception:
            if len(batch) > 1:
                log.warning("a batch of %d failed, trying each alone", len(batch))
            for waiting in batch:
                await self._alone(*waiting)
            return
        for _, done in batch:
            _resolve(done)

    async def _alone(self, event: Incoming, done: asyncio.Future[None]) -> None:
        try:
            await self._until_not_overtaken(event)
        except Exception as error:
            await self._failed(event, done, error)
        else:
            _resolve(done)

    async def _until_not_overtaken(self, event: Incoming) -> None:
        for _ in range(OVERTAKEN_LIMIT):
            try:
                return await take(self._house, [event])
            except OvertakenError:
                await asyncio.sleep(0)
        return await take(self._house, [event])

    async def _failed(self, event: Incoming, done: asyncio.Future[None], error: Exception) -> None:
        """The network will repeat it; the third time it is set aside and the line moves on."""
        key = (event.sender.channel, event.external_id)
        self._failures[key] = self._failures.get(key, 0) + 1
        log.error("event %s:%s failed", *key, exc_info=error)
        if self._failures[key] < ATTEMPTS:
            return _reject(done, error)
        try:
            await set_aside(self._house, event)
        except Exception as worse:
            return _reject(done, worse)
        del self._failures[key]
        return _resolve(done)


def _resolve(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _reject(done: asyncio.Future[None], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)


async def set_aside(house: House, event: Incoming) -> None:
    """Marks the event as handled and tells the person that the fault is ours."""
    now = house.now()
    async with house.db.write() as tx:
        if not await inbox.remember(tx, [(event.sender.channel, event.external_id)], now):
            return
        met = (await people.known(tx, [event.sender])).get(event.sender)
        if met is None:
            return
        work = Work(house, tx, now)
        await post(work, [answer(met, Say("umum/gangguan"))])
    work.ring()
