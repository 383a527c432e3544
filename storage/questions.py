"""What people asked and were not answered. Nobody's name is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, delete, exists, func, literal, select, update

from storage.database import Transaction, insert
from storage.tables import questions

IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Noted:
    """A question to keep. `digest` is of its words, `day` the local one: together they are new
    once."""

    day: str
    digest: bytes
    sealed: bytes
    kind: str
    topic: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Open:
    """A question nobody has dealt with yet."""

    id: int
    day: str
    digest: bytes
    sealed: bytes
    kind: str
    topic: str | None
    language: str
    at: datetime


async def note(tx: Transaction, one: Noted, at: datetime) -> None:
    """Keeps it, unless these words were ignored before. Asked again the same day only the guess
    of its topic changes: the person may have chosen it meanwhile."""
    statement = insert(tx, questions).from_select(
        ["day", "digest", "sealed", "kind", "topic", "language", "at"],
        select(
            literal(one.day), literal(one.digest), literal(one.sealed), literal(one.kind),
            literal(one.topic, questions.c.topic.type), literal(one.language),
            literal(at, questions.c.at.type),
        ).where(~_ignored(one.digest)),
    )  # fmt: skip
    keys = [questions.c.digest, questions.c.day]
    changed = {"topic": statement.excluded.topic}
    still_open = questions.c.closed_at.is_(None)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed, where=still_open)
    )


def _ignored(digest: bytes) -> Exists:
    before = questions.alias()
    return exists().where(before.c.digest == digest, before.c.became == IGNORED)


_OPEN = (
    select(
        questions.c.id, questions.c.day, questions.c.digest, questions.c.sealed,
        questions.c.kind, questions.c.topic, questions.c.language, questions.c.at,
    )
    .where(questions.c.closed_at.is_(None))
    .order_by(questions.c.id.desc())
)  # fmt: skip


async def open_ones(tx: Transaction, limit: int) -> list[Open]:
    """The newest first."""
    return [Open(*row) for row in await tx.execute(_OPEN.limit(limit))]


async def count_open(tx: Transaction) -> int:
    query = select(func.count()).where(questions.c.closed_at.is_(None))
    return int((await tx.execute(query)).scalar_one())


async def claim(tx: Transaction, ids: Sequence[int]) -> list[int]:
    """Those still open, and held until this transaction ends: of two editors one gets them."""
    query = (
        select(questions.c.id)
        .where(questions.c.id.in_(ids), questions.c.closed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    return list((await tx.execute(query)).scalars())


async def close(
    tx: Transaction, ids: Sequence[int], became: str, closed_by: str, at: datetime
) -> int:
    """How many were still open. Their words go: what is taught is kept as a lesson."""
    done = await tx.execute(
        update(questions)
        .where(questions.c.id.in_(ids), questions.c.closed_at.is_(None))
        .values(sealed=None, closed_at=at, closed_by=closed_by, became=became)
    )
    return done.rowcount


async def forget_before(tx: Transaction, moment: datetime) -> int:
    done = await tx.execute(delete(questions).where(questions.c.at < moment))
    return done.rowcount
