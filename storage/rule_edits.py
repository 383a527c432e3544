"""What officers changed of the rules of reminders."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Transaction, insert
from storage.tables import rule_edits


@dataclass(frozen=True, slots=True)
class Edit:
    """A rule as it was changed; what is None is as in the file. `revision` counts the changes."""

    rule: str
    revision: int
    active: bool | None
    days: int | None
    first_hour: int | None
    last_hour: int | None
    text: str | None
    changed_by: str
    changed_at: datetime


async def listed(tx: Transaction) -> list[Edit]:
    """A handful of rows at most: read wherever the rules are needed."""
    return [Edit(*row) for row in await tx.execute(select(rule_edits))]


async def swap(
    tx: Transaction, rule: str, seen: int, by: str, at: datetime, **changed: object
) -> bool:
    """Changes these columns where the rule still has the revision that was seen (0: never changed).
    False where somebody else was first."""
    fresh = {"rule": rule, "revision": 0, "changed_at": at}
    await tx.execute(insert(tx, rule_edits).values(fresh).on_conflict_do_nothing())
    done = await tx.execute(
        update(rule_edits)
        .where(rule_edits.c.rule == rule, rule_edits.c.revision == seen)
        .values(revision=seen + 1, changed_by=by, changed_at=at, **changed)
    )
    return done.rowcount == 1
