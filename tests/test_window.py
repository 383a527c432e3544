"""What is said first a day after the last word: it goes as a template, waits, or is counted."""

from datetime import timedelta

import pytest

from dialog.session import Say
from dialog.wire import Address, Approved, Incoming, Outgoing, Refused
from handlers import quiet, reminders
from handlers.delivery import Pump
from handlers.house import House
from handlers.sealed import seal_message
from handlers.turns import take
from handlers.window import DAY, Window
from storage import outbox, people
from storage.outbox import REMINDER, REPLY
from storage.people import Newcomer
from storage.tables import addresses
from storage.tables import outbox as table
from tests import ledger
from tests.houses import Clock, Recorder, Talk

SITI = Address("whatsapp", "6281200000001")
REMINDED = Say("pengingat/pilihan", {"bulan": "2026-12"})
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def windowed(house: House, outlet: Recorder, limit: int = 250) -> Pump:
    return Pump(house, Window(house, outlet, limit), 1000.0, "test", lambda: 0.0)


async def promise(house: House, say: Say, to: Address = SITI, lane: int = REMINDER) -> None:
    now = house.now()
    async with house.db.write() as tx:
        met = await people.known(tx, [to]) or await people.add(tx, [Newcomer(to, "")], now)
        message = house.catalog.compose([say], house.today(now))
        sealed = seal_message(house.vault, message, met[to].address_id)
        await outbox.put(tx, [outbox.Promise(met[to].address_id, to, lane, sealed)], now)


async def say(house: House, number: str, to: Address = SITI) -> None:
    await take(house, [Incoming(to, number, "halo", house.now())])


async def sent(house: House, outlet: Recorder) -> list[Outgoing]:
    before = len(outlet.sent)
    await windowed(house, outlet).drain()
    return outlet.sent[before:]


async def test_inside_the_window_the_words_themselves_go(house: House, clock: Clock) -> None:
    outlet = Recorder("whatsapp")
    await say(house, "1")
    await sent(house, outlet)
    clock.forward(DAY - 3 * MINUTE)
    await promise(house, REMINDED)
    [message] = await sent(house, outlet)
    assert message.approved_template is None
    assert "pengingat iuran" in message.body


async def test_outside_it_the_template_goes_with_its_values(house: House, clock: Clock) -> None:
    outlet = Recorder("whatsapp")
    await say(house, "1")
    await sent(house, outlet)
    clock.forward(DAY - MINUTE)
    await promise(house, REMINDED)
    [message] = await sent(house, outlet)
    assert message.approved_template == Approved("pengingat_iuran", "id", ("Desember 2026",))


async def test_it_is_decided_when_it_is_sent_and_not_when_it_is_promised(
    house: House, clock: Clock
) -> None:
    outlet = Recorder("whatsapp")
    await promise(house, REMINDED)
    await say(house, "1")
    *_, reminder = sorted(await sent(house, outlet), key=lambda one: one.body.startswith("Bapak"))
    assert reminder.approved_template is None


async def test_the_time_of_the_word_counts_and_an_older_one_changes_nothing(
    house: House, clock: Clock
) -> None:
    await say(house, "1")
    late = Incoming(SITI, "2", "dari kemarin", house.now() - 20 * HOUR)
    await take(house, [late])
    [row] = await ledger.rows(house, addresses)
    assert row["heard_at"] == house.now()
    assert (await ledger.rows(house, addresses))[0]["heard_at"] == house.now()


@pytest.mark.parametrize("channel", ["telegram", "web", "terminal"])
async def test_other_networks_need_no_such_column(house: House, channel: str) -> None:
    await say(house, "1", Address(channel, "7"))
    assert (await ledger.rows(house, addresses))[0]["heard_at"] is None


async def test_without_a_template_it_waits_until_the_person_writes(
    house: House, clock: Clock
) -> None:
    outlet = Recorder("whatsapp", script=[Refused("window_closed")])
    await promise(house, Say("umum/bantuan"), lane=REMINDER)
    assert await sent(house, outlet) == []
    [row] = await ledger.rows(house, table)
    assert (row["status"], row["reason"]) == ("queued", "window_closed")
    clock.forward(HOUR)
    assert await sent(house, outlet) == []
    await say(house, "1")
    assert len(await sent(house, outlet)) == 2, "the answer, and what had waited"


