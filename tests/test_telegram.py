"""Looking after the bot: its menus, its health, its settings."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from channels.telegram import TelegramChannel
from channels.telegram_account import Account, Webhook
from channels.telegram_poll import Clockwork
from dialog.wire import Channel, Sent
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault
from tests.telegram_bot import LABEL, NOW, SECRET, Desk, channel, hooked, listening, message, until

MENU = (("menu", "Menu utama"), ("datasaya", "Data saya"))
OFFICERS = (*MENU, ("siaran", "Kirim siaran"))


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


async def test_the_channel_is_one_of_ours(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        ours: Channel = bot
        assert ours.name == "telegram"


async def test_each_audience_gets_its_menu(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        assert await bot.set_commands(MENU, {"5550009": OFFICERS}) == ()
    everybody, officer = server.called("setMyCommands")
    assert everybody["scope"] == {"type": "all_private_chats"}
    assert everybody["commands"][1] == {"command": "datasaya", "description": "Data saya"}
    assert officer["scope"] == {"type": "chat", "chat_id": 5550009}
    assert len(officer["commands"]) == 3


async def test_an_officer_who_never_started_the_bot_stops_no_other_menu(
    server: FakeTelegram,
) -> None:
    server.fail("setMyCommands", Fault(500), Fault(400, "Bad Request: chat not found"))
    async with channel(server) as bot:
        failed = await bot.set_commands(MENU, {"1": OFFICERS, "2": OFFICERS})
    assert failed == ("*", "1")
    assert len(server.called("setMyCommands")) == 3


async def test_a_bot_in_order_has_nothing_to_say(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        assert await bot.check() == ""


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (Fault(401, "Unauthorized"), "token_refused"),
        (Fault(404, "Not Found"), "token_refused"),
        (Fault(502), "unreachable"),
        (Fault(close=True), "unreachable"),
    ],
)
async def test_what_is_wrong_has_a_name(server: FakeTelegram, fault: Fault, word: str) -> None:
    server.fail("getMe", fault)
    async with channel(server) as bot:
        assert await bot.check() == word


async def test_a_webhook_left_behind_is_noticed(server: FakeTelegram) -> None:
    server.webhook = {"url": "https://lama.example/hook"}
    async with channel(server) as bot:
        assert await bot.check() == "webhook_in_the_way"


async def test_a_webhook_that_is_missing_or_failing_is_noticed(server: FakeTelegram) -> None:
    async with hooked(server) as (bot, url):
        assert await bot.check() == "webhook_elsewhere"
        await bot.register(url, SECRET)
        assert await bot.check() == ""
        server.say(1, "belum ada yang mendengar")
        await server.delivered()
        assert await bot.check() == "webhook_failing"


async def test_an_address_with_a_slash_at_its_end_does_as_well(server: FakeTelegram) -> None:
    account = Account(server.token, LABEL, server.base + "/")
    bot = TelegramChannel(account, lambda: NOW, Clockwork(lambda: 0.0))
    assert await bot.send(message("halo")) == Sent("1")
    await bot.close()


async def test_waiting_for_telegram_is_visible_from_outside(server: FakeTelegram) -> None:
    gate = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await gate.wait()

    server.fail("getMe", Fault(503))
    async with channel(server, sleep=sleep) as bot, listening(bot, Desk()):
        await until(lambda: bot.trouble == "unreachable")
        gate.set()
        await until(lambda: bot.trouble == "")


async def test_closing_gives_up_a_tap_that_is_not_yet_answered(server: FakeTelegram) -> None:
    server.fail("answerCallbackQuery", Fault(200, hold=server.closing))
    async with channel(server) as bot:
        await bot.send(message("Setuju?", "Ya"))
        server.tap(5550001, 1, 0)
        async with listening(bot, Desk()):
            await until(lambda: server.called("answerCallbackQuery"))
    assert len(server.called("answerCallbackQuery")) == 1


def test_the_token_and_the_secret_show_in_no_repr() -> None:
    account = Account("12:kunci", LABEL, webhook=Webhook("https://x.example", "rahasia"))
    assert "kunci" not in repr(account)
    assert "rahasia" not in repr(account)
