"""When the office is open. Pure: the time comes in as an argument, as it is on its clocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LOOK_AHEAD = 366  # days; an office closed longer than that has no hours


@dataclass(frozen=True, slots=True)
class Span:
    """From opening to closing on one day: open at the first minute, closed at the last."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """The spans of each weekday (0 is Monday) in order, and the days on which all is closed."""

    week: Mapping[int, tuple[Span, ...]]
    holidays: frozenset[date] = frozenset()

    def open_until(self, local: datetime) -> datetime | None:
        """When the office closes; nothing while it is closed. `local` has the office's zone."""
        clock = local.time()
        spans = (span for span in self._on(local.date()) if span.opens <= clock < span.closes)
        return next((_at(local, local.date(), span.closes) for span in spans), None)

    def next_opening(self, local: datetime) -> datetime | None:
        """The first opening later than this moment; nothing when there is none in a year."""
        return next((moment for moment in self._openings(local) if moment > local), None)

    def _openings(self, local: datetime) -> Iterator[datetime]:
        for ahead in range(LOOK_AHEAD):
            day = local.date() + timedelta(days=ahead)
            yield from (_at(local, day, span.opens) for span in self._on(day))

    def _on(self, day: date) -> tuple[Span, ...]:
        return () if day in self.holidays else self.week.get(day.weekday(), ())


def _at(local: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, local.tzinfo)
