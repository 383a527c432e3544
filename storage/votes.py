"""How often an answer was called helpful, or not. Counters without people."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage.database import Transaction, insert
from storage.tables import answer_votes


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes for one answer over a time."""

    answer: str
    helped: int
    not_helped: int


async def count(tx: Transaction, day: str, answer: str, helped: bool) -> None:
    """One vote more."""
    column = answer_votes.c.helped if helped else answer_votes.c.not_helped
    statement = insert(tx, answer_votes).values(day=day, answer=answer, **{column.name: 1})
    keys = [answer_votes.c.day, answer_votes.c.answer]
    more = {column.name: column + 1}
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=more))


async def change(tx: Transaction, day: str, answer: str, helped: bool) -> None:
    """Somebody changed their mind about a vote of that day: one goes over to the other side."""
    gained, lost = answer_votes.c.helped, answer_votes.c.not_helped
    if not helped:
        gained, lost = lost, gained
    await tx.execute(
        update(answer_votes)
        .where(answer_votes.c.day == day, answer_votes.c.answer == answer, lost > 0)
        .values({gained: gained + 1, lost: lost - 1})
    )


async def tallies(tx: Transaction, since: str) -> list[Tally]:
    """By answer, since a day; those that helped least often first."""
    helped, not_helped = (
        func.sum(column) for column in (answer_votes.c.helped, answer_votes.c.not_helped)
    )
    query = (
        select(answer_votes.c.answer, helped, not_helped)
        .where(answer_votes.c.day >= since)
        .group_by(answer_votes.c.answer)
        .order_by(not_helped.desc(), helped, answer_votes.c.answer)
    )
    return [Tally(name, int(yes), int(no)) for name, yes, no in await tx.execute(query)]
