"""Quiet times know the place: night, Friday prayer, Ramadan evenings, holidays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.quiet_time import QuietRules, Why, quiet
from handlers.calendar import KINDS, is_holiday, is_ramadan, quiet_rules

WIB = ZoneInfo("Asia/Jakarta")
NIGHT = (time(20), time(8))
ALL = quiet_rules(NIGHT, frozenset(KINDS))


def wib(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WIB)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("at", "why", "until"),
    [
        (wib(2026, 11, 24, 20), "night", wib(2026, 11, 25, 8)),
        (wib(2026, 11, 24, 7, 59), "night", wib(2026, 11, 24, 8)),
        (wib(2026, 11, 27, 11, 30), "friday", wib(2026, 11, 27, 13, 30)),
        (wib(2026, 3, 3, 17, 30), "ramadan", wib(2026, 3, 4, 8)),  # the night follows at once
        (wib(2026, 12, 25, 9), "holiday", wib(2026, 12, 26, 8)),
        (wib(2026, 12, 23, 21), "night", wib(2026, 12, 26, 8)),  # both days are free
    ],
)
def test_why_and_until_when(at: datetime, why: Why, until: datetime) -> None:
    found = quiet(at, ALL)
    assert found is not None
    assert (found.why, found.until) == (why, until)


@pytest.mark.parametrize(
    "at",
    [
        wib(2026, 11, 24, 8),
        wib(2026, 11, 24, 19, 59),
        wib(2026, 11, 26, 12),  # a Thursday
        wib(2026, 11, 27, 13, 30),
        wib(2026, 4, 1, 18),  # after Ramadan
        wib(2026, 12, 23, 10),
    ],
)
def test_when_one_may_speak_first(at: datetime) -> None:
    assert quiet(at, ALL) is None


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_them_can_be_switched_off(kind: str) -> None:
    at = {
        "friday": wib(2026, 11, 27, 12),
        "ramadan": wib(2026, 3, 3, 18),
        "holidays": wib(2026, 12, 25, 9),
    }[kind]
    assert quiet(at, ALL) is not None
    assert quiet(at, quiet_rules(NIGHT, frozenset(KINDS) - {kind})) is None


def test_no_night_at_all_is_possible() -> None:
    assert quiet(wib(2026, 11, 24, 2), QuietRules(night=(time(0), time(0)))) is None


@settings(deadline=None)  # the days of a year are asked for once, and that takes a while
@given(st.integers(0, 3 * 365 * 24 * 12), st.sampled_from(["Asia/Jakarta", "Asia/Jayapura"]))
def test_the_end_is_always_the_first_moment_at_which_one_may_speak(steps: int, zone: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(minutes=5 * steps)
    found = quiet(at, ALL)
    if found is not None:
        assert found.until > at
        assert quiet(found.until, ALL) is None
        assert quiet(found.until - timedelta(seconds=1), ALL) is not None


def test_the_days_are_those_of_the_decree() -> None:
    assert is_holiday(date(2026, 8, 17))
    assert is_holiday(date(2026, 12, 24))  # joint leave
    assert not is_holiday(date(2026, 11, 24))
    assert is_ramadan(date(2026, 3, 20))
    assert not is_ramadan(date(2026, 3, 21))  # Eid al-Fitr
    assert is_ramadan(date(2027, 2, 20))  # estimated
