"""What is in the database, seen from outside: all rows of all tables, sealed values opened."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select

from dialog.wire import Address, Incoming
from handlers.house import House
from handlers.sealed import open_answers, open_message
from handlers.turns import take
from storage import people
from storage.tables import metadata, outbox, registrations
from tests.houses import REGISTRATION, Talk

SEALED = frozenset({"sealed", "nik_hash"})
"""Columns that may speak of a person: encrypted, or a keyed hash."""


async def rows(house: House, table: Table) -> list[dict[str, Any]]:
    """All rows of one table in the order of their keys."""
    async with house.db.read() as tx:
        found = await tx.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row._mapping) for row in found]


async def everything(house: House) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    return {name: await rows(house, table) for name, table in metadata.tables.items()}


async def mentions(house: House, *words: str) -> list[str]:
    """Where one of the words can be read in the database: table and column."""
    return [
        f"{table}.{column}: {word}"
        for table, found in (await everything(house)).items()
        for row in found
        for column, value in row.items()
        for word in words
        if word.casefold() in _readable(value).casefold()
    ]


def _readable(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


async def filed(house: House) -> list[tuple[str, str]]:
    """Number and status of each pre-registration."""
    return [(row["number"], row["status"]) for row in await rows(house, registrations)]


async def answers(house: House, number: str) -> dict[str, str]:
    row = next(row for row in await rows(house, registrations) if row["number"] == number)
    return open_answers(house.vault, row["sealed"], number)


async def fill_in(house: House, talks: Sequence[Talk], nik: str = REGISTRATION[3]) -> None:
    """All of them up to the review, together; what is answered is not sent."""
    for position, text in enumerate(REGISTRATION):
        said = nik if text == REGISTRATION[3] else text
        await take(house, [_event(house, talk, position, said) for talk in talks])


async def send_all(house: House, talks: Sequence[Talk]) -> None:
    """All of them say "kirim" in the same moment, each in a transaction of its own."""
    events = [_event(house, talk, len(REGISTRATION), "kirim") for talk in talks]
    await asyncio.gather(*(take(house, [event]) for event in events))


def _event(house: House, talk: Talk, position: int, text: str) -> Incoming:
    return Incoming(talk.address, f"{talk.address}-crowd-{position}", text, house.now())


async def promised(house: House, to: Address) -> list[str]:
    """Everything promised to one address and not blanked, oldest first."""
    async with house.db.read() as tx:
        known = (await people.known(tx, [to]))[to]
    return [
        open_message(house.vault, row["sealed"], known.address_id, to, row["id"]).body
        for row in await rows(house, outbox)
        if row["address_id"] == known.address_id and row["sealed"]
    ]
