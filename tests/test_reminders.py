"""Monthly reminders: the right day and hour, once, and never to who does not want them."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.wire import Incoming
from handlers.house import House
from handlers.reminders import next_time, send_due
from handlers.turns import take
from storage.outbox import REMINDER
from storage.tables import outbox
from storage.tables import reminders as table
from tests import ledger
from tests.houses import Clock, Talk

WIB = ZoneInfo("Asia/Jakarta")
JAYAPURA = ZoneInfo("Asia/Jayapura")
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def wib(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WIB)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("day", "now", "expected"),
    [
        (25, wib(2026, 11, 24, 10), wib(2026, 11, 25, 9)),
        (24, wib(2026, 11, 24, 8, 59), wib(2026, 11, 24, 9)),
        (24, wib(2026, 11, 24, 9), wib(2026, 12, 24, 9)),
        (28, wib(2026, 1, 31, 10), wib(2026, 2, 28, 9)),
        (28, wib(2027, 2, 28, 9, 1), wib(2027, 3, 28, 9)),
        (1, wib(2026, 12, 31, 23, 59), wib(2027, 1, 1, 9)),
        (5, wib(2026, 12, 5, 12), wib(2027, 1, 5, 9)),
        # the last day of the month in UTC is already the first in Solok Selatan
        (1, datetime(2026, 11, 30, 17, 30, tzinfo=UTC), wib(2026, 12, 1, 9)),
    ],
)
def test_the_next_time_over_the_ends_of_months_and_years(
    day: int, now: datetime, expected: datetime
) -> None:
    assert next_time(day, now, WIB) == expected


@given(
    st.integers(1, 28),
    st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: SOME_DAY + timedelta(minutes=minutes)),
    st.sampled_from([WIB, JAYAPURA]),
)
def test_the_next_time_is_that_day_at_nine_and_within_a_month(
    day: int, now: datetime, zone: ZoneInfo
) -> None:
    found = next_time(day, now, zone).astimezone(zone)
    assert (found.day, found.hour, found.minute) == (day, 9, 0)
    assert timedelta(0) < found - now <= timedelta(days=31)


async def choose(talk: Talk, day: str) -> str:
    await talk.say("pengingat")
    return await talk.say(day)


async def waiting(house: House) -> list[str]:
    """The states of all reminders promised."""
    rows = await ledger.rows(house, outbox)
    return [row["status"] for row in rows if row["lane"] == REMINDER]


async def test_the_chosen_day_is_kept_and_confirmed(house: House) -> None:
    assert "tanggal 25" in await choose(Talk(house), "25")
    [row] = await ledger.rows(house, table)
    assert (row["day"], row["next_at"]) == (25, wib(2026, 11, 25, 9))


async def test_a_second_choice_replaces_the_first_and_mati_ends_it(house: House) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    await choose(talk, "5")
    assert [row["day"] for row in await ledger.rows(house, table)] == [5]
    await talk.say("pengingat")
    label = next(one.label for one in talk.outlet.sent[-1].choices if one.id.endswith("|0"))
    assert "dimatikan" in await talk.tap(label)
    assert await ledger.rows(house, table) == []


async def test_it_comes_once_a_month_however_often_the_clock_ticks(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    assert await send_due(house) == 0
    clock.at = wib(2026, 11, 25, 9)
    assert [await send_due(house), await send_due(house)] == [1, 0]
    [message] = await talk.drain()
    assert "November 2026" in message.body
    clock.at = wib(2026, 12, 25, 9, 0)
    assert await send_due(house) == 1
    assert "Desember 2026" in (await talk.drain())[0].body


async def test_two_schedulers_at_once_send_one(house: House, clock: Clock) -> None:
    for key in "123":
        await choose(Talk(house, key), "25")
    clock.at = wib(2026, 11, 25, 9)
    sent = await asyncio.gather(*(send_due(house) for _ in range(4)))
    assert sum(sent) == 3
    assert await waiting(house) == ["queued"] * 3


async def test_ticks_missed_for_days_are_made_good_once_and_not_at_night(
    house: House, clock: Clock
) -> None:
    await choose(Talk(house), "25")
    clock.at = wib(2026, 11, 27, 22)
    assert await send_due(house) == 0
    clock.at = wib(2026, 11, 28, 7, 59)
    assert await send_due(house) == 0
    clock.at = wib(2026, 11, 28, 8)
    assert await send_due(house) == 1
    [row] = await ledger.rows(house, table)
    assert row["next_at"] == wib(2026, 12, 25, 9)


async def test_after_berhenti_nothing_comes_and_nothing_piles_up(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    await talk.say("berhenti")
    for month in (11, 12):
        clock.at = wib(2026, month, 25, 9)
        assert await send_due(house) == 0
    await talk.say("mulai")
    assert await talk.drain() == []
    clock.at = wib(2027, 1, 25, 9)
    assert await send_due(house) == 1


async def test_who_blocked_us_is_not_reminded_until_they_are_back(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    await take(house, [event(talk, house, "left")])
    clock.at = wib(2026, 11, 25, 9)
    assert await send_due(house) == 0
    await take(house, [event(talk, house, "returned")])
    assert await waiting(house) == []
    clock.at = wib(2026, 12, 25, 9)
    assert await send_due(house) == 1


def event(talk: Talk, house: House, kind: str) -> Incoming:
    return Incoming(talk.address, f"{talk.address}-{kind}", "", house.now(), kind)  # type: ignore[arg-type]


async def test_it_names_no_person(house: House, clock: Clock) -> None:
    """Whoever looks at the telephone learns nothing about its owner."""
    talk = Talk(house)
    await choose(talk, "25")
    clock.at = wib(2026, 11, 25, 9)
    await send_due(house)
    [message] = await talk.drain()
    assert "BERHENTI" in message.body
    assert not any(character.isdigit() for character in message.body.replace("2026", ""))
