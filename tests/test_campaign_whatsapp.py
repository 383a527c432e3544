"""A campaign where half the people wrote lately and the others did not: window, limit, cost."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from commands.settings import Settings
from dialog.wire import Incoming, Later, Outcome, Outgoing, Receipt, Refused, Sent, Stage
from handlers import campaigns as use
from handlers import receipts, spending
from handlers.campaign_clock import PAGES_A_TICK, tick
from handlers.delivery import Pump
from handlers.estimate import estimate
from handlers.freezing import PAGE
from handlers.house import House
from handlers.release import release
from handlers.turns import take
from handlers.window import DAY, Window
from storage.outbox import Wish
from storage.people import Known
from storage.tables import addresses, outbox, people
from tests.crowd import Network, drafted, lines, met, report, states
from tests.houses import ADMIN, Clock, Talk, plain
from tests.ledger import rows

LONG = "Besok petugas ada di kantor nagari. " * 20
HOUR = timedelta(hours=1)


@pytest.fixture
def open_house(house: House) -> House:
    """With WhatsApp switched on, two people a day to be written to first."""
    rates = {"whatsapp": 1000.0}
    return replace(house, rules=replace(house.rules, rates=rates, first_words=2))


def pump(house: House, network: Network, limit: int = 100) -> Pump:
    return Pump(house, Window(house, network, limit), 1000.0, "test", lambda: 0.0)


async def write(house: House, *people: Known, number: str = "1") -> None:
    said = [
        Incoming(one.address, f"{number}{one.person_id}", "menu", house.now()) for one in people
    ]
    await take(house, said)


async def sent(house: House, network: Network, limit: int = 100) -> list[Outgoing]:
    before = len(network.sent)
    await pump(house, network, limit).drain()
    await tick(house)
    return network.sent[before:]


async def half(house: House, count: int) -> list[Known]:
    """So many people, of whom the first half wrote just now and was answered."""
    everybody = await met(house, count, "whatsapp")
    await write(house, *everybody[: count // 2])
    await sent(house, Network("whatsapp"))
    return everybody


async def test_half_get_the_words_and_half_the_template(open_house: House) -> None:
    house, network = open_house, Network("whatsapp")
    everybody = await half(house, 6)
    campaign = await drafted(house, LONG)
    got = sorted(await sent(house, network), key=lambda one: int(one.to.key))
    assert Counter(one.to.key for one in got) == Counter(one.address.key for one in everybody)
    assert [one.approved_template is None for one in got] == [True] * 3 + [False] * 3
    assert {one.approved_template.name for one in got[3:] if one.approved_template} == {
        "kabar_program"
    }
    assert await states(house, campaign) == {"sent": 6}


async def test_who_answers_the_template_gets_all_of_it_once(
    open_house: House, clock: Clock
) -> None:
    house, network = open_house, Network("whatsapp")
    (one,) = await met(house, 1, "whatsapp")
    await drafted(house, LONG)
    [first] = await sent(house, network)
    assert first.approved_template is not None
    clock.forward(HOUR)
    assert await sent(house, network) == []
    await write(house, one)
    answers = await sent(house, network)
    assert [LONG.strip() in answer.body for answer in answers].count(True) == 1
    await write(house, one, number="2")
    assert len(await sent(house, network)) == 1, "only the answer"


async def test_what_the_template_says_whole_is_not_said_again(open_house: House) -> None:
    house, network = open_house, Network("whatsapp")
    (one,) = await met(house, 1, "whatsapp")
    await drafted(house, "Besok ada petugas.")
    await sent(house, network)
    await write(house, one)
    assert len(await sent(house, network)) == 1, "only the answer"


async def test_beyond_the_limit_of_a_day_the_others_are_held_and_go_later(
    open_house: House, clock: Clock
) -> None:
    house, network = open_house, Network("whatsapp")
    everybody = await met(house, 5, "whatsapp")
    campaign = await drafted(house, LONG)
    assert len(await sent(house, network, limit=2)) == 2
    assert await states(house, campaign) == {"held": 3, "sent": 2}
    assert (await report(house, campaign)).reasons == {"daily_limit": 3}
    held = next(one for one in everybody if one.address.key not in network.got())
    await write(house, held)
    assert any(LONG.strip() in one.body for one in await sent(house, network, limit=2))
    for _ in range(2):
        clock.forward(DAY + HOUR)
        await sent(house, network, limit=2)
    assert await states(house, campaign) == {"sent": 5}
    assert max(network.got().values()) == 2, "the words, and the answer to somebody's word"


async def test_the_dry_run_tells_the_days_and_the_cost(open_house: House) -> None:
    house = open_house
    await half(house, 10)
    campaign = await drafted(house, LONG, start=house.now() + DAY)
    found = await estimate(house, campaign)
    assert found is not None
    assert found.first_words is not None
    told = found.first_words
    assert (told.people, told.outside, told.limit, told.days) == (10, 5, 2, 3)
    price = house.catalog.prices.rupiah
    today = house.today(house.now())
    assert told.rupiah == price("marketing", 5, today) + price("service", 5, today) > 0
    assert told.spent == price("service", 5, today), "the answers before"


async def test_fifty_thousand_people_take_two_hundred_days_and_the_officer_reads_so(
    house: House,
) -> None:
    """With the limit of a new account, nothing set."""
    limit = Settings().whatsapp_daily_limit
    rates = {"whatsapp": Settings().whatsapp_rate, "telegram": 25.0}
    house = replace(house, rules=replace(house.rules, rates=rates, first_words=limit))
    await strangers(house, 50_000)
    officer = Talk(house, ADMIN.key)
    for said in (
        "siaran", "Besok petugas datang.", "tanpa gambar", "tulis syaratnya", "channel=whatsapp",
        "lewati", "sekarang", "sekali saja", "kirim",
    ):  # fmt: skip
        await officer.say(said)
    for _ in range(50_000 // (PAGE * PAGES_A_TICK) + 2):
        await tick(house)
    [card] = await officer.drain()
    body = plain(card.body)
    assert "50000 orang akan menerima" in body
    assert "Jendela tertutup untuk 50000 orang" in body
    assert "200 hari pada batas 250/hari" in body


async def strangers(house: House, count: int) -> None:
    """People who never wrote, all at once."""
    ids, now = range(1000, 1000 + count), house.now()
    async with house.db.write() as tx:
        await tx.execute(insert(people), [{"id": one, "created_at": now} for one in ids])
        rows = [{"person_id": one, "channel": "whatsapp", "key": f"62812{one:08}"} for one in ids]
        await tx.execute(insert(addresses), rows)


@pytest.mark.parametrize("why", ["template_paused", "template_missing", "spam_limit"])
async def test_what_holds_for_everybody_pauses_the_campaign_at_the_first(
    open_house: House, why: str
) -> None:
    house = open_house
    await met(house, 3, "whatsapp")
    campaign = await drafted(house, LONG)
    network = Network("whatsapp", {key: Refused(why) for key in ("1", "2", "3")})
    await sent(house, network)
    found = await report(house, campaign)
    assert (found.campaign.status, found.campaign.reason) == ("paused", why)
    assert await states(house, campaign) == {"held": 3}, "nobody is lost"


async def test_the_month_without_money_holds_campaigns_and_nothing_else(
    open_house: House, clock: Clock
) -> None:
    price = open_house.catalog.prices.rupiah("marketing", 2, open_house.today(clock()))
    house = replace(open_house, rules=replace(open_house.rules, monthly_cap=price))
    network = Network("whatsapp")
    everybody = await met(house, 5, "whatsapp")
    campaign = await drafted(house, "Halo")
    for _ in range(3):
        await sent(house, network)
    assert await states(house, campaign) == {"held": 3, "sent": 2}
    assert (await report(house, campaign)).reasons == {"monthly_cap": 3}
    await write(house, everybody[4])
    assert len(await sent(house, network)) == 1, "an answer always goes"
    clock.at = spending.next_month(house, clock()) + 10 * HOUR
    for _ in range(3):
        await sent(house, network)
    assert (await states(house, campaign))["sent"] == 4


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["delivered", "sent"], ("delivered", None)),
        (["read", "delivered"], ("read", None)),
        (["failed"], ("failed", "held_by_meta")),
        (["failed", "failed"], ("failed", "held_by_meta")),
    ],
)
async def test_how_far_it_came_is_told_in_the_ledger(
    open_house: House, told: list[str], state: tuple[str, str | None]
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 1, "whatsapp")
    campaign = await drafted(house, "Halo")
    await sent(house, network)
    [row] = await rows(house, outbox)
    for stage in told:
        failure = Later(12 * HOUR, "held_by_meta") if stage == "failed" else None
        receipt = Receipt(row["id"], "w1", stage, house.now(), failure)  # type: ignore[arg-type]
        await receipts.note(house, "whatsapp", [receipt])
    await sent(house, network)
    assert await lines(house, campaign) == [state]
    assert len(network.sent) == 1


async def test_two_pauses_and_a_lost_answer_leave_nobody_twice(open_house: House) -> None:
    house = open_house
    await half(house, 4)
    outcomes: dict[str, Outcome] = {"4": Later(timedelta(0), "no_answer", maybe_sent=True)}
    network = Network("whatsapp", {**outcomes, "1": Sent("x")})
    campaign = await drafted(house, "Halo")
    assert await use.pause(house, campaign, "test") is None
    assert await sent(house, network) == []
    assert await use.resume(house, campaign, "test") is None
    await sent(house, network)
    assert await states(house, campaign) == {"sent": 3, "uncertain": 1}
    assert set(network.got().values()) == {1}


@pytest.mark.parametrize("stage", ["sent", "delivered"])
async def test_what_the_network_told_stands_when_its_sender_died_before_it_could_say_so(
    open_house: House, stage: Stage
) -> None:
    house, network = open_house, Network("whatsapp")
    await met(house, 1, "whatsapp")
    campaign = await drafted(house, "Halo")
    async with house.db.write() as tx:
        wish = Wish("whatsapp", "dead", house.now(), house.now() + HOUR, 1)
        await release(house, tx, wish, 1)
    assert await states(house, campaign) == {"sending": 1}
    [row] = await rows(house, outbox)
    receipt = Receipt(row["id"], "w1", stage, house.now())
    await receipts.note(house, "whatsapp", [receipt])
    assert await sent(house, network) == []
    assert await states(house, campaign) == {stage: 1}
    assert (await report(house, campaign)).campaign.status == "done"
