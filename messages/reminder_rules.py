"""When people are reminded of their contribution: messages/pengingat_iuran.yaml, as data."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from dialog.quiet_time import QuietRules, quiet_at_night
from messages.yaml_files import LINE, plain, read

FILE = "pengingat_iuran.yaml"
ANCHORS = {
    "pilihan": "chosen",
    "jatuh_tempo": "due",
    "tidak_aktif": "lapse",
    "potongan_habis": "relief",
    "bantuan_habis": "aid",
}


MOST_DAYS = 60
"""Before or after its anchor, at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One occasion to remind: `days` after its anchor, between two local hours."""

    name: str
    anchor: str  # chosen, due, lapse, relief, aid
    days: int
    first_hour: int
    last_hour: int
    active: bool = True
    text: str | None = None  # an officer's words; nothing: those of messages/text/pengingat


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The rules in their order, also those switched off, and the day contributions are due."""

    rules: tuple[Rule, ...] = ()
    due_day: int | None = None  # of the month; nothing: not established here

    @property
    def active(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.active)

    def find(self, name: str | None) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A rule that cannot be used; `problem` names the sentence that says why."""

    name: str
    problem: str  # unreadable, anchor, days, hours, always_quiet, due_day


def load(folder: Path) -> ReminderRules:
    """Raises KeyError or ValueError for what `flaws` explains."""
    given = plain(read(folder / FILE))["aturan"]
    due_day = plain(read(folder / "office.yaml")).get("tanggal_bayar")
    return ReminderRules(tuple(map(_rule, given)), due_day)


def _rule(given: dict[str, Any]) -> Rule:
    return Rule(
        str(given["nama"]), ANCHORS[given["acuan"]], int(given["hari"]),
        int(given["dari"]), int(given["sampai"]), given["aktif"] == "ya",
    )  # fmt: skip


def flaws(folder: Path, quiet: QuietRules) -> list[Flaw]:
    """What is wrong with the rules, also those switched off: one that nobody could ever receive
    because its hours are all quiet is refused."""
    try:
        given = [{k: v for k, v in one.items() if k != LINE} for one in
                 read(folder / FILE)["aturan"]]  # fmt: skip
    except Exception:
        return [Flaw(FILE, "unreadable")]
    found = [flaw for one in given if (flaw := _flaw(one, quiet))]
    day = plain(read(folder / "office.yaml")).get("tanggal_bayar")
    if day is not None and (not isinstance(day, int) or not 1 <= day <= 28):
        found.append(Flaw("tanggal_bayar", "due_day"))
    return found


def _flaw(given: dict[str, Any], quiet: QuietRules) -> Flaw | None:
    name = str(given.get("nama", "?"))
    if given.get("acuan") not in ANCHORS:
        return Flaw(name, "anchor")
    try:
        rule = _rule(given)
    except (KeyError, ValueError, TypeError):
        return Flaw(name, "unreadable")
    problem = problem_of(rule, quiet)
    return Flaw(name, problem) if problem else None


def problem_of(rule: Rule, quiet: QuietRules) -> str | None:
    """Why a rule cannot be used; the same for the file and for what officers change."""
    if abs(rule.days) > MOST_DAYS:
        return "days"
    if not 0 <= rule.first_hour <= rule.last_hour <= 23:
        return "hours"
    hours = range(rule.first_hour, rule.last_hour + 1)
    if all(quiet_at_night(time(hour), quiet) for hour in hours):
        return "always_quiet"
    return None
