"""The web chat over HTTP: every person a browser of their own, without the browser."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, CookieJar

from channels import http
from channels.web import WebChannel
from channels.web_wire import address_of
from dialog.wire import Address
from handlers import history
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from tests.houses import Clock, plain
from tests.transcripts import Seen
from tests.ways import Household, seconds

Json = dict[str, Any]


@dataclass
class Browser:
    """One person's cookies, and what their page has shown."""

    client: ClientSession
    shown: list[Json] = field(default_factory=list[Json])

    @property
    def last(self) -> int:
        return int(self.shown[-1]["id"]) if self.shown else 0


class WebChat:
    """Through channels/web.py: what is said is posted, the answers are read as events."""

    def __init__(self, home: Household, channel: WebChannel, url: str) -> None:
        self._home, self._channel, self._url = home, channel, url
        self._browsers: dict[str, Browser] = {}
        self._seen: list[Seen] = []

    async def start(self, who: str, payload: str) -> None:
        """Two knocks: the first only brings the cookie."""
        if who not in self._browsers:
            self._browsers[who] = Browser(ClientSession(self._url, cookie_jar=_jar()))
            await self._post(who, "/chat/start", {"n": payload})
        await self._post(who, "/chat/start", {"n": payload})
        await self._read()

    async def type(self, who: str, text: str) -> None:
        await self._post(who, "/chat/send", {"text": text})
        await self._read()

    async def tap(self, who: str, label: str, back: int) -> None:
        choices = self._browsers[who].shown[-1 - back]["choices"]
        ids = [choice["id"] for choice in choices if choice["label"] == label]
        assert ids, f"no button [{label}] among {[choice['label'] for choice in choices]}"
        await self._post(who, "/chat/send", {"text": label, "choice": ids[0]})
        await self._read()

    async def share(self, who: str, phone: str | None) -> None:
        raise NotImplementedError("a web page shares no contacts")

    async def post(self, who: str, kind: str, detail: str) -> None:
        raise NotImplementedError("this page takes text only")

    async def fill(self, who: str, detail: str) -> None:
        raise NotImplementedError("no page is offered here")

    async def wait(self, time: timedelta) -> None:
        await self._home.wait(time)
        await self._read()

    async def grant(self, who: str, role: str) -> None:
        await self._home.promote(self._address(who), role)

    def heard(self) -> list[Seen]:
        seen, self._seen = self._seen, []
        return seen

    async def close(self) -> None:
        for browser in self._browsers.values():
            await browser.client.close()

    def _address(self, who: str) -> Address:
        (cookie,) = self._browsers[who].client.cookie_jar
        address = address_of(cookie.value)
        assert address is not None
        return address

    async def _post(self, who: str, path: str, body: Json) -> None:
        client = self._browsers[who].client
        async with client.post(path, json={"id": str(uuid4())} | body) as reply:
            assert reply.status in (200, 204), await reply.text()

    async def _read(self) -> None:
        """What the pages of all people show next."""
        await self._home.pump.drain()
        for who, browser in self._browsers.items():
            for event in await self._events(browser):
                browser.shown.append(event)
                labels = tuple(choice["label"] for choice in event["choices"])
                picture = str(event.get("picture", {}).get("alt", ""))
                self._seen.append(Seen(who, plain(event["body"]), labels, picture))

    async def _events(self, browser: Browser) -> list[Json]:
        """Looks at the page until it is up to date, and closes it."""
        async with browser.client.get(f"/chat/events?after={browser.last}") as reply:
            assert reply.status == 200, await reply.text()
            events: list[Json] = []
            while not (block := await reply.content.readuntil(b"\n\n")).startswith(b"event: ready"):
                events.append(json.loads(block.decode().split("data: ", 1)[1]))
            await self._channel.close()
            assert not await reply.content.read()
        return events


def _jar() -> CookieJar:
    return CookieJar(unsafe=True)  # keeps cookies of an address without a name


@asynccontextmanager
async def web_chat(house: House, clock: Clock) -> AsyncIterator[WebChat]:
    channel = WebChannel(
        functools.partial(history.since, house),
        house.catalog.web,
        public_url="http://127.0.0.1:8080",
        now=house.now,
        new_token=house.token,
        fetch=house.gallery.fetch,
    )
    app = http.build()
    channel.mount(app)
    runner = await http.serve(app, "127.0.0.1", 0)
    inbound = Inbound(house)
    tasks = [asyncio.create_task(work) for work in (inbound.run(), channel.run(inbound.receive))]
    home = Household(house, clock, Pump(house, channel, 1000.0, "test", seconds(clock)))
    way = WebChat(home, channel, f"http://127.0.0.1:{http.port_of(runner)}")
    try:
        await asyncio.sleep(0)
        yield way
    finally:
        await way.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await runner.cleanup()
