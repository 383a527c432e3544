"""Opens SQLite or PostgreSQL from one URL and begins transactions. The only dialect branch."""

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import short_way

Transaction = AsyncConnection
"""An open transaction: everything done with it happens, or nothing."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class Database:
    """One database. `write()` is one transaction; `read()` sees one moment and changes nothing."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            # One writer at a time is SQLite's own rule; our pool's queue is fair, its own is not.
            short = functools.partial(short_way.connect, self.url.database or ":memory:")
            self._writer = self._sqlite("BEGIN IMMEDIATE", pool_size=1, async_creator=short)
            self._reader = self._sqlite("BEGIN", pool_size=4)
        else:
            self._writer = self._reader = create_async_engine(
                self.url, pool_size=8, max_overflow=4, pool_pre_ping=True, hide_parameters=True
            )

    def _sqlite(self, begin: str, **more: Any) -> AsyncEngine:
        engine = create_async_engine(self.url, max_overflow=0, hide_parameters=True, **more)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", lambda c: c.exec_driver_sql(begin))
        return engine

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end of the block, undone if the block raises."""
        async with self._writer.begin() as transaction:
            yield transaction

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A view of one moment, for reading only."""
        async with self._reader.connect() as transaction:
            yield transaction

    async def is_alive(self) -> bool:
        async with self.read() as transaction:
            return (await transaction.exec_driver_sql("SELECT 1")).scalar() == 1

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"DATABASE_URL: {backend}")
    return parsed.set(drivername=_DRIVERS[backend])


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={short_way.PATIENCE}",  # first: the next one may have to wait already
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit survives a power cut
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


Insert = sqlite.Insert | postgresql.Insert


def insert(transaction: Transaction, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT, which both databases spell alike."""
    return insert_for(transaction.dialect.name, table)


def insert_for(dialect: str, table: Table) -> Insert:
    """The same, for statements that are put together once and kept."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
