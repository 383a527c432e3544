"""Work that is not cut off in the middle."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """Runs it to its end even when the caller is cancelled, who is cancelled after that.

    A transaction cut off halfway would leave its connection, and with SQLite the only writer's
    place, to nobody.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
