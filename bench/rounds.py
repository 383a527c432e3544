"""Rounds of bot and baseline by turns: what else the machine does hits both alike."""

import sys
from collections.abc import Callable
from typing import TypeVar

from bench.figures import Size

T = TypeVar("T")


def alternate(
    name: str, size: Size, ours: Callable[[], T], baseline: Callable[[], T]
) -> list[tuple[T, T]]:
    """What each round gave. Every other round begins with the baseline."""
    pairs = []
    for number in range(size.rounds):
        print(f"{name}: round {number + 1} of {size.rounds}", file=sys.stderr, flush=True)
        if number % 2:
            second, first = baseline(), ours()
        else:
            first, second = ours(), baseline()
        pairs.append((first, second))
    return pairs
