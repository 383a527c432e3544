"""The worker on WhatsApp, the officer in the Telegram group: words go both ways, whatever the
window; what cannot be passed on is said to whoever sent it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from channels.whatsapp import WhatsAppChannel
from handlers import receipts
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from handlers.window import DAY, Window
from tests.fake_whatsapp import FakeWhatsApp
from tests.houses import Clock
from tests.telegram_bot import listening
from tests.test_officer_group import Office, house, office
from tests.test_template_news import news
from tests.whatsapp_number import SITI, hooked

__all__ = ["house", "office"]  # fixtures

LONG = "Silakan datang ke kantor dengan KTP dan kartu keluarga. " * 6


@dataclass
class Both:
    """Two networks before one house."""

    office: Office
    server: FakeWhatsApp
    pump: Pump
    clock: Clock

    async def say(self, text: str) -> None:
        """The worker writes."""
        self.server.say(SITI, text)
        await self.settle()

    async def post(self, kind: str, **content: object) -> None:
        self.server.put(SITI, kind, **{kind: content})
        await self.settle()

    async def write(self, text: str, topic: int = 101) -> None:
        """Somebody in the group does."""
        await self.office.write(topic, text)
        await self.settle()

    async def wait(self, time: timedelta) -> None:
        self.clock.forward(time)
        self.server.now += time.total_seconds()

    async def settle(self) -> None:
        """Until neither side has anything more to say."""
        for _ in range(2):
            await self.server.delivered()
            await self.pump.drain()
            await self.office.settle()

    def read(self) -> list[str]:
        """What the worker was sent: words, or the values of a template."""
        return [
            " ".join(one["text"] for one in sent.request["template"]["components"][0]["parameters"])
            if sent.template
            else sent.body
            for sent in self.server.sent(SITI)
        ]


@pytest.fixture
async def both(house: House, office: Office, clock: Clock) -> AsyncIterator[Both]:
    inbound = Inbound(house)
    door = asyncio.create_task(inbound.run())
    async with (
        FakeWhatsApp(clock().timestamp()) as server,
        hooked(server, partial(receipts.note, house, "whatsapp"), clock) as channel,
        listening(channel, inbound.receive),
    ):
        yield Both(office, server, _pump(house, channel), clock)
        assert server.violations == []
    door.cancel()
    await asyncio.gather(door, return_exceptions=True)


def _pump(house: House, channel: WhatsAppChannel) -> Pump:
    return Pump(house, Window(house, channel, 100), 1000.0, "test", lambda: 0.0)


async def test_words_go_both_ways(both: Both) -> None:
    await both.say("petugas")
    assert both.office.server.forum.names() == ["No. 1"]
    await both.write("Halo, ada yang bisa dibantu?")
    assert both.read()[-1].endswith("Halo, ada yang bisa dibantu?")
    await both.say("saya mau tanya klaim")
    assert both.office.posted(101)[-1] == "Pekerja (no. 1)\nsaya mau tanya klaim"
    await both.write("/selesai")
    assert "sudah selesai" in both.read()[-1]
    assert both.office.server.forum.closed() == [True]


@pytest.mark.parametrize("kind", ["image", "audio"])
async def test_a_photo_or_a_voice_of_the_worker_stays_here_and_they_are_told(
    both: Both, kind: str
) -> None:
    await both.say("petugas")
    await both.write("Halo")
    before = both.office.posted(101)
    await both.post(kind, id="900", mime_type="x/y")
    assert "hanya tulisan" in both.read()[-1]
    assert "foto KTP" in both.read()[-1]
    assert both.office.posted(101) == before


async def test_a_nik_of_the_worker_never_reaches_the_group(both: Both) -> None:
    await both.say("petugas")
    await both.write("Halo")
    await both.say("NIK saya 1311010101900001")
    assert not [text for text in both.office.posted(101) if "1311" in text]


async def test_after_a_day_the_answer_goes_by_the_template_and_the_officer_is_told(
    both: Both,
) -> None:
    ours = both.office.house.catalog.approved["sambung/balasan"]
    both.server.approve(ours.name, ours.language, ours.body)
    await both.say("petugas")
    await both.wait(DAY + timedelta(hours=1))
    await both.write(LONG)
    assert both.server.sent(SITI)[-1].template == ours.name
    assert "sampai lewat templat" in both.office.posted(101)[-1]
    await both.say("baik pak")
    assert [LONG.strip() in text for text in both.read()].count(True) == 1, "all of it, now"
    assert both.office.posted(101)[-1] == "Pekerja (no. 1)\nbaik pak"
    await both.write("Sama-sama")
    assert both.read()[-1].endswith("Sama-sama")
    assert both.office.posted(101)[-1] == "Pekerja (no. 1)\nbaik pak", "nothing to be told any more"


async def test_without_a_template_the_answer_waits_and_the_officer_is_told(both: Both) -> None:
    await both.say("petugas")
    await both.wait(DAY + timedelta(hours=1))
    house = both.office.house
    await receipts.note(house, "whatsapp", [news(house, "paused", "jawaban_petugas")])
    await both.write("Silakan datang besok")
    assert not any("Silakan datang besok" in text for text in both.read())
    assert "ditahan (templat WhatsApp dijeda Meta)" in both.office.posted(101)[-1]
    await both.say("masih ada orang?")
    assert any(text.endswith("Silakan datang besok") for text in both.read())
