"""The pump: what becomes of a message, and that the pump itself stops when it is told to."""

import asyncio
from datetime import timedelta

import pytest

from dialog.session import Say
from dialog.wire import Address, Later, Outcome, Refused, Sent
from handlers.delivery import Pump
from handlers.house import House
from handlers.sealed import seal_message
from storage import outbox, people
from storage.outbox import CAMPAIGN, REMINDER, REPLY, Promise
from storage.people import Newcomer
from storage.tables import addresses
from storage.tables import outbox as table
from tests import ledger
from tests.houses import Clock, Recorder

SITI, BUYUNG = Address("telegram", "7"), Address("telegram", "8")


async def promised(house: House, *lanes: int, to: Address = SITI) -> None:
    async with house.db.write() as tx:
        met = await people.known(tx, [to])
        met = met or await people.add(tx, [Newcomer(to, "")], house.now())
        known = met[to]
        message = house.catalog.compose([Say("umum/awal")], house.today(house.now()))
        sealed = seal_message(house.vault, message, known.address_id)
        rows = [Promise(known.address_id, to, lane, sealed) for lane in lanes]
        await outbox.put(tx, rows, house.now())


def pump(house: House, outlet: Recorder) -> Pump:
    return Pump(house, outlet, 1000.0, "test", lambda: 0.0)


async def fates(house: House) -> list[str]:
    return [row["status"] for row in await ledger.rows(house, table)]


async def after(house: House, *outcomes: Outcome, lane: int = REPLY) -> list[str]:
    await promised(house, lane)
    await pump(house, Recorder(script=list(outcomes))).drain()
    return await fates(house)


@pytest.mark.parametrize(
    ("outcome", "fate"),
    [
        (Sent("1"), "sent"),
        (Refused("chat not found"), "refused"),
        (Refused("no token", channel_down=True), "queued"),
        (Later(timedelta(seconds=9), "too fast", whole_channel=True), "queued"),
        (Later(timedelta(seconds=1), "bad gateway"), "queued"),
    ],
)
async def test_an_outcome_decides_the_fate(house: House, outcome: Outcome, fate: str) -> None:
    assert await after(house, outcome) == [fate]


LOST = Later(timedelta(0), "no answer", maybe_sent=True)


@pytest.mark.parametrize(("lane", "tries"), [(REPLY, 2), (REMINDER, 2), (CAMPAIGN, 1)])
async def test_what_may_have_arrived_is_tried_once_more_but_never_in_a_campaign(
    house: House, lane: int, tries: int
) -> None:
    assert await after(house, LOST, LOST, lane=lane) == ["uncertain"]
    [row] = await ledger.rows(house, table)
    assert row["attempts"] == tries


async def test_slow_down_for_a_first_word_holds_no_answer(house: House, clock: Clock) -> None:
    await promised(house, REMINDER)
    outlet = Recorder(script=[Later(timedelta(seconds=9), "too fast", whole_channel=True)])
    sender = pump(house, outlet)
    await sender.drain()
    await promised(house, REMINDER, REPLY, to=BUYUNG)
    await sender.drain()
    assert await fates(house) == ["queued", "queued", "sent"]
    clock.forward(timedelta(seconds=9))
    await sender.drain()
    assert await fates(house) == ["sent"] * 3


async def test_slow_down_for_an_answer_is_obeyed_by_everybody_for_as_long_as_it_was_asked(
    house: House, clock: Clock
) -> None:
    await promised(house, REPLY)
    outlet = Recorder(script=[Later(timedelta(seconds=9), "too fast", whole_channel=True)])
    sender = pump(house, outlet)
    await sender.drain()
    await promised(house, REPLY, to=BUYUNG)
    clock.forward(timedelta(seconds=8))
    await sender.drain()
    assert outlet.sent == []
    clock.forward(timedelta(seconds=1))
    await sender.drain()
    assert [message.to for message in outlet.sent] == [SITI, BUYUNG]


async def test_nothing_more_goes_to_somebody_who_blocked_us(house: House) -> None:
    await promised(house, REMINDER, REMINDER)
    await promised(house, REMINDER, to=BUYUNG)
    outlet = Recorder(script=[Refused("blocked", person_left=True)])
    await pump(house, outlet).drain()
    assert await fates(house) == ["refused", "refused", "sent"]
    gone = [row["left_at"] is not None for row in await ledger.rows(house, addresses)]
    assert gone == [True, False]


async def test_what_a_dead_pump_left_in_the_air_is_taken_up_again(house: House) -> None:
    await promised(house, REPLY)
    async with house.db.write() as tx:
        lease = house.now() + timedelta(minutes=1)
        await outbox.claim(tx, outbox.Wish("telegram", "test", house.now(), lease, 5))
    outlet = Recorder()
    running = asyncio.create_task(pump(house, outlet).run())
    async with asyncio.timeout(10):
        while await fates(house) != ["sent"]:  # noqa: ASYNC110  nobody rings for a settled row
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running], timeout=10)
    assert len(outlet.sent) == 1


@pytest.mark.parametrize("steps", range(6))
async def test_a_pump_stops_when_told_even_if_it_is_rung_just_then(
    house: House, steps: int
) -> None:
    running = asyncio.create_task(pump(house, Recorder()).run())
    async with asyncio.timeout(10):
        while not house.bell.of("telegram")._waiters:  # noqa: ASYNC110  a bell has no bell
            await asyncio.sleep(0)
    house.bell.ring("telegram")
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=10)
    assert done == {running}
