"""Every way a send can fail becomes the outcome that the outbox acts on."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.error import ChatMigrated, Conflict, NetworkError, TelegramError

from channels.telegram_outcome import outcome_of
from channels.telegram_transport import UNTOLD_WAIT
from dialog.wire import Later, Outcome, Refused, Sent
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many
from tests.telegram_bot import SITI, channel, message

SOON = timedelta(seconds=1)
UNSURE = Later(SOON, "no_answer", maybe_sent=True)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


async def sent_by(server: FakeTelegram) -> Outcome:
    async with channel(server) as bot:
        return await bot.send(message("halo"))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (too_many(30), Later(timedelta(seconds=30), "too_many", whole_channel=True)),
        (Fault(429, "Too Many Requests"), Later(UNTOLD_WAIT, "too_many", whole_channel=True)),
        (
            Fault(403, "Forbidden: bot was blocked by the user"),
            Refused("blocked", person_left=True),
        ),
        (Fault(403, "Forbidden: user is deactivated"), Refused("deactivated", person_left=True)),
        (
            Fault(403, "Forbidden: bot can't initiate conversation with a user"),
            Refused("never_started", person_left=True),
        ),
        (
            Fault(403, "Forbidden: bot was kicked from the group chat"),
            Refused("kicked", person_left=True),
        ),
        (Fault(400, "Bad Request: chat not found"), Refused("chat_not_found")),
        (Fault(400, "Bad Request: PEER_ID_INVALID"), Refused("chat_not_found")),
        (Fault(400, "Bad Request: message is too long"), Refused("too_long", our_fault=True)),
        (Fault(400, "Bad Request: message text is empty"), Refused("empty_text", our_fault=True)),
        (Fault(400, "Bad Request: BUTTON_DATA_INVALID"), Refused("buttons", our_fault=True)),
        (Fault(400, "Bad Request: something new"), Refused("bad_request", our_fault=True)),
        (Fault(413, "Request Entity Too Large"), Refused("bad_request", our_fault=True)),
        (Fault(400, "Bad Request: message is not modified: same"), Sent("")),
        (Fault(401, "Unauthorized"), Refused("token_refused", channel_down=True)),
        (Fault(404, "Not Found"), Refused("token_refused", channel_down=True)),
        (Fault(500, "Internal Server Error"), Later(SOON, "server_trouble")),
        (Fault(502, garbage=b"<html>Bad Gateway</html>"), Later(SOON, "server_trouble")),
        (Fault(409, "Conflict"), Later(SOON, "server_trouble")),
        (Fault(200, garbage=b'{"ok":true,"result":{"mess'), UNSURE),
        (Fault(200, garbage=b"[]"), UNSURE),
        (Fault(200, garbage=b'{"ok":true,"result":true}'), UNSURE),
        (Fault(200, garbage=b'{"ok":true}'), UNSURE),
        (Fault(close=True), UNSURE),
        (Fault(200, accept=True, close=True), UNSURE),
    ],
    ids=lambda value: getattr(value, "description", "") or getattr(value, "why", None),
)
async def test_every_refusal_has_its_outcome(
    server: FakeTelegram, fault: Fault, expected: Outcome
) -> None:
    server.fail("sendMessage", fault)
    assert await sent_by(server) == expected
    assert len(server.called("sendMessage")) == 1


async def test_a_server_that_does_not_answer_in_time_may_have_sent_it(
    server: FakeTelegram,
) -> None:
    fault = Fault(200, accept=True, hold=server.closing)
    server.fail("sendMessage", fault)
    async with channel(server, read=0.05) as bot:
        assert await bot.send(message("halo")) == UNSURE
    assert len(server.sent(SITI)) == 1


async def test_without_a_server_nothing_was_sent() -> None:
    async with FakeTelegram() as gone:
        pass
    assert await sent_by(gone) == Later(SOON, "unreachable")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ChatMigrated(-5), Refused("chat_moved")),
        (Conflict("x"), Later(SOON, "server_trouble")),
        (NetworkError("x"), Later(SOON, "server_trouble")),
        (TelegramError("x"), UNSURE),
    ],
)
def test_errors_of_the_library_that_sending_rarely_meets(
    error: TelegramError, expected: Outcome
) -> None:
    assert outcome_of(error) == expected
