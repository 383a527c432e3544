"""The days of the place: national holidays and Ramadan, from the package `holidays`."""

from datetime import date, time, timedelta
from functools import cache

from dialog.quiet_time import MIDNIGHT, QuietRules
from handlers import almanac

KINDS = ("friday", "ramadan", "holidays")
"""The quiet times beside the night that an office may switch off (QUIET_DAYS)."""

FRIDAY_PRAYER = (time(11, 30), time(13, 30))
RAMADAN_EVENING = (time(17, 30), time(21))
RAMADAN_DAYS = 30
"""Ramadan has 29 or 30 days: the evening too many does no harm."""
EID = "Eid al-Fitr"


def quiet_rules(night: tuple[time, time], kinds: frozenset[str]) -> QuietRules:
    """The quiet times of an installation; `kinds` are those of `KINDS` that hold."""
    nothing = (MIDNIGHT, MIDNIGHT)
    return QuietRules(
        night=night,
        friday=FRIDAY_PRAYER if "friday" in kinds else nothing,
        evening=RAMADAN_EVENING if "ramadan" in kinds else nothing,
        is_holiday=is_holiday if "holidays" in kinds else _never,
        is_ramadan=is_ramadan if "ramadan" in kinds else _never,
    )


def _never(_: date) -> bool:
    return False


def is_holiday(day: date) -> bool:
    """A national holiday of Indonesia, or a joint leave day the government decreed.

    Islamic dates of years not decreed yet are estimated by the package, a day off at most.
    """
    return day in _days(day.year)


def is_ramadan(day: date) -> bool:
    """The month before Eid al-Fitr; the feast may lie in this year or early in the next."""
    return any(timedelta(0) < eid - day <= timedelta(days=RAMADAN_DAYS) for eid in _eids(day.year))


@cache
def _eids(year: int) -> tuple[date, ...]:
    """The first days of Eid al-Fitr of that year and the next, whatever is appended to the name."""
    named = {day: name.removesuffix(" (estimated)") for day, name in _days(year).items()}
    return tuple(day for day, name in named.items() if name == EID)


@cache
def _days(year: int) -> dict[date, str]:
    """Of that year and the next."""
    return almanac.ask((year, year + 1))


__all__ = ["KINDS", "is_holiday", "is_ramadan", "quiet_rules"]
