"""What a use case needs: the database, the words, the clock, the rules of the installation."""

import asyncio
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog.flow import Book
from dialog.quiet_time import Quiet, QuietRules, quiet
from dialog.silence import Patience
from dialog.wire import Address
from handlers.gallery import PHOTO, Gallery, look_up
from handlers.pupil import Pupil
from messages.catalog import Catalog
from storage.database import Database
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a conversation with an officer may stand still before something happens."""

    answer: timedelta = timedelta(minutes=15)  # then the person is told that nobody has come yet
    silence: timedelta = timedelta(minutes=60)  # of both sides: then the bot takes over again
    give_up: timedelta = timedelta(days=3)  # then a request that nobody took is closed


@dataclass(frozen=True, slots=True)
class Rules:
    """How this installation is set up."""

    zone: ZoneInfo
    data_dir: Path
    public_url: str
    quiet: QuietRules = field(default_factory=QuietRules)
    admins: frozenset[Address] = frozenset()
    retention_days: int = 90
    patience: Patience = field(default_factory=Patience)
    waits: Waits = field(default_factory=Waits)
    desk: Address | None = None  # the group in which officers answer
    approval_above: int = 100  # campaigns to more people need a second person
    campaign_cap: int = 3  # campaigns one person may get in seven days
    rates: Mapping[str, float] = field(default_factory=lambda: {"telegram": 25.0, "web": 10_000.0})
    """Messages a second of each channel there is; a channel without one reaches nobody."""
    first_words: int = 250  # people a day who may be written to outside their window
    monthly_cap: int | None = None  # rupiah for WhatsApp; from then on campaigns wait


class Bell:
    """Tells the pumps of this process that there is something to send."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = {}

    def of(self, channel: str) -> asyncio.Event:
        return self._events.setdefault(channel, asyncio.Event())

    def ring(self, channel: str) -> None:
        self.of(channel).set()


@dataclass(frozen=True, slots=True)
class House:
    """Everything behind the doors of a use case. Built once, in bot.py."""

    db: Database
    vault: Vault
    catalog: Catalog
    book: Book
    rules: Rules
    now: Callable[[], datetime]
    token: Callable[[], str]
    pupil: Pupil
    bell: Bell = field(default_factory=Bell)
    gallery: Gallery = field(default_factory=Gallery)

    def __post_init__(self) -> None:
        self.gallery.teach(PHOTO, functools.partial(look_up, self.db, self.vault))

    def today(self, at: datetime) -> date:
        """The day it is where the people are."""
        return at.astimezone(self.rules.zone).date()

    def local(self, at: datetime) -> datetime:
        """The moment on the clocks of the people here."""
        return at.astimezone(self.rules.zone)

    def quiet(self, at: datetime) -> Quiet | None:
        """Why nothing may be said first at that moment, and until when; nothing if it may."""
        return quiet(at.astimezone(self.rules.zone), self.rules.quiet)

    def is_quiet(self, at: datetime) -> bool:
        return self.quiet(at) is not None
