"""Many people at once, for campaigns: met, registered, members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dialog.wire import Address, Outcome, Outgoing, Sent
from handlers import campaigns as use
from handlers.campaign_clock import tick
from handlers.campaigns import No, Order, Report
from handlers.delivery import Pump
from handlers.house import House
from handlers.officer import Officer
from handlers.sealed import seal_answers, seal_number
from storage import members, people, registrations
from storage.members import Member
from storage.people import Known, Newcomer
from storage.registrations import Filed, Filing
from storage.tables import campaign_recipients
from tests import ledger

WRITER = Officer("cli:petugas")
SECOND = Officer("telegram:900")


async def met(house: House, count: int, channel: str = "telegram", first: int = 1) -> list[Known]:
    """So many people who have talked to the bot, by the keys 1, 2, 3 …"""
    keys = [Address(channel, str(first + number)) for number in range(count)]
    async with house.db.write() as tx:
        found = await people.add(
            tx, [Newcomer(one, f"Orang {one.key}") for one in keys], house.now()
        )
    return [found[one] for one in keys]


@dataclass(frozen=True, slots=True)
class Worker:
    """What is known of somebody who registered."""

    nik: str = "1311010101900001"
    name: str = "Budi Santoso"
    nagari: str = "13.11.01.2001"
    occupation: str = "petani"
    status: str = "submitted"
    payer: str = "self"
    income: str = "900000"
    programmes: str = "jkk,jkm"


async def registered(house: House, one: Known, worker: Worker) -> None:
    number = f"PD-26-{one.person_id:06d}"
    answers = {
        "full_name": worker.name, "nik": worker.nik, "nagari": worker.nagari,
        "occupation": worker.occupation, "income": worker.income, "programmes": worker.programmes,
    }  # fmt: skip
    filing = Filing(
        one.person_id, number, house.vault.digest(worker.nik),
        seal_answers(house.vault, answers, number), worker.nagari[:8], worker.nagari,
        worker.occupation, worker.programmes, worker.payer, "teman", one.address.channel, "2026",
    )  # fmt: skip
    async with house.db.write() as tx:
        await registrations.add_all(tx, [Filed(filing, worker.status, house.now())])


async def paid(house: House, nik: str, until: str, payer: str = "self") -> None:
    key = house.vault.digest(nik)
    async with house.db.write() as tx:
        held = Member(key, seal_number(house.vault, "26011234567", key), until, payer)
        await members.put(tx, [held], house.now())


async def drafted(house: House, text: str = "Halo", audience: str = "all", **more: object) -> int:
    """A campaign with its list frozen, started if its time has come."""
    made = await use.draft(house, Order(text, audience, **more), WRITER)  # type: ignore[arg-type]
    assert not isinstance(made, No), made
    await tick(house)
    await tick(house)
    return made


async def report(house: House, campaign_id: int) -> Report:
    """How it stands; the sum is looked at every time somebody looks."""
    found = await use.report(house, campaign_id)
    assert found is not None
    rows = [row for row in await ledger.rows(house, campaign_recipients)
            if row["campaign_id"] == campaign_id]  # fmt: skip
    assert found.total == sum(found.states.values()) == len(rows)
    assert len({row["person_id"] for row in rows}) == len(rows)
    return found


async def states(house: House, campaign_id: int) -> dict[str, int]:
    found = await report(house, campaign_id)
    return {state: count for state, count in found.states.items() if count}


async def lines(house: House, campaign_id: int) -> list[tuple[str, str | None]]:
    """State and reason of each line, by person."""
    rows = await ledger.rows(house, campaign_recipients)
    return [(r["state"], r["reason"]) for r in rows if r["campaign_id"] == campaign_id]


@dataclass
class Network:
    """A network with people of whom some cannot be reached; counts who got what."""

    name: str = "telegram"
    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    sent: list[Outgoing] = field(default_factory=list[Outgoing])

    async def send(self, message: Outgoing) -> Outcome:
        outcome = self.outcomes.get(message.to.key, Sent(message.replaces or str(message.id)))
        if isinstance(outcome, Sent):
            self.sent.append(message)
        return outcome

    def got(self) -> Counter[str]:
        return Counter(message.to.key for message in self.sent)


def pump(house: House, network: Network, rate: float = 1000.0) -> Pump:
    """Its second goes by with every look at the clock."""
    ticks = iter(range(10**9))
    return Pump(house, network, rate, "test", lambda: float(next(ticks)))


async def send_all(house: House, network: Network) -> None:
    await pump(house, network).drain()
    await tick(house)


def keys(found: Sequence[Known]) -> list[str]:
    return [one.address.key for one in found]
