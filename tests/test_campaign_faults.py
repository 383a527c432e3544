"""A campaign on a bad day of the network, through the real Telegram channel."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialog.session import Say
from handlers.campaign_clock import tick
from handlers.delivery import Pump
from handlers.house import House
from handlers.sealed import seal_message
from storage import outbox, people
from storage.outbox import REPLY, Promise
from storage.tables import addresses, campaign_recipients
from tests import ledger
from tests.crowd import drafted, met, report
from tests.houses import Clock, house_at
from tests.strict_telegram import FINE, STORM, Limits, StrictTelegram, Weather, busiest_second
from tests.telegram_bot import channel

BLOCKED = ("7", "23", "61")


async def deliver(house: House, server: StrictTelegram, campaign: int, rate: float) -> None:
    """Until the campaign is over, with the clock of the house going on."""
    async with channel(server, read=2.0) as bot:
        pump = asyncio.create_task(Pump(house, bot, rate, "test", time.monotonic).run())
        try:
            async with asyncio.timeout(120):
                while (await report(house, campaign)).campaign.status == "running":
                    await asyncio.sleep(0.2)
                    await tick(house)
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)


async def by_chat(house: House) -> dict[str, tuple[str, str | None]]:
    keys = {row["id"]: row["key"] for row in await ledger.rows(house, addresses)}
    rows = await ledger.rows(house, campaign_recipients)
    return {keys[row["address_id"]]: (row["state"], row["reason"]) for row in rows}


@dataclass
class Running(Clock):
    """Begins at ten in the morning and goes on."""

    begun: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.begun)


@pytest.mark.parametrize("weather", [FINE, STORM, Weather(lost=100)], ids=["fine", "storm", "lost"])
async def test_the_ledger_agrees_with_what_the_network_accepted(
    tmp_path: Path, weather: Weather
) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    async with (
        house_at(url, tmp_path, Running()) as house,
        StrictTelegram(weather, strict=False) as server,
    ):
        await met(house, 40)
        server.blocked = set(map(int, BLOCKED)) if weather is not FINE else set()
        campaign = await drafted(house, "Halo {{ nama }}")
        await deliver(house, server, campaign, rate=200.0)
        for chat, (state, reason) in (await by_chat(house)).items():
            accepted = server.accepted[int(chat)]
            assert accepted == {"sent": 1, "refused": 0, "failed": 0}.get(state, accepted)
            assert accepted <= 1, f"{chat} twice"
            assert state in ("sent", "uncertain", "refused"), (state, reason)
        assert server.violations == []


async def test_the_limits_of_telegram_are_never_met_and_answers_do_not_wait(
    tmp_path: Path,
) -> None:
    """At 25 a second, with workers who are answered meanwhile, a server that allows 30 refuses
    nothing."""
    url = f"sqlite:///{tmp_path}/bot.db"
    async with house_at(url, tmp_path, Running()) as house, StrictTelegram() as server:
        everybody = await met(house, 100)
        chatting = await met(house, 5, first=1001)
        async with house.db.write() as tx:
            for one in chatting:
                await people.stop(tx, one.person_id, house.now())
        campaign = await drafted(house)

        async def answer_now_and_then() -> None:
            for one in chatting * 3:
                message = house.catalog.compose([Say("umum/awal")], house.today(house.now()))
                sealed = seal_message(house.vault, message, one.address_id)
                async with house.db.write() as tx:
                    promise = Promise(one.address_id, one.address, REPLY, sealed)
                    await outbox.put(tx, [promise], house.now())
                house.bell.ring("telegram")
                await asyncio.sleep(0.2)

        await asyncio.gather(deliver(house, server, campaign, rate=25.0), answer_now_and_then())
        assert server.too_fast == 0
        assert busiest_second(server.arrivals) <= 30
        assert sum(server.accepted[int(one.address.key)] for one in everybody) == 100
        assert sum(server.accepted[int(one.address.key)] for one in chatting) == 15


def test_the_server_counts_as_telegram_does() -> None:
    limits = Limits()
    assert [limits.refuses(chat, 0.0) for chat in range(31)] == [False] * 30 + [True]
    assert not limits.refuses(99, 1.0)
    one_chat = Limits()
    assert [one_chat.refuses(5, at) for at in (0.0, 0.1, 0.2, 0.3, 3.0)] == [
        False, False, False, True, False
    ]  # fmt: skip
    group = Limits()
    assert [group.refuses(-5, float(at)) for at in range(21)] == [False] * 20 + [True]
