"""A campaign whose sender is killed again and again, and what the ledger says afterwards.

`python -m tests.campaign_kill --recipients 10000 --kills 200` is the long run of `make soak`.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

import bot
from commands.settings import read
from handlers import campaigns, freezing, photos
from handlers.campaigns import Order, Report
from handlers.house import House
from handlers.officer import Officer
from storage.campaigns import Campaign
from storage.tables import addresses, campaign_recipients
from tests import ledger
from tests.crowd import met
from tests.fake_telegram import TOKEN
from tests.killable import Bot, Kill, Watchtower

MOMENTS = ("arrived", "accepted", "answered")
ALWAYS_AWAKE = {
    "QUIET_HOURS": "00:00-00:00", "QUIET_DAYS": "none", "APPROVAL_ABOVE": "1000000",
}  # fmt: skip
RATE = "50"
PATIENCE = 1800.0
FIRST_CHAT = 5_000_000


class Tower(Watchtower):
    """Also measures how long it takes from a restart to the first message."""

    def __init__(self, kills: Sequence[Kill]) -> None:
        super().__init__(kills)
        self.restarts: list[float] = []
        self._started_at: float | None = None

    def started(self, pid: int) -> None:
        super().started(pid)
        self._started_at = time.monotonic()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        sends = request.path.endswith(("/sendMessage", "/sendPhoto"))
        if sends and self._started_at is not None:
            self.restarts.append(time.monotonic() - self._started_at)
            self._started_at = None
        return await super().handle(request)


def plan(seed: int, times: int, recipients: int) -> list[Kill]:
    """Spread over the whole campaign, at moments of every kind."""
    chance = random.Random(seed)
    most = max(1, recipients // max(1, times) - 1)
    return [Kill(chance.choice(MOMENTS), chance.randint(1, most)) for _ in range(times)]


def pauses_of(seed: int, times: int, recipients: int) -> list[float]:
    """Seconds between them, so that the last is within the campaign."""
    chance, longest = random.Random(seed), recipients / float(RATE) / max(1, times)
    return [chance.uniform(0.1, 1.0) * longest for _ in range(times)]


@dataclass(frozen=True, slots=True)
class Outcome:
    report: Report
    lines: list[tuple[str, str]]  # chat and state
    got: Counter[str]  # accepted messages by chat
    struck: int
    restarts: list[float]
    violations: list[str]

    def faults(self) -> list[str]:
        """Everything that must not be."""
        found = list(self.violations)
        if not sum(self.report.states.values()) == self.report.total == len(self.lines):
            found.append("the states do not add up")
        for chat, state in self.lines:
            most = 1 if state in ("sent", "uncertain") else 0
            least = 1 if state == "sent" else 0
            if not least <= self.got[chat] <= most:
                found.append(f"{chat} is {state} and got {self.got[chat]}")
        return found


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    async with bot.open_house(
        read({"DATA_DIR": str(folder), "TELEGRAM_TOKEN": TOKEN, **ALWAYS_AWAKE})
    ) as house:
        yield house


async def campaign(
    folder: Path,
    recipients: int,
    kills: Sequence[Kill],
    pauses: Sequence[float] = (),
    picture: bytes = b"",
) -> Outcome:
    """The whole of it: drafted, sent under fire, looked at. `pauses`: seconds between two."""
    async with opened(folder) as house:
        for first in range(0, recipients, 5000):
            count = min(5000, recipients - first)
            await met(house, count, first=FIRST_CHAT + first)
        kept = (await photos.keep(house, picture)).name if picture else ""
        order = Order("Halo {{ nama }}", "all", picture=kept)
        made = await campaigns.draft(house, order, Officer("cli:test"))
        assert isinstance(made, int)
        await freezing.freeze(house, made)
    more = {**ALWAYS_AWAKE, "TELEGRAM_RATE": RATE, "CAMPAIGN_CAP": "1000"}
    async with Tower(kills) as tower:
        async with Bot(folder, tower, more).alive(), asyncio.TaskGroup() as both:
            both.create_task(_pause_and_resume(folder, made, pauses))
            both.create_task(_until_over(folder, made))
        return await _outcome(folder, made, tower)


async def _pause_and_resume(folder: Path, campaign_id: int, pauses: Sequence[float]) -> None:
    """From another process than the one that sends, as an officer at a terminal would."""
    async with opened(folder) as house:
        for seconds in pauses:
            await asyncio.sleep(seconds)
            if await campaigns.pause(house, campaign_id, "cli:test") is None:
                await asyncio.sleep(seconds / 4)
                assert await campaigns.resume(house, campaign_id, "cli:test") is None


async def _until_over(folder: Path, campaign_id: int) -> None:
    async with asyncio.timeout(PATIENCE), opened(folder) as house:
        while True:
            found = await campaigns.report(house, campaign_id)
            if found and _is_over(found.campaign):
                return
            await asyncio.sleep(0.2)


def _is_over(one: Campaign) -> bool:
    """Also when it paused itself; when it was paused by hand it goes on."""
    if one.status == "paused":
        return one.reason != "officer"
    return one.status in ("done", "cancelled")


async def _outcome(folder: Path, campaign_id: int, tower: Tower) -> Outcome:
    async with opened(folder) as house:
        found = await campaigns.report(house, campaign_id)
        assert found is not None
        keys = {row["id"]: row["key"] for row in await ledger.rows(house, addresses)}
        rows = await ledger.rows(house, campaign_recipients)
    lines = [(keys[row["address_id"]], row["state"]) for row in rows]
    got = Counter({key: len(tower.sent(int(key))) for key in keys.values()})
    return Outcome(found, lines, got, tower.struck, tower.restarts, tower.violations)


async def _soak(recipients: int, kills: int, pauses: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        planned, stops = plan(seed, kills, recipients), pauses_of(seed, pauses, recipients)
        found = await campaign(Path(folder), recipients, planned, stops)
    states = {state: count for state, count in found.report.states.items() if count}
    print(f"{recipients} recipients, {found.struck} kills, {time.monotonic() - begun:.0f} s")
    print(f"states: {states}, back to sending after at most {max(found.restarts):.1f} s")
    faults = found.faults()
    print(f"{len(faults)} faults", *faults[:20], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pauses", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    raise SystemExit(asyncio.run(_soak(given.recipients, given.kills, given.pauses, given.seed)))
