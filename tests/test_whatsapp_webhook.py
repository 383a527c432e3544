"""The webhook: only Meta is let in, 200 means committed, and a batch loses nobody."""

import asyncio
import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from channels.whatsapp_hook import SIGNATURE_HEADER, challenge, signature
from dialog.wire import Receipt
from tests.fake_whatsapp import SECRET, VERIFY, FakeWhatsApp
from tests.fake_whatsapp_wire import Json, packed
from tests.telegram_bot import Desk, listening, until
from tests.whatsapp_number import BUYUNG, NOW, SITI, Ear, hooked, message


@pytest.fixture
async def server() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as running:
        yield running
        assert running.violations == []


def batch(*bodies: Json) -> Json:
    return {"object": "whatsapp_business_account", "entry": [b["entry"][0] for b in bodies]}


async def test_the_handshake_answers_the_challenge(server: FakeWhatsApp) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "12345"}
    async with hooked(server), aiohttp.ClientSession() as meta:
        async with meta.get(server.url, params=asked) as answer:
            assert (answer.status, await answer.text()) == (200, "12345")
        for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "y"}, {"hub.verify_token": "ä"}):
            async with meta.get(server.url, params=asked | wrong) as answer:
                assert answer.status == 403


async def test_without_a_verify_token_nobody_can_register() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert challenge(asked, "") is None


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 401),
        ("", 401),
        ("sha1=abc", 401),
        ("sha256=" + "ä" * 64, 401),
        ("sha256=" + "0" * 64, 403),
        ("other body", 403),
        ("other secret", 403),
    ],
)
async def test_who_cannot_sign_is_not_heard(
    server: FakeWhatsApp, given: str | None, status: int
) -> None:
    raw = packed(server.message(SITI, "text", text={"body": "halo"}))
    headers = {"Content-Type": "application/json"}
    if given == "other body":
        given = signature(raw + b" ", SECRET)
    if given == "other secret":
        given = signature(raw, "guessed")
    if given is not None:
        headers[SIGNATURE_HEADER] = given
    desk, ear = Desk(), Ear()
    async with (
        hooked(server, ear) as channel,
        listening(channel, desk),
        aiohttp.ClientSession() as stranger,
        stranger.post(server.url, data=raw, headers=headers) as answer,
    ):
        assert answer.status == status
    assert (desk.tries, ear.heard, server.read) == ([], [], [])


async def test_a_replayed_delivery_reaches_the_desk_with_the_same_id(server: FakeWhatsApp) -> None:
    """It is the inbox that drops it for good: see test_whatsapp_house."""
    desk = Desk()
    async with hooked(server) as channel, listening(channel, desk):
        number = server.say(SITI, "halo")
        server.push(number)
        await server.delivered()
    assert {one.external_id for one in desk.heard} == {"wamid.IN000001"}


async def test_the_answer_waits_for_the_commit(server: FakeWhatsApp) -> None:
    desk = Desk(gates={"tunggu": asyncio.Event()})
    async with hooked(server) as channel, listening(channel, desk):
        server.say(SITI, "tunggu")
        await until(lambda: desk.tries == ["tunggu"])
        assert server.deliveries == []
        desk.gates["tunggu"].set()
        await server.delivered()
    assert server.deliveries == [200]


async def test_one_bad_item_of_a_batch_brings_the_batch_again_and_loses_nobody(
    server: FakeWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(failures={"rusak": 1})
    bodies = [
        server.message(who, "text", text={"body": text})
        for who, text in ((SITI, "rusak"), (SITI, "sesudahnya"), (BUYUNG, "lain"))
    ]
    async with hooked(server) as channel, listening(channel, desk):
        server.deliver(batch(*bodies))
        await server.delivered()
        assert desk.texts == ["lain"], "the person's next words wait, others do not"
        server.redeliver()
        await server.delivered()
    assert server.deliveries == [500, 200]
    assert desk.texts == ["lain", "rusak", "sesudahnya", "lain"]
    assert "rusak" not in caplog.text


async def test_one_person_is_heard_in_order(server: FakeWhatsApp) -> None:
    desk = Desk(gates={"satu": asyncio.Event()})
    async with hooked(server) as channel, listening(channel, desk):
        server.say(SITI, "satu")
        await until(lambda: desk.tries == ["satu"])
        server.say(SITI, "dua")
        server.say(BUYUNG, "lain")
        await until(lambda: desk.texts == ["lain"])
        assert desk.tries == ["satu", "lain"]
        desk.gates["satu"].set()
        await server.delivered()
    assert desk.texts == ["lain", "satu", "dua"]


async def test_receipts_are_told_and_told_again_until_they_are_taken(server: FakeWhatsApp) -> None:
    ear = Ear(failures=1)
    async with hooked(server, ear) as channel, listening(channel, Desk()):
        server.message(SITI, "text", text={"body": "membuka jendela"})
        await channel.send(message("halo"))
        server.status(SITI, server.sent(SITI)[0], "delivered")
        await server.delivered()
        server.redeliver()
        await server.delivered()
    assert server.deliveries == [500, 200]
    expected = Receipt(7, "wamid.OUT000001", "delivered", NOW, None, "service", True)
    assert ear.heard == [expected]


async def test_what_is_said_is_marked_as_read_at_once(server: FakeWhatsApp) -> None:
    desk = Desk(gates={"halo": asyncio.Event()})
    async with hooked(server) as channel, listening(channel, desk):
        server.say(SITI, "halo")
        await until(lambda: server.read)
        assert desk.heard == []
        desk.gates["halo"].set()
        server.now -= 3600
        server.say(SITI, "lama")
        await server.delivered()
    assert server.read == ["wamid.IN000001"], "what was said an hour ago gets no sign of writing"


@pytest.mark.parametrize("raw", [b"{", b"[1]", b"\xff\xfe", b"{}", b'{"entry": 7}'])
async def test_a_signed_body_that_means_nothing_is_not_sent_for_ever(
    server: FakeWhatsApp, raw: bytes
) -> None:
    headers = {SIGNATURE_HEADER: signature(raw, SECRET), "Content-Type": "application/json"}
    async with (
        hooked(server) as channel,
        listening(channel, Desk()),
        aiohttp.ClientSession() as meta,
        meta.post(server.url, data=raw, headers=headers) as answer,
    ):
        assert answer.status == 200


async def test_a_route_nobody_listens_behind_asks_to_come_again(server: FakeWhatsApp) -> None:
    async with hooked(server):
        server.say(SITI, "halo")
        await server.delivered()
        assert server.deliveries == [503]
        server.pending.clear()


async def test_a_body_beyond_any_batch_is_refused(server: FakeWhatsApp) -> None:
    raw = json.dumps({"a": "x" * (4 << 20)}).encode()
    headers = {SIGNATURE_HEADER: signature(raw, SECRET)}
    async with (
        hooked(server) as channel,
        listening(channel, Desk()),
        aiohttp.ClientSession() as meta,
        meta.post(server.url, data=io.BytesIO(raw), headers=headers) as got,
    ):
        assert got.status == 413
