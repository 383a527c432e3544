"""Monthly reminders: the right day and hour, once, and never to who does not want them."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.months import Month
from dialog.quiet_time import QuietRules
from dialog.wire import Incoming
from handlers import reminders
from handlers.calendar import KINDS, quiet_rules
from handlers.house import House
from handlers.reminder_plan import Place, Standing, following
from handlers.reminders import plan_newcomers, send_due
from handlers.turns import take
from messages import check, reminder_rules
from storage import reminders as stored
from storage.outbox import REMINDER
from storage.tables import outbox, reminder_firings, sessions
from storage.tables import reminders as table
from tests import ledger
from tests.crowd import paid
from tests.houses import Clock, Talk, register

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
    found = following(Standing(1, day), now, place())
    assert found is not None
    assert (found.rule, found.at) == ("pilihan", expected)


@given(
    st.integers(1, 28),
    st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: SOME_DAY + timedelta(minutes=minutes)),
    st.sampled_from([WIB, JAYAPURA]),
)
def test_the_next_time_is_that_day_at_nine_and_within_a_month(
    day: int, now: datetime, zone: ZoneInfo
) -> None:
    planned = following(Standing(1, day), now, place(zone))
    assert planned is not None
    found = planned.at.astimezone(zone)
    assert (found.day, found.hour, found.minute) == (day, 9, 0)
    assert timedelta(0) < found - now <= timedelta(days=31)


@given(
    st.integers(-60, 60),
    st.integers(1, 28),
    st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: SOME_DAY + timedelta(minutes=minutes)),
)
def test_a_rule_finds_every_month_however_far_it_lies_from_its_date(
    days: int, day: int, now: datetime
) -> None:
    here = place()
    rule = next(one for one in here.rules.rules if one.anchor == "chosen")
    moved = replace(here, rules=replace(here.rules, rules=(replace(rule, days=days),)))
    found = following(Standing(1, day), now, moved)
    assert found is not None
    assert found.at.astimezone(WIB).date() - found.due_on == timedelta(days=days)
    assert timedelta(0) < found.at - now <= timedelta(days=31)


def place(zone: ZoneInfo = WIB, quiet: QuietRules | None = None, due_day: int | None = 15) -> Place:
    rules = replace(reminder_rules.load(check.HERE), due_day=due_day)
    return Place(rules, zone, quiet or QuietRules())


OCTOBER = Month(2026, 10)


@pytest.mark.parametrize(
    ("standing", "now", "rule", "due_on", "at"),
    [
        # paid until October: November is due on the 15th, and three days before it is said
        (Standing(1, paid_until=OCTOBER), wib(2026, 11, 1), "jelang_jatuh_tempo",
         date(2026, 11, 15), wib(2026, 11, 12, 9)),
        (Standing(1, paid_until=OCTOBER), wib(2026, 11, 13), "jatuh_tempo",
         date(2026, 11, 15), wib(2026, 11, 15, 9)),
        # November, December and January unpaid: without protection from February on
        (Standing(1, paid_until=OCTOBER), wib(2027, 1, 16), "jelang_tidak_aktif",
         date(2027, 2, 1), wib(2027, 1, 18, 9)),
        # the halved contribution of a farmer ends with December, of a driver with March
        (Standing(1, paid_until=Month(2026, 12), work="other"), wib(2026, 12, 1),
         "jelang_potongan_habis", date(2026, 12, 31), wib(2026, 12, 17, 9)),
        (Standing(1, paid_until=Month(2027, 3), work="transport"), wib(2027, 3, 1),
         "jelang_potongan_habis", date(2027, 3, 31), wib(2027, 3, 17, 9)),
        # what government pays ends with its last month
        (Standing(1, paid_until=Month(2026, 12), payer="government"), wib(2026, 12, 1),
         "jelang_bantuan_habis", date(2026, 12, 31), wib(2026, 12, 17, 9)),
        # the hour is the person's own, within those of the rule
        (Standing(1, day=25, hour=16), wib(2026, 11, 24), "pilihan",
         date(2026, 11, 25), wib(2026, 11, 25, 16)),
        (Standing(1, day=25, hour=5), wib(2026, 11, 24), "pilihan",
         date(2026, 11, 25), wib(2026, 11, 25, 8)),
        # a month that is paid is not asked for
        (Standing(1, day=25, paid_until=Month(2026, 12)), wib(2026, 11, 24), "jelang_jatuh_tempo",
         date(2027, 1, 15), wib(2027, 1, 12, 9)),
    ],
)  # fmt: skip
def test_each_rule_has_its_date_and_hour(
    standing: Standing, now: datetime, rule: str, due_on: date, at: datetime
) -> None:
    found = following(standing, now, place())
    assert found is not None
    assert (found.rule, found.due_on, found.at) == (rule, due_on, at)


def test_without_an_established_due_day_nobody_is_told_one() -> None:
    found = following(Standing(1, paid_until=OCTOBER), wib(2026, 11, 1), place(due_day=None))
    assert found is not None
    assert found.rule == "jelang_tidak_aktif"


def test_a_holiday_moves_it_to_the_morning_after_spread_out() -> None:
    quiet = quiet_rules((time(20), time(8)), frozenset(KINDS))
    moments = set()
    for person in range(1, 50):
        found = following(Standing(person, day=25), wib(2026, 12, 20), place(quiet=quiet))
        assert found is not None
        assert wib(2026, 12, 26, 8) <= found.at < wib(2026, 12, 26, 8, 30)
        moments.add(found.at)
    assert len(moments) > 40


def test_two_occasions_at_the_same_moment_both_come() -> None:
    standing = Standing(1, day=15, paid_until=OCTOBER)
    first = following(standing, wib(2026, 11, 14), place())
    assert first is not None
    second = following(standing, first.at, place(), first)
    assert second is not None
    assert {first.rule, second.rule} == {"pilihan", "jatuh_tempo"}
    assert first.at == second.at
    third = following(standing, second.at, place(), second)
    assert third is not None
    assert third.at > second.at


@given(
    st.integers(1, 28) | st.none(),
    st.integers(0, 48).map(lambda months: Month(2025, 1).plus(months)) | st.none(),
    st.sampled_from(["self", "government"]),
    st.integers(0, 365 * 24).map(lambda hours: SOME_DAY + timedelta(hours=hours)),
)
def test_following_the_plan_never_stands_still_and_never_says_a_thing_twice(
    day: int | None, paid_until: Month | None, payer: str, start: datetime
) -> None:
    standing = Standing(7, day, 9, paid_until, payer, "other" if paid_until else None)
    seen, found = set(), following(standing, start, place())
    for _ in range(20):
        if found is None:
            break
        assert (found.rule, found.due_on) not in seen
        seen.add((found.rule, found.due_on))
        after = following(standing, found.at, place(), found)
        assert after is None or after.at >= found.at
        found = after


def test_a_rule_that_nobody_could_receive_is_refused() -> None:
    assert reminder_rules.flaws(check.HERE, QuietRules()) == []
    whole_day = QuietRules(night=(time(7), time(20)))
    refused = reminder_rules.flaws(check.HERE, whole_day)
    assert {one.problem for one in refused} == {"always_quiet"}
    assert len(refused) == 6


@pytest.mark.parametrize(
    ("this", "that", "problem"),
    [
        ("acuan: pilihan,", "acuan: besok,", "anchor"),
        ("hari: 0", "hari: nol", "unreadable"),
        ("dari: 8", "dari: 20", "hours"),
        ("hari: -14", "hari: -61", "days"),
        ("aturan:", "aturan: [", "unreadable"),
        ("tanggal_bayar: null", "tanggal_bayar: 31", "due_day"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(
    tmp_path: Path, this: str, that: str, problem: str
) -> None:
    for name in ("office.yaml", reminder_rules.FILE):
        text = (check.HERE / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(this, that, 1), encoding="utf-8")
    found = reminder_rules.flaws(tmp_path, QuietRules())
    assert [one.problem for one in found] == [problem]


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
    [row] = await ledger.rows(house, table)
    assert (row["day"], row["next_at"]) == (None, None)


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


async def member(house: House, until: str, payer: str = "self") -> Talk:
    """Somebody who registered and whom the branch knows as a member."""
    talk = Talk(house)
    await register(talk)
    await paid(house, "1311010101900001", until, payer)
    assert await plan_newcomers(house) == 1
    assert await plan_newcomers(house) == 0
    return talk


async def said(house: House, clock: Clock, talk: Talk, at: datetime) -> list[str]:
    clock.at = at
    await send_due(house)
    return [message.body for message in await talk.drain()]


async def test_a_member_is_told_before_the_protection_lapses_with_month_and_amount(
    house: House, clock: Clock
) -> None:
    talk = await member(house, "2026-10")
    [body] = await said(house, clock, talk, wib(2026, 12, 17, 9))  # the relief ends first
    assert "Desember 2026" in body
    assert "Rp8.400" in body
    assert "Rp16.800" in body
    [body] = await said(house, clock, talk, wib(2027, 1, 18, 9))
    assert "lunas sampai" in body
    assert "1 Februari 2027" in body
    assert [row["rule"] for row in await ledger.rows(house, reminder_firings)] == [
        "jelang_potongan_habis", "jelang_tidak_aktif"
    ]  # fmt: skip


async def test_a_payment_moves_the_reminder(house: House, clock: Clock) -> None:
    talk = await member(house, "2026-10")
    await paid(house, "1311010101900001", "2027-03")
    async with house.db.write() as tx:
        await reminders.plan(house, tx, [1], house.now())
    assert len(await said(house, clock, talk, wib(2026, 12, 17, 9))) == 1
    assert await said(house, clock, talk, wib(2027, 1, 18, 9)) == []
    [row] = await ledger.rows(house, table)
    assert (row["rule"], row["due_on"]) == ("jelang_tidak_aktif", "2027-07-01")


async def test_what_government_pays_has_an_end_too(house: House, clock: Clock) -> None:
    talk = await member(house, "2026-12", "government")
    [body] = await said(house, clock, talk, wib(2026, 12, 17, 9))
    assert "dibayarkan pemerintah" in body
    assert "Rp16.800" in body


async def test_paid_tomorrow_and_never_again(house: House, clock: Clock) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    assert len(await said(house, clock, talk, wib(2026, 11, 25, 9))) == 1
    assert "besok" in await talk.tap("Ingatkan lagi besok")
    [body] = await said(house, clock, talk, wib(2026, 11, 26, 9))
    assert "kemarin" in body
    assert "tidak saya ingatkan lagi" in await talk.tap("Sudah bayar")
    assert await said(house, clock, talk, wib(2026, 11, 27, 9)) == []
    assert len(await said(house, clock, talk, wib(2026, 12, 25, 9))) == 1
    assert "dimatikan" in await talk.say("jangan ingatkan")
    assert await said(house, clock, talk, wib(2027, 1, 25, 9)) == []
    await choose(talk, "5")
    assert len(await said(house, clock, talk, wib(2027, 2, 5, 9))) == 1


async def test_the_hour_is_the_persons_and_one_at_night_is_refused(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    await talk.tap("Ubah jamnya")
    assert "jam 16." in await talk.say("sore")
    assert await said(house, clock, talk, wib(2026, 11, 25, 9)) == []
    assert len(await said(house, clock, talk, wib(2026, 11, 25, 16))) == 1
    early = replace(house, rules=replace(house.rules, quiet=QuietRules((time(18), time(8)))))
    evening = Talk(early, "2")
    await choose(evening, "25")
    await evening.tap("Ubah jamnya")
    assert "jam tenang" in await evening.say("malam")


async def test_what_is_too_late_is_not_sent_but_listed(house: House, clock: Clock) -> None:
    talk = Talk(house)
    await choose(talk, "25")
    assert await said(house, clock, talk, wib(2026, 11, 28, 9, 1)) == []
    async with house.db.read() as tx:
        listed = await stored.fired(tx, wib(2026, 11, 1), "passed")
    assert [(one.rule, one.due_on) for one in listed] == [("pilihan", "2026-11-25")]
    assert len(await said(house, clock, talk, wib(2026, 12, 25, 9))) == 1


async def test_a_date_that_passed_before_it_was_known_is_listed_too(
    house: House, clock: Clock
) -> None:
    talk = await member(house, "2026-07")  # without protection since the first of November
    async with house.db.read() as tx:
        listed = await stored.fired(tx, wib(2026, 11, 1), "passed")
    assert [(one.rule, one.due_on) for one in listed] == [("jelang_tidak_aktif", "2026-11-01")]
    assert await said(house, clock, talk, wib(2026, 11, 25, 9)) == []


async def test_one_whose_data_cannot_be_read_stops_nobody_else(
    house: House, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for key in "123":
        await choose(Talk(house, key), "25")
    async with house.db.write() as tx:
        await tx.execute(sessions.update().where(sessions.c.person_id == 2).values(sealed=b"x"))
    clock.at = wib(2026, 11, 25, 9)
    assert await send_due(house) == 2
    states = {r["person_id"]: r["state"] for r in await ledger.rows(house, reminder_firings)}
    assert states == {1: "sent", 2: "failed", 3: "sent"}
    assert "the reminder of person 2" in caplog.text
