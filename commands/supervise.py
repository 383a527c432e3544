"""Keeps the parts of the running service alive, each as a task of its own."""

import asyncio
import fcntl
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

log = logging.getLogger(__name__)

Task = Callable[[], Awaitable[None]]
LONGEST_PAUSE = 60.0


async def keep_running(tasks: Mapping[str, Task]) -> None:
    """Until SIGTERM or SIGINT. A part that fails is started again; the others do not notice."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    running = [asyncio.create_task(_keep(name, task), name=name) for name, task in tasks.items()]
    await stop.wait()
    log.info("stopping")
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _keep(name: str, task: Task) -> None:
    pause = 1.0
    while True:
        try:
            await task()
            return
        except Exception:
            log.exception("%s failed, starting it again in %.0f s", name, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def only_one(path: Path) -> bool:
    """Whether this process holds the lock: it goes with the process, however that ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return False
    return True


async def alone(path: Path, task: Task) -> None:
    """Runs the task once no other process of this machine does."""
    while not only_one(path):  # noqa: ASYNC110  another process tells nobody when it lets go
        await asyncio.sleep(1)
    await task()
