"""One transaction under way: what it works with, and what it owes others when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialog.session import Say
from dialog.wire import Address, Picture, Thread
from handlers.house import House
from handlers.sealed import seal_message
from storage import outbox
from storage.database import Transaction
from storage.people import Known


@dataclass(frozen=True, slots=True)
class Work:
    """Owed: things that people must know (by person), said in a turn of their own once the turns
    of this transaction are stored; and bells to ring (by channel) once it is committed."""

    house: House
    tx: Transaction
    now: datetime
    told: dict[int, Say] = field(default_factory=dict[int, Say])
    bells: set[str] = field(default_factory=set[str])

    def ring(self) -> None:
        for channel in self.bells:
            self.house.bell.ring(channel)


@dataclass(frozen=True, slots=True)
class Letter:
    """Words to somebody outside a turn of theirs. `about`: whose words they pass on, if any."""

    address_id: int
    to: Address
    says: tuple[Say, ...]
    lane: int = outbox.REPLY
    language: str = "id"
    about: int | None = None
    thread: Thread | None = None
    picture: Picture | None = None


def first_word(to: Known, say: Say, about: int | None = None) -> Letter:
    """To somebody who did not ask just now: it waits for the hours in which one may speak."""
    return Letter(to.address_id, to.address, (say,), outbox.REMINDER, about=about)


def answer(to: Known, say: Say) -> Letter:
    """To somebody who waits for it."""
    return Letter(to.address_id, to.address, (say,))


async def post(work: Work, letters: Sequence[Letter]) -> None:
    """Promises them, to be sent like everything else."""
    promises = [_promise(work, letter) for letter in letters]
    if promises:
        await outbox.put(work.tx, promises, work.now)
    work.bells.update(letter.to.channel for letter in letters)


def _promise(work: Work, letter: Letter) -> outbox.Promise:
    house = work.house
    message = house.catalog.compose(letter.says, house.today(work.now), letter.language)
    message = replace(message, picture=letter.picture or message.picture)
    sealed = seal_message(house.vault, message, letter.address_id, letter.thread)
    return outbox.Promise(letter.address_id, letter.to, letter.lane, sealed, letter.about)
