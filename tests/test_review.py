"""Rows that end, change or grow old: on the right days, and told to admins once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from benefits.review import (
    KEYS,
    Entry,
    about_to_change,
    endings,
    entries,
    recorded,
    running_out,
    to_check_again,
)
from benefits.rows import TABLES
from handlers.endings import MOST_NAMED, tell_admins
from handlers.house import House
from messages.checks.rendered import LONGEST
from storage.outbox import REMINDER
from storage.tables import notices, outbox
from tests import ledger
from tests.houses import ADMIN, Clock, Talk

HEADING = "id,value,unit,valid_from,valid_to,checked_on,source,confidence,note\n"


def table(folder: Path, *rows: str) -> tuple[Entry, ...]:
    """A facts.csv with these rows beside the other tables of this release."""
    for name in KEYS:
        text = (TABLES / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "facts.csv").write_text(HEADING + "\n".join(rows) + "\n", encoding="utf-8")
    return tuple(one for one in entries(folder) if one.table == "facts.csv")


def named(found: list[Entry]) -> list[str]:
    return [one.key for one in found]


def test_every_table_of_this_release_is_looked_at() -> None:
    assert {one.table for one in recorded()} == {path.name for path in TABLES.glob("*.csv")}


OPEN = "a,1,angka,2026-01-01,,2026-11-24,x,V,"
ENDS = "a,1,angka,2026-01-01,2026-12-31,2026-11-24,x,V,"
NEXT = "a,2,angka,2027-01-01,,2026-11-24,x,V,"
LATE = "a,2,angka,2027-01-02,,2026-11-24,x,V,"


@pytest.mark.parametrize(
    ("rows", "out", "changing"),
    [
        ([OPEN], [], []),
        ([ENDS], ["a"], []),
        ([ENDS, NEXT], [], ["a"]),
        ([ENDS, LATE], ["a"], []),  # one day on which nothing holds
        ([NEXT, ENDS], [], ["a"]),  # whatever the order in the file
    ],
)
def test_a_row_ends_or_is_taken_over(
    rows: list[str], out: list[str], changing: list[str], tmp_path: Path
) -> None:
    known, day = table(tmp_path, *rows), date(2026, 12, 15)
    assert named([one.entry for one in running_out(known, day)]) == out
    assert named([one.entry for one in about_to_change(known, day)]) == changing


@pytest.mark.parametrize(
    ("day", "out", "changing"),
    [
        (date(2026, 11, 29), 0, 0),
        (date(2026, 11, 30), 1, 1),  # a month ahead
        (date(2026, 12, 31), 1, 1),
        (date(2027, 1, 1), 1, 0),  # what has changed is no news any more
        (date(2027, 12, 31), 1, 0),
        (date(2028, 1, 1), 0, 0),  # after a year it is history
    ],
)
def test_it_is_spoken_of_from_a_month_before(
    day: date, out: int, changing: int, tmp_path: Path
) -> None:
    other = ENDS.replace("a,", "b,", 1)
    known = table(tmp_path, other, ENDS, NEXT)
    assert (len(running_out(known, day)), len(about_to_change(known, day))) == (out, changing)


@pytest.mark.parametrize(
    ("confidence", "day", "old"),
    [
        ("V", date(2027, 5, 23), False),
        ("V", date(2027, 5, 24), True),
        ("X", date(2027, 5, 24), True),
        ("M", date(2027, 2, 22), False),
        ("M", date(2027, 2, 23), True),
        ("C", date(2027, 2, 23), True),
    ],
)
def test_a_look_at_the_sources_lasts_less_long_for_what_is_unsure(
    confidence: str, day: date, old: bool, tmp_path: Path
) -> None:
    known = table(tmp_path, OPEN.replace(",V,", f",{confidence},"))
    assert bool(to_check_again(known, day)) == old


def test_a_row_whose_time_is_over_need_not_be_checked_again(tmp_path: Path) -> None:
    assert to_check_again(table(tmp_path, ENDS), date(2028, 1, 1)) == []


def test_the_relief_is_among_what_ends() -> None:
    found = {one.entry.key: one.last for one in endings(recorded()) if one.following is None}
    assert found["relief_other_until"] == found["other/self/jkk"] == date(2026, 12, 31)
    assert found["relief_transport_until"] == found["transport/self/jkm"] == date(2027, 3, 31)


# Telling the admins

MONTH_AHEAD = datetime(2026, 11, 30, 3, tzinfo=UTC)


async def told(talk: Talk) -> list[str]:
    return [message.body for message in await talk.drain()]


async def test_an_admin_is_told_a_month_ahead_and_only_once(house: House, clock: Clock) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("halo")
    assert await tell_admins(house) == 0
    clock.at = MONTH_AHEAD
    count = await tell_admins(house)
    assert count == len(running_out(recorded(), date(2026, 11, 30))) + 1
    [body] = await told(admin)
    assert "relief_other_until" in body
    assert "31 Desember 2026" in body
    assert "Rp8.400 menjadi Rp16.800" in body
    clock.forward(timedelta(days=1))
    assert (await tell_admins(house), await told(admin)) == (0, [])


async def test_what_begins_to_end_later_is_told_later(house: House, clock: Clock) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("halo")
    clock.at = MONTH_AHEAD
    await tell_admins(house)
    await told(admin)
    clock.at = datetime(2027, 3, 1, 3, tzinfo=UTC)
    await tell_admins(house)
    [body] = await told(admin)
    assert "relief_transport_until" in body
    assert "relief_other_until" not in body
    assert len(body) < LONGEST


async def test_more_rows_than_a_message_holds_are_counted(
    house: House, tmp_path: Path, clock: Clock
) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("halo")
    clock.at = MONTH_AHEAD
    rows = [ENDS.replace("a,", f"angka_{number},", 1) for number in range(40)]
    assert await tell_admins(house, table(tmp_path, *rows)) == 40
    [body] = await told(admin)
    assert f"Masih ada {40 - MOST_NAMED} baris lain." in body
    assert len(body) < LONGEST


async def test_never_at_night(house: House, clock: Clock) -> None:
    await Talk(house, ADMIN.key).say("halo")
    clock.at = MONTH_AHEAD.replace(hour=14)  # 21.00 in Solok Selatan
    assert await tell_admins(house) == 0
    assert await ledger.rows(house, notices) == []
    clock.forward(timedelta(hours=11))
    assert await tell_admins(house) > 0


async def test_without_an_admin_it_waits_for_one(house: House, clock: Clock) -> None:
    worker = Talk(house, "7")
    await worker.say("halo")
    clock.at = MONTH_AHEAD
    assert await tell_admins(house) == 0
    assert await ledger.rows(house, notices) == []
    await Talk(house, ADMIN.key).say("halo")
    assert await tell_admins(house) > 0
    assert await ledger.promised(house, worker.address) != []
    assert not any("admin" in body for body in await ledger.promised(house, worker.address))


async def test_who_does_not_want_messages_gets_none(house: House, clock: Clock) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("berhenti")
    clock.at = MONTH_AHEAD
    assert await tell_admins(house) == 0


async def test_two_clocks_at_once_tell_it_once(house: House, clock: Clock) -> None:
    await Talk(house, ADMIN.key).say("halo")
    clock.at = MONTH_AHEAD
    counts = await asyncio.gather(*(tell_admins(house) for _ in range(4)))
    assert sum(map(bool, counts)) == 1
    rows = await ledger.rows(house, outbox)
    assert len([row for row in rows if row["lane"] == REMINDER]) == 1
