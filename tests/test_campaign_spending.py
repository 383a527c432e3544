"""What a campaign has cost: expected before, charged by the categories the network tells."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from commands.campaign_shown import told as shown
from handlers import campaign_chat, receipts, spending
from handlers.campaign_clock import tick
from handlers.delivery import Pump
from handlers.house import House
from handlers.spending import Bill, Spend
from handlers.window import DAY, Window
from storage.outbox import REMINDER
from storage.tables import outbox
from tests.crowd import Network, drafted, met, report, send_all, states
from tests.houses import Clock, plain
from tests.ledger import rows
from tests.test_campaign_whatsapp import write
from tests.test_receipts import told
from tests.test_window import REMINDED, promise


@pytest.fixture
def open_house(house: House) -> House:
    rates = {"whatsapp": 1000.0, "telegram": 1000.0}
    return replace(house, rules=replace(house.rules, rates=rates))


async def sent(house: House, network: Network) -> None:
    await Pump(house, Window(house, network, 100), 1000.0, "test", lambda: 0.0).drain()
    await tick(house)


async def spend(house: House, campaign: int) -> Spend | None:
    found = await report(house, campaign)
    async with house.db.read() as tx:
        return await spending.of_campaign(house, tx, found.campaign)


async def half(house: House) -> tuple[int, list[int]]:
    """A campaign to two people with an open window and two without; the rows of its messages."""
    everybody = await met(house, 4, "whatsapp")
    await write(house, *everybody[:2])
    await sent(house, Network("whatsapp"))
    before = len(await rows(house, outbox))
    campaign = await drafted(house, "Halo")
    await sent(house, Network("whatsapp"))
    return campaign, [row["id"] for row in (await rows(house, outbox))[before:]]


async def test_before_anything_is_told_all_counts_as_marketing(open_house: House) -> None:
    house = open_house
    campaign, _ = await half(house)
    price, today = house.catalog.prices.rupiah, house.today(house.now())
    found = await spend(house, campaign)
    assert found is not None
    assert found.estimate == price("marketing", 2, today) + price("service", 2, today)
    assert (found.charged, found.untold) == ({}, Bill(4, price("marketing", 4, today)))
    assert found.month == found.rupiah + price("service", 2, today), "with the two answers"


async def test_what_the_network_tells_takes_the_place_of_what_was_assumed(
    open_house: House,
) -> None:
    house = open_house
    campaign, ids = await half(house)
    price, today = house.catalog.prices.rupiah, house.today(house.now())
    categories = ("marketing", "marketing", "service")
    for number, (row, name) in enumerate(zip(ids, categories, strict=False)):
        for stage in ("sent", "delivered"):
            receipt = told(row, stage, f"w{number}", price=name, billable=True)
            await receipts.note(house, "whatsapp", [receipt])
    found = await spend(house, campaign)
    assert found is not None
    assert found.charged == {
        "marketing": Bill(2, price("marketing", 2, today)),
        "service": Bill(1, price("service", 1, today)),
    }
    assert found.untold == Bill(1, price("marketing", 1, today))
    say = campaign_chat.told(house, await report(house, campaign), found)
    body = plain(house.catalog.compose([say], today).body)
    for part in (
        "Ditagih sebagai kabar (marketing): 2 pesan",
        "Ditagih sebagai balasan (service): 1 pesan",
        "Belum diberitahukan Meta: 1 pesan",
        "perkiraan sebelum dikirim Rp",
        "Semua pesan bulan ini Rp",
    ):
        assert part in body


async def test_what_failed_or_was_given_away_costs_nothing(open_house: House) -> None:
    house = open_house
    campaign, ids = await half(house)
    free = told(ids[0], "delivered", "w0", price="service", billable=False)
    fell = told(ids[1], "failed", "w1")
    await receipts.note(house, "whatsapp", [free, fell])
    found = await spend(house, campaign)
    assert found is not None
    assert (found.charged, found.untold.messages) == ({}, 2)


async def test_a_later_price_does_not_change_what_was_paid(open_house: House, clock: Clock) -> None:
    house = open_house
    campaign, _ = await half(house)
    before = await spend(house, campaign)
    prices = house.catalog.prices
    later = timedelta(days=3650)
    dearer = [replace(one, since=one.since + later, usd=one.usd * 9) for one in prices.rows]
    catalog = replace(house.catalog, prices=replace(prices, rows=[*prices.rows, *dearer]))
    clock.forward(timedelta(days=9 * 365))
    after = await spend(replace(house, catalog=catalog), campaign)
    assert before is not None
    assert after is not None
    assert after.rupiah == before.rupiah


async def test_a_campaign_elsewhere_costs_nothing(open_house: House) -> None:
    house = open_house
    await met(house, 2)
    campaign = await drafted(house, "Halo")
    await send_all(house, Network())
    assert await spend(house, campaign) is None


async def test_a_script_reads_the_same(
    open_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = open_house
    campaign, ids = await half(house)
    receipt = told(ids[0], "delivered", "w0", price="marketing", billable=True)
    await receipts.note(house, "whatsapp", [receipt])
    found = await spend(house, campaign)
    assert found is not None
    shown(house, await report(house, campaign), found, as_json=True)
    read = json.loads(capsys.readouterr().out)["whatsapp"]
    assert read.keys() == {"estimate", "charged", "untold", "rupiah", "month"}
    assert read["charged"]["marketing"]["messages"] == 1
    assert (read["untold"]["messages"], read["rupiah"]) == (3, found.rupiah)


async def test_without_money_left_campaigns_wait_and_reminders_and_answers_go(
    open_house: House, clock: Clock
) -> None:
    house = replace(open_house, rules=replace(open_house.rules, monthly_cap=1))
    [one, two] = await met(house, 2, "whatsapp")
    campaign, network = await drafted(house, "Halo"), Network("whatsapp")
    await promise(house, REMINDED, one.address, REMINDER)
    await write(house, two)
    await sent(house, network)
    assert network.got() == {"1": 1, "2": 1}, "the reminder, and the answer"
    assert await states(house, campaign) == {"held": 2}
    assert (await report(house, campaign)).reasons == {"monthly_cap": 2}
    clock.at = spending.next_month(house, clock()) + DAY / 2
    house = replace(house, rules=replace(house.rules, monthly_cap=10**9))
    await sent(house, network)
    assert await states(house, campaign) == {"sent": 2}
