"""By webhook: only Telegram is let in, and 200 means committed."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from tests.fake_telegram import FakeTelegram
from tests.telegram_bot import BUYUNG, SECRET, SITI, Desk, channel, hooked, listening, until

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


async def test_the_webhook_registers_itself_and_takes_what_waited(server: FakeTelegram) -> None:
    server.say(SITI, "halo")
    desk = Desk()
    async with hooked(server) as (bot, url), listening(bot, desk):
        await until(lambda: not server.pending)
    [registered] = server.called("setWebhook")
    assert (registered["url"], registered["secret_token"]) == (url, SECRET)
    assert "drop_pending_updates" not in registered
    assert "callback_query" in registered["allowed_updates"]
    assert desk.texts == ["halo"]


async def test_the_answer_waits_for_the_commit(server: FakeTelegram) -> None:
    desk = Desk(gates={"tunggu": asyncio.Event()})
    async with hooked(server) as (bot, _), listening(bot, desk):
        await until(lambda: server.webhook)
        server.say(SITI, "tunggu")
        await until(lambda: desk.tries == ["tunggu"])
        assert server.deliveries == []
        desk.gates["tunggu"].set()
        await server.delivered()
    assert [status for _, status in server.deliveries] == [200]


async def test_what_could_not_be_stored_is_delivered_again(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(failures={"rusak": 1})
    async with hooked(server) as (bot, _), listening(bot, desk):
        await until(lambda: server.webhook)
        server.say(SITI, "rusak")
        await server.delivered()
        server.redeliver()
        await server.delivered()
    assert [status for _, status in server.deliveries] == [500, 200]
    assert desk.texts == ["rusak"]
    assert "rusak" not in caplog.text


async def test_by_webhook_too_one_person_is_heard_in_order(server: FakeTelegram) -> None:
    desk = Desk(gates={"satu": asyncio.Event()})
    async with hooked(server) as (bot, _), listening(bot, desk):
        await until(lambda: server.webhook)
        server.say(SITI, "satu")
        await until(lambda: desk.tries == ["satu"])
        server.say(SITI, "dua")
        server.say(BUYUNG, "lain")
        await until(lambda: desk.texts == ["lain"])
        assert desk.tries == ["satu", "lain"]
        desk.gates["satu"].set()
        await server.delivered()
    assert desk.texts == ["lain", "satu", "dua"]


UPDATE = {"update_id": 1, "message": {"text": "x"}}


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", 403),
        ({HEADER: "salah"}, b"not even json", 403),
        ({HEADER: "r\u00e4tsel"}, b"{}", 403),
        ({HEADER: SECRET}, b'{"update_id": 1}', 200),
        ({HEADER: SECRET}, b"{", 400),
        ({HEADER: SECRET}, b"[1]", 400),
        ({HEADER: SECRET}, b'{"a": "' + b"x" * (1 << 20) + b'"}', 413),
    ],
)
async def test_the_route_takes_only_what_telegram_sends(
    server: FakeTelegram, headers: dict[str, str], body: bytes, status: int
) -> None:
    json_type = {"Content-Type": "application/json"}
    async with (
        hooked(server) as (bot, url),
        listening(bot, Desk()),
        aiohttp.ClientSession() as stranger,
    ):
        await until(lambda: server.webhook)
        async with stranger.post(url, data=io.BytesIO(body), headers=headers | json_type) as answer:
            assert answer.status == status


async def test_a_route_nobody_listens_behind_asks_to_come_again(server: FakeTelegram) -> None:
    async with (
        hooked(server) as (_, url),
        aiohttp.ClientSession(headers={HEADER: SECRET}) as telegram,
        telegram.post(url, json=UPDATE) as answer,
    ):
        assert answer.status == 503


async def test_a_polling_bot_has_no_secret_and_lets_nobody_in(server: FakeTelegram) -> None:
    knock = make_mocked_request("POST", "/telegram/webhook", headers={HEADER: ""})
    async with channel(server) as bot, listening(bot, Desk()):
        await until(lambda: server.called("getUpdates"))
        assert (await bot.webhook(knock)).status == 403


async def test_a_typed_nik_is_deleted_from_the_chat_once_it_is_taken(server: FakeTelegram) -> None:
    desk = Desk(failures={"1311 0101 0190 0001": 1})
    async with hooked(server) as (bot, _), listening(bot, desk):
        await until(lambda: server.webhook)
        server.say(SITI, "1311 0101 0190 0001")
        await server.delivered()
        assert server.called("deleteMessage") == []
        server.redeliver()
        server.say(SITI, "0812 3456 7890")
        await server.delivered()
        await until(lambda: server.called("deleteMessage"))
    assert server.called("deleteMessage") == [{"chat_id": SITI, "message_id": 1}]
