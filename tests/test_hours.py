"""When the office is open: every edge of a day, of a week and of a holiday, in every zone."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialog.hours import Hours, Span
from messages import filters, office

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
BERLIN = ZoneInfo("Europe/Berlin")  # has what Indonesia has not: a change of the clock
MORNING, AFTERNOON = Span(time(8), time(11, 30)), Span(time(13, 30), time(16))
WEEK = {day: (Span(time(8), time(15, 30)),) for day in range(4)} | {4: (MORNING, AFTERNOON)}
CHRISTMAS = date(2026, 12, 25)  # a Friday
OFFICE = Hours(WEEK, frozenset({CHRISTMAS}))


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """In November 2026, of which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=WIB)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        (at(23, 7, 59, 59), None),
        (at(23, 8), at(23, 15, 30)),
        (at(23, 15, 29, 59), at(23, 15, 30)),
        (at(23, 15, 30), None),
        (at(23, 0), None),
        (at(23, 23, 59, 59), None),
        (at(27, 11, 29, 59), at(27, 11, 30)),
        (at(27, 11, 30), None),
        (at(27, 13, 30), at(27, 16)),
        (at(28, 10), None),
        (at(29, 10), None),
        (datetime(2026, 12, 25, 10, tzinfo=WIB), None),
    ],
)
def test_it_is_open_from_the_first_minute_to_the_last(
    moment: datetime, closes: datetime | None
) -> None:
    assert OFFICE.open_until(moment) == closes


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(23, 7, 59, 59), at(23, 8)),
        (at(23, 8), at(24, 8)),  # it has opened already
        (at(23, 15, 30), at(24, 8)),
        (at(27, 8), at(27, 13, 30)),
        (at(27, 12), at(27, 13, 30)),
        (at(27, 13, 30), at(30, 8)),  # over the weekend
        (at(28, 3), at(30, 8)),
        (at(29, 23, 59, 59), at(30, 8)),
        (datetime(2026, 12, 24, 16, tzinfo=WIB), datetime(2026, 12, 28, 8, tzinfo=WIB)),
        (datetime(2026, 12, 31, 16, tzinfo=WIB), datetime(2027, 1, 1, 8, tzinfo=WIB)),
    ],
)
def test_the_next_opening_is_the_first_later_one(moment: datetime, opens: datetime) -> None:
    assert OFFICE.next_opening(moment) == opens


@pytest.mark.parametrize("zone", [WIB, WITA, WIT, BERLIN])
def test_the_clock_on_the_wall_counts(zone: ZoneInfo) -> None:
    before = datetime(2026, 11, 24, 7, 59, tzinfo=zone)
    opens = OFFICE.next_opening(before)
    assert opens == datetime(2026, 11, 24, 8, tzinfo=zone)
    assert opens is not None
    assert (opens.hour, opens.tzinfo) == (8, zone)


def test_the_same_moment_is_open_here_and_closed_there() -> None:
    moment = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)
    assert OFFICE.open_until(moment)
    assert OFFICE.open_until(moment.astimezone(WIT)) is not None  # ten o'clock
    evening = datetime(2026, 11, 24, 14, 0, tzinfo=WIB)
    assert OFFICE.open_until(evening.astimezone(WIT)) is None  # four o'clock: closed
    sunday_night = datetime(2026, 11, 29, 23, 0, tzinfo=WIB)  # Monday already in the east
    opens = OFFICE.next_opening(sunday_night.astimezone(WIT))
    assert opens == datetime(2026, 11, 30, 8, tzinfo=WIT)


def test_a_change_of_the_clock_moves_no_opening() -> None:
    """The night of 28 March 2027 has 23 hours there."""
    opens = OFFICE.next_opening(datetime(2027, 3, 27, 12, tzinfo=BERLIN))
    assert opens == datetime(2027, 3, 29, 8, tzinfo=BERLIN)


def test_an_office_that_never_opens_promises_nothing() -> None:
    assert Hours({}).next_opening(at(23, 8)) is None
    new_year = Hours({4: (MORNING,)}, frozenset({date(2027, 1, 1)}))
    assert new_year.next_opening(datetime(2026, 12, 25, 12, tzinfo=WIB)) == datetime(
        2027, 1, 8, 8, tzinfo=WIB
    )


# As an office writes it

WRITTEN: dict[str, Any] = {
    "jam": {"senin-kamis": "08.00-15.30", "Jumat": "08:00 - 11:30, 13.30–16.00"},
    "libur": [CHRISTMAS],
}


def test_what_the_file_says_is_what_is_calculated_with() -> None:
    assert office.hours(WRITTEN) == OFFICE
    assert list(office.faults(WRITTEN)) == []


@pytest.mark.parametrize(("zone", "sign"), [("Asia/Jakarta", "WIB"), ("Asia/Jayapura", "WIT")])
def test_people_read_it_as_one_line(zone: str, sign: str) -> None:
    line = "Senin–Kamis 08.00–15.30, Jumat 08.00–11.30 dan 13.30–16.00"
    assert office.shown(WRITTEN, zone)["jam"] == f"{line} {sign}"


@pytest.mark.parametrize("given", [None, "Senin–Jumat, 08.00–15.00 WIB", 8])
def test_what_only_people_can_read_is_unknown_to_the_program(given: object) -> None:
    assert office.hours({"jam": given}) is None
    assert office.shown({"jam": given}, "Asia/Jakarta")["jam"] == given


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"jam": {"snin": "08.00-15.00"}}, "hari_asing"),
        ({"jam": {"kamis-senin": "08.00-15.00"}}, "hari_asing"),
        ({"jam": {"senin-": "08.00-15.00"}}, None),
        ({"jam": {"senin": "8-15"}}, "jam_asing"),
        ({"jam": {"senin": "25.00-26.00"}}, "jam_asing"),
        ({"jam": {"senin": "15.00-08.00"}}, "jam_asing"),
        ({"jam": {"senin": "08.00-08.00"}}, "jam_asing"),
        ({"jam": {"senin": "13.00-16.00, 08.00-11.00"}}, "jam_asing"),
        ({"jam": {"senin": "08.00-12.00, tutup"}}, "jam_asing"),
        ({"jam": 8}, "jam_asing"),
        ({"jam": "setiap hari kerja"}, "jam_tulisan"),
        ({"jam": None, "libur": ["lebaran"]}, "libur_asing"),
    ],
)
def test_what_cannot_be_read_is_named(given: dict[str, Any], why: str | None) -> None:
    assert [wrong.why for wrong in office.faults(given)] == ([why] if why else [])


def test_a_moment_is_read_with_its_day_and_zone() -> None:
    assert filters.waktu(at(24, 8)) == "Selasa, 24 November, pukul 08.00 WIB"
    assert filters.waktu(at(24, 8).astimezone(WIT)) == "Selasa, 24 November, pukul 10.00 WIT"
    assert filters.pukul(at(24, 15, 30)) == "pukul 15.30 WIB"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0 menit"), (59, "59 menit"), (60, "1 jam"), (1439, "23 jam"), (1440, "1 hari")],
)
def test_how_long_is_told_roughly(minutes: int, told: str) -> None:
    assert filters.lama(minutes) == told


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Siti Contoh Binti Fulan", "Siti C. B. F."), ("Siti", "Siti"), ("", ""), ("  ", "")],
)
def test_a_masked_name_keeps_what_one_is_called_by(name: str, masked: str) -> None:
    assert filters.samarkan_nama(name) == masked
