"""A photo comes from its network: no longer than it may be, and the token goes nowhere else."""

import logging
from collections.abc import AsyncIterator, Mapping

import pytest

from channels.telegram_parse import to_incoming
from channels.whatsapp_api import Account, CloudApi, NotSentError
from channels.whatsapp_parse import heard
from dialog.wire import PhotoSize, Unfetched
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault
from tests.fake_whatsapp import TOKEN, FakeWhatsApp
from tests.photos import PHOTOS
from tests.telegram_bot import NOW, channel
from tests.test_telegram_parse import payload as telegram_payload
from tests.test_whatsapp_parse import payload as whatsapp_payload
from tests.whatsapp_number import hooked

GOOD = PHOTOS["baik"]


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        running.photos |= PHOTOS
        yield running
        assert running.violations == []


def sizes(*found: Mapping[str, object]) -> tuple[PhotoSize, ...]:
    update = telegram_payload("photo")
    update["message"]["photo"] = list(found)
    incoming = to_incoming(update, NOW)
    assert incoming is not None
    return incoming.sizes


def test_the_sizes_telegram_offers_come_largest_first() -> None:
    small, large = {"file_id": "a", "width": 90, "file_size": 9}, {"file_id": "b", "width": 1280}
    assert sizes(small, large) == (PhotoSize("b"), PhotoSize("a", 9))
    assert sizes({"file_id": 5, "width": 1}, {"width": 2}, {"file_id": "c", "width": "x"}) == (
        PhotoSize("c"),
    )


def test_only_photos_have_sizes_and_an_album_is_known() -> None:
    document = to_incoming(telegram_payload("document"), NOW)
    assert document is not None
    assert (document.sizes, document.several) == ((), False)
    update = telegram_payload("photo")
    update["message"]["media_group_id"] = "12"
    album = to_incoming(update, NOW)
    assert album is not None
    assert album.several


def test_whatsapp_names_the_one_there_is() -> None:
    [image] = heard(whatsapp_payload("image"), NOW).messages
    [document] = heard(whatsapp_payload("document"), NOW).messages
    assert [bool(one.id) for one in image.sizes] == [True]
    assert document.sizes == ()


async def test_telegram_hands_a_photo_over(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        assert await bot.download("baik", len(GOOD)) == GOOD
        assert await bot.download("baik", len(GOOD) - 1) == Unfetched(too_large=True)
        assert await bot.download("hilang", 1000) == Unfetched()


@pytest.mark.parametrize("fault", [Fault(500), Fault(close=True), Fault(200, garbage=b"?")])
async def test_a_photo_that_does_not_come_from_telegram_is_no_fault_of_ours(
    server: FakeTelegram, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.fail("getFile", fault)
    async with channel(server) as bot:
        assert await bot.download("baik", 1 << 20) == Unfetched()
    assert server.token not in caplog.text


async def test_a_file_that_is_gone_when_it_is_asked_for(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async def elsewhere(_: object) -> dict[str, object]:
        return {"ok": True, "result": {"file_id": "x", "file_path": "photos/gone.jpg"}}

    server._methods["getFile"] = elsewhere
    async with channel(server) as bot:
        assert await bot.download("x", 1 << 20) == Unfetched()
    assert server.token not in caplog.text


async def test_whatsapp_hands_a_photo_over() -> None:
    async with FakeWhatsApp() as cloud, hooked(cloud) as number:
        cloud.photos |= PHOTOS
        assert await number.download("baik", len(GOOD)) == GOOD
        assert await number.download("baik", len(GOOD) - 1) == Unfetched(too_large=True)
        assert await number.download("hilang", 1000) == Unfetched()
        cloud.photos["kosong"] = b""
        assert await number.download("kosong", 1000) == Unfetched()


async def test_what_is_longer_than_whatsapp_said_is_not_read_to_its_end() -> None:
    async with FakeWhatsApp() as cloud, hooked(cloud) as number:
        cloud.photos |= PHOTOS
        cloud.told_sizes["besar"] = 10
        assert await number.download("besar", 1 << 20) == Unfetched(too_large=True)


@pytest.mark.parametrize(
    ("base", "told", "asked"),
    [
        (None, "https://lookaside.fbsbx.com/a?mid=1", "https://lookaside.fbsbx.com/a?mid=1"),
        (None, "https://x.whatsapp.net/a", "https://x.whatsapp.net/a"),
        (None, "http://lookaside.fbsbx.com/a", ""),
        (None, "https://evil.example/a", ""),
        (None, "https://fbsbx.com.evil.example/a", ""),
        (None, "https://evil.example/.fbsbx.com", ""),
        (None, "", ""),
        (None, "https://[::1", ""),
        ("https://waba.example/v1", "https://lookaside.fbsbx.com/a?mid=1",
         "https://waba.example/a?mid=1"),
        ("https://waba.example", "https://evil.example/a", "https://waba.example/a"),
        ("https://waba.example", "", ""),
    ],
)  # fmt: skip
def test_the_token_is_shown_to_nobody_else(base: str | None, told: str, asked: str) -> None:
    more = {"api_base": base} if base else {}
    account = Account(TOKEN, "1", "2", "s", "v", **more)
    assert CloudApi(account)._own(told) == asked


async def test_without_an_address_nothing_is_fetched() -> None:
    async with FakeWhatsApp() as cloud:
        api = CloudApi(cloud.account())
        with pytest.raises(NotSentError):
            await api.file("hilang", 1000)
        await api.close()
