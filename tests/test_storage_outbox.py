"""What is kept of messages, and for how long."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from dialog.wire import Address, Outgoing
from handlers import history, retention
from handlers.house import House
from handlers.sealed import open_message, seal_message
from messages.texts import Message
from storage import inbox, outbox, people, said
from storage.outbox import CAMPAIGN, REMINDER, REPLY, Claimed, Fate, Promise, Wish
from storage.people import Newcomer
from storage.tables import outbox as table
from storage.vault import Vault, WrongKeyError
from tests import houses, ledger
from tests.houses import START, Clock, Talk

SITI = Address("telegram", "7")
MINUTE = timedelta(minutes=1)


async def put(house: House, *lanes: int) -> None:
    async with house.db.write() as tx:
        if not await people.known(tx, [SITI]):
            await people.add(tx, [Newcomer(SITI, "")], START)
        await outbox.put(tx, [Promise(1, SITI, lane, b"sealed") for lane in lanes], START)


async def claim(house: House, limit: int = 10, *, quiet: bool = False) -> list[Claimed]:
    wish = Wish("telegram", "pump", START, START + MINUTE, limit, quiet)
    async with house.db.write() as tx:
        return await outbox.claim(tx, wish)


async def states(house: House) -> list[tuple[int, str, bool]]:
    return [
        (r["id"], r["status"], r["sealed"] is not None) for r in await ledger.rows(house, table)
    ]


async def test_replies_go_before_reminders_before_campaigns(house: House) -> None:
    await put(house, CAMPAIGN, REMINDER, REPLY)
    assert [row.lane for row in await claim(house)] == [REPLY, REMINDER, CAMPAIGN]


async def test_one_at_a_time_in_each_lane_of_an_address(house: House) -> None:
    await put(house, REPLY, REPLY, REMINDER)
    assert [row.id for row in await claim(house)] == [1, 3]
    assert await claim(house) == []


async def test_in_the_quiet_hours_only_replies(house: House) -> None:
    await put(house, REMINDER, REPLY)
    assert [row.lane for row in await claim(house, quiet=True)] == [REPLY]


async def test_whoever_stopped_gets_answers_and_nothing_else(house: House) -> None:
    await put(house, REMINDER, CAMPAIGN, REPLY)
    async with house.db.write() as tx:
        await people.stop(tx, 1, START)
    assert [row.lane for row in await claim(house)] == [REPLY]
    async with house.db.write() as tx:
        await outbox.skip_first_words(tx, 1)
        await people.stop(tx, 1, None)
    assert await claim(house) == []
    assert [status for _, status, _ in await states(house)] == ["skipped", "skipped", "claimed"]


async def test_what_was_sent_before_is_not_read_to_find_what_waits(tmp_path: Path) -> None:
    """Where nothing but an index over what is open answers, years of history cost nothing."""
    asked = list[tuple[str, tuple[object, ...]]]()
    async with (
        houses.house_at(f"sqlite:///{tmp_path}/bot.db", tmp_path) as house,
        house.db.write() as tx,
    ):
        hear = "before_cursor_execute"
        event.listen(tx.sync_connection, hear, lambda *told: asked.append(told[2:4]))
        await outbox.claim(tx, Wish("telegram", "pump", START, START + MINUTE, 10))
        sql, values = asked[-1]
        plan = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)).scalars(3).all()
    [waiting] = [step for step in plan if step.startswith("SEARCH outbox USING INDEX")]
    [older] = [step for step in plan if " older " in step]
    assert "ix_outbox_waiting" in waiting
    assert "ix_outbox_unsettled" in older
    assert not [step for step in plan if step.startswith("SCAN")]


async def test_a_fate_counts_only_while_the_row_is_claimed(house: House) -> None:
    await put(house, REPLY)
    [row] = await claim(house)
    async with house.db.write() as tx:
        await said.blank_for(tx, 1)
        await outbox.settle(tx, [Fate(row.id, "queued", 1, START)])
        await outbox.settle(tx, [])
    assert await states(house) == [(1, "skipped", False)]


async def test_old_bodies_are_blanked_and_the_rest_stays_known(house: House, clock: Clock) -> None:
    talk = Talk(house)
    await talk.say("menu")
    clock.forward(timedelta(days=50))
    await talk.say("manfaat")
    clock.forward(timedelta(days=41))
    await retention.forget(house)
    assert await states(house) == [(1, "sent", False), (2, "sent", True)]
    shown = await history.since(house, talk.address, 0)
    assert [message.id for message in shown] == [2]


async def test_keys_of_events_are_kept_longer_than_any_network_repeats(
    house: House, clock: Clock
) -> None:
    key = ("telegram", "1")
    async with house.db.write() as tx:
        await inbox.remember(tx, [key], START)
    for days, forgotten in ((29, False), (2, True)):
        clock.forward(timedelta(days=days))
        await retention.forget(house)
        async with house.db.read() as tx:
            found = bool((await ledger.everything(house))["inbox"])
        assert found is not forgotten


async def test_history_is_the_newest_in_the_order_they_were_said(house: House) -> None:
    talk = Talk(house)
    for _ in range(3):
        await talk.say("menu")
    assert [one.id for one in await history.since(house, talk.address, 1)] == [2, 3]
    assert await history.since(house, Address("web", "nobody"), 0) == ()


def test_a_message_is_sealed_for_its_address() -> None:
    vault = Vault([bytes(32)])
    sealed = seal_message(vault, Message("Halo Budi", (), ask_contact=True), 1)
    assert b"Budi" not in sealed
    opened = open_message(vault, sealed, 1, SITI, 5)
    assert opened == Outgoing(SITI, "Halo Budi", ask_contact=True, id=5)
    with pytest.raises(WrongKeyError):
        open_message(vault, sealed, 2, SITI, 5)
