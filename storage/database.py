"""Opens SQLite or PostgreSQL from one URL and begins transactions. The only dialect branch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Transaction = AsyncConnection
"""An open transaction: everything done with it happens, or nothing."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class Database:
    """One database. `write()` is one transaction; `read()` sees one moment and changes nothing."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = self._engine("BEGIN IMMEDIATE", writers=1)
        self._reader = self._engine("BEGIN", writers=4) if self.is_sqlite else self._writer

    def _engine(self, begin: str, writers: int) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self.url, pool_size=8, max_overflow=4, pool_pre_ping=True, hide_parameters=True
            )
        # One writer at a time is SQLite's own rule; waiting in our pool is fair, its own is not.
        engine = create_async_engine(
            self.url, pool_size=writers, max_overflow=0, hide_parameters=True
        )
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
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit survives a power cut
        "foreign_keys=ON",
        "busy_timeout=10000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def insert(transaction: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which both databases spell alike."""
    if transaction.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
