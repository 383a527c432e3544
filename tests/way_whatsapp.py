"""WhatsApp: the real channel by webhook, against the fake Cloud API, and the secure page."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import ClientSession

from channels import form
from channels.fit import plain
from channels.whatsapp_render import Words
from commands.service import secure_form_desk
from dialog import nik
from dialog.session import Say
from dialog.wire import Address
from handlers import receipts
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from handlers.window import Window
from messages.catalog import Catalog
from tests.fake_whatsapp import FakeWhatsApp
from tests.fake_whatsapp_wire import SentMessage
from tests.houses import START, Clock
from tests.photos import PHOTOS
from tests.telegram_bot import listening
from tests.transcripts import Seen
from tests.ways import Household, seconds
from tests.whatsapp_number import WORDS, hooked

FIRST_NUMBER = 6281200000001
MEDIA = {"id": "900000000000001", "mime_type": "image/jpeg", "sha256": "bm90LXJlYWw="}
CONTENT: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "foto": ("image", {"image": MEDIA}),
    "suara": ("audio", {"audio": MEDIA}),
    "video": ("video", {"video": MEDIA}),
    "stiker": ("sticker", {"sticker": MEDIA}),
    "lokasi": ("location", {"location": {"latitude": -1.5, "longitude": 101.1}}),
    "dokumen": ("document", {"document": MEDIA}),
    "lain": ("order", {"order": {"catalog_id": "1"}}),
}
OPENS = ("Isi di satu halaman", "Isi di halaman aman")


class WhatsApp:
    """Through channels/whatsapp.py, with people who press what they see. With `as_elsewhere` the
    NIK they type goes into the page, and what only WhatsApp says is read as on other networks."""

    def __init__(
        self, home: Household, server: FakeWhatsApp, web: ClientSession, as_elsewhere: bool
    ) -> None:
        self._home, self._server, self._web = home, server, web
        self._translation = translation(home.house.catalog, home.clock) if as_elsewhere else {}
        self._numbers: dict[str, str] = {}
        self._read: dict[str, int] = {}

    async def start(self, who: str, payload: str) -> None:
        self._server.put(self._number(who), "request_welcome")
        await self._settle()

    async def type(self, who: str, text: str) -> None:
        if self._translation and nik.is_in(text) and self._page(who):
            return await self.fill(who, f"nik={text}")
        self._server.say(self._number(who), text)
        return await self._settle()

    async def tap(self, who: str, label: str, back: int) -> None:
        """What is written out is typed; the rest is pressed."""
        message = self._server.sent(self._number(who))[-1 - back]
        if label in [name for _, _, name in message.taps]:
            self._server.press(self._number(who), message, label)
        else:
            assert label in labels(message), f"no button [{label}] among {labels(message)}"
            self._server.say(self._number(who), label)
        await self._settle()

    async def fill(self, who: str, detail: str) -> None:
        """Opens the page below the last message and saves what is typed there."""
        path = self._page(who)
        assert path, "no page is offered"
        fields = dict(part.strip().split("=", 1) for part in detail.split(";"))
        shown = {"tampil": " ".join(fields)}
        async with self._web.post(path, data=fields | shown) as saved:
            assert saved.status == 200, await saved.text()
        await self._settle()

    async def share(self, who: str, phone: str | None) -> None:
        phones = [{"phone": phone or "081299990000"}]
        card = {"name": {"formatted_name": "Siti"}, "phones": phones}
        self._server.put(self._number(who), "contacts", contacts=[card])
        await self._settle()

    async def post(self, who: str, kind: str, detail: str) -> None:
        name, content = CONTENT[kind]
        if detail in PHOTOS:
            content = {name: MEDIA | {"id": detail}}
        self._server.put(self._number(who), name, **content)
        await self._settle()

    async def wait(self, time: timedelta) -> None:
        self._server.now += time.total_seconds()
        await self._home.wait(time)
        await self._server.delivered()

    async def grant(self, who: str, role: str) -> None:
        await self._home.promote(Address("whatsapp", self._number(who)), role)

    def heard(self) -> list[Seen]:
        seen: list[Seen] = []
        for who, number in self._numbers.items():
            sent = self._server.sent(number)
            seen += [self._seen(who, one) for one in sent[self._read.get(who, 0) :]]
            self._read[who] = len(sent)
        return seen

    def _seen(self, who: str, message: SentMessage) -> Seen:
        body = said(message)
        shown = [label for label in labels(message) if not self._translation or label not in OPENS]
        for here, elsewhere in self._translation.items():
            body = body.replace(here, elsewhere)
        picture = self._server.files[message.picture].decode() if message.picture else ""
        return Seen(who, body, tuple(shown), picture)

    def _page(self, who: str) -> str:
        sent = self._server.sent(self._number(who))
        link = sent[-1].link if sent else None
        return link[1].removeprefix("http://127.0.0.1:8080") if link else ""

    def _number(self, who: str) -> str:
        return self._numbers.setdefault(who, str(FIRST_NUMBER + len(self._numbers)))

    async def _settle(self) -> None:
        """Delivered, committed, answered; everything sent, and every receipt taken."""
        await self._server.delivered()
        await self._home.pump.drain()
        await self._server.delivered()
        assert not self._server.pending, "a delivery was not taken"


def translation(catalog: Catalog, clock: Clock) -> dict[str, str]:
    """What is worded differently on WhatsApp, and the same on other networks."""
    texts, today = catalog.texts, clock().date()
    different = {
        "daftar/halaman": "",
        "umum/dari_halaman": "",
        "daftar/nik_halaman": "daftar/nik",
    }
    found = dict[str, str]()
    for language in texts.values():
        for here, there in different.items():
            end = "" if there else "\n\n"
            elsewhere = plain(language.text(Say(there), today)) if there else ""
            found[plain(language.text(Say(here), today)) + end] = elsewhere
    return found


def said(message: SentMessage) -> str:
    """The text as it is read, without what is written out to be typed."""
    body = re.sub(r"\*(?!\u200b)([^*\n]+?)\*(?!\u200b)", r"\1", message.body)
    body = body.replace("\u200b", "")
    for above in (WORDS.or_type, WORDS.type_one):
        body = body.split(f"\n\n{above}\n")[0]
    return re.sub(r"(\n\n|^)1\. [^\n]+(\n\d+\. [^\n]+){3,}$", "", body) if _numbered(body) else body


def labels(message: SentMessage) -> list[str]:
    """What can be pressed or typed, in its order."""
    body = message.body.replace("\u200b", "")
    pressed = [label for _, _, label in message.taps]
    opened = [message.link[0]] if message.link else []
    above = f"(?:{re.escape(WORDS.type_one)}|{re.escape(WORDS.or_type)})"
    typed = [
        line.strip("*")
        for block in re.findall(rf"\n{above}\n((?:\*[^\n]+\*\n?)+)", body)
        for line in block.split("\n")
        if line
    ]
    return [*opened, *pressed, *_numbered(re.split(rf"\n\n{above}\n", body)[0]), *typed]


def _numbered(body: str) -> list[str]:
    """The numbered choices at the end of a text; a review is numbered too, but not at its end."""
    lines = body.split("\n\n")[-1].split("\n")
    found = [re.fullmatch(r"(\d+)\. ([^:]+)", line) for line in lines]
    if len(lines) < 4 or not all(found):
        return []
    return [one[2] for one in found if one]


@asynccontextmanager
async def whatsapp(
    house: House, clock: Clock, as_elsewhere: bool = True
) -> AsyncIterator[WhatsApp]:
    async def tell(reports: object) -> None:
        await receipts.note(house, "whatsapp", reports)  # type: ignore[arg-type]

    words = Words(*map(house.catalog.label, ("pilih", "ketik_salah_satu", "atau_ketik")))
    assert words == WORDS
    begun = (clock() - START).total_seconds()
    pages = form.routes(secure_form_desk(house, ""))
    statuses = ("read", "sent", "delivered")
    async with (
        FakeWhatsApp(START.timestamp() + begun, statuses=statuses) as server,
        hooked(server, tell, house.now, pages=pages) as channel,
        ClientSession(server.url.removesuffix("/whatsapp/webhook")) as web,
    ):
        server.photos |= PHOTOS
        inbound = Inbound(house, {channel.name: channel.download})
        door = asyncio.create_task(inbound.run())
        async with listening(channel, inbound.receive):
            for one in house.catalog.approved.values():
                server.approve(one.name, one.language, one.body)
            window = Window(house, channel, 250)
            pump = Pump(house, window, 1000.0, "test", seconds(clock))
            yield WhatsApp(Household(house, clock, pump), server, web, as_elsewhere)
            await server.delivered()
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)
        assert server.violations == []
