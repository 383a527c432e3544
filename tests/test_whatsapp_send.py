"""Sending: every ending is an outcome, and the account's own trouble is known."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from channels.whatsapp_api import Account, CloudApi
from channels.whatsapp_outcome import UNREACHABLE, UNSURE
from dialog.wire import Later, Refused, Sent
from tests.fake_whatsapp import DAY, FakeWhatsApp
from tests.fake_whatsapp_wire import Fault
from tests.whatsapp_number import BUYUNG, SITI, hooked, message


@pytest.fixture
async def server() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as running:
        running.message(SITI, "text", text={"body": "membuka jendela"})
        yield running
        assert running.violations == []


async def test_a_message_is_sent_and_names_its_row(server: FakeWhatsApp) -> None:
    async with hooked(server) as channel:
        assert await channel.send(message("halo", "Ya", "Tidak")) == Sent("wamid.OUT000001")
    [sent] = server.sent(SITI)
    assert sent.request["biz_opaque_callback_data"] == "7"
    assert [label for _, _, label in sent.taps] == ["Ya", "Tidak"]


async def test_outside_the_window_the_network_takes_no_free_text(server: FakeWhatsApp) -> None:
    server.now += DAY + 1
    async with hooked(server) as channel:
        assert await channel.send(message("halo")) == Refused("window_closed")


async def test_an_answer_that_never_comes_may_have_been_sent(server: FakeWhatsApp) -> None:
    server.fail(Fault(accept=True, close=True))
    async with hooked(server) as channel:
        assert await channel.send(message("halo")) == UNSURE
    assert len(server.sent(SITI)) == 1


async def test_an_answer_that_takes_too_long_may_have_been_sent(server: FakeWhatsApp) -> None:
    never = asyncio.Event()
    server.fail(Fault(hold=never))
    async with hooked(server, read=0.05) as channel:
        assert await channel.send(message("halo")) == UNSURE
        never.set()


async def test_without_a_connection_nothing_was_sent() -> None:
    server = FakeWhatsApp()
    async with hooked(server) as channel:
        assert await channel.send(message("halo")) == UNREACHABLE


async def test_a_second_part_that_waits_may_repeat_the_first(server: FakeWhatsApp) -> None:
    async with hooked(server) as channel:
        server.fail(Fault(accept=True), Fault(400, 131056))
        outcome = await channel.send(message("kata " * 1500))
    assert isinstance(outcome, Later)
    assert outcome.maybe_sent


async def test_a_message_that_cannot_be_is_not_even_tried(server: FakeWhatsApp) -> None:
    async with hooked(server) as channel:
        assert await channel.send(message(" ")) == Refused("empty_text", our_fault=True)
    assert server.sent(SITI) == []


async def test_a_refused_token_is_trouble_until_a_message_goes_through(
    server: FakeWhatsApp,
) -> None:
    server.fail(Fault(401, 190))
    async with hooked(server) as channel:
        assert await channel.send(message("halo")) == Refused("token_refused", channel_down=True)
        assert channel.trouble == "token_refused"
        await channel.send(message("halo"))
        assert channel.trouble == ""


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("Authorization: Bearer", {"Authorization": "Bearer rahasia"}),
        ("D360-API-KEY", {"D360-API-KEY": "rahasia"}),
    ],
)
def test_a_provider_has_a_header_of_its_own(written: str, header: dict[str, str]) -> None:
    account = Account("rahasia", "1", "2", "s", "v", auth_header=written)
    assert account.header() == header
    assert "rahasia" not in repr(account)


async def test_the_number_tells_how_it_is(server: FakeWhatsApp) -> None:
    async with hooked(server) as channel:
        assert (await channel.number()).body["quality_rating"] == "GREEN"
        assert (await channel.subscribed()).body["data"]


async def test_an_address_that_is_none_gives_no_secret_away() -> None:
    api = CloudApi(Account("rahasia", "1", "2", "s", "v", api_base="http://127.0.0.1:99999"))
    assert await api.send("1/messages", {}) == UNREACHABLE
    await api.close()


async def test_one_person_is_not_written_to_faster_than_the_network_allows(
    server: FakeWhatsApp,
) -> None:
    """One in six seconds, beyond a burst; others are not held up, and no attempt is used up."""
    async with hooked(server) as channel:
        outcomes = [await channel.send(message("halo")) for _ in range(21)]
        server.message(BUYUNG, "text", text={"body": "membuka jendela"})
        assert isinstance(await channel.send(message("halo", to=BUYUNG)), Sent)
    assert outcomes[-1] == Later(timedelta(seconds=6), "pair_rate", uncounted=True)
    assert all(isinstance(one, Sent) for one in outcomes[:-1])
