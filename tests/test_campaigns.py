"""The ledger of a campaign: nobody missed, nobody twice, everybody explained."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import update

from dialog.wire import Later, Refused, Sent
from handlers import campaigns as use
from handlers import retention
from handlers.campaign_clock import tick
from handlers.campaigns import No, Order
from handlers.house import House
from handlers.officer import Officer
from handlers.turns import take
from storage import people
from storage.outbox import CAMPAIGN
from storage.tables import addresses, audit, campaign_recipients, outbox
from tests import ledger
from tests.crowd import (
    SECOND,
    WRITER,
    Network,
    Worker,
    drafted,
    keys,
    lines,
    met,
    paid,
    pump,
    registered,
    report,
    send_all,
    states,
)
from tests.houses import Clock, Talk, plain

LOST = Later(timedelta(0), "no answer", maybe_sent=True)


async def test_everybody_gets_it_once_and_the_sum_is_the_list(house: House) -> None:
    people_met = await met(house, 7)
    campaign = await drafted(house, "Halo *semua*")
    assert await states(house, campaign) == {"queued": 7}
    network = Network()
    await send_all(house, network)
    assert network.got() == dict.fromkeys(keys(people_met), 1)
    assert await states(house, campaign) == {"sent": 7}
    assert (await report(house, campaign)).campaign.status == "done"
    assert plain(network.sent[0].body) == "Halo semua"
    assert [choice.id for choice in network.sent[0].choices] == ["d|berhenti"]


async def test_the_words_are_frozen_for_each_person_before_the_first_leaves(house: House) -> None:
    first, second = await met(house, 2)
    campaign = await drafted(house, "Halo {{ nama }}")
    async with house.db.write() as tx:
        await tx.execute(update(addresses).values(name="Orang Lain"))
    network = Network()
    await send_all(house, network)
    assert [message.body for message in network.sent] == ["Halo Orang 1", "Halo Orang 2"]
    assert await lines(house, campaign) == [("sent", None)] * 2
    assert first.person_id != second.person_id


async def test_what_may_be_said_of_a_person(house: House) -> None:
    (one,) = await met(house, 1)
    await registered(house, one, Worker())
    await paid(house, Worker().nik, "2026-10")
    text = "{{ nama }}, {{ pekerjaan }}, {{ nagari }}, {{ kecamatan }}: {{ lunas_sampai | bulan }}"
    await drafted(house, text)
    network = Network()
    await send_all(house, network)
    assert network.sent[0].body == (
        "Budi Santoso, Petani / pekebun, Lubuk Gadang, Sangir: Oktober 2026"
    )


async def test_who_is_left_out_and_why(house: House) -> None:
    stopped, news, gone, nameless, well = await met(house, 5)
    (elsewhere,) = await met(house, 1, "terminal")
    async with house.db.write() as tx:
        await people.stop(tx, stopped.person_id, house.now())
        await people.stop_news(tx, news.person_id, house.now())
        await people.mark_left(tx, [gone.address_id], house.now())
        await people.forget_names(tx, nameless.person_id)
    campaign = await drafted(house, "Halo {{ nama }}")
    assert (well.person_id, elsewhere.person_id) == (5, 6)
    assert await lines(house, campaign) == [
        ("skipped", "stopped"), ("skipped", "stopped"), ("skipped", "blocked"),
        ("skipped", "missing"), ("queued", None), ("skipped", "no_channel"),
    ]  # fmt: skip
    assert (await report(house, campaign)).reasons == {
        "stopped": 2, "blocked": 1, "missing": 1, "no_channel": 1,
    }  # fmt: skip


async def test_a_pause_stops_at_once_and_resuming_goes_on_exactly_there(house: House) -> None:
    everybody = await met(house, 30)
    campaign = await drafted(house)
    network, chance = Network(), random.Random(5)
    sender = pump(house, network, rate=10.0)
    for _ in range(20):
        for _ in range(chance.randrange(3)):
            await sender._round()
            await asyncio.sleep(0)
        assert await use.pause(house, campaign, "test") is None
        await sender.drain()
        before = len(network.sent)
        await sender.drain()
        assert len(network.sent) == before
        await report(house, campaign)
        assert await use.resume(house, campaign, "test") is None
    await send_all(house, network)
    assert network.got() == dict.fromkeys(keys(everybody), 1)
    assert await states(house, campaign) == {"sent": 30}


async def test_cancelled_means_the_rest_gets_nothing_and_is_listed_so(house: House) -> None:
    await met(house, 6)
    campaign = await drafted(house)
    network = Network()
    sender = pump(house, network, rate=10.0)
    await sender._round()
    assert await use.cancel(house, campaign, "test") is None
    await sender.drain()
    assert await states(house, campaign) == {"sent": 2, "cancelled": 4}
    assert (await report(house, campaign)).reasons == {"cancelled": 4}
    assert await use.cancel(house, campaign, "test") == No("not_possible", "cancelled")


async def test_a_list_that_was_not_closed_to_the_end_is_closed_by_the_clock(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await met(house, 3)
    campaign = await drafted(house)

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(use, "close_rest", killed)
        with pytest.raises(KeyboardInterrupt):
            await use.cancel(house, campaign, "test")
    assert await states(house, campaign) == {"cancelled": 3}  # told so already
    assert await lines(house, campaign) == [("queued", None)] * 3
    await tick(house)
    assert await lines(house, campaign) == [("cancelled", "cancelled")] * 3


async def test_a_send_without_an_answer_is_uncertain_and_never_repeated(house: House) -> None:
    await met(house, 2)
    campaign = await drafted(house)
    network = Network(outcomes={"1": LOST})
    await send_all(house, network)
    await send_all(house, network)
    assert await lines(house, campaign) == [("uncertain", "other"), ("sent", None)]
    assert await use.again(house, campaign, "test") == 0


async def test_only_what_is_proven_unsent_is_sent_again(house: House, clock: Clock) -> None:
    await met(house, 4)
    campaign = await drafted(house)
    trouble = Later(timedelta(seconds=1), "server_trouble")
    network = Network(outcomes={
        "1": trouble, "2": Refused("blocked", person_left=True), "3": LOST,
    })  # fmt: skip
    for _ in range(6):
        await send_all(house, network)
        clock.forward(timedelta(minutes=2))
    assert await lines(house, campaign) == [
        ("failed", "server_trouble"), ("refused", "blocked"), ("uncertain", "other"),
        ("sent", None),
    ]  # fmt: skip
    network.outcomes.clear()
    assert await use.again(house, campaign, "test") == 1
    await send_all(house, network)
    assert network.got() == {"1": 1, "4": 1}
    assert await states(house, campaign) == {"sent": 2, "refused": 1, "uncertain": 1}


async def test_slow_down_puts_the_line_back_where_a_pause_reaches_it(
    house: House, clock: Clock
) -> None:
    await met(house, 1)
    campaign = await drafted(house)
    slow = Later(timedelta(seconds=9), "too_many", whole_channel=True)
    network = Network(outcomes={"1": slow})
    await pump(house, network).drain()
    assert await lines(house, campaign) == [("queued", "too_many")]
    assert [r for r in await ledger.rows(house, outbox) if r["lane"] == CAMPAIGN] == []
    network.outcomes.clear()
    await use.pause(house, campaign, "test")
    clock.forward(timedelta(seconds=9))
    await send_all(house, network)
    assert network.sent == []
    await use.resume(house, campaign, "test")
    await send_all(house, network)
    assert await states(house, campaign) == {"sent": 1}


@pytest.mark.parametrize("position", range(5))
async def test_one_poisoned_line_in_any_position_stops_nobody_else(
    house: House, position: int, caplog: pytest.LogCaptureFixture
) -> None:
    everybody = await met(house, 5)
    campaign = await drafted(house, "Halo {{ nama }}")
    async with house.db.write() as tx:
        poisoned = campaign_recipients.c.person_id == everybody[position].person_id
        await tx.execute(update(campaign_recipients).where(poisoned).values(sealed=b"broken"))
    network = Network()
    await send_all(house, network)
    assert await states(house, campaign) == {"sent": 4, "failed": 1}
    assert "line of person" in caplog.text


async def test_berhenti_holds_for_what_is_queued_already(house: House) -> None:
    talk = Talk(house, "1")
    await talk.say("menu")
    await met(house, 2, first=2)
    campaign = await drafted(house)
    assert "Tetap ingatkan iuran" in str((await talk.say("berhenti"), talk.outlet.sent[-1].choices))
    assert await lines(house, campaign) == [
        ("skipped", "stopped"),
        ("queued", None),
        ("queued", None),
    ]
    network = Network()
    await send_all(house, network)
    assert set(network.got()) == {"2", "3"}


async def test_one_can_stop_the_news_only_and_come_back(house: House) -> None:
    talk = Talk(house, "1")
    await talk.say("berhenti")
    assert "Pengingat iuran" in await talk.tap("Tetap ingatkan iuran")
    campaign = await drafted(house)
    assert await lines(house, campaign) == [("skipped", "stopped")]
    assert "akan menerima pesan lagi" in await talk.say("mulai")
    assert await lines(house, await drafted(house)) == [("queued", None)]


async def test_who_fills_in_a_form_is_not_disturbed(house: House, clock: Clock) -> None:
    talk = Talk(house, "1")
    for said in ("daftar", "setuju"):
        await talk.say(said)
    campaign = await drafted(house)
    network = Network()
    await send_all(house, network)
    assert await lines(house, campaign) == [("held", "in_form")]
    clock.forward(timedelta(minutes=10))
    await send_all(house, network)
    assert await states(house, campaign) == {"sent": 1}


async def test_nobody_at_night_and_the_report_says_until_when(house: House, clock: Clock) -> None:
    await met(house, 2)
    clock.at = clock.at.replace(hour=14)  # 21.00 WIB
    campaign = await drafted(house)
    network = Network()
    await send_all(house, network)
    found = await report(house, campaign)
    assert (network.sent, found.states["held"], found.reasons) == ([], 2, {"night": 2})
    assert found.held_until is not None
    clock.at = found.held_until
    await send_all(house, network)
    assert await states(house, campaign) == {"sent": 2}


async def test_nobody_gets_more_campaigns_in_a_week_than_the_cap(
    house: House, clock: Clock
) -> None:
    await met(house, 2)
    for _ in range(house.rules.campaign_cap):
        await drafted(house)
        await send_all(house, Network())
    await met(house, 1, first=3)
    campaign = await drafted(house)
    await send_all(house, Network())
    assert await lines(house, campaign) == [
        ("skipped", "capped"), ("skipped", "capped"), ("sent", None)
    ]  # fmt: skip
    clock.forward(timedelta(days=7, minutes=1))
    campaign = await drafted(house)
    await send_all(house, Network())
    assert await states(house, campaign) == {"sent": 3}


async def test_what_a_killed_pump_left_is_uncertain_and_not_sent_again(house: House) -> None:
    await met(house, 3)
    campaign = await drafted(house)
    network = Network()

    class Dead(Network):
        async def send(self, message: object) -> Sent:
            await asyncio.Event().wait()
            raise AssertionError

    dying = pump(house, Dead(), rate=10.0)
    await dying._round()
    for task in dying._flying:
        task.cancel()
    assert (await states(house, campaign))["sending"] == 2
    sender = pump(house, network)
    async with house.db.write() as tx:
        await sender._adopt(tx, "test")
    await send_all(house, network)
    assert await states(house, campaign) == {"uncertain": 2, "sent": 1}
    assert (await report(house, campaign)).reasons == {"interrupted": 2}


async def test_two_schedulers_and_two_pumps_at_once_reach_each_once(house: House) -> None:
    everybody = await met(house, 40)
    made = await use.draft(house, Order("Halo {{ nama }}", "all"), WRITER)
    await asyncio.gather(*(tick(house) for _ in range(6)))
    for _ in range(3):
        await asyncio.gather(*(tick(house) for _ in range(3)))
    networks = [Network(), Network()]
    await asyncio.gather(*(pump(house, network).drain() for network in networks))
    await asyncio.gather(*(tick(house) for _ in range(3)))
    assert networks[0].got() + networks[1].got() == dict.fromkeys(keys(everybody), 1)
    assert isinstance(made, int)
    assert await states(house, made) == {"sent": 40}


async def test_many_need_a_second_person_who_saw_this_text_and_list(house: House) -> None:
    await met(house, house.rules.approval_above + 1)
    campaign = await drafted(house)
    found = await report(house, campaign)
    assert found.campaign.status == "approval"
    assert await use.approve(house, campaign, WRITER) == No("own_campaign")
    assert await use.approve(house, campaign, SECOND, "another") == No("changed")
    near = Officer("telegram:7", areas=frozenset({"13.11.01"}))
    assert await use.approve(house, campaign, near) == No("outside_area")
    approved = await use.approve(house, campaign, SECOND, found.campaign.hash)
    assert not isinstance(approved, No)
    assert approved.status == "scheduled"
    await tick(house)
    await send_all(house, Network())
    assert (await report(house, campaign)).campaign.status == "done"
    actions = [row["action"] for row in await ledger.rows(house, audit)]
    assert actions == ["campaign drafted", "campaign approved"]


async def test_any_edit_voids_the_approval(house: House, clock: Clock) -> None:
    await met(house, house.rules.approval_above + 1)
    tomorrow = clock.at + timedelta(days=1)
    campaign = await drafted(house, start=tomorrow)
    await use.approve(house, campaign, SECOND)
    assert await use.edit(house, campaign, Order("Lain", "all"), WRITER) is None
    clock.at = tomorrow
    await tick(house)
    await tick(house)
    found = await report(house, campaign)
    assert (found.campaign.status, found.campaign.approved_by) == ("approval", None)
    await use.cancel(house, campaign, "test")
    assert await use.edit(house, campaign, Order("Lain", "all"), WRITER) == No("too_late")


async def test_an_officer_reaches_nobody_outside_the_area(house: House) -> None:
    here, there, unknown = await met(house, 3)
    await registered(house, here, Worker())
    await registered(house, there, Worker(nik="1311010101900002", nagari="13.11.02.2001"))
    near = Officer("cli:dekat", areas=frozenset({"13.11.01"}))
    made = await use.draft(house, Order("Halo", "all"), near)
    assert isinstance(made, int)
    await tick(house)
    await tick(house)
    rows = await ledger.rows(house, campaign_recipients)
    assert [row["person_id"] for row in rows] == [here.person_id]
    both = Officer("cli:dua", areas=frozenset({"13.11.01", "13.11.02"}))
    wider = await use.draft(house, Order("Halo", "all"), both)
    assert isinstance(wider, int)
    await tick(house)
    await tick(house)
    reached = {
        row["person_id"] for row in await ledger.rows(house, campaign_recipients)
        if row["campaign_id"] == wider
    }  # fmt: skip
    assert reached == {here.person_id, there.person_id}
    assert await use.approve(house, wider, near) == No("outside_area", "13.11.01, 13.11.02")
    rows = await ledger.rows(house, campaign_recipients)
    beyond = await use.draft(house, Order("Halo", "area=13.11.02"), near)
    assert beyond == No("outside_area", "13.11.02")
    assert unknown.person_id not in [row["person_id"] for row in rows]


@pytest.mark.parametrize(
    ("audience", "wanted"),
    [
        ("all", "1234"),
        ("area=13.11", "12"),
        ("area=13.11.01", "1"),
        ("area=13.11.02.2001,13.11.01.2001", "12"),
        ("occupation=ojek", "2"),
        ("occupation=ojek,petani status=registered", "2"),
        ("status=submitted,registered", "12"),
        ("status=draft", "3"),
        ("status=none", "4"),
        ("status=none,draft", "34"),
        ("channel=web", ""),
        ("source=teman", "12"),
        ("source=pasar", "3"),
        ("paid_until=2026-10", "1"),
        ("paid_until=<2026-12", "1"),
        ("paid_until=2026-10..2027-01", "12"),
        ("paid_until>2027-01", ""),
    ],
)
async def test_whom_an_expression_means(house: House, audience: str, wanted: str) -> None:
    one, two = await met(house, 2)
    await registered(house, one, Worker())
    await registered(house, two, Worker("1311010101900002", nagari="13.11.02.2001",
                                        occupation="ojek", status="registered"))  # fmt: skip
    await paid(house, Worker().nik, "2026-10")
    await paid(house, "1311010101900002", "2027-01")
    three = Talk(house, "3")
    await take(house, [_start(three, house, "pasar")])
    for said in ("daftar", "setuju"):
        await three.say(said)
    await met(house, 1, first=4)
    await drafted(house, audience=audience)
    rows = await ledger.rows(house, campaign_recipients)
    assert "".join(str(row["person_id"]) for row in rows) == wanted


def _start(talk: Talk, house: House, payload: str):  # type: ignore[no-untyped-def]
    from dialog.wire import Incoming

    return Incoming(talk.address, "start-1", payload, house.now(), "start")


async def test_whoever_is_erased_keeps_a_line_without_words(house: House) -> None:
    talk = Talk(house, "1")
    await talk.say("menu")
    campaign = await drafted(house, "Halo {{ nama | default('Ibu') }}")
    await talk.say("hapus")
    await talk.say("ya")
    [row] = await ledger.rows(house, campaign_recipients)
    assert (row["state"], row["reason"], row["sealed"]) == ("skipped", "erased", None)
    assert (await report(house, campaign)).total == 1


async def test_old_words_are_forgotten_and_the_states_stay(house: House, clock: Clock) -> None:
    await met(house, 1)
    campaign = await drafted(house, "Halo {{ nama }}")
    await send_all(house, Network())
    clock.forward(timedelta(days=91))
    await retention.forget(house)
    [row] = await ledger.rows(house, campaign_recipients)
    assert row["sealed"] is None
    assert await states(house, campaign) == {"sent": 1}
