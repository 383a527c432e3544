"""Asks for updates and confirms them to Telegram only when they are done with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TypeVar

from telegram.error import Conflict, InvalidToken, TelegramError

from channels.telegram_transport import SlowDownError
from channels.turns import Turns
from channels.untrusted import Json
from dialog.wire import Incoming, Receive

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
Chance = Callable[[], float]
"""A number from 0 to 1."""

log = logging.getLogger(__name__)


def back_off(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row: 1 to 60, never in step with others."""
    return float(min(60.0, 2 ** min(failures - 1, 6) * (1 + chance)))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds."""

    poll: int = 50  # Telegram holds a question for updates this long
    turn: float = 30.0  # one event; more counts as a failure
    batch: float = 0.5  # then others are asked for, although somebody's event still runs
    again: tuple[float, ...] = (1.0, 5.0, 15.0)  # waits between tries; the last one repeats


@dataclass(slots=True)
class Clockwork:
    """Time and chance, handed in. `trouble` says what it is being waited for, or nothing."""

    chance: Chance
    sleep: Sleep = asyncio.sleep
    trouble: str = ""

    async def insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Until it works. Raises InvalidToken, which waiting does not mend."""
        failures = 0
        while True:
            try:
                answer = await call()
            except InvalidToken:
                self.trouble = "token_refused"
                raise
            except TelegramError as error:
                failures += 1
                self.trouble = "conflict" if isinstance(error, Conflict) else "unreachable"
                wait = _wait(error, failures, self.chance())
            else:
                self.trouble = ""
                return answer
            await self.sleep(wait)


def _wait(error: TelegramError, failures: int, chance: float) -> float:
    wait = back_off(failures, chance)
    if isinstance(error, SlowDownError):
        wait = error.after.total_seconds()
    elif isinstance(error, Conflict):
        log.error("another program receives with this bot's token: stop it. Waiting %.0f s", wait)
        return wait
    log.warning("Telegram does not answer (%s): waiting %.0f s", type(error).__name__, wait)
    return wait


@dataclass(slots=True)
class Unconfirmed:
    """Which updates are under way, and the offset that confirms what lies before them.

    Numbers rise, but after a quiet week Telegram begins anywhere: only the order counts.
    """

    under_way: dict[int, None] = field(default_factory=dict[int, None])
    _known: frozenset[int] = frozenset()
    _next: int = 0

    @property
    def offset(self) -> int:
        return next(iter(self.under_way), self._next)

    def admit(self, updates: Sequence[tuple[int, Json]]) -> list[tuple[int, Json]]:
        """Those not seen before. What is unconfirmed comes again with every question."""
        fresh = [(number, update) for number, update in updates if number not in self._known]
        self.under_way.update((number, None) for number, _ in fresh)
        if updates:
            self._next = updates[-1][0] + 1
            self._known = frozenset(number for number, _ in updates).union(self.under_way)
        return fresh

    def done(self, number: int) -> None:
        self.under_way.pop(number, None)


@dataclass(slots=True)
class Poller:
    """The loop. `fetch(offset)` asks once; `hear` turns an update into an event or nothing."""

    fetch: Callable[[int], Awaitable[object]]
    hear: Callable[[Json], Incoming | None]
    receive: Receive
    turns: Turns
    clockwork: Clockwork
    patience: Patience
    _open: Unconfirmed = field(default_factory=Unconfirmed)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def run(self) -> None:
        """Until cancelled. Raises InvalidToken. What is not confirmed by then comes again."""
        try:
            while True:
                await self._round()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _round(self) -> None:
        offset = self._open.offset
        answer = await self.clockwork.insist(lambda: self.fetch(offset))
        for number, update in self._open.admit(_numbered(answer)):
            self._begin(number, update)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.patience.batch)

    def _begin(self, number: int, update: Json) -> None:
        incoming = self.hear(update)
        if incoming is None:
            self._open.done(number)
            return
        task = asyncio.create_task(self._work(number, incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, number: int, incoming: Incoming) -> None:
        """Until it is taken. Whether an event is hopeless is not for a channel to say: while the
        database is away, nothing anybody wrote may be lost."""
        async with self.turns.of(incoming.sender.key):
            waits = chain(self.patience.again, repeat(self.patience.again[-1]))
            while not await self._try(incoming):
                await self.clockwork.sleep(next(waits))
        self._open.done(number)

    async def _try(self, incoming: Incoming) -> bool:
        """Whether it was taken. The error's own words may quote the person and are not logged."""
        try:
            async with asyncio.timeout(self.patience.turn):
                await self.receive(incoming)
        except Exception as error:
            log.warning("update %s failed: %s", incoming.external_id, type(error).__name__)
            return False
        return True


def _numbered(answer: object) -> list[tuple[int, Json]]:
    """The updates of an answer with their numbers; what has none could never be confirmed."""
    updates: Iterable[object] = answer if isinstance(answer, list) else ()
    found = ((each.get("update_id"), each) for each in updates if isinstance(each, dict))
    return [(number, update) for number, update in found if isinstance(number, int)]
