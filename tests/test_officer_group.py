"""The officers' group through the whole house: one topic a worker, whatever breaks in between."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from channels.telegram import TelegramChannel
from dialog.wire import Address, Incoming, Outcome, Outgoing
from handlers import roles, waiting
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from handlers.sealed import open_message
from handlers.turns import take
from storage.tables import addresses, handovers, outbox, people, threads
from tests import ledger
from tests.fake_forum import GROUP
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault
from tests.houses import Clock, Talk, house_at, register
from tests.telegram_bot import channel, hooked, listening, until
from tests.ways import seconds

SITI, BUYUNG, ANI = 1001, 1002, 7
DESK = Address("telegram", str(GROUP))


@pytest.fixture
async def house(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    """The usual house, with a group for its officers."""
    async with house_at(database_url, tmp_path, clock, desk=DESK) as opened:
        yield opened


@dataclass
class Office:
    """The house behind a real channel, and the fake Telegram before it."""

    house: House
    server: FakeTelegram
    pump: Pump

    async def say(self, chat: int, text: str) -> None:
        self.server.say(chat, text)
        await self.settle()

    async def write(self, topic: int, text: str, **more: object) -> None:
        self.server.write(topic, text, **more)  # type: ignore[arg-type]
        await self.settle()

    async def settle(self) -> None:
        await self.server.delivered()
        await self.pump.drain()
        assert not self.server.pending, "an update was not taken"

    def read(self, chat: int) -> list[str]:
        return [each.text for each in self.server.sent(chat)]

    def posted(self, topic: int) -> list[str]:
        sent = self.server.sent(GROUP)
        return [each.text for each in sent if each.params["message_thread_id"] == topic]


@asynccontextmanager
async def office_of(house: House, clock: Clock) -> AsyncIterator[Office]:
    inbound = Inbound(house)
    async with FakeTelegram() as server, hooked(server, clock) as (bot, _):
        door = asyncio.create_task(inbound.run())
        async with listening(bot, inbound.receive):
            await until(lambda: server.webhook)
            yield Office(house, server, Pump(house, bot, 1000.0, "test", seconds(clock)))
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)
        assert server.violations == []


@pytest.fixture
async def office(house: House, clock: Clock) -> AsyncIterator[Office]:
    async with office_of(house, clock) as opened:
        yield opened


async def known_threads(house: House) -> list[str]:
    return [row["key"] for row in await ledger.rows(house, threads)]


async def test_each_worker_has_a_topic_and_words_go_where_they_belong(office: Office) -> None:
    for chat in (SITI, BUYUNG):
        await office.say(chat, "petugas")
    assert office.server.forum.names() == ["No. 1", "No. 2"]
    await office.write(101, "Halo Siti")
    await office.write(102, "Halo Buyung")
    await office.say(BUYUNG, "saya Buyung")
    assert office.read(SITI)[-1].endswith("Halo Siti")
    assert office.read(BUYUNG)[-1].endswith("Halo Buyung")
    assert office.posted(102)[-1] == "Pekerja (no. 2)\nsaya Buyung"
    assert not [text for text in office.posted(101) if "Buyung" in text]


async def test_the_name_of_a_topic_tells_the_place_and_nothing_more(
    house: House, office: Office
) -> None:
    await register(Talk(house, str(SITI)))
    await office.say(SITI, "petugas")
    assert office.server.forum.names() == ["No. 1 · Lubuk Gadang"]
    [request] = office.posted(101)
    assert "Tempat: Lubuk Gadang" in request
    assert "Siti Contoh" not in request


async def test_the_same_topic_serves_the_next_time(office: Office) -> None:
    await office.say(SITI, "petugas")
    await office.write(101, "/selesai")
    assert office.server.forum.closed() == [True]
    await office.say(SITI, "petugas")
    assert (office.server.forum.opened, office.server.forum.closed()) == (1, [False])
    assert office.posted(101)[-1].startswith("Permintaan no. 2")


async def test_a_topic_deleted_by_hand_is_opened_anew_and_nothing_is_lost(
    house: House, office: Office
) -> None:
    await office.say(SITI, "petugas")
    office.server.forum.topics.clear()
    await office.say(SITI, "saya mau tanya klaim")
    assert await known_threads(house) == [f"{GROUP}/102"]
    assert office.posted(102) == ["Pekerja (no. 1)\nsaya mau tanya klaim"]
    await office.write(102, "Silakan")
    assert office.read(SITI)[-1].endswith("Silakan")


async def test_many_words_at_once_open_one_topic(house: House, office: Office) -> None:
    office.server.say(SITI, "petugas")
    for word in ("satu hal pak", "dua hal pak", "tiga hal pak"):
        office.server.say(SITI, word)
    await office.settle()
    assert office.server.forum.opened == 1
    assert [text.split("\n")[-1] for text in office.posted(101)[1:]] == [
        "satu hal pak", "dua hal pak", "tiga hal pak",
    ]  # fmt: skip


async def test_the_group_is_nobody_who_is_written_to_first(house: House, office: Office) -> None:
    await office.say(SITI, "petugas")
    [row] = [row for row in await ledger.rows(house, addresses) if row["key"] == str(GROUP)]
    [person] = [one for one in await ledger.rows(house, people) if one["id"] == row["person_id"]]
    assert person["stopped_at"] is not None


async def test_what_is_said_outside_the_topics_is_ignored(house: House, office: Office) -> None:
    await office.say(SITI, "petugas")
    before = (len(office.read(SITI)), len(office.server.sent(GROUP)))
    general = {"message_thread_id": None, "is_topic_message": False}
    await office.write(101, "besok siapa jaga?", **general)
    await office.write(999, "topik lain di grup ini")
    assert (len(office.read(SITI)), len(office.server.sent(GROUP))) == before
    assert len(await ledger.rows(house, addresses)) == 2, "nobody new was met"


async def test_another_group_still_gets_a_kind_answer(office: Office) -> None:
    other = -1009990001
    chat = {"id": other, "type": "supergroup", "title": "Kelompok tani"}
    office.server.say(SITI, "/menu@JamsostekUjiBot", chat=chat)
    await office.settle()
    assert "hanya melayani obrolan pribadi" in office.read(other)[-1]


async def test_a_photo_in_a_topic_is_not_passed_on(office: Office) -> None:
    await office.say(SITI, "petugas")
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 60}]
    await office.write(101, "", photo=photo)
    assert office.posted(101)[-1] == "Hanya tulisan yang bisa diteruskan ke pekerja."


async def test_a_nik_typed_in_a_topic_reaches_nobody(office: Office) -> None:
    await office.say(SITI, "petugas")
    await office.write(101, "NIK Bapak 1311010101900001?")
    assert office.read(SITI)[-1].endswith("NIK Bapak 1311••••••••0001?")
    assert "ditutup" in office.posted(101)[-1]


async def test_when_nobody_in_the_group_answers_the_worker_knows(
    house: House, office: Office, clock: Clock
) -> None:
    await office.say(SITI, "petugas")
    clock.forward(timedelta(minutes=15))
    await waiting.look_after(house)
    await office.settle()
    assert "belum ada petugas yang sempat" in office.read(SITI)[-1]


async def test_silence_closes_the_topic(house: House, office: Office, clock: Clock) -> None:
    await office.say(SITI, "petugas")
    await office.write(101, "Halo")
    clock.forward(timedelta(minutes=60))
    await waiting.look_after(house)
    await office.settle()
    assert office.server.forum.closed() == [True]
    assert "lama tidak ada pesan" in office.posted(101)[-1]


# Rights and ways out


async def test_a_group_that_threw_the_bot_out_is_replaced_by_officers_in_private(
    house: House, office: Office
) -> None:
    await roles.grant(house, Address("telegram", str(ANI)), "officer", (), "cli:uji")
    await office.say(ANI, "menu")
    office.server.fail("createForumTopic", Fault(403, "Forbidden: bot was kicked"))
    await office.say(SITI, "petugas")
    await office.say(BUYUNG, "petugas")
    assert "minta bicara dengan petugas" in office.read(ANI)[-1]
    assert "Nomor: 2" in office.read(ANI)[-1], "the first went to the group and is in the queue"
    await office.say(ANI, "/antrean")
    assert "No. 1" in office.read(ANI)[-1]

    chat = {"id": GROUP, "type": "supergroup", "title": "Petugas", "is_forum": True}
    old = {"user": {"id": 1, "is_bot": True, "first_name": "Bot"}, "status": "left"}
    change = {"chat": chat, "from": {"id": ANI, "is_bot": False, "first_name": "Ani"}, "date": 1}
    new = {"old_chat_member": old, "new_chat_member": {**old, "status": "administrator"}}
    office.server.put("my_chat_member", change | new)
    await office.settle()
    await office.say(1003, "petugas")
    assert office.server.forum.names() == ["No. 3"]


async def test_what_an_admin_must_mend_is_tried_until_it_is_mended(
    house: House, office: Office, clock: Clock
) -> None:
    office.server.fail("createForumTopic", *[Fault(400, "Bad Request: not enough rights")] * 8)
    await office.say(SITI, "petugas")
    for _ in range(9):
        clock.forward(timedelta(minutes=1))
        await office.settle()
    assert office.server.forum.names() == ["No. 1"]
    assert office.posted(101)[0].startswith("Permintaan no. 1")


async def test_a_busy_group_loses_nothing_and_keeps_the_order(office: Office, clock: Clock) -> None:
    await office.say(SITI, "petugas")
    for number in range(30):
        office.server.say(SITI, f"kata ke {number}")
    await office.settle()
    assert len(office.server.sent(GROUP)) == 19, "and one to open the topic"
    while len(office.server.sent(GROUP)) < 31:
        clock.forward(timedelta(seconds=10))
        await office.settle()
    assert [text.split("\n")[-1] for text in office.posted(101)[1:]] == [
        f"kata ke {number}" for number in range(30)
    ]


async def test_who_is_forgotten_leaves_no_topic(house: House, office: Office) -> None:
    await office.say(SITI, "mau bicara dengan petugas, anak saya sakit keras")
    await office.write(101, "Turut prihatin")
    for text in ("hapus", "ya"):
        await office.say(SITI, text)
    assert office.server.forum.names() == []
    assert await known_threads(house) == []
    kept = [row for row in await ledger.rows(house, outbox) if row["sealed"] and row["about"]]
    texts = [
        open_message(house.vault, row["sealed"], row["address_id"], DESK, row["id"]).body
        for row in kept
    ]
    assert texts == ["Orangnya meminta datanya dihapus. Mohon hapus topik ini."]


async def test_topics_that_vanish_at_once_are_not_opened_for_ever(
    house: House, office: Office, clock: Clock
) -> None:
    gone = Fault(400, "Bad Request: message thread not found")
    await office.say(SITI, "halo")
    office.server.fail("createForumTopic", *[Fault(200, accept=True)] * 20)
    office.server.say(SITI, "petugas")
    await office.server.delivered()
    office.server.fail("sendMessage", Fault(200, accept=True), *[gone] * 20)
    await office.settle()
    assert office.server.forum.opened <= 6
    assert [row["status"] for row in await ledger.rows(house, outbox) if row["about"]] == ["failed"]


# Crashes


@dataclass
class Dying:
    """The channel of a process that dies at its n-th send, before it or after it: what it had in
    the air stays claimed."""

    bot: TelegramChannel
    at: int
    after: bool
    name: str = "telegram"
    count: int = 0

    async def send(self, message: Outgoing) -> Outcome:
        self.count += 1
        outcome = await self.bot.send(message) if self.count < self.at or self.after else None
        if self.count == self.at or outcome is None:
            raise asyncio.CancelledError
        return outcome


async def committed(house: House) -> None:
    """A worker has called: the post for the group is committed, and nothing is sent yet."""
    await Talk(house, str(SITI)).say("petugas")  # its recorder plays the network
    async with house.db.write() as tx:
        waiting_again = outbox.update().where(outbox.c.about.is_not(None))
        await tx.execute(waiting_again.values(status="queued", attempts=0))


async def run_until(pump: Pump, what: Callable[[], object]) -> None:
    running = asyncio.create_task(pump.run())
    await until(what)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2])
async def test_a_crash_between_the_commit_and_the_topic_loses_no_word(
    house: House, clock: Clock, at: int, after: bool
) -> None:
    """Before or after the topic is opened (1), before or after the request stands in it (2)."""
    await committed(house)
    async with FakeTelegram() as server, channel(server, clock=clock) as bot:
        dying = Dying(bot, at, after)
        await run_until(
            Pump(house, dying, 1000.0, "node", seconds(clock)), lambda: dying.count == at
        )
        alive = Pump(house, bot, 1000.0, "node", seconds(clock))
        await run_until(
            alive, lambda: len(server.sent(GROUP)) == (2 if (at, after) == (2, True) else 1)
        )
        assert server.violations == []
    [key] = await known_threads(house)
    assert {each.text.split("\n")[0] for each in server.sent(GROUP)} == {"Permintaan no. 1"}
    assert key == f"{GROUP}/{server.sent(GROUP)[-1].params['message_thread_id']}"
    assert server.forum.opened == (2 if (at, after) == (1, True) else 1)


async def test_two_processes_open_one_topic(house: House, clock: Clock) -> None:
    await committed(house)
    async with FakeTelegram() as server, channel(server, clock=clock) as bot:
        pumps = [Pump(house, bot, 1000.0, f"node {n}", seconds(clock)) for n in range(3)]
        for _ in range(3):
            await asyncio.gather(*(pump.drain() for pump in pumps))
    assert server.forum.opened == 1
    assert len(server.sent(GROUP)) == 1


async def test_an_officer_in_private_and_the_group_at_once_one_gets_it(
    house: House, office: Office
) -> None:
    await roles.grant(house, Address("telegram", str(ANI)), "officer", (), "cli:uji")
    await office.say(ANI, "menu")
    await office.say(SITI, "petugas")
    office.server.write(101, "saya bantu")
    office.server.say(ANI, "ambil 1")
    await office.settle()
    [row] = await ledger.rows(house, handovers)
    private = row["officer_id"] is not None
    assert ("yang melayani" in office.read(ANI)[-1]) is private
    assert any("saya bantu" in text for text in office.read(SITI)) is not private


async def test_the_same_update_twice_is_one_word(house: House, office: Office) -> None:
    await office.say(SITI, "petugas")
    number = office.server.write(101, "Halo")
    await office.settle()
    before = len(office.read(SITI))
    again = Incoming(Address("telegram", f"{GROUP}/101"), str(number), "Halo", house.now(), "desk")
    await take(house, [again])
    await office.pump.drain()
    assert len(office.read(SITI)) == before
