"""The address of a picture: open to whoever knows it, kept for ever, and nothing else behind it."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from yarl import URL

from channels import http
from channels.web_pictures import KEPT, Pictures
from channels.web_wire import to_event
from dialog.wire import Address, Outgoing, Picture
from pictures.card import Card
from pictures.sheet import size
from tests.photos import photo
from tests.test_web import STRANGER, Site, close_site, open_site
from tests.web_brain import CARD, picture_of

SHOWN = picture_of()
ADDRESS = f"/picture/{SHOWN.name}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = await open_site()
    yield site
    await close_site(site)


async def test_an_officers_photo_is_called_what_it_is(site: Site) -> None:
    async def stored(_: str) -> bytes:
        return photo()

    site.brain.gallery.teach("photo", stored)
    sent = Picture("photo:1", "Gambar", "Gambar", 64, 48, required=True)
    await site.brain.say(STRANGER, "Besok", picture=sent)
    reply = await asked(site, f"/picture/{sent.name}")
    assert (reply.status, reply.content_type) == (200, "image/jpeg")
    assert await reply.read() == photo()


async def asked(site: Site, path: str) -> ClientResponse:
    """As anybody may ask: without a cookie, the address exactly as written."""
    url = URL(f"http://127.0.0.1:{http.port_of(site.runner)}{path}", encoded=True)
    async with ClientSession(cookie_jar=DummyCookieJar()) as stranger:
        reply = await stranger.get(url)
        await reply.read()
        return reply


def test_a_page_is_told_where_the_picture_is_what_it_says_and_how_large_it_is() -> None:
    told = to_event(Outgoing(STRANGER, "JKM", id=7, picture=SHOWN)).decode()
    event = json.loads(told.partition("data: ")[2])
    width, height = size(CARD)
    assert event["picture"] == {
        "src": ADDRESS, "alt": SHOWN.alt, "width": width, "height": height,
    }  # fmt: skip
    assert "Santunan: Rp20 juta" in SHOWN.alt
    assert "picture" not in to_event(Outgoing(STRANGER, "JKM", id=7)).decode()


async def test_it_is_a_png_that_a_browser_asks_for_only_once(site: Site) -> None:
    await site.brain.say(STRANGER, "JKM", picture=SHOWN)
    reply = await asked(site, ADDRESS)
    data = await reply.read()
    assert (reply.status, reply.content_type) == (200, "image/png")
    assert data.startswith(b"\x89PNG")
    assert len(data) < 80_000
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in reply.headers


async def test_a_page_that_is_loaded_again_finds_it_after_a_restart(site: Site) -> None:
    address = await site.enter()
    site.brain.channel = None  # the process before this one sent it
    await site.brain.say(address, "JKM", picture=SHOWN)
    assert (await asked(site, ADDRESS)).status == 404
    line = await site.listen()
    assert [await line.next() for _ in range(2)][-1] == "JKM"
    assert (await asked(site, ADDRESS)).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/picture/" + "0" * 40,
        "/picture/" + SHOWN.name[:-1],
        "/picture/" + SHOWN.name + "a",
        "/picture/" + SHOWN.name.upper(),
        "/picture/..%2f..%2fetc%2fpasswd",
        "/picture/%2e%2e/bot.py",
        "/picture/../bot.py",
        "/picture/",
        "/picture/x%00y",
    ],
)
async def test_nothing_else_is_behind_it(site: Site, path: str) -> None:
    await site.brain.say(STRANGER, "JKM", picture=SHOWN)
    reply = await asked(site, path)
    assert reply.status == 404
    assert "immutable" not in reply.headers["Cache-Control"]
    assert site.brain.drawn == []


async def test_one_that_cannot_be_made_is_asked_for_again_later(site: Site) -> None:
    broken = Picture("card:{", "Rusak", "Rusak.", 720, 400)
    await site.brain.say(STRANGER, "JKM", picture=broken)
    reply = await asked(site, f"/picture/{broken.name}")
    assert (reply.status, reply.headers["Retry-After"]) == (503, "60")
    assert reply.headers["Cache-Control"] == "no-store"


async def test_only_the_newest_are_remembered(site: Site) -> None:
    for number in range(KEPT + 1):
        await site.brain.say(STRANGER, "x", picture=picture_of(Card(str(number))))
    first, second = (picture_of(Card(each)).name for each in "01")
    assert (await asked(site, f"/picture/{first}")).status == 404
    assert (await asked(site, f"/picture/{second}")).status == 200


async def test_a_chat_without_pictures_has_none(site: Site) -> None:
    pictures = Pictures(None)
    pictures.tell(Outgoing(Address("web", "a"), "x", picture=SHOWN))
    site.channel._pictures = pictures
    assert (await asked(site, ADDRESS)).status == 404
