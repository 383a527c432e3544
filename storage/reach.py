"""Which of a person's addresses is meant, as expressions for queries. Most people have one."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.orm import aliased

from storage.database import Transaction
from storage.tables import addresses, reminders, sessions

_COST = {"telegram": 0, "whatsapp": 1}
"""Telegram costs nothing, WhatsApp every message; elsewhere it is not known whether somebody
looks before they come back by themselves."""
_ELSEWHERE = 2


def cheapest(person: ColumnElement[Any]) -> ColumnElement[Any]:
    """Where to write to them first: where they still are, and it costs least."""
    one = aliased(addresses)
    cost = case(_COST, value=one.c.channel, else_=_ELSEWHERE)
    return (
        select(one.c.id)
        .where(one.c.person_id == person)
        .order_by(one.c.left_at.is_not(None), cost, one.c.id.desc())
        .limit(1)
        .correlate_except(one)
        .scalar_subquery()
    )


def last_used(person: ColumnElement[Any]) -> ColumnElement[Any]:
    """Where they spoke last, if that address is theirs still."""
    one = aliased(addresses)
    used = (
        select(one.c.id)
        .join(sessions, sessions.c.address_id == one.c.id)
        .where(sessions.c.person_id == person, one.c.person_id == person)
        .correlate_except(one, sessions)
        .scalar_subquery()
    )
    return func.coalesce(used, cheapest(person))


async def remind_there(tx: Transaction, people: Select[Any] | list[int]) -> None:
    """Reminders follow these people to where it costs least now."""
    there = update(reminders).where(reminders.c.person_id.in_(people))
    await tx.execute(there.values(address_id=cheapest(reminders.c.person_id)))
