"""A WhatsApp channel against the fake server, with time held still."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from channels.http import port_of, serve
from channels.whatsapp import WhatsAppChannel
from channels.whatsapp_api import CloudApi
from channels.whatsapp_render import Words
from dialog.wire import Address, Choice, Outgoing, Report
from tests.fake_whatsapp import FakeWhatsApp
from tests.telegram_bot import described

SITI, BUYUNG = "6281200000001", "6281200000002"
WORDS = Words("Pilih", "Ketik salah satu:", "Atau ketik:")
NOW = datetime.fromtimestamp(1_796_014_800, UTC)


@dataclass
class Ear:
    """Hears reports: keeps them, or fails as often as it was told to."""

    heard: list[Report] = field(default_factory=list[Report])
    failures: int = 0

    async def __call__(self, reports: Sequence[Report]) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("could not store")
        self.heard += reports


def message(body: str, *labels: str, to: str = SITI, row: int = 7) -> Outgoing:
    choices = tuple(Choice(f"p|{label.lower()}", label) for label in labels)
    return Outgoing(Address("whatsapp", to), body, choices, id=row)


@asynccontextmanager
async def hooked(
    server: FakeWhatsApp,
    tell: Callable[[Sequence[Report]], Awaitable[None]] | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    read: float = 5.0,
    pages: Iterable[web.AbstractRouteDef] = (),
) -> AsyncIterator[WhatsAppChannel]:
    """A channel with its routes; the server knows where to deliver."""
    account = server.account()
    api = CloudApi(account, read=read)
    made = WhatsAppChannel(account, WORDS, now, tell or Ear(), api, described)
    app = web.Application()
    app.router.add_get("/whatsapp/webhook", made.verify)
    app.router.add_post("/whatsapp/webhook", made.webhook)
    app.add_routes(pages)
    runner = await serve(app, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{port_of(runner)}/whatsapp/webhook"
    try:
        yield made
    finally:
        await server.delivered()
        server.url = ""
        await made.close()
        await runner.cleanup()
