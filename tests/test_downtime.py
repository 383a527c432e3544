"""After a time in which nobody was there, admins are told once what fell into it."""

import asyncio
from datetime import timedelta

from handlers import downtime
from handlers.house import House
from tests.crowd import drafted, met
from tests.houses import ADMIN, Clock, Talk, plain

KNOCK = timedelta(seconds=30)


async def test_a_gap_is_told_once_with_the_campaigns_that_fell_into_it(
    house: House, clock: Clock
) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("menu")
    await met(house, 2)
    assert not await downtime.look(house)
    clock.forward(KNOCK)
    assert not await downtime.look(house)
    await drafted(house, start=clock.at + timedelta(hours=1))
    clock.forward(timedelta(hours=2))
    assert sorted(await asyncio.gather(downtime.look(house), downtime.look(house))) == [False, True]
    clock.forward(KNOCK)
    assert not await downtime.look(house)
    [told] = [plain(one.body) for one in await admin.drain() if "mati" in one.body]
    assert told.splitlines() == [
        "Bot mati dari 24 November 2026 10.00 sampai 24 November 2026 12.00.",
        "Siaran 1, seharusnya mulai 24 November 2026 11.00: terjadwal.",
        "Pesan yang masuk selama itu dijawab sekarang, selama salurannya masih menyimpannya.",
    ]


async def test_a_restart_is_nobodys_business(house: House, clock: Clock) -> None:
    admin = Talk(house, ADMIN.key)
    await admin.say("menu")
    await downtime.look(house)
    clock.forward(timedelta(minutes=9))
    assert not await downtime.look(house)
    assert await admin.drain() == []
