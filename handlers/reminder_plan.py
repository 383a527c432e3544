"""When a person is reminded next, from what is known of them. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benefits import contributions
from benefits.facts import fact
from benefits.months import Month
from benefits.tariffs import Work
from dialog.quiet_time import QuietRules, quiet
from messages.reminder_rules import ReminderRules, Rule

GRACE = timedelta(days=3)
"""What is late by no more than this is still sent; what is later is written down as passed."""
SPREAD = timedelta(minutes=30)
"""What a quiet time held back comes spread over so long, not all at once."""
MONTHS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person's contributions."""

    person_id: int
    day: int | None = None  # of the month, chosen by themselves
    hour: int = 9
    paid_until: Month | None = None
    payer: str = "self"
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be reminded of: the rule, the date it is about, and when to say so."""

    rule: str
    due_on: date
    at: datetime


Key = tuple[str, date]
"""Rule and date: what somebody is reminded of once, whenever that is."""


@dataclass(frozen=True, slots=True)
class Place:
    """The rules of an installation."""

    rules: ReminderRules
    zone: ZoneInfo
    quiet: QuietRules


def occasions(standing: Standing, today: date, place: Place) -> list[Occasion]:
    """Everything about last month up to some months ahead, in the order it is to be said."""
    found = [
        Occasion(rule.name, due_on, _moment(rule, due_on, standing, place))
        for rule in place.rules.active
        for due_on in _dates(rule, standing, today - timedelta(days=rule.days), place)
    ]
    return sorted(found, key=lambda one: one.at)


def following(
    standing: Standing, after: datetime, place: Place, last: Occasion | None = None
) -> Occasion | None:
    """The next to say after that moment; of several at once, the one after `last`."""
    today = after.astimezone(place.zone).date()
    listed = occasions(standing, today, place)
    if last in listed:
        same = [one for one in listed[listed.index(last) + 1 :] if one.at == last.at]
        if same:
            return same[0]
    return next((one for one in listed if one.at > after), None)


def passed(
    standing: Standing, now: datetime, place: Place, waiting: Key | None = None
) -> list[Occasion]:
    """What became due before it was known, by a rule of the programme: a date the person
    chose themselves does not count from before they chose it, unless it was `waiting` when its
    hour was moved."""
    own = {rule.name for rule in place.rules.active if rule.anchor == "chosen"}
    today = now.astimezone(place.zone).date()
    return [
        one
        for one in occasions(standing, today, place)
        if one.at <= now and (one.rule not in own or (one.rule, one.due_on) == waiting)
    ]


def _dates(rule: Rule, standing: Standing, today: date, place: Place) -> Iterator[date]:
    """The dates a rule is about, for this person. `today` is the date that it speaks of today."""
    yield from _ANCHORS[rule.anchor](standing, today, place.rules)


def _chosen(standing: Standing, today: date, _: ReminderRules) -> Iterator[date]:
    """Not for a month that is paid already."""
    if standing.day is None:
        return
    for month in Month.of(today).plus(-1).span(MONTHS_AHEAD + 1):
        if standing.paid_until is None or month > standing.paid_until:
            yield date(month.year, month.month, standing.day)


def _due(standing: Standing, _: date, rules: ReminderRules) -> Iterator[date]:
    """The months that may still be unpaid before the protection lapses."""
    if standing.paid_until and rules.due_day and standing.payer == "self":
        for month in standing.paid_until.next().span(_lapse_months()):
            yield date(month.year, month.month, rules.due_day)


def _lapse(standing: Standing, _: date, __: ReminderRules) -> Iterator[date]:
    """The first day after so many unpaid months in a row."""
    if standing.paid_until:
        month = standing.paid_until.plus(_lapse_months() + 1)
        yield date(month.year, month.month, 1)


def _relief(standing: Standing, _: date, __: ReminderRules) -> Iterator[date]:
    """The last day on which the halved contribution holds (PP 50/2025)."""
    if standing.paid_until and standing.work and standing.payer == "self":
        yield _last_day(contributions.relief_until(standing.work))


def _aid(standing: Standing, _: date, __: ReminderRules) -> Iterator[date]:
    """The last day that government has paid for."""
    if standing.paid_until and standing.payer == "government":
        yield _last_day(standing.paid_until)


_ANCHORS: dict[str, Callable[[Standing, date, ReminderRules], Iterator[date]]] = {
    "chosen": _chosen,
    "due": _due,
    "lapse": _lapse,
    "relief": _relief,
    "aid": _aid,
}


def _lapse_months() -> int:
    return int(str(fact("lapse_months", date(2026, 1, 1)).value))


def _last_day(month: Month) -> date:
    following_month = month.next()
    return date(following_month.year, following_month.month, 1) - timedelta(days=1)


def _moment(rule: Rule, due_on: date, standing: Standing, place: Place) -> datetime:
    """At the person's hour, within those of the rule; after a quiet time that it falls into."""
    hour = min(max(standing.hour, rule.first_hour), rule.last_hour)
    day = due_on + timedelta(days=rule.days)
    at = datetime.combine(day, time(hour), place.zone)
    held = quiet(at, place.quiet)
    return held.until + spread(standing.person_id) if held else at


def spread(person_id: int) -> timedelta:
    """A person's own place in the half hour after a quiet time."""
    return timedelta(seconds=person_id * 7919 % int(SPREAD.total_seconds()))
