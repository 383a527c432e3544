"""What each person is reminded of next, and what they were reminded of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, select, text, update

from dialog.wire import Address
from storage import reach
from storage.database import Transaction, insert
from storage.outbox import REMINDER, WAITS
from storage.tables import (
    addresses,
    members,
    outbox,
    people,
    registrations,
    reminder_firings,
    reminders,
    sessions,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A person's reminders with all that decides about them."""

    person_id: int
    address_id: int
    to: Address
    day: int | None
    hour: int
    off: bool
    said_until: str | None
    rule: str | None
    due_on: str | None
    next_at: datetime | None
    stopped: bool
    left: bool
    session: bytes | None  # sealed: it knows the language
    number: str | None  # of the open or taken registration, and its sealed answers
    answers: bytes | None
    occupation: str | None
    paid_until: str | None
    payer: str | None
    rules: int  # the state of the rules by which it was planned


_HELD = (
    select(
        reminders.c.person_id, reminders.c.address_id, addresses.c.channel, addresses.c.key,
        reminders.c.day, reminders.c.hour, reminders.c.off_at, reminders.c.said_until,
        reminders.c.rule, reminders.c.due_on, reminders.c.next_at,
        people.c.stopped_at, addresses.c.left_at, sessions.c.sealed.label("session"),
        registrations.c.number, registrations.c.sealed.label("answers"),
        registrations.c.occupation, members.c.paid_until, members.c.payer, reminders.c.rules,
    )
    .join(
        addresses,
        (addresses.c.id == reminders.c.address_id)
        & (addresses.c.person_id == reminders.c.person_id),
    )
    .join(people, people.c.id == reminders.c.person_id)
    .outerjoin(sessions, sessions.c.person_id == reminders.c.person_id)
    .outerjoin(
        registrations,
        (registrations.c.person_id == reminders.c.person_id)
        & registrations.c.status.in_(("submitted", "review", "registered")),
    )
    .outerjoin(members, members.c.nik_hash == registrations.c.nik_hash)
)  # fmt: skip


def _held(row: Any) -> Held:
    return Held(
        row.person_id, row.address_id, Address(row.channel, row.key), row.day, row.hour,
        row.off_at is not None, row.said_until, row.rule, row.due_on, row.next_at,
        row.stopped_at is not None, row.left_at is not None, row.session, row.number,
        row.answers, row.occupation, row.paid_until, row.payer, row.rules,
    )  # fmt: skip


async def ensure(tx: Transaction, people_at: Mapping[int, int]) -> None:
    """A row for each person, at this address; one that is there stays as it is."""
    rows = [{"person_id": person, "address_id": at} for person, at in people_at.items()]
    if rows:
        await tx.execute(insert(tx, reminders).on_conflict_do_nothing(), rows)
        await reach.remind_there(tx, list(people_at))


async def put(tx: Transaction, person_id: int, address_id: int, day: int | None) -> None:
    """The day a person chose, which also takes "jangan ingatkan" back."""
    changed = {"address_id": address_id, "day": day, "off_at": None, "said_until": None}
    await tx.execute(
        insert(tx, reminders)
        .values(person_id=person_id, **changed)
        .on_conflict_do_update(index_elements=[reminders.c.person_id], set_=changed)
    )
    await reach.remind_there(tx, [person_id])


async def hand_over(tx: Transaction, person_id: int, to: int) -> None:
    """What one person chose, for another who is the same and chose nothing yet. What either was
    reminded of is not said again."""
    chosen = ("address_id", "day", "hour", "off_at", "said_until")
    columns = [reminders.c[name] for name in chosen]
    mine = select(literal(to), *columns).where(reminders.c.person_id == person_id)
    names = ["person_id", *chosen]
    await tx.execute(insert(tx, reminders).from_select(names, mine).on_conflict_do_nothing())
    was = reminder_firings.c
    said = select(was.rule, literal(to), was.due_on, was.state, was.at).where(
        was.person_id == person_id
    )
    columns_of = ["rule", "person_id", "due_on", "state", "at"]
    noted = insert(tx, reminder_firings).from_select(columns_of, said)
    await tx.execute(noted.on_conflict_do_nothing())


async def change(tx: Transaction, person_id: int, **values: Any) -> None:
    await tx.execute(update(reminders).where(reminders.c.person_id == person_id).values(**values))


_PLANNING = (
    update(reminders)
    .where(reminders.c.person_id == bindparam("who"))
    .values(
        rule=bindparam("what"),
        due_on=bindparam("about"),
        next_at=bindparam("then"),
        rules=bindparam("by"),
    )
)

Planned = tuple[int, str | None, str | None, datetime | None]
"""Person, rule, date it is about, and when."""


async def plan(tx: Transaction, planned: Sequence[Planned], rules: int) -> None:
    """By that state of the rules."""
    rows = [{"who": a, "what": b, "about": c, "then": d, "by": rules} for a, b, c, d in planned]
    if rows:
        await tx.execute(_PLANNING, rows)


async def drop(tx: Transaction, person_id: int) -> None:
    """Forgets it all."""
    for table in (reminders, reminder_firings):
        await tx.execute(delete(table).where(table.c.person_id == person_id))


async def day_of(tx: Transaction, person_id: int) -> int | None:
    query = select(reminders.c.day).where(reminders.c.person_id == person_id)
    return (await tx.execute(query)).scalar_one_or_none()


async def of(tx: Transaction, person_ids: Sequence[int]) -> list[Held]:
    query = _HELD.where(reminders.c.person_id.in_(person_ids)).order_by(registrations.c.id)
    return _one_each((await tx.execute(query)).all())


