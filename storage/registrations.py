"""Pre-registrations: at most one open a person, at most one a NIK."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, RowMapping, Select, bindparam, func, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.database import Transaction, insert, insert_for
from storage.tables import OPEN, registrations


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person hands in. Everything that names them is in `sealed`."""

    person_id: int
    number: str
    nik_hash: bytes
    sealed: bytes
    district: str | None
    nagari: str | None
    occupation: str | None
    programmes: str | None
    payer: str | None
    source: str | None
    channel: str
    consent_version: str
    phone_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A stored pre-registration."""

    id: int
    number: str
    person_id: int
    status: str
    sealed: bytes | None
    channel: str
    source: str | None
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which registrations: UTC moments, `until` excluded; empty fields do not filter."""

    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    nagari: str | None = None


async def open_of(tx: Transaction, person_id: int) -> Registration | None:
    query = select(registrations).where(registrations.c.person_id == person_id, text(OPEN))
    row = (await tx.execute(query)).one_or_none()
    return _from(row._mapping) if row else None


async def latest_of(tx: Transaction, person_id: int) -> Registration | None:
    """The newest, whatever became of it."""
    query = (
        select(registrations)
        .where(registrations.c.person_id == person_id)
        .order_by(registrations.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    return _from(row._mapping) if row else None


_COUNT_OF = select(func.count()).where(registrations.c.person_id == bindparam("person"))


async def count_of(tx: Transaction, person_id: int) -> int:
    return int((await tx.execute(_COUNT_OF, {"person": person_id})).scalar_one())


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing with the status and the moment it gets."""

    filing: Filing
    status: str
    at: datetime


async def add(tx: Transaction, filing: Filing, at: datetime) -> str | None:
    """Stores it and returns its status: `review` when the NIK is taken by somebody else.

    Nothing is stored, and nothing returned, when the person has an open one already.
    """
    adding = _adding(tx.dialect.name)
    for status in ("submitted", "review"):
        if (await tx.execute(adding, _row(Filed(filing, status, at)))).first():
            return status
    return None


@cache
def _adding(dialect: str) -> Executable:
    statement = insert_for(dialect, registrations).on_conflict_do_nothing()
    return statement.returning(registrations.c.id)


async def add_all(tx: Transaction, filed: Sequence[Filed]) -> None:
    """Many at once, as they are. Fails, and undoes all, if one of them may not be."""
    if filed:
        await tx.execute(insert(tx, registrations), [_row(one) for one in filed])


def _row(filed: Filed) -> dict[str, object]:
    filing = filed.filing
    return {
        **_columns(filing), "number": filing.number, "status": filed.status,
        "person_id": filing.person_id, "channel": filing.channel,
        "submitted_at": filed.at, "updated_at": filed.at,
    }  # fmt: skip


async def replace(tx: Transaction, filing: Filing, at: datetime) -> str:
    """Overwrites the person's open registration; returns its status, as `add` does.

    The schema is asked by trying: between a look and the update somebody else may take the NIK.
    """
    try:
        async with tx.begin_nested():
            await _overwrite(tx, filing, "submitted", at)
    except IntegrityError:
        await _overwrite(tx, filing, "review", at)
        return "review"
    return "submitted"


async def _overwrite(tx: Transaction, filing: Filing, status: str, at: datetime) -> None:
    await tx.execute(
        update(registrations)
        .where(registrations.c.person_id == filing.person_id, text(OPEN))
        .values(**_columns(filing), status=status, updated_at=at)
    )


def _columns(filing: Filing) -> dict[str, object]:
    names = (
        "nik_hash", "phone_hash", "sealed", "district", "nagari", "occupation", "programmes",
        "payer", "source", "consent_version",
    )  # fmt: skip
    return {name: getattr(filing, name) for name in names}


async def erase(tx: Transaction, person_id: int, at: datetime) -> int:
    """Forgets who it was; that something was filed, and when, stays for the counts."""
    done = await tx.execute(
        update(registrations)
        .where(registrations.c.person_id == person_id, registrations.c.status != "erased")
        .values(
            status="erased", nik_hash=None, phone_hash=None, sealed=None, nagari=None,
            occupation=None, updated_at=at,
        )
    )  # fmt: skip
    return done.rowcount


async def stream(tx: Transaction, wanted: Filter, page: int = 500) -> AsyncIterator[Registration]:
    """In the order they were filed, a page at a time: memory does not grow with the count."""
    last = 0
    while True:
        query = _filtered(wanted).where(registrations.c.id > last)
        rows = (await tx.execute(query.order_by(registrations.c.id).limit(page))).all()
        for row in rows:
            yield _from(row._mapping)
        if len(rows) < page:
            return
        last = rows[-1].id


async def count(tx: Transaction, wanted: Filter) -> int:
    query = select(func.count()).select_from(_filtered(wanted).subquery())
    return int((await tx.execute(query)).scalar_one())


def _filtered(wanted: Filter) -> Select[Any]:
    query = select(registrations).where(registrations.c.status != "erased")
    if wanted.since:
        query = query.where(registrations.c.submitted_at >= wanted.since)
    if wanted.until:
        query = query.where(registrations.c.submitted_at < wanted.until)
    if wanted.status:
        query = query.where(registrations.c.status == wanted.status)
    if wanted.nagari:
        query = query.where(registrations.c.nagari == wanted.nagari)
    return query


def _from(row: RowMapping) -> Registration:
    return Registration(
        row["id"], row["number"], row["person_id"], row["status"], row["sealed"],
        row["channel"], row["source"], row["submitted_at"],
    )  # fmt: skip
