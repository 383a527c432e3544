"""What editors taught: sentences with their meaning, and answers of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, delete, func, insert, or_, select, type_coerce, update

from storage import database
from storage.database import Transaction
from storage.tables import lessons, own_answers


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sealed sentence, and the topic or the own answer it asks for."""

    digest: bytes
    sealed: bytes
    topic: str | None = None
    answer_id: int | None = None
    id: int = 0
    taught_by: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An answer an editor wrote. `valid_until` is its last day, local."""

    title: str
    body: str
    source: str
    valid_until: str
    id: int = 0
    written_by: str = ""


async def teach(tx: Transaction, taught: Sequence[Lesson], by: str, at: datetime) -> None:
    """A sentence that was taught before means the new thing from now on."""
    rows = [
        {
            "digest": one.digest, "sealed": one.sealed, "topic": one.topic,
            "answer_id": one.answer_id, "taught_by": by, "at": at,
        }
        for one in taught
    ]  # fmt: skip
    statement = database.insert(tx, lessons)
    new = statement.excluded
    names = ("sealed", "topic", "answer_id", "taught_by", "at")
    changed = {name: new[name] for name in names}
    keys = [lessons.c.digest]
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


async def write(tx: Transaction, one: Written, at: datetime) -> int:
    """The number of the new answer."""
    made = await tx.execute(
        insert(own_answers)
        .values(
            title=one.title,
            body=one.body,
            source=one.source,
            valid_until=one.valid_until,
            written_by=one.written_by,
            at=at,
        )
        .returning(own_answers.c.id)
    )
    return int(made.scalar_one())


async def prolong(tx: Transaction, answer_id: int, valid_until: str, at: datetime) -> bool:
    """Somebody looked at the answer again: it holds until that day. Whether it was in force."""
    done = await tx.execute(
        update(own_answers)
        .where(own_answers.c.id == answer_id, own_answers.c.withdrawn_at.is_(None))
        .values(valid_until=valid_until, at=at)
    )
    return done.rowcount == 1


async def listed(tx: Transaction) -> list[Lesson]:
    """Those in force, in the order they were taught."""
    query = (
        select(
            lessons.c.digest, lessons.c.sealed, lessons.c.topic, lessons.c.answer_id,
            lessons.c.id, lessons.c.taught_by,
        )
        .outerjoin(own_answers, own_answers.c.id == lessons.c.answer_id)
        .where(or_(lessons.c.topic.is_not(None), own_answers.c.withdrawn_at.is_(None)))
        .order_by(lessons.c.id)
    )  # fmt: skip
    return [Lesson(*row) for row in await tx.execute(query)]


async def answers(tx: Transaction) -> list[Written]:
    """Those in force, also past their last day, in the order they were written."""
    query = (
        select(
            own_answers.c.title, own_answers.c.body, own_answers.c.source,
            own_answers.c.valid_until, own_answers.c.id, own_answers.c.written_by,
        )
        .where(own_answers.c.withdrawn_at.is_(None))
        .order_by(own_answers.c.id)
    )  # fmt: skip
    return [Written(*row) for row in await tx.execute(query)]


async def forget(tx: Transaction, lesson_id: int) -> bool:
    """Whether the lesson was there."""
    return (await tx.execute(delete(lessons).where(lessons.c.id == lesson_id))).rowcount == 1


async def withdraw(tx: Transaction, answer_id: int, at: datetime) -> bool:
    """Takes an answer back with all its lessons; whether it was in force."""
    done = await tx.execute(
        update(own_answers)
        .where(own_answers.c.id == answer_id, own_answers.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
    return done.rowcount == 1


Version = tuple[int, ...]
NOTHING: Version = (0, 0, 0, 0, 0)
"""The version where nothing was ever taught."""


async def version(tx: Transaction) -> Version:
    """Another one as soon as anything was taught, changed or taken back, whoever committed
    first: sums, since a maximum can hide a change."""
    moments = (lessons.c.at, own_answers.c.at, own_answers.c.withdrawn_at)
    sums = [
        select(func.sum(type_coerce(moment, BigInteger))).scalar_subquery() for moment in moments
    ]
    count = select(func.count()).select_from(lessons).scalar_subquery()
    newest = select(func.max(lessons.c.id)).scalar_subquery()
    row = (await tx.execute(select(count, newest, *sums))).one()
    return tuple(int(value or 0) for value in row)
