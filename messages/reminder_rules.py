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


@dataclass(frozen=True, slots=True)
class Rule:
    """One occasion to remind: `days` after its anchor, between two local hours."""

    name: str
    anchor: str  # chosen, due, lapse, relief, aid
    days: int
    first_hour: int
    last_hour: int


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The rules that are switched on, in their order, and the day contributions are due."""

    rules: tuple[Rule, ...] = ()
    due_day: int | None = None  # of the month; nothing: not established here


@dataclass(frozen=True, slots=True)
class Flaw:
    """A rule that cannot be used; `problem` names the sentence that says why."""

    name: str
    problem: str  # unreadable, anchor, hours, always_quiet, due_day


def load(folder: Path) -> ReminderRules:
    """Raises KeyError or ValueError for what `flaws` explains."""
    given = plain(read(folder / FILE))["aturan"]
    due_day = plain(read(folder / "office.yaml")).get("tanggal_bayar")
    return ReminderRules(tuple(_rule(one) for one in given if one["aktif"] == "ya"), due_day)


def _rule(given: dict[str, Any]) -> Rule:
    return Rule(
        str(given["nama"]), ANCHORS[given["acuan"]], int(given["hari"]),
        int(given["dari"]), int(given["sampai"]),
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
    if not 0 <= rule.first_hour <= rule.last_hour <= 23:
        return Flaw(name, "hours")
    hours = range(rule.first_hour, rule.last_hour + 1)
    if all(quiet_at_night(time(hour), quiet) for hour in hours):
        return Flaw(name, "always_quiet")
    return None
