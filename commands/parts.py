"""What a command of bot.py is given: the settings, and the way to open the house."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from commands.settings import Settings
from handlers.house import House

FINE, WRONG, USAGE = 0, 1, 2
"""Exit codes of every command."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """Handed in by bot.py, so that no command builds anything itself."""

    settings: Callable[[], Settings]
    house: Callable[[Settings], AbstractAsyncContextManager[House]]
    tick: Callable[[House], Awaitable[None]]
    now: Callable[[], datetime]


Run = Callable[[argparse.Namespace, Parts], int]


def in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Runs it in uvloop, or where that is not made for the system in the standard loop."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)
