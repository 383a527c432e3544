"""One person in two chats: joined only by proof, told once, and separate again."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dialog import codes
from dialog.joining import Side, refusal, stays
from dialog.wire import Incoming
from handlers import reminders as plans
from handlers.house import House
from handlers.quiet import nudge
from handlers.turns import take
from storage import people, registrations, reminders
from storage.tables import addresses, joining_codes, outbox
from storage.tables import campaign_recipients as ledger
from storage.tables import people as everybody
from tests.crowd import drafted
from tests.houses import START, Clock, Talk, house_at, register

NIK, OTHER_NIK = "1311010101900001", "1311010101900002"
BOTH = {"telegram": 1000.0, "whatsapp": 1000.0, "web": 1000.0}
NUMBER = "6281234567890"
"""What REGISTRATION gives as its telephone."""


@pytest.fixture
async def house(migrated_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    async with house_at(migrated_url, tmp_path, clock, rates=BOTH) as made:
        yield made


@pytest.fixture
def telegram(house: House) -> Talk:
    return Talk(house, "77", "telegram")


@pytest.fixture
def whatsapp(house: House) -> Talk:
    return Talk(house, NUMBER, "whatsapp")


def code_of(said: str) -> str:
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", said)
    assert found, said
    return found[0]


async def join(shows: Talk, types: Talk) -> str:
    code = code_of(await shows.say("minta kode"))
    await types.say(f"sambung {code.lower()}")
    return await types.say("ya")


async def persons(house: House) -> dict[str, int]:
    async with house.db.read() as tx:
        rows = await tx.execute(select(addresses.c.channel, addresses.c.person_id))
        return {row[0]: row[1] for row in rows}


# The code


def test_a_code_has_no_letters_that_look_alike() -> None:
    made = {codes.code_from(f"chance {number}") for number in range(2000)}
    assert len(made) == 2000
    assert not set("".join(made)) & set("IO01")


@pytest.mark.parametrize(
    "text", ["SAMBUNG ABCD-EFGH", "sambung abcdefgh", "Sambung abcd efgh.", "sambung-ABCDEFGH",
             "sambungkan ABCD EFGH"]
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    assert codes.code_in(text) == "ABCDEFGH"


@pytest.mark.parametrize(
    "text", ["sambung", "sambung ABCD", "sambungkan ke petugas", "sambung ABCD-EFG0", "ABCD-EFGH",
             "tolong sambung abcd efgh pak"]
)  # fmt: skip
def test_other_words_are_no_code(text: str) -> None:
    assert codes.code_in(text) is None


# Who stays


def test_who_filed_stays_then_who_wrote_last_then_who_came_first() -> None:
    filed = Side(3, "web", b"n", START)
    writing, earlier = Side(2, "telegram", draft_at=START), Side(1, "whatsapp")
    assert stays(writing, filed) == (filed, writing)
    assert stays(earlier, writing) == (writing, earlier)
    assert stays(Side(5, "web"), earlier) == (earlier, Side(5, "web"))


def test_two_who_filed_for_two_people_are_two() -> None:
    one, two = Side(1, "telegram", b"n", START), Side(2, "whatsapp", b"m", START)
    assert refusal(one, two) == "dua_orang"
    assert refusal(one, Side(2, "whatsapp", b"n", START)) is None
    assert refusal(one, Side(2, "telegram")) == "sesaluran"
    assert refusal(one, Side(1, "whatsapp")) == "sudah"
    assert refusal(one, Side(2, "whatsapp", attended=True)) == "sedang_dilayani"


# Joining


async def test_a_code_joins_and_both_chats_are_told(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await telegram.say("halo")
    await whatsapp.say("halo")
    said = await join(telegram, whatsapp)
    assert "tersambung dengan obrolan Bapak/Ibu di Telegram" in said
    [told] = await telegram.drain()
    assert "tersambung dengan obrolan Bapak/Ibu di WhatsApp" in told.body
    joined = await persons(house)
    assert joined["telegram"] == joined["whatsapp"]


async def test_a_draft_begun_in_one_chat_goes_on_in_the_other(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await whatsapp.say("halo")
    for text in ("daftar", "setuju", "Budi Santoso"):
        await telegram.say(text)
    said = await join(telegram, whatsapp)
    assert "Kita lanjutkan di sini" in said
    assert "NIK" in said
    assert "Budi Santoso" in await whatsapp.say("data saya")


async def test_words_typed_in_the_chat_that_did_not_ask_are_no_answer(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await whatsapp.say("halo")
    await telegram.say("halo")
    await join(telegram, whatsapp)
    await telegram.say("daftar")
    await telegram.say("setuju")
    said = await whatsapp.say("halo pak")
    assert "Kita lanjutkan di sini" in said
    assert "Siapa nama" in said or "nama" in said.lower()
    await whatsapp.say("Budi Santoso")
    assert "Budi Santoso" in await whatsapp.say("data saya")


async def test_a_code_works_once_and_a_quarter_of_an_hour(
    house: House, clock: Clock, telegram: Talk, whatsapp: Talk
) -> None:
    code = code_of(await telegram.say("minta kode"))
    clock.forward(timedelta(minutes=16))
    await whatsapp.say(f"SAMBUNG {code}")
    assert "sudah lewat" in await whatsapp.say("ya")
    said = await join(telegram, whatsapp)
    assert "tersambung" in said
    async with house.db.read() as tx:
        assert not (await tx.execute(select(joining_codes))).all()


async def test_who_says_no_changes_nothing(house: House, telegram: Talk, whatsapp: Talk) -> None:
    code = code_of(await telegram.say("minta kode"))
    await whatsapp.say(f"SAMBUNG {code}")
    assert "Tidak ada yang berubah" in await whatsapp.say("tidak")
    joined = await persons(house)
    assert joined["telegram"] != joined["whatsapp"]


async def test_the_code_of_a_link_is_kept_nowhere_in_the_clear(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    code = code_of(await whatsapp.say("minta kode")).replace("-", "")
    link = Incoming(telegram.address, "s", f"sambung-{code}", START, "start")
    assert "Sambungkan obrolan ini" in await telegram.send(link)
    async with house.db.read() as tx:
        sources = (await tx.execute(select(everybody.c.source))).scalars().all()
        stored = (await tx.execute(select(joining_codes.c.code_hash))).scalar_one()
    assert not any(sources)
    assert code not in stored
    assert "tersambung" in await telegram.say("ya")


async def test_the_own_number_shared_on_telegram_is_proof(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await whatsapp.say("halo")
    await telegram.say("sambungkan whatsapp")
    assert telegram.outlet.sent[-1].ask_contact
    shared = Incoming(telegram.address, "c", "", START, "contact", None, f"+{NUMBER}")
    assert "tersambung" in await telegram.send(shared)
    joined = await persons(house)
    assert joined["telegram"] == joined["whatsapp"]


async def test_a_number_shared_for_nothing_joins_nobody(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await whatsapp.say("halo")
    await telegram.say("halo")
    shared = Incoming(telegram.address, "c", "", START, "contact", None, f"+{NUMBER}")
    await telegram.send(shared)
    joined = await persons(house)
    assert joined["telegram"] != joined["whatsapp"]


async def test_a_number_that_never_wrote_is_told_so(house: House, telegram: Talk) -> None:
    await telegram.say("sambungkan")
    shared = Incoming(telegram.address, "c", "", START, "contact", None, "+6281299998888")
    assert "belum pernah menulis" in await telegram.send(shared)


async def test_joining_is_proposed_where_the_telephone_is_the_same_and_only_then(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    assert "saluran lain" not in await register(Talk(house, "1"), OTHER_NIK)
    await whatsapp.say("halo")
    assert "saluran lain" in await register(telegram)
    joined = await persons(house)
    assert joined["telegram"] != joined["whatsapp"], "only proposed"


async def test_registrations_of_two_people_are_not_joined(
    house: House, telegram: Talk, clock: Clock
) -> None:
    other = Talk(house, "w", "web")
    await register(telegram)
    await register(other, OTHER_NIK)
    assert "dua orang yang berbeda" in await join(telegram, other)


async def test_a_stop_in_one_chat_holds_for_both(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await telegram.say("halo")
    await whatsapp.say("berhenti")
    assert "BERHENTI" in await join(telegram, whatsapp)
    async with house.db.read() as tx:
        [known] = (await people.known(tx, [telegram.address])).values()
    assert known.stopped


# Told once, where it costs least


async def test_a_reminder_goes_to_telegram_once(
    house: House, clock: Clock, telegram: Talk, whatsapp: Talk
) -> None:
    for talk in (telegram, whatsapp):
        await talk.say("pengingat")
        await talk.say("25")
    await join(telegram, whatsapp)
    await telegram.drain()
    clock.forward(timedelta(days=1))
    assert await plans.send_due(house) == 1
    assert not await whatsapp.drain()
    [reminder] = await telegram.drain()
    assert reminder.to == telegram.address


async def test_a_reminder_follows_when_telegram_is_blocked(
    house: House, clock: Clock, telegram: Talk, whatsapp: Talk
) -> None:
    await whatsapp.say("pengingat")
    await whatsapp.say("25")
    await telegram.say("halo")
    await join(whatsapp, telegram)
    await whatsapp.drain()
    await take(house, [Incoming(telegram.address, "left", "", clock(), "left")])
    clock.forward(timedelta(days=1))
    assert await plans.send_due(house) == 1
    async with house.db.read() as tx:
        query = select(outbox.c.channel).order_by(outbox.c.id.desc()).limit(1)
        assert (await tx.execute(query)).scalar_one() == "whatsapp"


async def test_a_campaign_frozen_before_reaches_them_once(
    house: House, clock: Clock, telegram: Talk, whatsapp: Talk
) -> None:
    await telegram.say("halo")
    await whatsapp.say("halo")
    await drafted(house, "Halo", start=clock() + timedelta(days=1))
    await join(telegram, whatsapp)
    async with house.db.read() as tx:
        rows = await tx.execute(select(ledger.c.channel, ledger.c.state, ledger.c.reason))
        lines = sorted(tuple(row) for row in rows)
    assert [line[1:] for line in lines if line[1] == "skipped"] == [("skipped", "joined")]
    assert len(lines) == 2


# The way back


async def test_separate_again_each_has_their_own(
    house: House, telegram: Talk, whatsapp: Talk
) -> None:
    await register(telegram)
    await whatsapp.say("halo")
    before = await persons(house)
    await join(telegram, whatsapp)
    assert "PD-26-" in await whatsapp.say("data saya")
    assert "dipisahkan" in await whatsapp.tap("Pisahkan")
    assert await persons(house) == before
    assert "belum menyimpan" in await whatsapp.say("data saya")
    assert "PD-26-" in await telegram.say("data saya")
    assert "tidak tersambung" in await telegram.say("pisahkan")


async def test_whoever_is_part_of_another_is_woken_by_no_clock(
    house: House, clock: Clock, telegram: Talk, whatsapp: Talk
) -> None:
    await register(telegram)
    await whatsapp.say("daftar")
    await join(telegram, whatsapp)
    await telegram.drain()
    clock.forward(timedelta(days=3))
    while await nudge(house):
        pass
    assert not await telegram.drain()
    assert not await whatsapp.drain()


async def test_erasing_erases_both(house: House, telegram: Talk, whatsapp: Talk) -> None:
    await register(telegram)
    await whatsapp.say("pengingat")
    await whatsapp.say("25")
    await join(telegram, whatsapp)
    await whatsapp.say("hapus")
    await whatsapp.say("ya")
    async with house.db.read() as tx:
        assert not await reminders.of(tx, [1, 2])
        wanted = registrations.Filter()
        assert await registrations.count(tx, wanted) == 0
    assert "belum menyimpan" in await telegram.say("data saya")
