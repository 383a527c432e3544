"""One person after another in order, different people side by side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """A lock for each person; it is forgotten when nobody holds or awaits it.

    Whoever asks first goes first. Holds within one process.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def of(self, person: str) -> AsyncIterator[None]:
        lock = self._locks.get(person)
        if lock is None:
            self._locks[person] = lock = asyncio.Lock()
        async with lock:
            yield
