"""A person answers: who gets it, what is passed on, what is kept, and how the bot comes back."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialog.session import Say
from dialog.wire import Address, Incoming
from handlers import handover, quiet, retention, roles, waiting
from handlers.delivery import Pump
from handlers.errors import OvertakenError
from handlers.handover import Line, NotTaken, Officer
from handlers.house import House
from handlers.turns import follow, take
from handlers.work import Letter, Work, post
from storage import audit, handovers, outbox
from storage.handovers import Handover
from storage.tables import handover_words, sessions
from storage.tables import handovers as table
from storage.tables import outbox as outbox_table
from tests import ledger
from tests.houses import Clock, Talk, plain, register

WIB = ZoneInfo("Asia/Jakarta")
NIK = "1311010101900001"
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


async def officer(house: House, key: str, *areas: str) -> Talk:
    """Somebody with the role who has greeted the bot."""
    await roles.grant(house, Address("telegram", key), "officer", areas, "cli:uji")
    talk = Talk(house, key)
    await talk.say("menu")
    return talk


async def read_by(house: House, key: str, channel: str = "telegram") -> list[str]:
    """Everything promised to somebody so far."""
    return [plain(body) for body in await ledger.promised(house, Address(channel, key))]


async def standing(house: House) -> Handover:
    [row] = [row for row in await ledger.rows(house, table) if row["status"] != "closed"]
    async with house.db.read() as tx:
        found = await handovers.find(tx, row["id"])
    assert found
    return found


async def lines(house: House, number: int) -> list[Line]:
    async with house.db.read() as tx:
        return await handover.transcript(Work(house, tx, house.now()), number)


def said(found: Sequence[Line]) -> list[tuple[str, str]]:
    """Without what the bot said."""
    return [(line.speaker, line.text) for line in found if line.speaker != "bot"]


def event(talk: Talk, text: str, number: int, choice: str | None = None) -> Incoming:
    kind = "tap" if choice else "text"
    at = datetime(2026, 11, 24, 10, tzinfo=WIB)
    return Incoming(talk.address, f"{talk.address}-at-once-{number}", text, at, kind, choice)  # type: ignore[arg-type]


async def served(house: House) -> tuple[Talk, Talk]:
    """A worker in the middle of a form, and the officer who has taken them."""
    ani, worker = await officer(house, "7"), Talk(house, "1")
    for text in ("daftar", "setuju", "petugas"):
        await worker.say(text)
    await ani.say("ambil 1")
    await worker.drain()
    return worker, ani


# Who gets it


async def test_of_two_officers_at_once_one_gets_it_and_the_other_is_told(house: House) -> None:
    ani, tono, worker = await officer(house, "7"), await officer(house, "8"), Talk(house, "1")
    await worker.say("petugas")
    before = {key: len(await read_by(house, key)) for key in ("7", "8")}
    taps = [event(one, "Ambil", 1, "h|ambil|1") for one in (ani, tono)]
    await asyncio.gather(*(take(house, [tap]) for tap in taps))
    heard = {key: (await read_by(house, key))[before[key] :] for key in ("7", "8")}
    won = [key for key, texts in heard.items() if "yang melayani" in texts[0]]
    lost = [key for key, texts in heard.items() if "sudah diambil" in texts[0]]
    assert len(won) == len(lost) == 1
    assert (await standing(house)).officer == Address("telegram", won[0])
    async with house.db.read() as tx:
        taken = await audit.lines(tx, "handover taken")
    assert taken == [(f"telegram:{won[0]}", {"handover": 1})]


async def test_both_in_one_batch_is_no_different(house: House) -> None:
    ani, tono, worker = await officer(house, "7"), await officer(house, "8"), Talk(house, "1")
    await worker.say("petugas")
    await take(house, [event(one, "Ambil", 1, "h|ambil|1") for one in (ani, tono)])
    assert (await standing(house)).officer == ani.address
    assert "sudah diambil" in (await read_by(house, "8"))[-1]


async def test_one_officer_in_two_places_at_once_holds_one(house: House) -> None:
    """Two taps of one officer that two processes handle side by side: the schema decides."""
    await officer(house, "7")
    for key in ("1", "2"):
        await Talk(house, key).say("petugas")
    acting = Officer("telegram:7", address_id=1, person_id=1)

    async def tap(number: int) -> Handover | NotTaken:
        async with house.db.write() as tx:
            return await handover.take(Work(house, tx, house.now()), number, acting)

    results = await asyncio.gather(tap(1), tap(2))
    assert sorted(type(one).__name__ for one in results) == ["Handover", "NotTaken"]


async def test_an_officer_does_not_serve_themselves(house: House) -> None:
    ani = await officer(house, "7")
    await officer(house, "8")
    await ani.say("petugas")
    assert "permintaan Bapak/Ibu sendiri" in await ani.say("ambil 1")


async def test_who_serves_does_not_call_for_another_officer(house: House) -> None:
    _, ani = await served(house)
    assert "sedang melayani" in await ani.say("/petugas")
    assert len(await ledger.rows(house, table)) == 1


async def test_without_any_officer_nothing_is_promised(house: House) -> None:
    worker = Talk(house, "1")
    assert "belum ada petugas" in await worker.say("petugas")
    assert await ledger.rows(house, table) == []


async def test_an_officer_of_another_area_is_no_officer_for_this_person(house: House) -> None:
    tono, worker = await officer(house, "8", "13.11.02"), Talk(house, "1")
    await register(worker)
    assert "belum ada petugas" in await worker.say("petugas")
    assert "Tidak ada yang menunggu" in await tono.say("/antrean")


async def test_admins_see_whole_names_and_officers_masked_ones(house: House) -> None:
    ani, admin, worker = await officer(house, "7"), Talk(house, "900"), Talk(house, "1")
    called = Incoming(worker.address, "a", "petugas", house.now(), name="Siti Contoh")
    await worker.send(called)
    queue = await ani.say("/antrean")
    assert "Siti C." in queue
    assert "Siti Contoh" not in queue
    assert "Siti Contoh" in await admin.say("/antrean")


# What is passed on


async def test_words_go_to_the_officer_and_not_into_the_form(house: House) -> None:
    worker, ani = await served(house)
    await worker.say("Budi Santoso")
    assert worker.outlet.sent[-1].to == ani.address, "to the officer, and nothing to the person"
    assert said(await lines(house, 1)) == [("worker", "Budi Santoso")]
    await ani.say("selesai")
    assert (await read_by(house, "1"))[-1].endswith("Siapa nama lengkap Bapak/Ibu, seperti di KTP?")


async def test_the_transcript_shows_who_spoke(house: House) -> None:
    worker, ani = await served(house)
    await worker.say("kenapa ditolak?")
    await ani.say("Saya lihat dulu.")
    await ani.say("selesai")
    found = await lines(house, 1)
    assert [line.speaker for line in found] == ["bot", "worker", "officer", "bot"]
    assert said(found) == [("worker", "kenapa ditolak?"), ("officer", "Saya lihat dulu.")]
    assert not await ledger.mentions(house, "kenapa ditolak", "Saya lihat"), "it is sealed"


@pytest.mark.parametrize("written", [NIK, "1311 0101 0190 0001", "131101-010190-0001"])
async def test_a_nik_is_passed_on_masked_from_either_side(house: House, written: str) -> None:
    worker, ani = await served(house)
    notice = await worker.say(f"nik saya {written}")
    assert "tidak perlu ditulis" in notice
    assert "angka NIK-nya ditutup" in await ani.say(f"NIK {written}?")
    everything = [*await read_by(house, "1"), *await read_by(house, "7")]
    assert any(text.endswith("NIK 1311••••••••0001?") for text in everything)
    assert any(text.endswith("nik saya 1311••••••••0001") for text in everything)
    assert not [text for text in everything if written in text]
    assert [text for _, text in said(await lines(house, 1))] == [
        "nik saya 1311••••••••0001",
        "NIK 1311••••••••0001?",
    ]


async def test_an_answer_of_a_form_is_not_for_the_officer_but_a_question_is(house: House) -> None:
    await officer(house, "7")
    worker = Talk(house, "1")
    for text in ("saya mau bicara dengan petugas soal klaim", "daftar", "setuju", "Budi Santoso"):
        await worker.say(text)
    await worker.say("apa itu nik pak")
    await worker.say(NIK)
    heard = [text for _, text in said(await lines(house, 1))]
    assert heard[0] == "saya mau bicara dengan petugas soal klaim"
    assert "apa itu nik pak" in heard
    assert not [text for text in heard if "Budi" in text or "1311" in text]


async def test_an_officers_stars_and_brackets_arrive_as_typed(house: House) -> None:
    _, ani = await served(house)
    await ani.say("Isi *semua* kolom <b> & kirim {{ nama }}")
    assert (await read_by(house, "1"))[-1].endswith("Isi *semua* kolom <b> & kirim {{ nama }}")


async def test_a_stopped_person_gets_the_answer_they_asked_for(house: House) -> None:
    worker, ani = await served(house)
    await worker.say("stop")
    assert await ani.say("halo?") != ""
    await worker.say("petugas")
    await ani.say("ambil 2")
    await ani.say("Ya Pak")
    assert (await read_by(house, "1"))[-1].endswith("Ya Pak")
    [*_, last] = [row for row in await ledger.rows(house, outbox_table) if row["address_id"] == 2]
    assert last["lane"] == outbox.REPLY


async def test_nobody_is_written_to_who_did_not_ask(house: House) -> None:
    worker, ani = await served(house)
    await worker.say("selesai")
    before = await read_by(house, "1")
    await ani.say("Pak, masih ada satu hal")
    assert await read_by(house, "1") == before


async def test_an_officer_works_with_the_bot_as_anybody_when_serving_nobody(house: House) -> None:
    ani = await officer(house, "7")
    assert "pekerjaan" in await ani.say("hitung")
    await ani.say("petani")
    assert await ani.say("900 ribu") != ""


async def test_with_a_slash_the_bot_hears_its_officer_in_the_middle(house: House) -> None:
    _, ani = await served(house)
    assert "Apa yang bisa saya bantu" in await ani.say("/menu")
    assert "Sedang dilayani: Bapak/Ibu" in await ani.say("/antrean")


async def test_who_is_no_officer_any_more_gives_the_person_back(house: House) -> None:
    _, ani = await served(house)
    await roles.revoke(house, ani.address, "officer", "cli:uji")
    assert "hanya untuk petugas" in await ani.say("halo")
    assert not (await standing(house)).taken


async def test_another_address_of_the_person_is_answered_there(house: House) -> None:
    """Whoever links two addresses makes them one person; the conversation follows the words."""
    worker, _ = await served(house)
    async with house.db.write() as tx:
        work = Work(house, tx, house.now())
        held = await handovers.find(tx, 1)
        assert held
        await handovers.move(tx, 1, 1)
        moved = await handovers.find(tx, 1)
        assert moved
        await handover.answer(work, moved, "Halo")
    assert (await read_by(house, "7"))[-1].endswith("Halo")
    await worker.say("saya di sini")
    assert (await standing(house)).to == worker.address


# Two things at once


async def test_the_officer_closes_while_the_person_writes(house: House) -> None:
    """The words are not lost between the two: they reach the officer, or the bot."""
    worker, ani = await served(house)
    events = [event(worker, "Budi Santoso", 1), event(ani, "selesai", 1)]

    async def until_taken(one: Incoming) -> None:
        try:
            await take(house, [one])
        except OvertakenError:
            await take(house, [one])

    await asyncio.gather(*map(until_taken, events))
    passed_on = ("worker", "Budi Santoso") in said(await lines(house, 1))
    asked = (await read_by(house, "1"))[-1]
    assert passed_on != ("NIK" in asked), "either side has heard it, not both"


async def test_both_in_one_batch_leave_one_consistent_session(house: House) -> None:
    worker, ani = await served(house)
    await take(house, [event(worker, "terima kasih", 1), event(ani, "selesai", 1)])
    rows = {row["person_id"]: row["revision"] for row in await ledger.rows(house, sessions)}
    assert rows[2] == 5  # three turns, "terima kasih", and the turn in which the bot is back
    assert "Siapa nama lengkap" in (await read_by(house, "1"))[-1]


async def test_both_sides_end_it_at_once_and_it_ends_once(house: House) -> None:
    worker, ani = await served(house)
    events = [event(worker, "selesai", 1), event(ani, "selesai", 1)]
    await asyncio.gather(*(take(house, [one]) for one in events), return_exceptions=True)
    async with house.db.read() as tx:
        assert len(await audit.lines(tx, "handover closed")) == 1


async def test_an_answer_after_the_end_is_not_sent_and_the_officer_knows(house: House) -> None:
    await served(house)
    held = await standing(house)
    async with house.db.write() as tx:
        work = Work(house, tx, house.now())
        await handover.close(work, held, "worker", "telegram:1")
        assert await handover.answer(work, held, "terlambat") is None
    assert not [text for text in await read_by(house, "1") if "terlambat" in text]


# The clock


async def test_nobody_came_is_said_once_and_at_the_right_minute(house: House, clock: Clock) -> None:
    await officer(house, "7")
    worker = Talk(house, "1")
    await worker.say("petugas")
    told = []
    for forward in (QUARTER - timedelta(seconds=1), timedelta(seconds=1), HOUR, HOUR):
        clock.forward(forward)
        await waiting.look_after(house)
        told.append(len(await worker.drain()))
    assert told == [0, 1, 0, 0]


async def test_two_schedulers_at_once_say_it_once(house: House, clock: Clock) -> None:
    await officer(house, "7")
    workers = [Talk(house, str(key)) for key in range(10, 22)]
    for worker in workers:
        await worker.say("petugas")
    clock.forward(QUARTER)
    await asyncio.gather(*(waiting.look_after(house) for _ in range(3)))
    for worker in workers:
        texts = await read_by(house, worker.address.key)
        assert len([text for text in texts if "belum ada petugas yang sempat" in text]) == 1


async def test_silence_of_both_hands_back_and_tells_both(house: House, clock: Clock) -> None:
    worker, _ = await served(house)
    clock.forward(HOUR - timedelta(seconds=1))
    await worker.say("masih di sini")
    clock.forward(HOUR - timedelta(seconds=1))
    assert await waiting.look_after(house) == 0
    clock.forward(timedelta(seconds=1))
    await asyncio.gather(*(waiting.look_after(house) for _ in range(2)))
    assert "lama tidak ada pesan" in (await read_by(house, "1"))[-1]
    assert "Siapa nama lengkap" in (await read_by(house, "1"))[-1]
    assert "lama tidak ada pesan" in (await read_by(house, "7"))[-1]
    assert [row["closed_by"] for row in await ledger.rows(house, table)] == ["silence"]


async def test_an_old_request_is_given_up_by_day_only(house: House, clock: Clock) -> None:
    await officer(house, "7")
    worker = Talk(house, "1")
    await worker.say("petugas")
    clock.forward(QUARTER)
    await waiting.look_after(house)
    clock.at = datetime(2026, 11, 27, 22, tzinfo=WIB)
    assert await waiting.look_after(house) == 0
    clock.at = datetime(2026, 11, 28, 8, tzinfo=WIB)
    assert await waiting.look_after(house) == 1
    assert "saya tutup" in (await read_by(house, "1"))[-1]
    assert [row["closed_by"] for row in await ledger.rows(house, table)] == ["nobody"]


async def test_one_that_fails_does_not_hold_up_the_others(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await officer(house, "7")
    for key in ("1", "2"):
        await Talk(house, key).say("petugas")
    clock.forward(QUARTER)
    explain = handover.explain

    async def broken(work: Work, held: Handover) -> bool:
        if held.to.key == "1":
            raise RuntimeError("cannot be explained")
        return await explain(work, held)

    monkeypatch.setattr(handover, "explain", broken)
    assert await waiting.look_after(house) == 1
    assert "belum ada petugas yang sempat" in (await read_by(house, "2"))[-1]
    assert len(await read_by(house, "1")) == 1


async def test_nobody_is_reminded_of_a_form_while_an_officer_speaks(
    house: House, clock: Clock
) -> None:
    _, ani = await served(house)
    for _ in range(8):
        clock.forward(timedelta(minutes=30))
        await ani.say("sebentar lagi ya")
        await quiet.nudge(house)
    assert not [text for text in await read_by(house, "1") if "belum selesai" in text]


async def test_what_is_sent_first_waits_until_the_conversation_is_over(
    house: House, clock: Clock
) -> None:
    worker, ani = await served(house)
    held = await standing(house)
    async with house.db.write() as tx:
        work = Work(house, tx, house.now())
        said_first = Letter(held.address_id, held.to, (Say("umum/tidak_jadi"),), outbox.CAMPAIGN)
        await post(work, [said_first])
    assert await worker.drain() == []
    await ani.say("selesai")
    sent = [row["status"] for row in await ledger.rows(house, outbox_table) if row["lane"] == 2]
    assert sent == ["sent"]


# What is kept, and for how long


async def test_words_are_blanked_with_all_other_bodies(house: House, clock: Clock) -> None:
    worker, _ = await served(house)
    await worker.say("halo pak")
    clock.forward(timedelta(days=89))
    await retention.forget(house)
    assert said(await lines(house, 1))
    clock.forward(timedelta(days=1, seconds=1))
    await retention.forget(house)
    assert await lines(house, 1) == []
    assert {row["sealed"] for row in await ledger.rows(house, handover_words)} == {None}


async def test_who_wants_to_be_forgotten_is_forgotten_in_the_officers_chat_too(
    house: House,
) -> None:
    ani, worker = await officer(house, "7"), Talk(house, "1")
    await register(worker)
    await worker.say("mau bicara dengan petugas, rahasia saya durian runtuh")
    await ani.say("ambil 1")
    await worker.say("durian runtuh lagi")
    assert "durian" in await ani.say("/antrean")
    for text in ("hapus", "ya"):
        await worker.say(text)
    [row] = await ledger.rows(house, table)
    assert (row["status"], row["nagari"], row["district"]) == ("closed", None, None)
    assert await lines(house, 1) == []
    assert not [text for text in await read_by(house, "7") if "durian" in text]
    assert {row["sealed"] for row in await ledger.rows(house, handover_words)} == {None}


async def test_a_console_can_do_all_of_it_without_a_chat(house: House) -> None:
    await officer(house, "7")
    worker = Talk(house, "1")
    await worker.say("petugas")
    acting = Officer("console:ani", address_id=1, person_id=1)
    async with house.db.write() as tx:
        work = Work(house, tx, house.now())
        [one] = await handover.standing(work, None)
        held = await handover.take(work, one.held.number, acting)
        assert isinstance(held, Handover)
        assert await handover.answer(work, held, "Selamat pagi") == "Selamat pagi"
        assert await handover.put_back(work, held, acting)
        again = await handover.take(work, held.number, replace(acting, actor="console:tono"))
        assert isinstance(again, Handover)
        assert await handover.close(work, again, "officer", "console:tono")
        assert isinstance(await handover.take(work, held.number, acting), NotTaken)
        await follow(work)
    assert "Sekarang saya lagi yang menjawab" in (await read_by(house, "1"))[-1]


async def test_the_bells_ring_when_all_is_committed(house: House) -> None:
    ani = await officer(house, "7")
    worker = Talk(house, "1", "web")
    await worker.say("petugas")
    pump = Pump(house, worker.outlet, 1000.0, "uji", lambda: 0.0)
    bell = house.bell.of("web")
    bell.clear()
    await ani.say("ambil 1")
    assert bell.is_set()
    await pump.drain()
