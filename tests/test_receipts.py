"""What the network tells later: forward only, in any order, as often as it likes."""

from datetime import timedelta
from itertools import permutations

import pytest

from dialog.wire import Address, Later, Outcome, Preference, Receipt, Refused, Sent, Stage
from handlers.delivery import Pump
from handlers.house import House
from handlers.receipts import note
from storage import outbox
from storage.outbox import CAMPAIGN, REMINDER
from storage.tables import outbox as table
from storage.tables import people, receipts
from tests import ledger
from tests.houses import START, Clock, Recorder, Talk
from tests.test_delivery import promised

SITI = Address("whatsapp", "6281200000001")
MINUTE = timedelta(minutes=1)
HELD = Later(timedelta(hours=12), "held_by_meta")


async def sent(house: House, *outcomes: Outcome, lane: int = outbox.REPLY) -> int:
    """The row of one message, after one round with these outcomes."""
    await promised(house, lane, to=SITI)
    await Pump(house, Recorder("whatsapp", script=list(outcomes)), 1000.0, "x", lambda: 0.0).drain()
    return int((await ledger.rows(house, table))[-1]["id"])


def told(row: int, stage: Stage, number: str = "w1", **more: object) -> Receipt:
    return Receipt(row, number, stage, START, **more)  # type: ignore[arg-type]


async def hear(house: House, *reports: Receipt | Preference) -> None:
    await note(house, "whatsapp", reports)


async def standing(house: House) -> list[tuple[object, ...]]:
    rows = await ledger.rows(house, receipts)
    return [(row["stage"], row["failure"], row["price"], row["billable"]) for row in rows]


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
@pytest.mark.parametrize("together", [True, False])
async def test_in_whatever_order_they_come_the_farthest_stage_stays(
    house: House, order: list[Stage], together: bool
) -> None:
    row = await sent(house, Sent("w1"))
    all_told = [told(row, stage, price="service", billable=True) for stage in order] * 2
    if together:
        await hear(house, *all_told)
    else:
        for one in all_told:
            await hear(house, one)
    assert await standing(house) == [("read", None, "service", True)]


async def test_what_is_told_of_several_messages_at_once_is_taken_of_each(house: House) -> None:
    """A network batches: what arrived, and what fell."""
    rows = [await sent(house, Sent(f"w{number}")) for number in range(4)]
    arrived = [told(row, "delivered", f"w{number}") for number, row in enumerate(rows[:2])]
    fell = [
        told(row, "failed", f"w{number}", failure=Refused("undeliverable"))
        for number, row in enumerate(rows[2:], 2)
    ]
    await hear(house, *arrived, *fell)
    found = [row["status"] for row in await ledger.rows(house, table)]
    assert found == ["sent", "sent", "refused", "refused"]


async def test_the_price_stays_when_a_later_word_does_not_name_it(house: House) -> None:
    row = await sent(house, Sent("w1"))
    await hear(house, told(row, "sent", price="utility", billable=True))
    await hear(house, told(row, "delivered"))
    assert await standing(house) == [("delivered", None, "utility", True)]


LOST = Later(timedelta(minutes=1), "no_answer", maybe_sent=True)


@pytest.mark.parametrize("lane", [outbox.REPLY, REMINDER, CAMPAIGN])
async def test_a_message_without_an_answer_is_settled_by_its_receipt(
    house: House, clock: Clock, lane: int
) -> None:
    """It is never sent a second time, whatever lane it is in."""
    row = await sent(house, LOST, lane=lane)
    await hear(house, told(row, "sent"))
    [settled] = await ledger.rows(house, table)
    assert (settled["status"], settled["external_id"], settled["reason"]) == ("sent", "w1", None)
    clock.forward(timedelta(hours=1))
    outlet = Recorder("whatsapp")
    await Pump(house, outlet, 1000.0, "x", lambda: 0.0).drain()
    assert outlet.sent == []


async def test_without_a_receipt_a_reply_goes_once_more_after_a_while(
    house: House, clock: Clock
) -> None:
    await sent(house, LOST)
    outlet = Recorder("whatsapp")
    pump = Pump(house, outlet, 1000.0, "x", lambda: 0.0)
    await pump.drain()
    assert outlet.sent == []
    clock.forward(MINUTE)
    await pump.drain()
    assert len(outlet.sent) == 1


@pytest.mark.parametrize(
    ("failure", "status"),
    [(Refused("undeliverable"), "refused"), (HELD, "queued"), (None, "failed"),
     (Refused("payment", channel_down=True), "refused")],
)  # fmt: skip
async def test_what_failed_later_is_treated_as_if_it_had_failed_at_once(
    house: House, failure: Later | Refused | None, status: str
) -> None:
    row = await sent(house, Sent("w1"))
    failed = told(row, "failed", failure=failure)
    await hear(house, failed)
    [settled] = await ledger.rows(house, table)
    assert settled["status"] == status
    assert settled["not_before"] == (START + HELD.after if failure == HELD else START)


async def test_a_failure_told_again_after_the_message_went_out_again_changes_nothing(
    house: House, clock: Clock
) -> None:
    row = await sent(house, Sent("w1"))
    await hear(house, told(row, "failed", failure=HELD))
    clock.forward(HELD.after)
    outlet = Recorder("whatsapp", script=[Sent("w2")])
    await Pump(house, outlet, 1000.0, "x", lambda: 0.0).drain()
    await hear(house, told(row, "failed", failure=HELD))
    [settled] = await ledger.rows(house, table)
    assert (settled["status"], settled["external_id"]) == ("sent", "w2")


async def test_a_failure_after_the_message_was_read_is_only_kept_beside_it(house: House) -> None:
    row = await sent(house, Sent("w1"))
    await hear(house, told(row, "read"))
    await hear(house, told(row, "failed", failure=Refused("undeliverable")))
    assert await standing(house) == [("read", "undeliverable", "", None)]
    assert (await ledger.rows(house, table))[0]["status"] == "sent"


async def test_a_receipt_of_somebody_elses_message_is_no_fault(house: House) -> None:
    row = await sent(house, Sent("w1"))
    await hear(house, told(row + 1000, "delivered", "w9"), told(row, "delivered"))
    assert await standing(house) == [("delivered", None, "", None)]


async def test_a_row_of_another_channel_cannot_be_settled_from_here(house: House) -> None:
    await promised(house, outbox.REPLY)
    [row] = await ledger.rows(house, table)
    await hear(house, told(row["id"], "delivered"))
    assert await standing(house) == []
    assert (await ledger.rows(house, table))[0]["status"] == "queued"


async def stopped(house: House) -> list[bool]:
    return [row["stopped_at"] is not None for row in await ledger.rows(house, people)]


async def test_who_tells_the_network_to_stop_has_told_us(house: House) -> None:
    await Talk(house, SITI.key, "whatsapp").say("halo")
    await promised(house, REMINDER, to=SITI)
    await hear(house, Preference(SITI, stop=True), Preference(Address("whatsapp", "9"), stop=True))
    assert await stopped(house) == [True]
    assert (await ledger.rows(house, table))[-1]["status"] == "skipped"
    await hear(house, Preference(SITI, stop=False))
    assert await stopped(house) == [False]


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_message_refused_because_the_person_said_stop_stops_all(
    house: House, at_once: bool
) -> None:
    no_more = Refused("wants_no_more", wants_no_more=True)
    row = await sent(house, no_more if at_once else Sent("w1"), lane=CAMPAIGN)
    if not at_once:
        await hear(house, told(row, "failed", failure=no_more))
    assert await stopped(house) == [True]
    assert (await ledger.rows(house, table))[0]["status"] == "refused"