async def test_no_more_people_a_day_than_the_account_may_write_to_first(
    house: House, clock: Clock
) -> None:
    """The others wait without using up their attempts, and go when a day has passed."""
    outlet = Recorder("whatsapp")
    pump = windowed(house, outlet, limit=2)
    for number in range(4):
        await promise(house, REMINDED, Address("whatsapp", f"62812000000{number:02}"))
    await pump.drain()
    assert len(outlet.sent) == 2
    waiting = [row for row in await ledger.rows(house, table) if row["status"] == "queued"]
    assert {(row["reason"], row["attempts"]) for row in waiting} == {("daily_limit", 0)}
    clock.forward(DAY + 3 * MINUTE)
    await pump.drain()
    assert len(outlet.sent) == 4


async def test_a_new_process_remembers_whom_it_wrote_to(house: House, clock: Clock) -> None:
    outlet = Recorder("whatsapp")
    await promise(house, REMINDED)
    await windowed(house, outlet, limit=1).drain()
    await promise(house, REMINDED, Address("whatsapp", "6281200000009"))
    await promise(house, REMINDED)
    await windowed(house, outlet, limit=1).drain()
    assert [one.to.key for one in outlet.sent] == [SITI.key, SITI.key], "the same person again"


async def test_a_reminder_to_finish_comes_before_the_window_closes(
    house: House, clock: Clock
) -> None:
    """Three hours after the last word, and twenty after that."""
    talk = Talk(house, SITI.key, "whatsapp")
    for text in ("daftar", "setuju", "Budi Santoso"):
        await talk.say(text)
    outlet = Recorder("whatsapp")
    for time in (3 * HOUR, 20 * HOUR):
        clock.forward(time)
        await quiet.nudge(house)
        [message] = await sent(house, outlet)
        assert message.approved_template is None
        assert "belum selesai" in message.body


async def test_a_monthly_reminder_goes_as_a_template(house: House, clock: Clock) -> None:
    talk = Talk(house, SITI.key, "whatsapp")
    await talk.say("pengingat")
    await talk.say("5")
    clock.forward(timedelta(days=11))
    await reminders.send_due(house)
    [message] = await sent(house, Recorder("whatsapp"))
    assert message.approved_template is not None
    assert message.approved_template.name == "pengingat_iuran"


async def test_somebody_who_hides_their_number_later_is_still_the_same_person(
    house: House,
) -> None:
    """The network then gives only the id that came beside the number before."""
    both = Incoming(SITI, "1", "daftar", house.now(), other_key="ID.1349")
    hidden = Incoming(Address("whatsapp", "ID.1349"), "2", "setuju", house.now())
    await take(house, [both])
    await take(house, [hidden])
    assert len(await ledger.rows(house, addresses)) == 1
    outlet = Recorder("whatsapp")
    first, second = await sent(house, outlet)
    assert (first.to, second.to) == (SITI, SITI)
    assert "nama lengkap" in second.body


async def test_an_id_nobody_was_met_by_is_a_new_person(house: House) -> None:
    await take(house, [Incoming(SITI, "1", "halo", house.now(), other_key="ID.1349")])
    await take(house, [Incoming(Address("whatsapp", "ID.7"), "2", "halo", house.now())])
    await take(house, [Incoming(Address("telegram", "ID.1349"), "3", "halo", house.now())])
    assert len(await ledger.rows(house, addresses)) == 3


async def test_what_was_refused_takes_nobodys_place(house: House) -> None:
    outlet = Recorder("whatsapp", script=[Refused("template_paused")])
    pump = windowed(house, outlet, limit=1)
    await promise(house, REMINDED)
    await pump.drain()
    await promise(house, REMINDED, Address("whatsapp", "6281200000009"))
    await pump.drain()
    assert [one.to.key for one in outlet.sent] == ["6281200000009"]


async def test_an_officer_who_answers_after_a_day_is_heard_all_the_same(
    house: House, clock: Clock
) -> None:
    """The beginning as a template at once, all of it when the person writes, at any hour."""
    outlet = Recorder("whatsapp")
    answer = "Silakan datang ke kantor dengan KTP. " * 12
    await promise(house, Say("sambung/balasan", {"isi": answer}), lane=REPLY)
    [first] = await sent(house, outlet)
    assert first.approved_template is not None
    assert first.approved_template.name == "jawaban_petugas"
    assert first.approved_template.curtailed()
    await say(house, "1")
    heard = await sent(house, outlet)
    assert [answer.strip() in one.body for one in heard].count(True) == 1
    assert {row["status"] for row in await ledger.rows(house, table)} == {"sent"}
