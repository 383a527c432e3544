"""An aiosqlite connection for short statements: they run where they are asked for.

aiosqlite sends every step of every statement to a thread. Beside a busy event loop the two then
quarrel over the interpreter's lock at every row, and that costs more than the statements do. So
only what really waits goes to the thread here: COMMIT, for the disk, and BEGIN where another
process writes. What is in between finds its rows by index and takes microseconds.
"""

import functools
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite

PATIENCE = 10_000
"""Milliseconds to wait for another writer."""


class Connection(aiosqlite.Connection):
    """Its cursors hold all rows of a result: not for reading whole tables."""

    is_open = False
    """Whether a transaction was begun and its end has not been seen yet."""

    async def commit(self) -> None:
        await super().commit()
        self.is_open = False

    async def rollback(self) -> None:
        """SQLAlchemy asks for it whenever a connection comes back, also after its COMMIT."""
        if self.is_open:
            await super().rollback()
            self.is_open = False

    def cursor(self) -> "Cursor":  # type: ignore[override]
        return Cursor(self)

    def open_cursor(self) -> sqlite3.Cursor:
        return self._conn.cursor()

    async def in_thread(self, work: Callable[[], None]) -> None:
        await self._execute(work)  # type: ignore[no-untyped-call]


class Cursor:
    """What SQLAlchemy asks of an asynchronous cursor."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, given: Sequence[Any] = ()) -> None:
        if sql.startswith("BEGIN"):
            await self._begin(sql)
        else:
            self._run("execute", sql, given)

    async def _begin(self, sql: str) -> None:
        self._connection.is_open = True
        if not self._begun_at_once(sql):
            await self._connection.in_thread(functools.partial(self._run, "execute", sql))

    def _begun_at_once(self, sql: str) -> bool:
        """False where another process is writing just now."""
        self._run("execute", "PRAGMA busy_timeout=0")
        try:
            self._run("execute", sql)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            self._run("execute", f"PRAGMA busy_timeout={PATIENCE}")
        return True

    async def executemany(self, sql: str, given: Sequence[Any]) -> None:
        self._run("executemany", sql, given)

    def _run(self, method: str, sql: str, given: Sequence[Any] = ()) -> None:
        real = self._connection.open_cursor()
        try:
            getattr(real, method)(sql, given)
            self.description, self.lastrowid = real.description, real.lastrowid
            self._rows = real.fetchall() if real.description else []
            self.rowcount = real.rowcount
        finally:
            real.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """It was closed when it was executed."""


def connect(path: str) -> Connection:
    """To be awaited, as aiosqlite.connect is."""
    open_it = functools.partial(sqlite3.connect, path, check_same_thread=False)
    connection = Connection(open_it, 64)
    connection._thread.daemon = True  # a thread that waits for the disk must not keep the process
    return connection
