"""The days of the place: national holidays and Ramadan, from the package `holidays`."""

from datetime import date, time, timedelta
from functools import cache

from dialog.quiet_time import MIDNIGHT, QuietRules

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
    return day in _year(day.year)


def is_ramadan(day: date) -> bool:
    """The month before Eid al-Fitr; the feast may lie in this year or early in the next."""
    return any(
        timedelta(0) < eid - day <= timedelta(days=RAMADAN_DAYS)
        for year in (day.year, day.year + 1)
        for eid in _eids(year)
    )


@cache
def _eids(year: int) -> tuple[date, ...]:
    """The first days of Eid al-Fitr of a year, whatever is appended to their name."""
    named = {day: name.removesuffix(" (estimated)") for day, name in _year(year).items()}
    return tuple(day for day, name in named.items() if name == EID)


@cache
def _year(year: int) -> dict[date, str]:
    """Imported only when asked: the package is large."""
    from holidays.countries.indonesia import Indonesia

    found = Indonesia(years=year, categories=("public", "government"), language="en_US")
    return dict(found)


__all__ = ["KINDS", "is_holiday", "is_ramadan", "quiet_rules"]
