"""Fills an empty database with made-up people, sealed as real ones are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice

from dialog.session import Session
from dialog.wire import Address
from handlers.demo_people import DRAFT, Worker, workers
from handlers.house import House
from handlers.registration import FORM
from handlers.sealed import seal_answers, seal_session
from messages.catalog import CONSENT_VERSION
from storage import consents, people, registrations, sessions
from storage.database import Transaction
from storage.people import Known, Newcomer
from storage.registrations import Filed, Filing

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Filled:
    """How many were made."""

    people: int
    registrations: int
    drafts: int


async def fill(
    house: House, how_many: int, seed: int, passed: Callable[[int], object]
) -> Filled | None:
    """Nothing, where anybody is known already. `passed` hears how many more are done."""
    now = house.now()
    made = workers(how_many, house.catalog.places, house.today(now), seed)
    drafts = 0
    async with house.db.write() as tx:
        if await people.are_known(tx):
            return None
        keys = count(1)
        while batch := list(islice(made, BATCH)):
            drafts += await _store(house, tx, [(f"rekaan-{next(keys)}", w) for w in batch], now)
            passed(len(batch))
    return Filled(how_many, how_many - drafts, drafts)


async def _store(
    house: House, tx: Transaction, batch: Sequence[tuple[str, Worker]], now: datetime
) -> int:
    """One batch, a statement for each kind of row; returns how many are drafts."""
    met = await people.add(tx, [_newcomer(key, worker) for key, worker in batch], now)
    known = [met[Address(worker.channel, key)] for key, worker in batch]
    pairs = [(one, worker) for one, (_, worker) in zip(known, batch, strict=True)]
    filed = [_filed(house, *pair, now) for pair in pairs if pair[1].status != DRAFT]
    drafts = [_draft(house, *pair) for pair in pairs if pair[1].status == DRAFT]
    await registrations.add_all(tx, filed)
    await consents.give_all(tx, FORM, CONSENT_VERSION, _agreed(filed))
    if drafts:
        await sessions.save(tx, drafts, now)
    return len(drafts)


def _newcomer(key: str, worker: Worker) -> Newcomer:
    return Newcomer(Address(worker.channel, key), worker.answers.get("full_name", ""), "demo")


def _filed(house: House, known: Known, worker: Worker, now: datetime) -> Filed:
    at = now - timedelta(days=worker.days_ago)
    number = f"PD-{house.today(at):%y}-{known.person_id:06d}"
    answers = worker.answers
    filing = Filing(
        person_id=known.person_id,
        number=number,
        nik_hash=house.vault.digest(answers["nik"]),
        sealed=seal_answers(house.vault, answers, number),
        district=answers["district"],
        nagari=answers["nagari"],
        occupation=answers["occupation"],
        programmes=answers["programmes"],
        payer=answers["payer"],
        source=answers["source"],
        channel=worker.channel,
        consent_version=CONSENT_VERSION,
    )
    return Filed(filing, worker.status, at)


def _agreed(filed: Iterable[Filed]) -> list[tuple[int, str, datetime]]:
    return [(one.filing.person_id, one.filing.channel, one.at) for one in filed]


def _draft(house: House, known: Known, worker: Worker) -> sessions.Saved:
    """In the middle of the form. Nothing wakes it: nobody is there to be reminded."""
    answers = dict(worker.answers)
    fields = [question.field for question in house.book.forms[FORM].questions]
    asked = next((field for field in fields if field not in answers), None)
    session = Session(form=FORM, asked=asked, answers=answers, run=1)
    sealed = seal_session(house.vault, session, known.person_id)
    return sessions.Saved(known.person_id, 0, known.address_id, FORM, asked, sealed, None)
