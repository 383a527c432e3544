"""A campaign with a picture: one message a person, part of what is approved, or nothing at all."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from dialog.wire import Incoming, Picture
from handlers import campaigns as use
from handlers import photos, retention, roles
from handlers.campaign_clock import tick
from handlers.campaigns import No, Order, fingerprint
from handlers.delivery import Pump
from handlers.house import House
from handlers.turns import take
from handlers.window import Window
from messages.campaign_text import CAPTION
from storage import campaigns
from storage.campaigns import Campaign
from storage.tables import addresses, campaign_recipients, outbox, pictures
from storage.tables import campaigns as table
from tests import ledger
from tests.crowd import SECOND, WRITER, Network, drafted, keys, lines, met, report, send_all, states
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault
from tests.houses import ADMIN, Clock, Talk
from tests.photos import PHOTOS
from tests.telegram_bot import channel, until

NEWS = "Besok ada petugas di kantor nagari."
LONG = f"{NEWS} " * 24
"""Short enough to go below a picture, and too long for the template."""


async def kept(house: House, name: str = "baik") -> str:
    found = await photos.keep(house, PHOTOS[name])
    assert found.name
    return found.name


async def stored(house: House, campaign: int) -> Campaign:
    async with house.db.read() as tx:
        found = await campaigns.get(tx, campaign)
    assert found is not None
    return found


@pytest.mark.parametrize("text", [NEWS, "Halo {{ nama }}"])
async def test_everybody_gets_picture_and_words_in_one_message(house: House, text: str) -> None:
    everybody = await met(house, 4)
    campaign = await drafted(house, text, picture=await kept(house))
    network = Network()
    await send_all(house, network)
    assert network.got() == dict.fromkeys(keys(everybody), 1)
    [picture] = {one.picture for one in network.sent}
    assert picture is not None
    assert (picture.required, picture.width) == (True, 64)
    assert await house.gallery.fetch(picture) == PHOTOS["baik"]
    assert await states(house, campaign) == {"sent": 4}


async def test_who_wants_no_pictures_reads_the_words_alone(house: House) -> None:
    reader = Talk(house, "1")
    await reader.say("tanpa gambar")
    await met(house, 1, first=2)
    await drafted(house, NEWS, picture=await kept(house))
    network = Network()
    await send_all(house, network)
    assert {one.to.key: bool(one.picture) for one in network.sent} == {"1": False, "2": True}


async def test_a_text_too_long_for_a_picture_is_refused_and_one_just_short_is_not(
    house: House,
) -> None:
    name = await kept(house)
    for text, fits in [
        ("a" * CAPTION, True),
        ("a" * (CAPTION + 1), False),
        ("😀" * (CAPTION // 2), True),
        ("😀" * (CAPTION // 2) + "a", False),
        ("_" * (CAPTION // 2), True),  # WhatsApp has to spell out each
        ("_" * (CAPTION // 2) + "a", False),
    ]:
        made = await use.draft(house, Order(text, "all", picture=name), WRITER)
        assert isinstance(made, int) if fits else made == No("text_too_long_for_picture", "1024")
    assert isinstance(await use.draft(house, Order("a" * 2000, "all"), WRITER), int)


async def test_whose_name_makes_it_too_long_is_left_out_with_the_reason(house: House) -> None:
    await met(house, 2)
    text = "{{ nama }} " + "a" * (CAPTION - 15)
    async with house.db.write() as tx:
        await tx.execute(
            update(addresses).where(addresses.c.key == "1").values(name="Nama yang panjang sekali")
        )
    campaign = await drafted(house, text, picture=await kept(house))
    assert await lines(house, campaign) == [("skipped", "unreadable"), ("queued", None)]


async def test_another_picture_is_another_campaign_and_voids_the_approval(
    house: House, clock: Clock
) -> None:
    await met(house, house.rules.approval_above + 1)
    first, second = await kept(house), await kept(house, "lain")
    tomorrow = clock.at + timedelta(days=1)
    campaign = await drafted(house, NEWS, start=tomorrow, picture=first)
    seen = (await stored(house, campaign)).hash
    await use.approve(house, campaign, SECOND, seen)
    assert (await stored(house, campaign)).approved
    for changed in (second, ""):
        order = Order(NEWS, "all", picture=changed)
        assert await use.edit(house, campaign, order, WRITER) is None
        await tick(house)
        found = await stored(house, campaign)
        assert (found.status, found.approved, found.hash == seen) == ("approval", False, False)
        assert await use.approve(house, campaign, SECOND, seen) == No("changed")


async def test_a_picture_changed_behind_everybodys_back_is_not_sent(house: House) -> None:
    await met(house, 1)
    first, second = await kept(house), await kept(house, "lain")
    later = house.now() + timedelta(hours=1)
    campaign = await drafted(house, NEWS, start=later, picture=first)
    async with house.db.write() as tx:
        await tx.execute(update(table).values(picture=second, start_at=house.now()))
    await tick(house)
    assert (await stored(house, campaign)).status == "approval"


async def test_without_a_picture_the_hash_is_what_it_always_was(house: House) -> None:
    """What was approved before there were pictures stays approved."""
    await met(house, 1)
    found = await stored(house, await drafted(house, NEWS))
    signed = [found.text, found.audience, found.areas, found.chain]
    assert (
        fingerprint(found, found.chain) == hashlib.sha256(json.dumps(signed).encode()).hexdigest()
    )


async def test_the_next_of_a_series_has_the_same_picture(house: House) -> None:
    await met(house, 1)
    name = await kept(house)
    campaign = await drafted(house, NEWS, repeat="weekly", picture=name)
    following = await stored(house, campaign + 1)
    assert (following.series, following.picture) == (campaign, name)


async def test_a_picture_that_a_campaign_uses_is_never_forgotten(
    house: House, clock: Clock
) -> None:
    await met(house, 1)
    name = await kept(house)
    await drafted(house, NEWS, picture=name)
    clock.forward(timedelta(days=400))
    await retention.forget(house)
    assert [row["name"] for row in await ledger.rows(house, pictures)] == [name]


async def test_a_draft_whose_picture_is_gone_says_so_and_makes_nothing(house: House) -> None:
    name = await kept(house)
    async with house.db.write() as tx:
        await tx.execute(delete(pictures))
    assert await use.draft(house, Order(NEWS, "all", picture=name), WRITER) == No("picture_lost")
    assert await ledger.rows(house, table) == []


async def test_who_decides_sees_the_picture_with_the_card(house: House) -> None:
    await met(house, house.rules.approval_above + 1)
    other, officer = Talk(house, ADMIN.key), Talk(house, "901")
    await other.say("menu")
    await officer.say("menu")
    await roles.grant(house, officer.address, "officer", (), "test")
    name = await kept(house)
    for text in ("siaran", NEWS):
        await officer.say(text)
    sent = Incoming(officer.address, "p", "", house.now(), "photo")
    await officer.send(replace(sent, photo=await photos.keep(house, PHOTOS["baik"])))
    for text in ("semua", "sekarang", "sekali saja", "kirim"):
        await officer.say(text)
    for _ in range(2):
        await tick(house)
    [card] = await officer.drain()
    assert card.picture is not None
    assert card.picture.source.endswith(name)
    await officer.tap("Kirim")
    await tick(house)
    asked = [one for one in await officer.drain() if one.to == other.address]
    assert [one.picture and one.picture.source for one in asked] == [card.picture.source]


async def test_an_officer_keeps_a_text_that_is_too_long_and_may_go_on_without(
    house: House,
) -> None:
    officer = Talk(house, ADMIN.key)
    for text in ("siaran", "a" * 990):
        await officer.say(text)
    sent = Incoming(officer.address, "p", "", house.now(), "photo")
    pictured = replace(sent, photo=await photos.keep(house, PHOTOS["baik"]))
    assert "untuk siapa" in await officer.send(pictured)
    await officer.say("kembali")
    await officer.say("kembali")
    told = await officer.say("_" * 990)
    assert "paling banyak 1024 huruf" in told
    assert "Apa pesannya?" in told


async def test_on_the_web_it_says_that_none_can_be_sent_and_goes_on(house: House) -> None:
    officer = Talk(house, "w", "web")
    await officer.say("menu")
    await roles.grant(house, officer.address, "officer", (), "test")
    await officer.say("siaran")
    assert "hanya bisa dikirim dari Telegram" in await officer.say(NEWS)
    assert "untuk siapa" in await officer.tap("Tanpa gambar")


# WhatsApp: what the template left out


async def written_to(house: House, network: Network) -> list[bool]:
    """Whether each message that goes now carries a picture."""
    before = len(network.sent)
    await Pump(house, Window(house, network, 100), 1000.0, "test", lambda: 0.0).drain()
    await tick(house)
    return [one.approved_template is None and bool(one.picture) for one in network.sent[before:]]


@pytest.mark.parametrize("text", [NEWS, LONG])
async def test_outside_the_window_the_picture_comes_when_the_person_answers(
    house: House, text: str
) -> None:
    house = replace(house, rules=replace(house.rules, rates={"whatsapp": 1000.0}))
    network = Network("whatsapp")
    (one,) = await met(house, 1, "whatsapp")
    campaign = await drafted(house, text, picture=await kept(house))
    assert await written_to(house, network) == [False]
    assert network.sent[0].approved_template is not None
    assert await states(house, campaign) == {"sent": 1}
    await take(house, [Incoming(one.address, "1", "menu", house.now())])
    assert sorted(await written_to(house, network)) == [False, True]
    assert await written_to(house, network) == []


async def test_inside_the_window_it_goes_at_once(house: House, clock: Clock) -> None:
    house = replace(house, rules=replace(house.rules, rates={"whatsapp": 1000.0}))
    network = Network("whatsapp")
    (one,) = await met(house, 1, "whatsapp")
    await take(house, [Incoming(one.address, "1", "menu", house.now())])
    await written_to(house, network)
    clock.forward(timedelta(hours=2))
    await drafted(house, NEWS, picture=await kept(house))
    assert await written_to(house, network) == [True]


# Telegram: the real channel, the real picture


async def pumped(house: House, server: FakeTelegram) -> None:
    """A process that sends until nothing is left, and ends."""
    async with channel(server, fetch=house.gallery.fetch) as bot:
        await Pump(house, bot, 1000.0, "test", lambda: 0.0).drain()
    await tick(house)


def uploads(server: FakeTelegram) -> list[bytes]:
    sent = [params["photo"] for params in server.called("sendPhoto")]
    return [photo for photo in sent if isinstance(photo, bytes)]


async def test_it_is_uploaded_once_for_everybody(house: House) -> None:
    everybody = await met(house, 5)
    campaign = await drafted(house, NEWS, picture=await kept(house))
    async with FakeTelegram() as server:
        await pumped(house, server)
        assert uploads(server) == [PHOTOS["baik"]]
        for one in everybody:
            [arrived] = server.sent(int(one.address.key))
            assert (arrived.text, server.files[arrived.photo]) == (NEWS, PHOTOS["baik"])
        assert server.violations == []
    assert await states(house, campaign) == {"sent": 5}


async def test_a_process_that_dies_between_upload_and_answer_sends_nobody_twice(
    house: House,
) -> None:
    everybody = await met(house, 4)
    campaign = await drafted(house, NEWS, picture=await kept(house))
    async with FakeTelegram() as server:
        held = asyncio.Event()
        server.fail("sendPhoto", Fault(accept=True, hold=held))
        async with channel(server, fetch=house.gallery.fetch) as bot:
            dying = Pump(house, bot, 1000.0, "test", lambda: 0.0)
            await dying._round()
            await until(server.sent_in_all)
            for task in dying._flying:
                task.cancel()
            held.set()
        async with channel(server, fetch=house.gallery.fetch) as bot:
            reborn = Pump(house, bot, 1000.0, "test", lambda: 0.0)
            async with house.db.write() as tx:
                await reborn._adopt(tx, "test")
            await reborn.drain()
        got = {one.address.key: len(server.sent(int(one.address.key))) for one in everybody}
    told = await lines(house, campaign)
    assert {state for state, _ in told} <= {"sent", "uncertain"}
    assert all(count <= 1 for count in got.values())
    assert all(
        got[one.address.key] == 1
        for one, (state, _) in zip(everybody, told, strict=True)
        if state == "sent"
    )


async def test_a_picture_that_telegram_refuses_ends_each_row_with_its_reason_and_no_other(
    house: House,
) -> None:
    await met(house, 3)
    pictured = await drafted(house, NEWS, picture=await kept(house))
    plain = await drafted(house, "Tanpa gambar")
    async with FakeTelegram() as server:
        server.fail("sendPhoto", *[Fault(400, "Bad Request: IMAGE_PROCESS_FAILED")] * 3)
        await pumped(house, server)
        assert [one.text for chat in (1, 2, 3) for one in server.sent(chat)] == ["Tanpa gambar"] * 3
    assert await lines(house, pictured) == [("refused", "media")] * 3
    assert await states(house, plain) == {"sent": 3}
    assert house.catalog.label("sebab_media") == "gambarnya tidak terkirim"


async def test_one_that_cannot_be_read_holds_its_words_until_it_can(
    house: House, clock: Clock
) -> None:
    await met(house, 1)
    campaign = await drafted(house, NEWS, picture=await kept(house))
    broken = True

    async def fetch(picture: Picture) -> bytes:
        if broken:
            raise OSError("database away")
        return await house.gallery.fetch(picture)

    async with FakeTelegram() as server, channel(server, fetch=fetch) as bot:
        sender = Pump(house, bot, 1000.0, "test", lambda: 0.0)
        await sender.drain()
        assert server.sent_in_all() == 0
        assert await lines(house, campaign) == [("queued", "media")]
        broken = False
        clock.forward(timedelta(minutes=1))
        ready = Pump(house, bot, 1000.0, "test", lambda: 0.0)
        await ready.drain()
        assert server.sent_in_all() == 1
    assert await states(house, campaign) == {"sent": 1}


async def test_nothing_of_the_picture_lies_in_the_rows_of_the_people(house: House) -> None:
    await met(house, 3)
    await drafted(house, NEWS, picture=await kept(house))
    await send_all(house, Network())
    rows = [*await ledger.rows(house, outbox), *await ledger.rows(house, campaign_recipients)]
    assert max(len(row["sealed"] or b"") for row in rows) < 1000


async def test_the_test_message_is_what_people_get(house: House, clock: Clock) -> None:
    officer = Talk(house, ADMIN.key)
    for text in ("siaran", NEWS):
        await officer.say(text)
    sent = Incoming(officer.address, "p", "", house.now(), "photo")
    await officer.send(replace(sent, photo=await photos.keep(house, PHOTOS["baik"])))
    for text in ("semua", "sekarang", "sekali saja", "kirim"):
        await officer.say(text)
    for _ in range(2):
        await tick(house)
    await officer.drain()
    await officer.tap("Coba ke saya")
    example = officer.outlet.sent[-2]
    await officer.tap("Kirim")
    clock.forward(timedelta(minutes=1))
    await tick(house)
    network = Network()
    await send_all(house, network)
    [real] = [one for one in network.sent if one.body == example.body]
    assert (real.picture, real.choices) == (example.picture, example.choices)
    assert (await report(house, 1)).total == 1
