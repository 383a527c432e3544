"""The rules of reminders as they are at this moment: the file, and what officers changed of it.

Read in the transaction that needs them, so that every process goes by the same ones at once: a
handful of rows, and no turn of a conversation asks for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.house import House
from handlers.reminder_plan import Place
from messages.reminder_rules import ReminderRules, Rule
from storage import rule_edits
from storage.database import Transaction
from storage.rule_edits import Edit


@dataclass(frozen=True, slots=True)
class RulesNow:
    """`version` grows with every change: what was planned by a smaller one is planned anew."""

    rules: ReminderRules
    edits: Mapping[str, Edit]
    version: int


async def rules_now(house: House, tx: Transaction) -> RulesNow:
    edits = {one.rule: one for one in await rule_edits.listed(tx)}
    given = house.catalog.reminders
    changed = tuple(changed_by(rule, edits.get(rule.name)) for rule in given.rules)
    version = sum(one.revision for one in edits.values())
    return RulesNow(replace(given, rules=changed), edits, version)


def changed_by(rule: Rule, edit: Edit | None) -> Rule:
    if edit is None:
        return rule
    changes = {
        name: value
        for name in ("active", "days", "first_hour", "last_hour", "text")
        if (value := getattr(edit, name)) is not None
    }
    return replace(rule, **changes)


def place_of(house: House, now: RulesNow) -> Place:
    return Place(now.rules, house.rules.zone, house.rules.quiet)
