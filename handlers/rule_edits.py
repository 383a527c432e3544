"""The rules of reminders as officers handle them: seen, switched, moved, worded, put back.

`Steward` is what chat, the command and later a web console call; no wording of any of them is here.
What is changed holds from the next look at the rules on, in every process; plans that were made
before follow with the clock (`reminders.follow_rules`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from benefits.months import Month
from dialog.flow import Problem
from handlers.house import House
from handlers.moments import moment
from handlers.officer import Officer
from handlers.reminder_plan import Place, Standing, occasions
from handlers.reminder_words import message_of, told_of
from handlers.rules import RulesNow, rules_now
from messages import reminder_text
from messages.reminder_rules import MOST_DAYS, Rule, problem_of
from storage import audit, reminders, rule_edits
from storage.database import Transaction
from storage.rule_edits import Edit

AHEAD = timedelta(days=30)
"""How far is looked to count people, ahead and back."""
GONE = Problem("aturan/tidak_ada")
ONLY_LOOK = Problem("aturan/hanya_lihat")
CHANGED_BY_OTHERS = "aturan/diubah_orang"
_SOMEBODY = {"income": "1500000", "programmes": "jkk,jkm", "occupation": "petani"}
"""Who the example is about: nobody there is."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed of a rule; what is None stays."""

    active: bool | None = None
    days: int | None = None
    hours: tuple[int, int] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule as it is now, what was changed of it, and whom it reaches."""

    rule: Rule
    edit: Edit | None = None
    runs: bool = True  # the date it speaks of is known here
    waiting: int = 0  # people whose next reminder comes by it within AHEAD
    told: Mapping[str, int] = field(default_factory=dict[str, int])  # by state, as long ago

    @property
    def revision(self) -> int:
        return self.edit.revision if self.edit else 0

    @property
    def edited(self) -> bool:
        return self.edit is not None and any(
            value is not None
            for value in (self.edit.active, self.edit.days, self.edit.first_hour, self.edit.text)
        )


@dataclass(frozen=True, slots=True)
class Done:
    """The rule after a change, and how many promised reminders that took back."""

    seen: Seen
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Steward:
    """Somebody who may look, within one transaction. Only who reaches everybody may change."""

    house: House
    tx: Transaction
    by: Officer
    now: datetime

    @property
    def may_change(self) -> bool:
        return self.by.areas is None

    async def listed(self) -> list[Seen]:
        now = await rules_now(self.house, self.tx)
        waiting = await reminders.waiting_by_rule(self.tx, self.now + AHEAD)
        told = await reminders.told_by_rule(self.tx, self.now - AHEAD)
        return [_seen(now, rule, waiting, told) for rule in now.rules.rules]

    async def find(self, name: str) -> Seen | None:
        return next((one for one in await self.listed() if one.rule.name == name), None)

    async def change(self, name: str, wanted: Change, seen: int | None = None) -> Done | Problem:
        """`seen`: the revision that was looked at; a change made meanwhile is not run over."""
        found = await self._open(name, seen)
        if isinstance(found, Problem):
            return found
        kept = _read(wanted, found.rule)
        if isinstance(kept, Problem):
            return kept
        after = _after(found.rule, kept)
        if wrong := problem_of(after, self.house.rules.quiet):
            return _refused(wrong, after)
        return await self._save(found, after) if after != found.rule else Done(found)

    async def reset(self, name: str, seen: int | None = None) -> Done | Problem:
        """Everything as in the file again."""
        found = await self._open(name, seen)
        if isinstance(found, Problem):
            return found
        return await self._save(found, self._of_the_file(name)) if found.edited else Done(found)

    def example(self, rule: Rule) -> str:
        """What a worker reads, by the tables, of somebody who does not exist."""
        today = self.house.today(self.now)
        payer = "government" if rule.anchor == "aid" else "self"
        paid = Month.of(today).plus(-1)
        somebody = Standing(0, day=today.day % 28 + 1, paid_until=paid, payer=payer, work="other")
        alone = replace(self.house.catalog.reminders, rules=(replace(rule, active=True),))
        place = Place(alone, self.house.rules.zone, self.house.rules.quiet)
        dates = [one.due_on for one in occasions(somebody, today, place) if one.at > self.now]
        due_on = dates[0] if dates else today - timedelta(days=rule.days)
        told = told_of(rule.name, due_on.isoformat(), somebody, _SOMEBODY, today)
        return message_of(self.house, rule.name, told, rule.text, self.now).body

    def text(self, rule: Rule) -> str:
        """The words as an officer writes them: their own, or those of the file."""
        texts, today = self.house.catalog.texts["id"], self.house.today(self.now)
        return rule.text or reminder_text.original(texts, f"pengingat/{rule.name}", today)

    async def _open(self, name: str, seen: int | None) -> Seen | Problem:
        """The rule to be changed, unless somebody else did meanwhile."""
        if not self.may_change:
            return ONLY_LOOK
        found = await self.find(name)
        if found is None:
            return GONE
        return found if seen in (None, found.revision) else self._changed_by_others(found)

    async def _save(self, found: Seen, after: Rule) -> Done | Problem:
        """With its audit line; what is as in the file is not kept."""
        name = found.rule.name
        columns = _columns(self._of_the_file(name), after)
        done = await rule_edits.swap(
            self.tx, name, found.revision, self.by.name, self.now, **columns
        )
        if not done:
            return self._changed_by_others(await self.find(name) or found)
        await audit.note(
            self.tx, self.by.name, "reminder rule changed",
            {"rule": name, "revision": found.revision + 1, **_differing(found.rule, after)},
            self.now,
        )  # fmt: skip
        withdrawn = 0 if after.active else await reminders.withdraw(self.tx, name)
        return Done(await self.find(name) or found, withdrawn)

    def _of_the_file(self, name: str) -> Rule:
        found = self.house.catalog.reminders.find(name)
        assert found is not None
        return found

    def _changed_by_others(self, found: Seen) -> Problem:
        at = found.edit.changed_at if found.edit else self.now
        by = found.edit.changed_by if found.edit else ""
        return Problem(CHANGED_BY_OTHERS, {"oleh": by, "kapan": moment(self.house, at)})


@asynccontextmanager
async def looking(house: House, by: Officer) -> AsyncIterator[Steward]:
    """For whoever only looks: nobody waits for them."""
    async with house.db.read() as tx:
        yield Steward(house, tx, by, house.now())


@asynccontextmanager
async def changing(house: House, by: Officer) -> AsyncIterator[Steward]:
    """With a transaction of their own, for whoever is not in a turn."""
    async with house.db.write() as tx:
        yield Steward(house, tx, by, house.now())


def _seen(
    now: RulesNow, rule: Rule, waiting: Mapping[str, int], told: Mapping[tuple[str, str], int]
) -> Seen:
    runs = rule.anchor != "due" or now.rules.due_day is not None
    states = {state: count for (name, state), count in told.items() if name == rule.name}
    return Seen(rule, now.edits.get(rule.name), runs, waiting.get(rule.name, 0), states)


def _read(wanted: Change, rule: Rule) -> Change | Problem:
    """With the text as it is kept."""
    if wanted.text is None:
        return wanted
    read = reminder_text.read(wanted.text, rule.anchor)
    return read if isinstance(read, Problem) else replace(wanted, text=read)


def _after(rule: Rule, wanted: Change) -> Rule:
    first, last = wanted.hours or (rule.first_hour, rule.last_hour)
    return replace(
        rule,
        active=rule.active if wanted.active is None else wanted.active,
        days=rule.days if wanted.days is None else wanted.days,
        first_hour=first,
        last_hour=last,
        text=rule.text if wanted.text is None else wanted.text,
    )


def _refused(wrong: str, rule: Rule) -> Problem:
    told = {"dari": rule.first_hour, "sampai": rule.last_hour}
    return {
        "days": Problem("aturan/hari_luar", {"maks": MOST_DAYS}),
        "hours": Problem("aturan/jam_terbalik", told),
        "always_quiet": Problem("aturan/jam_tenang", told),
    }[wrong]


def _columns(given: Rule, after: Rule) -> dict[str, object]:
    """What differs from the file. Hours are one thing: both or neither."""
    hours = (after.first_hour, after.last_hour)
    moved = hours != (given.first_hour, given.last_hour)
    return {
        "active": after.active if after.active != given.active else None,
        "days": after.days if after.days != given.days else None,
        "first_hour": hours[0] if moved else None,
        "last_hour": hours[1] if moved else None,
        "text": after.text,
    }


def _differing(before: Rule, after: Rule) -> dict[str, object]:
    names = ("active", "days", "first_hour", "last_hour", "text")
    return {
        name: getattr(after, name)
        for name in names
        if getattr(after, name) != getattr(before, name)
    }
