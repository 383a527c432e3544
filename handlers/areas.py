"""Which people an officer looks after, by where they live. Pure."""

from collections.abc import Iterable

from messages.places import OUTSIDE
from storage.people import Grant

Areas = frozenset[str] | None
"""Codes of kecamatan and nagari; None is everywhere."""

STAFF = frozenset({"officer", "admin"})


def areas_of(granted: Iterable[Grant]) -> Areas:
    """Where these roles count: an admin everywhere, and so an officer without an area."""
    ours = [grant for grant in granted if grant.role in STAFF]
    if any(grant.role == "admin" or grant.area is None for grant in ours):
        return None
    return frozenset(grant.area for grant in ours if grant.area)


def covers(areas: Areas, district: str | None, nagari: str | None) -> bool:
    """Who has not said where they live, or lives elsewhere, is for everybody."""
    place = nagari or district
    if areas is None or place is None or place == OUTSIDE:
        return True
    return any(within(place, area) or (not nagari and within(area, place)) for area in areas)


def reaches(areas: Areas, wanted: Iterable[str]) -> bool:
    """Whether everybody of the wanted areas (none: everywhere) is also of these."""
    if areas is None:
        return True
    asked = tuple(wanted)
    return bool(asked) and all(any(within(one, area) for area in areas) for one in asked)


def within(place: str, area: str) -> bool:
    return place == area or place.startswith(f"{area}.")
