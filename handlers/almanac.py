"""The holidays of some years as JSON: `python -m handlers.almanac 2026 2027`.

A program of its own for a moment: the package stays in memory once it is loaded, with the holidays
of every country on earth, and a small machine has better use for that.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 60.0  # seconds, on the slowest of machines


def ask(years: Iterable[int]) -> dict[date, str]:
    """The days that are free in Indonesia, with their English names. Takes half a second."""
    command = [sys.executable, "-m", "handlers.almanac", *map(str, years)]
    told = subprocess.run(  # noqa: S603 - ourselves, with numbers
        command, cwd=ROOT, capture_output=True, check=True, timeout=LONGEST
    )
    return {date.fromisoformat(day): name for day, name in json.loads(told.stdout).items()}


def tell(years: Iterable[int]) -> dict[str, str]:
    from holidays.countries.indonesia import Indonesia

    found = Indonesia(years=years, categories=("public", "government"), language="en_US")
    return {day.isoformat(): name for day, name in found.items()}


if __name__ == "__main__":
    print(json.dumps(tell(map(int, sys.argv[1:]))))
