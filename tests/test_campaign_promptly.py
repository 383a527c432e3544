"""Two seconds: a pause, the end of a campaign and BERHENTI hold from then on, at full pace."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from dialog.wire import Incoming, Outcome, Outgoing, Sent
from handlers import campaigns as use
from handlers.campaign_clock import tick
from handlers.delivery import Pump
from handlers.house import House
from handlers.turns import take
from storage.people import Known
from tests.crowd import SECOND, drafted, met, states
from tests.houses import Clock

RATE = 25.0
STEP = timedelta(seconds=1 / RATE)
MANY, BEFORE = 300, 100
LATEST = timedelta(seconds=2)
NEWS = "Besok petugas datang."


@dataclass
class Watched:
    """A network that notes who got the news when, on the clock of the house."""

    clock: Clock
    name: str = "telegram"
    news: list[tuple[str, timedelta]] = field(default_factory=list[tuple[str, timedelta]])

    def __post_init__(self) -> None:
        self.began = self.clock.at

    def gone(self) -> timedelta:
        return self.clock.at - self.began

    async def send(self, message: Outgoing) -> Outcome:
        if message.body == NEWS:
            self.news.append((message.to.key, self.gone()))
        return Sent(str(message.id))


@pytest.fixture
def network(clock: Clock) -> Watched:
    return Watched(clock)


async def running(house: House) -> tuple[int, Sequence[Known]]:
    people = await met(house, MANY)
    made = await drafted(house, NEWS)
    await use.approve(house, made, SECOND)
    await tick(house)
    return made, people


async def run(house: House, network: Watched, then: Callable[[], Awaitable[object]]) -> timedelta:
    """Sends at the usual pace until all could have it; when `then` happened, on the way."""
    pump = Pump(house, network, RATE, "test", lambda: network.gone().total_seconds())
    happened: timedelta | None = None
    for _ in range(2 * MANY):
        network.clock.forward(STEP)
        await pump.drain()
        if happened is None and len(network.news) >= BEFORE:
            await then()
            happened = network.gone()
    assert happened is not None
    return happened


@pytest.mark.parametrize(
    ("stop", "state"), [(use.pause, "queued"), (use.cancel, "cancelled")], ids=["pause", "cancel"]
)
async def test_what_an_officer_stops_stops(
    house: House, network: Watched, stop: Callable[[House, int, str], Awaitable[object]], state: str
) -> None:
    made, _ = await running(house)
    at = await run(house, network, lambda: stop(house, made, "cli:officer"))
    await tick(house)
    assert all(left <= at + LATEST for _, left in network.news)
    assert (await states(house, made)).keys() == {"sent", state}


async def test_who_says_berhenti_gets_none_of_it(house: House, network: Watched) -> None:
    _, people = await running(house)
    last = people[-50:]

    async def stop() -> None:
        said = [
            Incoming(one.address, f"stop {one.person_id}", "berhenti", house.now()) for one in last
        ]
        await take(house, said)

    at = await run(house, network, stop)
    had = {key for key, left in network.news if left > at + LATEST}
    assert had
    assert not had & {one.address.key for one in last}
