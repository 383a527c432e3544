"""A campaign whose sender is killed again and again, and what the ledger says afterwards.

`python -m tests.campaign_kill --recipients 10000 --kills 200` is the long run of `make soak`, on
each network in turn; `--network whatsapp` chooses one.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import bot
from commands.settings import read
from handlers import campaigns, freezing, photos
from handlers.campaigns import Order, Report
from handlers.house import House
from handlers.officer import Officer
from storage.tables import addresses, campaign_recipients
from tests import ledger
from tests.campaign_networks import WORDS, Network, OnTelegram, OnWhatsApp
from tests.killable import Bot, Kill

NETWORKS: Mapping[str, Callable[[Sequence[Kill]], Network]] = {
    "telegram": OnTelegram,
    "whatsapp": OnWhatsApp,
}
OFTEN = ("arrived", "accepted", "answered")
"""Moments that come with each message."""
RATE = "50"
MORE = {
    "QUIET_HOURS": "00:00-00:00", "QUIET_DAYS": "none", "APPROVAL_ABOVE": "1000000",
    "TELEGRAM_RATE": RATE, "WHATSAPP_RATE": RATE, "CAMPAIGN_CAP": "1000",
}  # fmt: skip
"""Nothing holds the campaign back but its pace."""
PATIENCE = 3600.0


def plan(seed: int, times: int, recipients: int, moments: Sequence[str] = OFTEN) -> list[Kill]:
    """Spread over the whole campaign, at moments of every kind."""
    chance = random.Random(seed)
    most = max(1, recipients // max(1, times) - 1)
    chosen = (chance.choice(moments) for _ in range(times))
    return [Kill(one, chance.randint(1, most if one in OFTEN else 3)) for one in chosen]


def pauses_of(seed: int, times: int, recipients: int) -> list[float]:
    """Seconds between them, so that the last is within the campaign."""
    chance, longest = random.Random(seed), recipients / float(RATE) / max(1, times)
    return [chance.uniform(0.1, 1.0) * longest for _ in range(times)]


@dataclass(frozen=True, slots=True)
class Outcome:
    report: Report
    lines: list[tuple[str, str]]  # key and state
    got: Counter[str]  # accepted messages by key
    struck: int
    restarts: list[float]
    violations: list[str]

    def faults(self) -> list[str]:
        """Everything that must not be."""
        found = list(self.violations)
        if not sum(self.report.states.values()) == self.report.total == len(self.lines):
            found.append("the states do not add up")
        for key, state in self.lines:
            most = 1 if state in (*ARRIVED, "uncertain", "failed") else 0
            least = 1 if state in ARRIVED else 0
            if not least <= self.got[key] <= most:
                found.append(f"{key} is {state} and got {self.got[key]}")
        return found


ARRIVED = ("sent", "delivered", "read")


@asynccontextmanager
async def opened(folder: Path, network: Network) -> AsyncIterator[House]:
    settings = {**network.settings(), **MORE, "DATA_DIR": str(folder)}
    async with bot.open_house(read({k: v for k, v in settings.items() if v})) as house:
        yield house


async def campaign(
    folder: Path,
    network: Network,
    recipients: int,
    pauses: Sequence[float] = (),
    picture: bytes = b"",
) -> Outcome:
    """The whole of it: drafted, sent under fire, looked at. `pauses`: seconds between two."""
    async with network:
        made = await _drafted(folder, network, recipients, picture)
        more = network.settings() | MORE
        async with Bot(folder, network, more).alive(), network.noise():
            async with asyncio.TaskGroup() as both:
                both.create_task(_pause_and_resume(folder, network, made, pauses))
                both.create_task(_until(folder, network, made, _waits_for_people))
            network.wake()
            await _until(folder, network, made, _is_over)
            network.kills.clear()
        return await _outcome(folder, made, network)


async def _drafted(folder: Path, network: Network, recipients: int, picture: bytes) -> int:
    async with opened(folder, network) as house:
        await network.meet(house, recipients)
        kept = (await photos.keep(house, picture)).name if picture else ""
        order = Order(WORDS + ", {{ nama }}.", "all", picture=kept)
        made = await campaigns.draft(house, order, Officer("cli:test"))
        assert isinstance(made, int)
        await freezing.freeze(house, made)
        return made


async def _pause_and_resume(
    folder: Path, network: Network, campaign_id: int, pauses: Sequence[float]
) -> None:
    """From another process than the one that sends, as an officer at a terminal would."""
    async with opened(folder, network) as house:
        for seconds in pauses:
            await asyncio.sleep(seconds)
            if await campaigns.pause(house, campaign_id, "cli:test") is None:
                await asyncio.sleep(seconds / 4)
                assert await campaigns.resume(house, campaign_id, "cli:test") is None


async def _until(
    folder: Path, network: Network, campaign_id: int, enough: Callable[[Report], bool]
) -> None:
    async with asyncio.timeout(PATIENCE), opened(folder, network) as house:
        while True:
            found = await campaigns.report(house, campaign_id)
            if found and enough(found):
                return
            await asyncio.sleep(0.2)


def _waits_for_people(found: Report) -> bool:
    """Over, or nothing more happens until somebody writes."""
    at_rest = not found.states["queued"] and not found.states["sending"]
    only = found.states["held"] == found.reasons.get("window", 0)
    return _is_over(found) or (found.campaign.status == "running" and at_rest and only)


def _is_over(found: Report) -> bool:
    """Also when it paused itself; when it was paused by hand it goes on."""
    one = found.campaign
    if one.status == "paused":
        return one.reason != "officer"
    return one.status in ("done", "cancelled")


async def _outcome(folder: Path, campaign_id: int, network: Network) -> Outcome:
    async with opened(folder, network) as house:
        found = await campaigns.report(house, campaign_id)
        assert found is not None
        keys = {row["id"]: row["key"] for row in await ledger.rows(house, addresses)}
        rows = await ledger.rows(house, campaign_recipients)
    lines = [(keys[row["address_id"]], row["state"]) for row in rows]
    got = Counter({key: network.got(key) for key in keys.values()})
    return Outcome(found, lines, got, network.struck, network.restarts, network.violations)


async def _soak(name: str, recipients: int, kills: int, pauses: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        begun, network = time.monotonic(), NETWORKS[name]([])
        network.kills += plan(seed, kills, recipients, network.moments)
        stops = pauses_of(seed, pauses, recipients)
        found = await campaign(Path(folder), network, recipients, stops)
    states = {state: count for state, count in found.report.states.items() if count}
    took = time.monotonic() - begun
    print(f"{name}: {recipients} recipients, {found.struck} kills, {took:.0f} s")
    print(f"states: {states}, back to sending after at most {max(found.restarts):.1f} s")
    faults = found.faults()
    print(f"{len(faults)} faults", *faults[:20], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", choices=NETWORKS, help="one of them; each in turn without")
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pauses", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    count = (told.recipients, told.kills, told.pauses, told.seed)
    names = [told.network] if told.network else list(NETWORKS)
    raise SystemExit(max(asyncio.run(_soak(name, *count)) for name in names))
