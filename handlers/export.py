"""Pre-registrations become a file: asked for, made by the clock, fetched once, gone."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog.effects import RequestExport
from dialog.session import Person, Say
from dialog.turns import command_offer
from dialog.wire import Address
from handlers.export_files import WRITERS, Row, Written
from handlers.house import House
from handlers.sealed import open_answers, open_session, seal_message
from messages.places import OUTSIDE
from storage import audit, exports, outbox, registrations, sessions
from storage.database import Transaction
from storage.exports import Job
from storage.people import Known
from storage.registrations import Filter, Registration

LINK_LIFE = timedelta(hours=24)
DRAFT = "draft"
STATUSES = ("submitted", "review", "registered", "rejected", DRAFT)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants in the file. Dates are local and inclusive; empty means all."""

    format: str
    since: str = ""
    until: str = ""
    status: str = ""
    nagari: str = ""


async def request(
    tx: Transaction,
    known: Known,
    person: Person,
    wanted: RequestExport,
    now: datetime,
) -> tuple[Say, ...]:
    """The role is checked here, whatever the menu showed. Job and audit line come together."""
    if "admin" not in person.roles:
        return (Say("umum/tidak_berhak", {}, (command_offer("menu"),)),)
    order = Order(wanted.format, wanted.since, wanted.until, wanted.status)
    job = await exports.ask(
        tx, str(known.address), known.address_id, json.dumps(asdict(order)), wanted.reason, now
    )
    details = {**asdict(order), "reason": wanted.reason, "job": job}
    await audit.note(tx, str(known.address), "export asked", details, now)
    return (Say("ekspor/diminta", {}, (command_offer("menu"),)),)


async def make_waiting(house: House) -> int:
    """Makes the files that were asked for in chat and sends each asker a one-time link."""
    async with house.db.read() as tx:
        jobs = await exports.waiting(tx)
    for job in jobs:
        await _make(house, job)
    return len(jobs)


async def _make(house: House, job: Job) -> None:
    order = Order(**json.loads(job.filter))
    path = folder(house) / f"pra-pendaftaran-{job.id}.{order.format}"
    try:
        written = await write(house, order, path)
    except Exception:
        await _give_up(house, job)
        raise
    await _hand_over(house, job, order, path, written)


async def _hand_over(house: House, job: Job, order: Order, path: Path, written: Written) -> None:
    now = house.now()
    token = house.token()
    expires = now + LINK_LIFE
    async with house.db.write() as tx:
        if not await exports.ready(tx, job.id, fingerprint(token), str(path), expires):
            return
        await note(tx, job.asked_by, order, job.reason, written, now)
        link = f"{house.rules.public_url}/download/{token}"
        hours = int(LINK_LIFE / timedelta(hours=1))
        params = {"tautan": link, "baris": written.rows, "jam": hours}
        await _tell(house, tx, job, Say("ekspor/siap", params), now)


async def _give_up(house: House, job: Job) -> None:
    now = house.now()
    async with house.db.write() as tx:
        await exports.failed(tx, job.id)
        await _tell(house, tx, job, Say("ekspor/gagal"), now)


async def _tell(house: House, tx: Transaction, job: Job, reply: Say, now: datetime) -> None:
    """Somebody waits for this: it goes in the reply lane, also at night."""
    if job.address_id is None:
        return
    to = Address(*job.asked_by.split(":", 1))
    message = house.catalog.compose([reply], house.today(now))
    sealed = seal_message(house.vault, message, job.address_id)
    promise = outbox.Promise(job.address_id, to, outbox.REPLY, sealed)
    await outbox.put(tx, [promise], now)
    house.bell.ring(to.channel)


def folder(house: House) -> Path:
    made = house.rules.data_dir / "exports"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def fingerprint(token: str) -> str:
    """What the database keeps of a link: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


async def note(
    tx: Transaction, actor: str, order: Order, reason: str, written: Written, now: datetime
) -> None:
    """Who, when, which filter, why, how many rows, and the hash of the file."""
    details = {
        **asdict(order),
        "reason": reason,
        "rows": written.rows,
        "sha256": written.sha256,
    }
    await audit.note(tx, actor, "export", details, now)


async def to_file(house: House, order: Order, path: Path, actor: str, reason: str) -> Written:
    """For the command line: the file where it was asked for, and its audit line."""
    written = await write(house, order, path)
    async with house.db.write() as tx:
        await note(tx, actor, order, reason, written, house.now())
    return written


async def write(house: House, order: Order, path: Path) -> Written:
    """The file, readable by this user alone. Reads in pages: memory does not grow with rows."""
    async with house.db.read() as tx:
        source = _drafts(house, tx) if order.status == DRAFT else _filed(house, tx, order)
        return await WRITERS[order.format](path, source)


async def _filed(house: House, tx: Transaction, order: Order) -> AsyncIterator[Row]:
    async for registration in registrations.stream(tx, _filter(order, house.rules.zone)):
        if registration.sealed is not None:
            answers = open_answers(house.vault, registration.sealed, registration.number)
            yield _row(house, registration, answers)


def _row(house: House, one: Registration, answers: dict[str, str]) -> Row:
    local = one.submitted_at.astimezone(house.rules.zone)
    return {
        **answers,
        **_place_names(house, answers),
        "number": one.number,
        "status": one.status,
        "submitted_at": local.isoformat(timespec="seconds"),
        "channel": one.channel,
        "source": one.source or "",
    }


async def _drafts(house: House, tx: Transaction) -> AsyncIterator[Row]:
    """Answers of people in the middle of the form: staff can help them finish."""
    async for one in sessions.unfinished(tx, "daftar"):
        answers = dict(open_session(house.vault, one.sealed, one.person_id).answers)
        updated = one.updated_at.astimezone(house.rules.zone).isoformat(timespec="seconds")
        places = _place_names(house, answers)
        yield {**answers, **places, "status": DRAFT, "submitted_at": updated}


def _place_names(house: House, answers: dict[str, str]) -> dict[str, str]:
    """Official names instead of codes, as the import expects them back."""
    fields = ("district", "nagari")
    named = {name: house.catalog.places.name_of(answers.get(name, "")) for name in fields}
    if answers.get("district") == OUTSIDE:
        named["district"] = answers.get("outside_address", "")
    return named


def _filter(order: Order, zone: ZoneInfo) -> Filter:
    return Filter(
        since=_midnight(order.since, zone),
        until=_midnight(order.until, zone, days=1),
        status=order.status or None,
        nagari=order.nagari or None,
    )


def _midnight(day: str, zone: ZoneInfo, days: int = 0) -> datetime | None:
    if not day:
        return None
    found = date.fromisoformat(day) + timedelta(days=days)
    return datetime(found.year, found.month, found.day, tzinfo=zone)


async def fetch(house: House, token: str) -> Path | None:
    """The file behind a link, once; an audit line tells that it was taken."""
    now = house.now()
    async with house.db.write() as tx:
        taken = await exports.fetch(tx, fingerprint(token), now)
        if taken is None:
            return None
        job_id, path = taken
        await audit.note(tx, "link", "export fetched", {"job": job_id}, now)
    return Path(path)


async def clean(house: House) -> int:
    """Deletes the files whose time is over."""
    async with house.db.write() as tx:
        paths = await exports.expired(tx, house.now())
    _delete(paths)
    return len(paths)


def _delete(paths: Sequence[str]) -> None:
    for path in paths:
        Path(path).unlink(missing_ok=True)
