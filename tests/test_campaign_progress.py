"""The officer sees one message that changes, not a new one every few seconds."""

from datetime import timedelta

from handlers import campaigns as use
from handlers.campaign_clock import tick
from handlers.campaigns import Order
from handlers.delivery import Pump
from handlers.house import House
from handlers.officer import officer_at
from tests.crowd import Network, met, report
from tests.houses import ADMIN, Clock, Talk, plain


async def running(house: House, people: int) -> int:
    """A campaign drafted by the admin in chat, on its way."""
    await Talk(house, ADMIN.key).say("menu")
    await met(house, people)
    async with house.db.read() as tx:
        by = await officer_at(house, tx, ADMIN)
    assert by is not None
    campaign = await use.draft(house, Order("Halo", "all"), by)
    assert isinstance(campaign, int)
    await tick(house)
    assert not isinstance(await use.confirm(house, campaign, by), use.No)
    await tick(house)
    return campaign


def of_admin(network: Network) -> list[tuple[str, str]]:
    """The progress the admin got: what each took the place of, and its bar."""
    return [
        (one.replaces, plain(one.body).splitlines()[1].split()[-1])
        for one in network.sent
        if one.to == ADMIN and "Seluruhnya" in plain(one.body)
    ]


async def test_one_message_changes_until_the_end_and_then_the_report_comes(
    house: House, clock: Clock
) -> None:
    campaign = await running(house, 59)  # the admin gets it too
    network, seconds = Network(), [0.0]
    sender = Pump(house, network, 2.0, "test", lambda: seconds[0])
    while (await report(house, campaign)).campaign.status == "running":
        clock.forward(timedelta(seconds=1))
        seconds[0] += 1
        await tick(house)
        await sender.drain()
    seconds[0] += 60
    await tick(house)
    await sender.drain()
    shown = of_admin(network)
    [first, *_] = [
        one for one in network.sent if one.to == ADMIN and "Seluruhnya" in plain(one.body)
    ]
    *changes, end, whole = shown
    assert changes[0][0] == ""
    assert {replaces for replaces, _ in changes[1:]} == {str(first.id)}
    assert [percent for _, percent in changes] == ["6%", "23%", "40%", "56%", "73%", "90%"]
    assert {end[0], whole[0]} == {"", str(first.id)}
    assert end[1] == whole[1] == "100%"
    assert "Selesai kira-kira" in plain(first.body)