async def due(tx: Transaction, now: datetime, limit: int) -> list[Held]:
    """Those whose time has come, nobody else's until this transaction ends."""
    claimed = (
        select(reminders.c.person_id)
        .where(reminders.c.next_at <= now)
        .order_by(reminders.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.execute(claimed)).scalars())
    return await of(tx, ids) if ids else []


async def planned_by_others(tx: Transaction, rules: int, limit: int) -> list[Held]:
    """Those planned by an earlier state of the rules, nobody else's until this transaction
    ends."""
    claimed = (
        select(reminders.c.person_id)
        .where(reminders.c.rules < rules)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.execute(claimed)).scalars())
    return await of(tx, ids) if ids else []


async def waiting_by_rule(tx: Transaction, until: datetime) -> dict[str, int]:
    """Whose next reminder comes until then, by rule."""
    query = (
        select(reminders.c.rule, func.count())
        .where(reminders.c.next_at <= until)
        .group_by(reminders.c.rule)
    )
    return {str(rule): count for rule, count in await tx.execute(query)}


async def due_between(tx: Transaction, since: datetime, until: datetime) -> int:
    """How many wait whose time came between the two."""
    query = select(func.count()).where(reminders.c.next_at > since, reminders.c.next_at <= until)
    return int((await tx.execute(query)).scalar_one())


def _one_each(rows: Sequence[Any]) -> list[Held]:
    """The latest registration of each person."""
    return list({row.person_id: _held(row) for row in rows}.values())


@dataclass(frozen=True, slots=True)
class Firing:
    """Somebody was reminded, or was not and why."""

    rule: str
    person_id: int
    due_on: str
    state: str


_NOT_REMINDED = "('passed', 'off')"
"""Nobody was reminded, and may yet be: a rule can be moved, or switched on again."""
_MAY_YET_BE = text(
    f"reminder_firings.state IN {_NOT_REMINDED} AND excluded.state NOT IN {_NOT_REMINDED}"
)


async def fire(tx: Transaction, firings: Sequence[Firing], at: datetime) -> set[tuple[str, int]]:
    """Notes them; rule and person of those that are new. The others happened before."""
    rows = [
        {"rule": one.rule, "person_id": one.person_id, "due_on": one.due_on, "state": one.state,
         "at": at}
        for one in firings
    ]  # fmt: skip
    if not rows:
        return set()
    statement = insert(tx, reminder_firings)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=list(reminder_firings.primary_key),
        set_={"state": new.state, "at": new.at},
        where=_MAY_YET_BE,
    )
    returned = statement.returning(reminder_firings.c.rule, reminder_firings.c.person_id)
    return {(row.rule, row.person_id) for row in await tx.execute(returned, rows)}


async def fired(tx: Transaction, since: datetime, state: str) -> list[Firing]:
    """What was noted since then, for a list."""
    query = (
        select(reminder_firings)
        .where(reminder_firings.c.at >= since, reminder_firings.c.state == state)
        .order_by(reminder_firings.c.at, reminder_firings.c.person_id)
    )
    return [Firing(row.rule, row.person_id, row.due_on, row.state) for row in
            await tx.execute(query)]  # fmt: skip


async def told_by_rule(tx: Transaction, since: datetime) -> dict[tuple[str, str], int]:
    """How many since then, by rule and state."""
    query = (
        select(reminder_firings.c.rule, reminder_firings.c.state, func.count())
        .where(reminder_firings.c.at >= since)
        .group_by(reminder_firings.c.rule, reminder_firings.c.state)
    )
    return {(rule, state): count for rule, state, count in await tx.execute(query)}


async def withdraw(tx: Transaction, rule: str) -> int:
    """What was promised by a rule and has not left yet is not sent; how many that were. A promise
    and what is noted of it were made for the same person in the same moment."""
    promised = (
        select(outbox.c.id, reminder_firings.c.person_id, reminder_firings.c.due_on)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .join(
            reminder_firings,
            (reminder_firings.c.person_id == addresses.c.person_id)
            & (reminder_firings.c.at == outbox.c.created_at),
        )
        .where(
            WAITS,
            outbox.c.lane == REMINDER,
            reminder_firings.c.rule == rule,
            reminder_firings.c.state == "sent",
        )
        .limit(CHUNK)
    )
    gone = 0
    while found := (await tx.execute(promised)).all():
        gone += await _take_away(tx, rule, found)
    return gone


async def _take_away(tx: Transaction, rule: str, found: Sequence[Any]) -> int:
    """Less those that a pump claimed meanwhile: they are in the air."""
    skipped = (
        update(outbox)
        .where(outbox.c.id.in_([row.id for row in found]), WAITS)
        .values(status="skipped", reason="rule_off")
        .returning(outbox.c.id)
    )
    ids = set((await tx.execute(skipped)).scalars())
    rows = [{"who": row.person_id, "about": row.due_on} for row in found if row.id in ids]
    noted = (
        update(reminder_firings)
        .where(
            reminder_firings.c.rule == rule,
            reminder_firings.c.person_id == bindparam("who"),
            reminder_firings.c.due_on == bindparam("about"),
        )
        .values(state="off")
    )
    if rows:
        await tx.execute(noted, rows)
    return len(rows)


async def unplanned(tx: Transaction, limit: int) -> dict[int, int]:
    """Members who can be reached and have no reminders yet, each with their address."""
    query = (
        select(registrations.c.person_id, addresses.c.id)
        .join(members, members.c.nik_hash == registrations.c.nik_hash)
        .join(addresses, addresses.c.id == reach.cheapest(registrations.c.person_id))
        .outerjoin(reminders, reminders.c.person_id == registrations.c.person_id)
        .where(reminders.c.person_id.is_(None))
        .limit(limit)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}
