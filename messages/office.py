"""The opening hours in office.yaml: for the program to calculate with, and for people to read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from dialog.hours import Hours, Span

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

_SPAN = re.compile(r"(\d{1,2})[.:](\d\d) ?[-–] ?(\d{1,2})[.:](\d\d)")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be read: where it stands in the file, and why."""

    keys: tuple[str, ...]
    why: str
    value: str = ""


def hours(office: Mapping[str, Any]) -> Hours | None:
    """Nothing while they are unknown, or written so that only people can read them."""
    given = office.get("jam")
    if not isinstance(given, Mapping):
        return None
    week: dict[int, tuple[Span, ...]] = {}
    for days, spans in given.items():
        week |= dict.fromkeys(_days(str(days)), _spans(str(spans)))
    return Hours(week, frozenset(_holidays(office)))


def shown(office: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """What texts know of the office: the hours as one line, in the clock of the region."""
    given = office.get("jam")
    if not isinstance(given, Mapping):
        return dict(office)
    lines = [
        f"{_days_shown(str(days))} {_spans_shown(str(spans))}" for days, spans in given.items()
    ]
    return {**office, "jam": f"{', '.join(lines)} {ZONES.get(zone, '')}".strip()}


def faults(office: Mapping[str, Any]) -> Iterator[Wrong]:
    """Everything in the hours and holidays that cannot be read."""
    given = office.get("jam")
    if isinstance(given, Mapping):
        for days, spans in given.items():
            yield from _faults_of(str(days), str(spans))
    elif isinstance(given, str):
        yield Wrong(("jam",), "jam_tulisan")
    elif given is not None:
        yield Wrong(("jam",), "jam_asing", str(given))
    for day in office.get("libur") or ():
        if not isinstance(day, date):
            yield Wrong(("libur",), "libur_asing", str(day))


def _faults_of(days: str, spans: str) -> Iterator[Wrong]:
    if not _days(days):
        yield Wrong(("jam", days), "hari_asing", days)
    if not _spans(spans):
        yield Wrong(("jam", days), "jam_asing", spans)


def _days(words: str) -> list[int]:
    """ "senin-kamis" is 0 to 3; nothing for what is no day or runs backwards."""
    first, _, last = (part.strip() for part in words.casefold().partition("-"))
    if first not in DAYS or (last and last not in DAYS):
        return []
    return list(range(DAYS.index(first), DAYS.index(last or first) + 1))


def _spans(words: str) -> tuple[Span, ...]:
    """ "08.00-11.30, 13.30-16.00"; nothing when one of them is no span, or out of order."""
    spans = [_span(part.strip()) for part in words.split(",")]
    sound = [span for span in spans if span]
    moments = [moment for span in sound for moment in (span.opens, span.closes)]
    in_order = all(earlier < later for earlier, later in pairwise(moments))
    return tuple(sound) if len(sound) == len(spans) and in_order else ()


def _span(words: str) -> Span | None:
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    try:
        return Span(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
    except ValueError:  # 25.00
        return None


def _holidays(office: Mapping[str, Any]) -> Iterator[date]:
    yield from (day for day in office.get("libur") or () if isinstance(day, date))


def _days_shown(days: str) -> str:
    return "–".join(part.strip().capitalize() for part in days.split("-"))


def _spans_shown(spans: str) -> str:
    return " dan ".join(f"{span.opens:%H.%M}–{span.closes:%H.%M}" for span in _spans(spans))
