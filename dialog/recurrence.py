"""When something that repeats comes next, on the clock of the place. Pure."""

from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

STEPS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def following(anchor: datetime, repeat: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first time later than `after`, at the hour of `anchor`; nothing if it does not repeat.

    Monthly on a day that a month does not have means its last day: the 31st comes on the 30th of
    November, and on the 31st again in December.
    """
    first, last = anchor.astimezone(zone), after.astimezone(zone)
    if repeat == "monthly":
        return _monthly(first, last)
    if repeat not in STEPS:
        return None
    step = STEPS[repeat]
    # Days are counted on the wall clock: the hour stays when a place changes its clocks.
    passed = max(0, (last.replace(tzinfo=None) - first.replace(tzinfo=None)) // step)
    found = first + step * passed
    while found <= last:
        found += step
    return found


def _monthly(first: datetime, last: datetime) -> datetime:
    months = max(0, (last.year - first.year) * 12 + last.month - first.month)
    found = _months_on(first, months)
    return found if found > last else _months_on(first, months + 1)


def _months_on(first: datetime, months: int) -> datetime:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, monthrange(year, month + 1)[1])
    return first.replace(year=year, month=month + 1, day=day)
