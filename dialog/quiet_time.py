"""When nothing is said first, and until when. Pure: dates of the place come in as functions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Why = Literal["night", "friday", "ramadan", "holiday"]

FRIDAY = 4
MIDNIGHT = time(0)
SPANS_AT_MOST = 60
"""Quiet spans that follow one another without a gap; a month of holidays is not to be expected."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing is said first; `until` is the first moment at which it may be again."""

    why: Why
    until: datetime


@dataclass(frozen=True, slots=True)
class QuietRules:
    """The quiet times of a place. Times are local; an empty span switches a rule off."""

    night: tuple[time, time] = (time(20), time(8))
    friday: tuple[time, time] = (MIDNIGHT, MIDNIGHT)  # the Friday prayer
    evening: tuple[time, time] = (MIDNIGHT, MIDNIGHT)  # in Ramadan: breaking the fast, tarawih
    is_holiday: Callable[[date], bool] = lambda _: False
    is_ramadan: Callable[[date], bool] = lambda _: False


def quiet(at: datetime, rules: QuietRules) -> Quiet | None:
    """Why nothing may be said first at that moment (local) and until when; nothing if it may.

    Spans that touch (the night before a holiday) are one: `until` is the end of the last.
    """
    first = _span(at, rules)
    if first is None:
        return None
    why, end = first
    for _ in range(SPANS_AT_MOST):
        following = _span(end, rules)
        if following is None:
            break
        end = following[1]
    return Quiet(why, end)


def quiet_at_night(clock: time, rules: QuietRules) -> bool:
    """Whether it is night at this local time, on any day."""
    start, end = rules.night
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def _span(local: datetime, rules: QuietRules) -> tuple[Why, datetime] | None:
    """The quiet span this moment lies in, with its end."""
    day = local.date()
    if rules.is_holiday(day):
        return "holiday", _at(local, MIDNIGHT, days=1)
    if (end := _night_ends(local, rules.night)) is not None:
        return "night", end
    if day.weekday() == FRIDAY and _inside(local.time(), rules.friday):
        return "friday", _at(local, rules.friday[1])
    if rules.is_ramadan(day) and _inside(local.time(), rules.evening):
        return "ramadan", _at(local, rules.evening[1])
    return None


def _night_ends(local: datetime, night: tuple[time, time]) -> datetime | None:
    """A night that goes over midnight ends on the next day, or on this one."""
    start, end = night
    if start <= end:
        return _at(local, end) if _inside(local.time(), night) else None
    if local.time() >= start:
        return _at(local, end, days=1)
    return _at(local, end) if local.time() < end else None


def _inside(clock: time, span: tuple[time, time]) -> bool:
    return span[0] <= clock < span[1]


def _at(local: datetime, clock: time, days: int = 0) -> datetime:
    """That time of the same day or a later one, on the clock of the place."""
    return datetime.combine(local.date() + timedelta(days=days), clock, local.tzinfo)
