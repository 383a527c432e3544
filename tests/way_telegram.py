"""Telegram: the real channel by webhook, against the fake Bot API server."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from dialog.wire import Address
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from tests.fake_forum import GROUP as GROUP_CHAT
from tests.fake_telegram import NOON, FakeTelegram
from tests.fake_telegram_wire import SentMessage, person
from tests.houses import Clock
from tests.photos import PHOTOS
from tests.telegram_bot import hooked, listening, until
from tests.transcripts import GROUP, Seen
from tests.ways import Household, seconds

FIRST_CHAT = 5_550_001
TELEGRAM_GROUP = Address("telegram", str(GROUP_CHAT))
CONTENT: Mapping[str, Mapping[str, object]] = {
    "foto": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 60}]},
    "suara": {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    "video": {"video": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    "stiker": {"sticker": {"file_id": "f", "file_unique_id": "u", "emoji": "👍"}},
    "lokasi": {"location": {"latitude": -1.5, "longitude": 101.1}},
    "dokumen": {"document": {"file_id": "f", "file_unique_id": "u"}},
    "lain": {"game": {"title": "t", "description": "d", "photo": []}},
}


class Telegram:
    """Through channels/telegram.py, with people who press what they see."""

    def __init__(self, home: Household, server: FakeTelegram) -> None:
        self._home, self._server = home, server
        self._chats: dict[str, int] = {GROUP: GROUP_CHAT}
        self._read: dict[str, int] = {}

    async def start(self, who: str, payload: str) -> None:
        self._chats.setdefault(who, FIRST_CHAT + len(self._chats))
        await self.type(who, f"/start {payload}".strip())

    async def type(self, who: str, text: str) -> None:
        if who == GROUP:
            self._server.write(100 + self._server.forum.opened, text)
        else:
            self._server.say(self._chat(who), text)
        await self._settle()

    async def tap(self, who: str, label: str, back: int) -> None:
        """A key of a keyboard below the text field types its label."""
        _, message = _whole(self._server.sent(self._chat(who)))[-1 - back]
        assert label in _labels(message), f"no button [{label}] among {_labels(message)}"
        if "keyboard" in message.markup:
            self._server.say(self._chat(who), label)
        else:
            self._server.tap(self._chat(who), message.message_id, _labels(message).index(label))
        await self._settle()

    async def share(self, who: str, phone: str | None) -> None:
        chat = self._chat(who)
        owner = chat if phone else chat + 1000
        self._server.share_contact(chat, phone or "081299990000", owner)
        await self._settle()

    async def post(self, who: str, kind: str, detail: str) -> None:
        chat = self._chat(who)
        head = {"message_id": 900_000, "date": NOON, "from": person(chat)}
        place = {"chat": {"id": chat, "type": "private", "first_name": "Siti"}}
        album = {"media_group_id": "1"} if detail == "album" else {}
        if detail in PHOTOS:
            self._server.send_photo(chat, (detail, 90, 0))
        else:
            self._server.put("message", {**head, **place, **CONTENT[kind], **album})
        await self._settle()

    async def fill(self, who: str, detail: str) -> None:
        raise NotImplementedError("no page is offered here")

    async def wait(self, time: timedelta) -> None:
        await self._home.wait(time)

    async def grant(self, who: str, role: str) -> None:
        await self._home.promote(Address("telegram", str(self._chat(who))), role)

    def heard(self) -> list[Seen]:
        seen: list[Seen] = []
        for who, chat in self._chats.items():
            sent = self._server.sent(chat)
            seen += [self._seen(who, *parts) for parts in _whole(sent[self._start(who) :])]
            self._read[who] = len(sent)
        return seen

    def _seen(self, who: str, first: SentMessage, last: SentMessage) -> Seen:
        picture = self._server.files[first.photo].decode() if first.photo else ""
        return Seen(who, last.text, tuple(_labels(last)), picture)

    def _start(self, who: str) -> int:
        return self._read.get(who, 0)

    def _chat(self, who: str) -> int:
        return self._chats.setdefault(who, FIRST_CHAT + len(self._chats))

    async def _settle(self) -> None:
        """Delivered, committed, acknowledged; and everything sent."""
        await self._server.delivered()
        await self._home.pump.drain()
        assert not self._server.pending, "an update was not taken"


def _whole(sent: Sequence[SentMessage]) -> list[tuple[SentMessage, SentMessage]]:
    """A picture whose words are too long for it is followed by them, and they have the buttons."""
    whole: list[tuple[SentMessage, SentMessage]] = []
    for one in sent:
        if whole and whole[-1][1].photo and "reply_markup" not in whole[-1][1].params:
            whole[-1] = (whole[-1][0], one)
        else:
            whole.append((one, one))
    return whole


def _labels(message: SentMessage) -> list[str]:
    """The buttons, without the one that shares a number: other networks have none."""
    return [b["text"] for b in message.buttons if not b.get("request_contact")]


@asynccontextmanager
async def telegram(house: House, clock: Clock) -> AsyncIterator[Telegram]:
    async with FakeTelegram() as server, hooked(server, clock) as (channel, _):
        server.photos |= PHOTOS
        inbound = Inbound(house, {channel.name: channel.download})
        door = asyncio.create_task(inbound.run())
        async with listening(channel, inbound.receive):
            await until(lambda: server.webhook)
            pump = Pump(house, channel, 1000.0, "test", seconds(clock))
            yield Telegram(Household(house, clock, pump), server)
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)
        assert server.violations == []
