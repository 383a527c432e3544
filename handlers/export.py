"""Pre-registrations become a file: asked for, made by the clock, fetched once, gone."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialog.effects import RequestExport
from dialog.session import Person, Say
from dialog.turns import command_offer
from dialog.wire import Address
from handlers.export_files import WRITERS, Row, Written
from handlers.export_rows import STATUSES, Order, rows, size
from handlers.house import House
from handlers.sealed import seal_message
from messages.filters import mask_all
from storage import audit, exports, outbox
from storage.database import Transaction
from storage.exports import Job
from storage.people import Known

LINK_LIFE = timedelta(hours=24)
AFTER_FETCH = timedelta(hours=1)
"""A fetched file stays this long: a slow connection may still be reading it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file that nobody was told of yet."""

    job: Job
    order: Order
    draft: Path
    written: Written


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
    return await ask(tx, known, order, wanted.reason, now)


async def ask(
    tx: Transaction, known: Known, order: Order, reason: str, now: datetime
) -> tuple[Say, ...]:
    """For whoever may have it: that was looked at before."""
    wanted = json.dumps(_told(order))
    job = await exports.ask(tx, str(known.address), known.address_id, wanted, reason, now)
    details = {**_told(order), "reason": reason, "job": job}
    await audit.note(tx, str(known.address), "export asked", details, now)
    return (Say("ekspor/diminta", {}, (command_offer("menu"),)),)


def _told(order: Order) -> dict[str, object]:
    """The campaign only where it is about one."""
    return {name: value for name, value in asdict(order).items() if name != "campaign" or value}


async def make_waiting(house: House) -> int:
    """Makes the files that were asked for in chat and sends each asker a one-time link."""
    async with house.db.read() as tx:
        jobs = await exports.waiting(tx)
    for job in jobs:
        await _make(house, job)
    return len(jobs)


async def _make(house: House, job: Job) -> None:
    """Under a name of its own first: a second maker of the same file cannot spoil this one."""
    order = Order(**json.loads(job.filter))
    draft = folder(house) / f".{house.token()}.{order.format}"
    try:
        written = await write(house, order, draft)
    except Exception:
        await _give_up(house, job)
        raise
    try:
        await _hand_over(house, Made(job, order, draft, written))
    finally:
        draft.unlink(missing_ok=True)


async def _hand_over(house: House, made: Made) -> None:
    """File name, audit line and message in one transaction: run twice, it happens once."""
    now = house.now()
    async with house.db.write() as tx:
        if made.written.rows:
            reply = await _link(house, tx, made, now)
        else:
            done = await exports.close(tx, made.job.id, "expired")
            reply = Say("ekspor/kosong") if done else None
        if reply is None:
            return
        await note(tx, made.job.asked_by, made.order, made.job.reason, made.written, now)
        await _tell(house, tx, made.job, reply, now)


async def _link(house: House, tx: Transaction, made: Made, now: datetime) -> Say | None:
    """The one-time link; nothing when another maker was first."""
    token = house.token()
    path = folder(house) / f"{made.order.stem}-{made.job.id}.{made.order.format}"
    if not await exports.ready(tx, made.job.id, fingerprint(token), str(path), now + LINK_LIFE):
        return None
    made.draft.replace(path)
    link = f"{house.rules.public_url}/download/{token}"
    hours = int(LINK_LIFE / timedelta(hours=1))
    return Say("ekspor/siap", {"tautan": link, "baris": made.written.rows, "jam": hours})


async def _give_up(house: House, job: Job) -> None:
    now = house.now()
    async with house.db.write() as tx:
        if await exports.close(tx, job.id, "failed"):
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
        **_told(order),
        "reason": mask_all(reason),
        "rows": written.rows,
        "sha256": written.sha256,
    }
    await audit.note(tx, actor, "export", details, now)


Passed = Callable[[], object]
"""Called after each row."""


def _unheard() -> None:
    """Nobody looks on."""


async def to_file(
    house: House, order: Order, path: Path, actor: str, reason: str, passed: Passed = _unheard
) -> Written:
    """For the command line: the file where it was asked for, and its audit line."""
    written = await write(house, order, path, passed)
    async with house.db.write() as tx:
        await note(tx, actor, order, reason, written, house.now())
    return written


async def write(house: House, order: Order, path: Path, passed: Passed = _unheard) -> Written:
    """The file, readable by this user alone; none at all if it cannot be finished.
    Reads in pages: memory does not grow with rows."""
    try:
        async with house.db.read() as tx:
            found = _heard(rows(house, tx, order), passed)
            return await WRITERS[order.format](path, found, order.columns)
    except BaseException:
        await asyncio.to_thread(_discard, path)
        raise


def _discard(path: Path) -> None:
    """Never a device that was named as the place to write to."""
    if path.is_file():
        path.unlink()


async def _heard(source: AsyncIterator[Row], passed: Passed) -> AsyncIterator[Row]:
    async for row in source:
        yield row
        passed()


async def fetch(house: House, token: str) -> Path | None:
    """The file behind a link, once; an audit line tells that it was taken."""
    now = house.now()
    async with house.db.write() as tx:
        taken = await exports.fetch(tx, fingerprint(token), now, now + AFTER_FETCH)
        if taken is None:
            return None
        job_id, path = taken
        await audit.note(tx, "link", "export fetched", {"job": job_id}, now)
    return Path(path)


async def clean(house: House) -> int:
    """Deletes the files whose time is over, and what a killed process left behind."""
    now = house.now()
    async with house.db.write() as tx:
        paths = await exports.expired(tx, now)
    stale = [path for path in folder(house).iterdir() if _changed(path) < now - LINK_LIFE]
    over = {*map(Path, paths), *stale}
    for path in over:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(over)


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


__all__ = [
    "STATUSES",
    "Order",
    "clean",
    "fetch",
    "make_waiting",
    "request",
    "size",
    "to_file",
    "write",
]
