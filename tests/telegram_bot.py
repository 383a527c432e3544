"""A Telegram channel against the fake server, with time and chance held still."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from channels.http import port_of, serve
from channels.telegram import TelegramChannel
from channels.telegram_account import Account, Webhook
from channels.telegram_poll import Clockwork, Patience
from channels.telegram_transport import AiohttpRequest
from dialog.wire import Address, Channel, Choice, Fetch, Incoming, Outgoing, Picture, Receive
from tests.fake_forum import GROUP
from tests.fake_telegram import FakeTelegram

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
SITI, BUYUNG = 5550001, 5550002
LABEL = "Kirim nomor saya"
SECRET = "rahasia-uji_1"
WAIT = 10.0  # seconds until a test that hangs fails


@dataclass
class Sleeps:
    """Records what would have been waited, and waits only for the loop to go round."""

    waited: list[float] = field(default_factory=list[float])

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Desk:
    """Receives events: keeps them, or fails as often as it was told to."""

    heard: list[Incoming] = field(default_factory=list[Incoming])
    tries: list[str] = field(default_factory=list[str])
    failures: dict[str, int] = field(default_factory=dict[str, int])
    gates: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])

    async def __call__(self, incoming: Incoming) -> None:
        self.tries.append(incoming.text)
        if incoming.text in self.gates:
            await self.gates[incoming.text].wait()
        if self.failures.get(incoming.text, 0) > 0:
            self.failures[incoming.text] -= 1
            raise RuntimeError(f"could not store: {incoming.text}")
        self.heard.append(incoming)

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.heard]


def message(body: str, *choices: str, ask_contact: bool = False, to: int = SITI) -> Outgoing:
    buttons = tuple(Choice(f"p|{label.lower()}", label) for label in choices)
    return Outgoing(Address("telegram", str(to)), body, buttons, ask_contact=ask_contact)


async def described(picture: Picture) -> bytes:
    """Instead of a drawing: the words for whoever cannot see it, so that a test can read it."""
    return picture.alt.encode()


@asynccontextmanager
async def channel(
    server: FakeTelegram,
    *,
    webhook: Webhook | None = None,
    sleep: Callable[[float], Awaitable[None]] | None = None,
    patience: Patience | None = None,
    read: float = 5.0,
    fetch: Fetch | None = described,
    clock: Callable[[], datetime] = lambda: NOW,
) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(
        Account(server.token, LABEL, server.base, webhook, str(GROUP)),
        clock,
        Clockwork(lambda: 0.5, sleep or Sleeps()),
        patience or Patience(batch=0.01),
        AiohttpRequest(read=read),
        fetch,
    )
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def listening(bot: Channel, receive: Receive) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(bot.run(receive))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def hooked(
    server: FakeTelegram, clock: Callable[[], datetime] = lambda: NOW
) -> AsyncIterator[tuple[TelegramChannel, str]]:
    """A channel that listens by webhook, and the address of its route."""
    bots = list[TelegramChannel]()

    async def route(request: web.Request) -> web.Response:
        return await bots[0].webhook(request)

    app = web.Application()
    app.router.add_post("/telegram/webhook", route)
    runner = await serve(app, "127.0.0.1", 0)
    try:
        url = f"http://127.0.0.1:{port_of(runner)}/telegram/webhook"
        async with channel(server, webhook=Webhook(url, SECRET), clock=clock) as bot:
            bots.append(bot)
            yield bot, url
    finally:
        await runner.cleanup()


async def until(what: Callable[[], object]) -> None:
    """Goes on as soon as it is so; a test that waits in vain fails."""
    async with asyncio.timeout(WAIT):
        while not what():  # noqa: ASYNC110 - what is awaited has no event of its own
            await asyncio.sleep(0.001)
