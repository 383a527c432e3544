"""Which people an officer sees."""

import pytest

from dialog.wire import Address
from handlers.areas import Areas, areas_of, covers
from storage.people import Grant

SANGIR, LUBUK_GADANG, OTHER = "13.11.01", "13.11.01.2001", "13.11.02"


def grant(role: str, area: str | None = None) -> Grant:
    return Grant(Address("telegram", "1"), role, area, "cli:x")


@pytest.mark.parametrize(
    ("granted", "areas"),
    [
        ([], frozenset()),
        ([grant("editor")], frozenset()),
        ([grant("officer")], None),
        ([grant("officer", SANGIR)], frozenset({SANGIR})),
        ([grant("officer", SANGIR), grant("admin")], None),
        ([grant("officer", SANGIR), grant("editor", OTHER)], frozenset({SANGIR})),
    ],
)
def test_a_role_counts_where_it_was_given(granted: list[Grant], areas: Areas) -> None:
    assert areas_of(granted) == areas


@pytest.mark.parametrize(
    ("area", "district", "nagari", "seen"),
    [
        (SANGIR, SANGIR, LUBUK_GADANG, True),
        (SANGIR, SANGIR, None, True),
        (LUBUK_GADANG, SANGIR, LUBUK_GADANG, True),
        (LUBUK_GADANG, SANGIR, "13.11.01.2002", False),
        (LUBUK_GADANG, SANGIR, None, True),  # it may be that nagari
        (LUBUK_GADANG, OTHER, None, False),
        (OTHER, SANGIR, LUBUK_GADANG, False),
        ("13.11.0", SANGIR, LUBUK_GADANG, False),  # the beginning of a code is no code
        (SANGIR, None, None, True),
        (SANGIR, "luar", None, True),
    ],
)
def test_people_of_the_area_are_seen_and_those_without_a_place(
    area: str, district: str | None, nagari: str | None, seen: bool
) -> None:
    assert covers(frozenset({area}), district, nagari) is seen
    assert covers(None, district, nagari)
