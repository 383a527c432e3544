"""Pictures are made once, away from the event loop, and kept only in memory."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from dialog.wire import Picture
from handlers.gallery import KEPT, KEPT_BYTES, Gallery
from handlers.house import House
from pictures.card import Card
from tests.houses import Talk

CARD = Card("Iuran", figure="Rp8.400")


def picture(material: str, maker: str = "card") -> Picture:
    return Picture(f"{maker}:{material}", "Iuran", "Iuran.", 720, 400)


@dataclass
class Painter:
    """Makes what it is told to, and counts; a gate holds it until it is opened."""

    made: list[str] = field(default_factory=list[str])
    broken: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, material: str) -> bytes:
        await self.gate.wait()
        self.made.append(material)
        if self.broken:
            raise RuntimeError("no font")
        return material.encode()

    def makers(self) -> Mapping[str, "Painter"]:
        return {"card": self}


@pytest.fixture
def painter() -> Painter:
    ready = Painter()
    ready.gate.set()
    return ready


async def test_a_card_is_drawn() -> None:
    data = await Gallery().fetch(picture(CARD.to_source()))
    assert data.startswith(b"\x89PNG")


async def test_it_is_drawn_in_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def draw(_: Card) -> bytes:
        threads.append(threading.current_thread())
        return b"png"

    monkeypatch.setattr("pictures.paint.draw", draw)
    await Gallery().fetch(picture(CARD.to_source()))
    assert threads != [threading.main_thread()]


async def test_a_picture_is_made_once(painter: Painter) -> None:
    gallery = Gallery(painter.makers())
    assert await gallery.fetch(picture("a")) == await gallery.fetch(picture("a")) == b"a"
    assert painter.made == ["a"]


async def test_whoever_wants_the_same_one_waits_for_it() -> None:
    painter = Painter()
    gallery = Gallery(painter.makers())
    waiting = [asyncio.create_task(gallery.fetch(picture(name))) for name in "aaab"]
    await asyncio.sleep(0)
    painter.gate.set()
    assert await asyncio.gather(*waiting) == [b"a", b"a", b"a", b"b"]
    assert painter.made == ["a", "b"]


async def test_the_oldest_is_forgotten_and_made_again(painter: Painter) -> None:
    gallery = Gallery(painter.makers())
    for number in range(KEPT + 1):
        await gallery.fetch(picture(str(number)))
    await gallery.fetch(picture("1"))
    await gallery.fetch(picture("0"))
    assert painter.made[KEPT + 1 :] == ["0"]


async def test_large_ones_do_not_fill_the_memory() -> None:
    async def large(material: str) -> bytes:
        made.append(material)
        return bytes(KEPT_BYTES // 2)

    made: list[str] = []
    gallery = Gallery({"card": large})
    for name in "abcab":
        await gallery.fetch(picture(name))
    assert made == list("abcab")
    await gallery.fetch(picture("b"))
    assert made == list("abcab")


async def test_a_failure_is_told_and_the_next_one_tries_again(painter: Painter) -> None:
    gallery = Gallery(painter.makers())
    painter.broken = True
    with pytest.raises(RuntimeError):
        await gallery.fetch(picture("a"))
    painter.broken = False
    assert await gallery.fetch(picture("a")) == b"a"


async def test_a_picture_that_takes_too_long_is_given_up_and_holds_up_no_other() -> None:
    painter = Painter()
    gallery = Gallery(painter.makers(), patience=0)
    with pytest.raises(TimeoutError):
        await gallery.fetch(picture("a"))
    patient = Gallery(painter.makers())
    waiting = asyncio.create_task(patient.fetch(picture("a")))
    await asyncio.sleep(0)
    waiting.cancel()
    painter.gate.set()
    assert await patient.fetch(picture("b")) == b"b"


async def test_nobody_makes_what_has_no_maker() -> None:
    with pytest.raises(KeyError):
        await Gallery().fetch(picture("a", maker="oil"))


async def test_a_message_keeps_its_picture_in_the_outbox(house: House) -> None:
    talk = Talk(house)
    await talk.say("jkm")
    shown = talk.outlet.sent[-1].picture
    assert shown is not None
    assert shown.title == "Meninggal dunia"
    assert (await house.gallery.fetch(shown)).startswith(b"\x89PNG")


async def test_nothing_of_it_is_written_to_disk(house: House) -> None:
    talk = Talk(house)
    await talk.say("jkm")
    shown = talk.outlet.sent[-1].picture
    assert shown is not None
    await house.gallery.fetch(shown)
    assert list(house.rules.data_dir.rglob("*.png")) == []
