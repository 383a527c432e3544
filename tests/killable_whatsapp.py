"""The bot on WhatsApp, killed without warning; the network delivers until it is taken."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.fake_whatsapp import SECRET, TOKEN, VERIFY, FakeWhatsApp
from tests.fake_whatsapp_wire import BUSINESS_ID, PHONE_ID, SentMessage
from tests.houses import REGISTRATION
from tests.killable import HALF, HELP, PATIENCE, Bot, Kill, Striker, comes

NIK = REGISTRATION[3]
SCRIPT = (*REGISTRATION, "kirim")
AGAIN = 0.2  # seconds between two tries to deliver


class Exchange(Striker, FakeWhatsApp):
    """The network, which sees each message come and go and strikes when the moment has come."""

    def __init__(self, kills: Sequence[Kill], now: float) -> None:
        FakeWhatsApp.__init__(self, now)
        Striker.__init__(self, kills)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """A read mark is no message."""
        sends = request.path.endswith("/messages") and b'"read"' not in await request.read()
        if sends and self.see("arrived"):
            return web.Response(status=500)
        answer = await super().handle(request)
        if sends:
            self.see("accepted")
            asyncio.get_running_loop().call_soon(self.see, "answered")
            async with self.news:
                self.news.notify_all()
        return answer

    def push(self, number: int, times: int = 1) -> None:
        super().push(number, times)
        self.see("served")

    async def insist(self) -> None:
        """Delivers whatever was not taken, again and again."""
        while True:
            await asyncio.sleep(AGAIN)
            await self.delivered()
            self.redeliver()


def settings(exchange: Exchange, port: int) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": "",
        "WHATSAPP_TOKEN": TOKEN,
        "WHATSAPP_PHONE_ID": PHONE_ID,
        "WHATSAPP_BUSINESS_ID": BUSINESS_ID,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY,
        "WHATSAPP_API_BASE": exchange.base,
        "WHATSAPP_RATE": "1000",
        "HTTP_PORT": str(port),
    }


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


async def talk(exchange: Exchange, number: str, port: int) -> list[str]:
    """One person registers; the NIK goes into the page. Everything they were sent."""
    for text in SCRIPT:
        before = _last(exchange, number)
        if text == NIK:
            await _fill(exchange.sent(number)[-1], port)
        else:
            exchange.say(number, text)

        def answered(before: str = before) -> bool:
            return _last(exchange, number) != before

        if not await comes(exchange.news, answered, HALF):
            exchange.say(number, HELP)
            assert await comes(exchange.news, answered, PATIENCE)
    return [message.body for message in exchange.sent(number)]


async def _fill(message: SentMessage, port: int) -> None:
    """Saves until it is saved; a link that was used already has done its work."""
    assert message.link, message.body
    address = f"http://127.0.0.1:{port}{urlsplit(message.link[1]).path}"
    async with aiohttp.ClientSession() as browser, asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientError):
                async with browser.post(address, data={"nik": NIK, "tampil": "nik"}) as saved:
                    if saved.status in (200, 410):
                        return
            await asyncio.sleep(AGAIN)


def _last(exchange: Exchange, number: str) -> str:
    sent = exchange.sent(number)
    return sent[-1].body if sent else ""


async def conversation(
    folder: Path, kills: Sequence[Kill], numbers: Sequence[str], now: float
) -> tuple[Exchange, list[list[str]]]:
    """These people register at the same time while the bot is killed; what each was sent."""
    port = free_port()
    async with Exchange(kills, now) as exchange:
        exchange.url = f"http://127.0.0.1:{port}/whatsapp/webhook"
        bot = Bot(folder, exchange, settings(exchange, port))
        delivering = asyncio.create_task(exchange.insist())
        async with bot.alive():
            told = await asyncio.gather(*(talk(exchange, one, port) for one in numbers))
            exchange.kills.clear()
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            await exchange.delivered()
        return exchange, told
