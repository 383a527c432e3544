"""The networks on which a campaign is sent while its sender is killed: what differs in them."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Protocol, Self

from handlers.house import House
from storage import people
from storage.people import Heard
from tests.crowd import met
from tests.fake_telegram import TOKEN
from tests.fake_whatsapp import NEWS
from tests.fake_whatsapp_wire import SentMessage, envelope
from tests.killable import Kill, Watchtower
from tests.killable_whatsapp import AGAIN, Exchange, free_port, settings

PAGE = 5000
BATCH = 20
FIRST_CHAT = 5_000_000
FIRST_NUMBER = 628_120_000_000
WORDS = "Besok petugas datang"
"""By these a message of the campaign is known."""


class Network(Protocol):
    """A fake network on which a campaign is sent under fire."""

    moments: Sequence[str]
    kills: list[Kill]
    struck: int
    restarts: list[float]
    violations: list[str]

    @property
    def base(self) -> str: ...
    def started(self, pid: int) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...

    def settings(self) -> dict[str, str]:
        """What the bot is set up with."""
        ...

    async def meet(self, house: House, recipients: int) -> None:
        """So many people whom the bot knows."""
        ...

    def noise(self) -> AbstractAsyncContextManager[None]:
        """An async context in which the network tells whatever it tells beside the sending; at
        its end everything told was taken."""
        ...

    def wake(self) -> None:
        """Whoever can be sent nothing until they write, writes."""
        ...

    def got(self, key: str) -> int:
        """How many messages of the campaign this person has."""
        ...


class OnTelegram(Watchtower):
    """Everybody can be written to, and nothing is told later."""

    moments: Sequence[str] = ("arrived", "accepted", "answered")

    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": self.base}

    async def meet(self, house: House, recipients: int) -> None:
        for first in range(0, recipients, PAGE):
            await met(house, min(PAGE, recipients - first), first=FIRST_CHAT + first)

    @asynccontextmanager
    async def noise(self) -> AsyncIterator[None]:
        yield

    def wake(self) -> None:
        """Nobody waits for that here."""

    def got(self, key: str) -> int:
        return len(self.sent(int(key)))


class OnWhatsApp(Exchange):
    """Half of the people wrote lately, the others get the template. Some of the first did so by
    our clock only: the network takes nothing for them until they write again. Meanwhile statuses
    come in batches, repeated, late, and in no order."""

    moments: Sequence[str] = ("arrived", "accepted", "answered", "served")

    def __init__(self, kills: Sequence[Kill], seed: int = 1) -> None:
        super().__init__(kills, time.time())
        self.approve(NEWS, "id", "Kabar: {{1}} Balas MENU.", "MARKETING")
        self.statuses = ("sent", "delivered", "read")
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/whatsapp/webhook"
        self._chance = random.Random(seed)
        self._untold: list[dict[str, Any]] = []
        self._deaf: list[str] = []

    def settings(self) -> dict[str, str]:
        return settings(self, self._port) | {"WHATSAPP_DAILY_LIMIT": "1000000"}

    async def meet(self, house: House, recipients: int) -> None:
        for first in range(0, recipients, PAGE):
            known = await met(
                house, min(PAGE, recipients - first), "whatsapp", FIRST_NUMBER + first
            )
            lately = [one for one in known if int(one.address.key) % 2]
            async with house.db.write() as tx:
                await people.hear(tx, [Heard(one.address_id, house.now()) for one in lately])
            for key in (one.address.key for one in lately):
                self._deaf += [key] if key.endswith("7") else []
                self._spoke[key] = 0.0 if key.endswith("7") else self.now

    def status(self, key: str, message: SentMessage, stage: str, code: int | None = None) -> int:
        """Kept for a batch. Some messages are never delivered, or fail after all."""
        heard = int(key) % 50
        if stage == "read" and heard == 1:
            stage, code = "failed", 131049
        if stage == "sent" or heard not in (1, 3, 4) or code:
            self._untold.append(self.told(key, message, stage, code))
        return 0

    @asynccontextmanager
    async def noise(self) -> AsyncIterator[None]:
        telling = asyncio.create_task(self.insist())
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        while self._untold or self.pending:
            await self._tell()

    async def insist(self) -> None:
        while True:
            await self._tell()

    async def _tell(self) -> None:
        """Batches of what there is to tell; a part waits for the next, a part comes twice."""
        await asyncio.sleep(AGAIN)
        for batch in self._batches():
            self.deliver(envelope(statuses=batch))
        await self.delivered()
        self.redeliver()

    def _batches(self) -> Iterator[list[dict[str, Any]]]:
        self._chance.shuffle(self._untold)
        later = len(self._untold) // 4
        told, self._untold = self._untold[later:], self._untold[:later]
        again = self._chance.sample(told, len(told) // 5)
        whole = told + again
        yield from (whole[first : first + BATCH] for first in range(0, len(whole), BATCH))

    def wake(self) -> None:
        for key in self._deaf:
            self.say(key, "menu")

    def got(self, key: str) -> int:
        return sum(WORDS in one.body or one.template == NEWS for one in self.sent(key))
