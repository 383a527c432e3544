"""When campaigns start, repeat, come too late, grow, and stop by themselves."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.recurrence import following
from dialog.wire import Refused
from handlers import campaigns as use
from handlers import freezing
from handlers.brake import trouble
from handlers.campaign_clock import tick
from handlers.campaigns import No, Order
from handlers.estimate import estimate, finish
from handlers.house import House
from storage import campaign_lines, people, recipients
from storage import campaigns as stored
from storage.campaign_lines import Ended
from storage.database import Transaction
from storage.tables import campaigns
from tests import ledger
from tests.crowd import SECOND, WRITER, Network, drafted, lines, met, pump, report, send_all, states
from tests.houses import ADMIN, Clock, Talk, plain

WIB = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)


def wib(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WIB)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("anchor", "repeat", "after", "expected"),
    [
        (wib(2026, 11, 24, 9), "daily", wib(2026, 11, 24, 9), wib(2026, 11, 25, 9)),
        (wib(2026, 11, 24, 9), "daily", wib(2026, 12, 24, 8, 59), wib(2026, 12, 24, 9)),
        (wib(2026, 11, 24, 9), "weekly", wib(2026, 11, 24, 9), wib(2026, 12, 1, 9)),
        (wib(2026, 11, 24, 9), "weekly", wib(2026, 12, 24, 9), wib(2026, 12, 29, 9)),
        (wib(2026, 10, 31, 9), "monthly", wib(2026, 10, 31, 9), wib(2026, 11, 30, 9)),
        (wib(2026, 10, 31, 9), "monthly", wib(2026, 11, 30, 9), wib(2026, 12, 31, 9)),
        (wib(2026, 10, 31, 9), "monthly", wib(2027, 2, 1, 9), wib(2027, 2, 28, 9)),
        (wib(2026, 12, 15, 9), "monthly", wib(2026, 12, 31, 9), wib(2027, 1, 15, 9)),
        (wib(2026, 12, 15, 9), "once", wib(2026, 12, 31, 9), None),
    ],
)
def test_the_next_time(
    anchor: datetime, repeat: str, after: datetime, expected: datetime | None
) -> None:
    assert following(anchor, repeat, after, WIB) == expected


MOMENTS = st.integers(0, 6 * 365 * 24).map(
    lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


@given(MOMENTS, MOMENTS, st.sampled_from(["daily", "weekly", "monthly"]))
def test_the_next_time_is_later_at_the_same_hour_and_not_too_far(
    anchor: datetime, after: datetime, repeat: str
) -> None:
    found = following(anchor, repeat, after, WIB)
    assert found is not None
    assert after < found or found >= anchor
    assert found > after
    assert (found.hour, found.minute) == (anchor.astimezone(WIB).hour, 0)
    assert found - max(anchor, after) <= timedelta(days=31)


async def every(house: House) -> list[tuple[str, datetime]]:
    return [(row["status"], row["start_at"]) for row in await ledger.rows(house, campaigns)]


async def test_it_starts_when_its_time_has_come_and_only_once(house: House, clock: Clock) -> None:
    await met(house, 2)
    campaign = await drafted(house, start=clock.at + DAY)
    await send_all(house, Network())
    assert await states(house, campaign) == {"queued": 2}
    clock.forward(DAY)
    await asyncio.gather(*(tick(house) for _ in range(4)))
    network = Network()
    await send_all(house, network)
    assert network.got() == {"1": 1, "2": 1}


async def test_a_series_goes_on_with_the_people_of_its_day(house: House, clock: Clock) -> None:
    await met(house, 1)
    first = clock.at + DAY
    await drafted(house, start=first, repeat="weekly")
    for week in range(2):
        clock.at = first + timedelta(days=7 * week)
        await met(house, 1, first=10 + week)
        for _ in range(3):
            await asyncio.gather(*(tick(house) for _ in range(3)))
        await send_all(house, Network())
    found = await every(house)
    assert found == [
        ("done", first),
        ("done", first + timedelta(days=7)),
        ("scheduled", first + timedelta(days=14)),
    ]
    assert await states(house, 1) == {"sent": 1}
    assert await states(house, 2) == {"sent": 3}


async def test_days_missed_while_we_were_down_are_not_made_up_for(
    house: House, clock: Clock
) -> None:
    await met(house, 1)
    first = clock.at + DAY
    await drafted(house, start=first, repeat="daily", late="skip", late_hours=2)
    clock.at = first + timedelta(days=5, hours=3)
    for _ in range(3):
        await tick(house)
    assert await every(house) == [("cancelled", first), ("scheduled", first + timedelta(days=6))]


@pytest.mark.parametrize(
    ("late", "hours", "status"),
    [
        ("send", 30, "running"),
        ("skip", 2, "running"),
        ("skip", 3, "cancelled"),
        ("ask", 3, "asking"),
    ],
)
async def test_what_happens_when_it_could_not_start_in_time(
    house: House, clock: Clock, late: str, hours: int, status: str
) -> None:
    await met(house, 1)
    campaign = await drafted(house, start=clock.at + DAY, late=late, late_hours=2)
    clock.forward(DAY + timedelta(hours=hours))
    await tick(house)
    assert (await report(house, campaign)).campaign.status == status
    if status == "cancelled":
        await tick(house)
        assert await lines(house, campaign) == [("cancelled", "cancelled")]
    if status == "asking":
        assert await use.start_now(house, campaign, "test") is None
        await tick(house)
        assert (await report(house, campaign)).campaign.status == "running"


async def test_a_fixed_list_stays_and_a_growing_one_grows_until_it_starts(
    house: House, clock: Clock
) -> None:
    await met(house, 2)
    later = clock.at + DAY
    fixed = await drafted(house, start=later)
    growing = await drafted(house, "Hai", start=later, grows=True)
    await met(house, 1, first=3)
    clock.at = later
    for _ in range(3):
        await tick(house)
    await met(house, 1, first=4)
    await send_all(house, Network())
    assert await states(house, fixed) == {"sent": 2}
    assert await states(house, growing) == {"sent": 3}


async def test_a_list_that_grows_past_the_limit_needs_a_second_person(
    house: House, clock: Clock
) -> None:
    await met(house, house.rules.approval_above)
    later = clock.at + DAY
    campaign = await drafted(house, start=later, grows=True)
    assert (await report(house, campaign)).campaign.status == "scheduled"
    await met(house, 1, first=500)
    clock.at = later
    for _ in range(3):
        await tick(house)
    assert (await report(house, campaign)).campaign.status == "approval"
    await use.approve(house, campaign, SECOND)
    await tick(house)
    assert (await report(house, campaign)).campaign.status == "running"


async def test_freezing_goes_on_where_it_was_killed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "PAGE", 3)
    await met(house, 8)
    campaign = await use.draft(house, Order("Halo {{ nama }}", "all"), WRITER)
    assert isinstance(campaign, int)
    assert await freezing.freeze_page(house, campaign)
    assert await use.approve(house, campaign, SECOND) == No("freezing")
    await asyncio.gather(*(freezing.freeze_page(house, campaign) for _ in range(3)))
    await freezing.freeze(house, campaign)
    assert await states(house, campaign) == {"queued": 8}


TROUBLE = {
    "blocks": Refused("blocked", person_left=True),
    "failures": Refused("bad_request", our_fault=True),
}


@pytest.mark.parametrize("why", [*TROUBLE, "stops"])
async def test_it_pauses_itself_in_trouble_and_once_only(house: House, why: str) -> None:
    everybody = await met(house, 100)
    campaign = await drafted(house)
    bad = {one.address.key: TROUBLE[why] for one in everybody[:30]} if why in TROUBLE else {}
    network = Network(outcomes=dict(bad))
    sender = pump(house, network, rate=100.0)
    for _ in range(4):
        await sender._round()
        await asyncio.sleep(0)
    if why == "stops":
        async with house.db.write() as tx:
            for one in everybody[:10]:
                await people.stop(tx, one.person_id, house.now() + timedelta(seconds=1))
    await sender._round()
    await tick(house)
    found = await report(house, campaign)
    assert (found.campaign.status, found.campaign.reason) == ("paused", why)
    assert await use.resume(house, campaign, "test") is None
    await tick(house)
    assert (await report(house, campaign)).campaign.status == "running"


def test_uncertain_lines_of_our_own_restarts_are_no_trouble() -> None:
    assert trouble([Ended("uncertain", "interrupted", False)] * 100) is None
    assert trouble([Ended("uncertain", "no_answer", False)] * 100) == "failures"
    assert trouble([Ended("refused", "blocked", False)] * 49) is None


async def test_a_campaign_that_does_not_move_is_noticed(
    house: House, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await met(house, 1)
    campaign = await drafted(house)
    clock.forward(timedelta(minutes=3))
    await tick(house)
    assert f"campaign {campaign} has not moved" in caplog.text


async def test_who_decides_is_told_of_a_standstill_once(house: House, clock: Clock) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("menu")
    await drafted(house)
    for _ in range(3):
        clock.forward(timedelta(minutes=3))
        await tick(house)
    assert [plain(one.body)[:23] for one in await admin.drain() if "bergerak" in one.body] == [
        "Siaran 1 belum bergerak"
    ]


async def test_waiting_for_somebody_or_behind_another_is_no_standstill(
    house: House, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await met(house, 1)
    waiting = await drafted(house)
    async with house.db.write() as tx:
        later = clock.at + timedelta(minutes=10)
        await recipients.step(tx, [recipients.Step(waiting, 1, "held", "in_form", later)], clock.at)
    clock.forward(timedelta(minutes=3))
    await tick(house)
    clock.forward(timedelta(minutes=30))
    async with house.db.write() as tx:
        await stored.moved(tx, [waiting], clock.at)
    await drafted(house, "Hai")
    await tick(house)
    assert "has not moved" not in caplog.text


async def test_one_campaign_that_fails_does_not_hold_up_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await met(house, 1)
    broken_one, other = await drafted(house), await drafted(house, "Hai")
    real = campaign_lines.is_open

    async def broken(tx: Transaction, campaign_id: int) -> bool:
        if campaign_id == broken_one:
            raise RuntimeError("cannot be read")
        return await real(tx, campaign_id)

    monkeypatch.setattr(campaign_lines, "is_open", broken)
    await send_all(house, Network())
    assert (await report(house, other)).campaign.status == "done"
    assert f"campaign {broken_one}: watch failed" in caplog.text


async def test_the_card_tells_who_gets_it_and_when_it_is_over(house: House, clock: Clock) -> None:
    gone, *others = await met(house, 51)
    async with house.db.write() as tx:
        await people.mark_left(tx, [gone.address_id], house.now())
    campaign = await drafted(house, "Halo {{ nama }}", start=clock.at + DAY)
    found = await estimate(house, campaign)
    assert found is not None
    assert (found.gets_it, found.skipped, found.capped) == (50, {"blocked": 1}, 0)
    assert found.samples == ("Halo Orang 2", "Halo Orang 3", "Halo Orang 4")
    assert found.ends == found.starts + timedelta(seconds=2)
    assert len(others) == 50


async def test_the_end_leaves_out_the_quiet_times(house: House) -> None:
    evening = wib(2026, 11, 24, 19, 30)
    assert finish(house, evening, 3600) == wib(2026, 11, 25, 8, 30)
    assert finish(house, evening, 200 * 24 * 3600) is None
