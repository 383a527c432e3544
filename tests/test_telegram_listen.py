"""Updates are confirmed only when done with; people wait for themselves, not for others."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.telegram_poll import Patience, Unconfirmed, back_off
from channels.turns import Turns
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many
from tests.telegram_bot import (
    BUYUNG,
    SITI,
    Desk,
    Sleeps,
    channel,
    listening,
    message,
    until,
)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


async def test_what_was_said_before_the_start_is_heard_and_confirmed(server: FakeTelegram) -> None:
    server.say(SITI, "halo")
    desk = Desk()
    async with channel(server) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert desk.texts == ["halo"]
    assert server.called("deleteWebhook") == [{}]


async def test_every_question_names_the_updates_wanted(server: FakeTelegram) -> None:
    server.say(SITI, "halo")
    async with channel(server) as bot, listening(bot, Desk()):
        await until(lambda: not server.pending)
    wanted = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert {tuple(asked["allowed_updates"]) for asked in server.called("getUpdates")} == {
        tuple(wanted)
    }
    assert all(25 <= asked["timeout"] <= 50 for asked in server.called("getUpdates"))


async def test_an_update_is_confirmed_only_after_it_was_received(server: FakeTelegram) -> None:
    number = server.say(SITI, "tunggu")
    desk = Desk(gates={"tunggu": asyncio.Event()})
    async with channel(server) as bot:
        async with listening(bot, desk):
            await until(lambda: len(server.called("getUpdates")) > 3)
            assert all(asked["offset"] <= number for asked in server.called("getUpdates"))
        assert list(server.pending) == [number]
        desk.gates.clear()
        async with listening(bot, desk):
            await until(lambda: not server.pending)
    assert desk.texts == ["tunggu"]


async def test_a_slow_person_holds_up_nobody_else(server: FakeTelegram) -> None:
    server.say(SITI, "lambat")
    server.say(SITI, "sesudah")
    desk = Desk(gates={"lambat": asyncio.Event()})
    async with channel(server) as bot, listening(bot, desk):
        server.say(BUYUNG, "satu")
        await until(lambda: desk.texts == ["satu"])
        server.say(BUYUNG, "dua")
        await until(lambda: desk.texts == ["satu", "dua"])
        assert len(server.pending) == 4
        desk.gates["lambat"].set()
        await until(lambda: not server.pending)
    assert desk.texts == ["satu", "dua", "lambat", "sesudah"]
    assert len(desk.tries) == 4


async def test_one_person_is_heard_in_order(server: FakeTelegram) -> None:
    said = [str(number) for number in range(30)]
    for text in said:
        server.say(SITI, text)
    desk = Desk(failures={"3": 2, "7": 1})
    async with channel(server) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert desk.texts == said


async def test_more_than_one_answer_can_hold_arrives_complete(server: FakeTelegram) -> None:
    for chat in range(1, 251):
        server.say(chat, str(chat))
    desk = Desk()
    async with channel(server) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert sorted(map(int, desk.texts)) == list(range(1, 251))


async def test_an_event_is_tried_until_it_is_taken_and_only_its_person_waits(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    server.say(SITI, "rusak")
    server.say(SITI, "berikut")
    desk, sleeps = Desk(failures={"rusak": 5}), Sleeps()
    async with channel(server, sleep=sleeps) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert desk.tries == ["rusak"] * 6 + ["berikut"]
    assert sleeps.waited == [1.0, 5.0, 15.0, 15.0, 15.0]
    assert "rusak" not in caplog.text


async def test_an_event_that_takes_too_long_is_tried_again(server: FakeTelegram) -> None:
    server.say(SITI, "macet")
    gate = asyncio.Event()
    desk = Desk(gates={"macet": gate})
    patience = Patience(turn=0.01, batch=0.01)
    async with channel(server, patience=patience) as bot, listening(bot, desk):
        await until(lambda: len(desk.tries) > 1)
        assert server.pending
        gate.set()
        await until(lambda: not server.pending)
    assert desk.texts == ["macet"]


async def test_what_is_ignored_is_confirmed_too(server: FakeTelegram) -> None:
    server.put("edited_message", {"message_id": 1})
    async with channel(server) as bot, listening(bot, Desk()) as task:
        await until(lambda: not server.pending)
        assert not task.done()


async def test_when_the_network_is_down_it_waits_longer_and_goes_on(server: FakeTelegram) -> None:
    faults = [Fault(502), Fault(close=True), Fault(200, garbage=b"?"), too_many(17)]
    server.fail("getUpdates", *faults)
    server.say(SITI, "halo")
    desk, sleeps = Desk(), Sleeps()
    async with channel(server, sleep=sleeps) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert desk.texts == ["halo"]
    assert sleeps.waited == [1.5, 3.0, 6.0, 17.0]


async def test_a_second_receiver_is_named_and_outwaited(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"))
    server.say(SITI, "halo")
    async with channel(server) as bot, listening(bot, Desk()):
        await until(lambda: not server.pending)
        assert bot.trouble == ""
    assert "another program receives" in caplog.text


async def test_a_refused_token_stops_the_channel_with_one_clear_line(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("getUpdates", Fault(401, "Unauthorized"))
    async with channel(server) as bot, listening(bot, Desk()) as task:
        await asyncio.wait_for(task, 5)
        assert bot.trouble == "token_refused"
    assert [each.levelname for each in caplog.records] == ["CRITICAL"]
    assert "refuses the token" in caplog.text
    assert server.token not in caplog.text


async def test_a_tap_is_answered_while_its_turn_still_runs(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        await bot.send(message("Setuju?", "Ya", "Tidak"))
        server.tap(SITI, server.sent(SITI)[0].message_id, 1)
        desk = Desk(gates={"Tidak": asyncio.Event()})
        async with listening(bot, desk):
            await until(lambda: server.called("answerCallbackQuery"))
            assert desk.heard == []
            desk.gates["Tidak"].set()
            await until(lambda: not server.pending)
    [tap] = desk.heard
    assert (tap.kind, tap.choice, tap.text) == ("tap", "p|tidak", "Tidak")
    assert len(server.called("answerCallbackQuery")) == 1


async def test_a_tap_answered_too_late_is_heard_all_the_same(server: FakeTelegram) -> None:
    late = Fault(400, "Bad Request: query is too old and response timeout expired")
    server.fail("answerCallbackQuery", late)
    async with channel(server) as bot:
        await bot.send(message("Setuju?", "Ya"))
        server.tap(SITI, server.sent(SITI)[0].message_id, 0)
        desk = Desk()
        async with listening(bot, desk):
            await until(lambda: not server.pending)
    assert desk.texts == ["Ya"]


async def test_blocking_and_coming_back_are_heard(server: FakeTelegram) -> None:
    server.block(SITI)
    server.block(SITI, "member")
    server.share_contact(SITI, "6281200000001")
    desk = Desk()
    async with channel(server) as bot, listening(bot, desk):
        await until(lambda: not server.pending)
    assert [each.kind for each in desk.heard] == ["left", "returned", "contact"]


# The parts


@pytest.mark.parametrize(
    ("failures", "chance", "seconds"),
    [(1, 0.0, 1), (1, 0.5, 1.5), (4, 0.25, 10), (6, 1.0, 60), (7, 0.0, 60), (10**6, 0.0, 60)],
)
def test_the_wait_doubles_up_to_a_minute(failures: int, chance: float, seconds: float) -> None:
    assert back_off(failures, chance) == seconds


def batch(*numbers: int) -> list[tuple[int, dict[str, Any]]]:
    return [(number, {}) for number in numbers]


def test_the_offset_stops_at_the_first_update_under_way() -> None:
    waiting = Unconfirmed()
    waiting.admit(batch(5, 6, 9))
    waiting.done(6)
    waiting.done(9)
    assert waiting.offset == 5
    assert waiting.admit(batch(5, 6, 9, 10)) == batch(10)
    waiting.done(5)
    assert waiting.offset == 10
    waiting.done(10)
    assert waiting.offset == 11


def test_an_update_under_way_is_known_even_when_an_answer_leaves_it_out() -> None:
    waiting = Unconfirmed()
    waiting.admit(batch(5))
    assert waiting.admit(batch(6)) == batch(6)
    assert waiting.admit(batch(5, 6)) == []


def test_numbers_that_begin_anew_after_a_quiet_week_are_taken() -> None:
    waiting = Unconfirmed()
    waiting.admit(batch(900))
    waiting.done(900)
    assert waiting.admit(batch(3, 4)) == batch(3, 4)
    waiting.done(3)
    waiting.done(4)
    assert waiting.offset == 5


async def test_a_lock_is_forgotten_when_nobody_needs_it() -> None:
    turns = Turns()
    async with turns.of("siti"), turns.of("buyung"):
        assert len(turns) == 2
    assert len(turns) == 0
