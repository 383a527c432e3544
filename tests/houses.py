"""A house for tests: real database, fixed clock and chance, a channel that only records."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog.hours import Hours
from dialog.wire import BOLD_OFF, BOLD_ON, Address, Choice, Incoming, Outcome, Outgoing, Sent
from handlers.book import open_book
from handlers.delivery import Pump
from handlers.house import House, Rules
from handlers.mind import open_mind
from handlers.pupil import Pupil
from handlers.turns import take
from messages import catalog
from messages.catalog import Catalog
from storage.database import Database
from storage.migrations import upgrade
from storage.vault import Vault
from understanding.topics import Mind

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 WIB
ADMIN = Address("telegram", "900")


@cache
def mind() -> Mind:
    """Learned, or read, once for all tests."""
    return open_mind()


@cache
def words() -> Catalog:
    """Loaded once for all tests: it never changes."""
    return catalog.load("13.11", 90)


async def migrate(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, time: timedelta) -> None:
        self.at += time


@dataclass
class Recorder:
    """An outlet that keeps what it was given; scripted outcomes come first."""

    name: str = "telegram"
    sent: list[Outgoing] = field(default_factory=list)
    script: list[Outcome] = field(default_factory=list)

    async def send(self, message: Outgoing) -> Outcome:
        outcome = self.script.pop(0) if self.script else Sent(str(message.id))
        if isinstance(outcome, Sent):
            self.sent.append(message)
        return outcome


def plain(body: str) -> str:
    return body.replace(BOLD_ON, "").replace(BOLD_OFF, "")


@asynccontextmanager
async def house_at(
    url: str,
    folder: Path,
    clock: Clock | None = None,
    *,
    hours: Hours | None = None,
    desk: Address | None = None,
    rates: Mapping[str, float] | None = None,
) -> AsyncIterator[House]:
    """The house over an empty or existing database, migrated. `desk`: the officers' group.
    `rates`: the channels on which campaigns go out, if other ones than usual."""
    database = Database(url)
    await upgrade(database)
    loaded = replace(words(), hours=hours)
    numbers = count(1)
    rules = Rules(
        ZoneInfo("Asia/Jakarta"),
        folder,
        "http://127.0.0.1:8080",
        admins=frozenset({ADMIN}),
        desk=desk,
    )
    if rates:
        rules = replace(rules, rates=rates)
    pupil = Pupil(mind())
    try:
        yield House(
            database,
            Vault([bytes(32)]),
            loaded,
            open_book(loaded, pupil, pupil.written),
            rules,
            clock or Clock(),
            lambda: f"token-000x{next(numbers):012}",
            pupil,
        )
    finally:
        await database.close()


class Talk:
    """One person talking to the bot through the whole house, message by message."""

    def __init__(self, house: House, key: str = "1", channel: str = "telegram") -> None:
        self._house = house
        self.address = Address(channel, key)
        self.outlet = Recorder(channel)
        self._pump = Pump(house, self.outlet, 1000.0, "test", lambda: 0.0)
        self._ids = count(1)

    async def say(self, text: str) -> str:
        """What the bot answers, as plain text."""
        return await self._hear(Incoming(self.address, self._id(), text, self._house.now()))

    async def tap(self, label: str) -> str:
        """Presses the button with this label under the last message."""
        choice = self.choice(label)
        return await self.press(choice.id, choice.label)

    async def press(self, choice: str, label: str = "") -> str:
        """Presses a button by its id, also one that was never shown."""
        event = Incoming(self.address, self._id(), label, self._house.now(), "tap", choice)
        return await self._hear(event)

    async def send(self, event: Incoming) -> str:
        return await self._hear(event)

    def choice(self, label: str) -> Choice:
        return next(one for one in self.outlet.sent[-1].choices if one.label == label)

    def _id(self) -> str:
        return f"{self.address}-{next(self._ids)}"

    async def _hear(self, event: Incoming) -> str:
        before = len(self.outlet.sent)
        await take(self._house, [event])
        await self._pump.drain()
        return "\n\n".join(plain(one.body) for one in self.outlet.sent[before:])

    async def drain(self) -> list[Outgoing]:
        """Sends what waits for this channel, to anybody."""
        before = len(self.outlet.sent)
        await self._pump.drain()
        return self.outlet.sent[before:]


REGISTRATION = (
    "daftar", "setuju", "Budi Santoso", "1311010101900001", "ya", "0812 3456 7890",
    "Lubuk Gadang", "petani", "menyadap karet", "tidak", "tidak", "900 ribu",
    "JKK + JKM", "sendiri", "teman",
)  # fmt: skip
"""What a worker says up to the review."""


async def register(talk: Talk, nik: str = "1311010101900001") -> str:
    """A whole pre-registration; the last answer of the bot."""
    for text in REGISTRATION:
        await talk.say(nik if text == "1311010101900001" else text)
    return await talk.say("kirim")
