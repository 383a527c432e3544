"""A person's own figures: what the tables say for the answers they gave."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from benefits import contributions
from benefits.contributions import NoTariff, Run
from benefits.months import Month
from benefits.tariffs import PROGRAMMES, Payer, Programme, Work, tariffs
from dialog.flow import Answers, Values
from dialog.session import Say
from handlers.house import House
from handlers.sealed import open_answers
from storage import registrations
from storage.database import Transaction
from storage.people import Known
from storage.registrations import Registration

AHEAD = 24
"""Months looked at: further than any relief of today reaches."""
CHEAPEST = "jkk,jkm"


async def say(
    house: House, tx: Transaction, known: Known, text: str, now: datetime
) -> tuple[Say, ...]:
    """The text with the figures of the person's open pre-registration; nothing without one."""
    held = await registrations.open_of(tx, known.person_id)
    return told(house, held, text, now) if held else ()


def told(house: House, held: Registration, text: str, now: datetime) -> tuple[Say, ...]:
    """The text with the figures of this one; nothing where its answers are gone."""
    if held.sealed is None:
        return ()
    answers = open_answers(house.vault, held.sealed, held.number)
    values = figures(answers, house.today(now))
    return (Say(text, {**values, "keadaan": held.status}),) if values else ()


def figures(answers: Answers, today: date) -> Values | None:
    """Contribution by month from this month on, for what the person has answered so far; nothing
    without an income and a kind of work. Where somebody else than the person or the government
    pays it is not known whether the relief applies, so it is left out. `pembayar` is empty while
    nobody was named: then it is reckoned as paid by oneself."""
    work = _work(answers)
    if work is None or "income" not in answers:
        return None
    payer, programmes = answers.get("payer", ""), answers.get("programmes", CHEAPEST)
    reduced: Payer = "self" if payer in ("", "self") else "government"
    try:
        runs = _runs(int(answers["income"]), Month.of(today), work, programmes, reduced)
        full = _runs(int(answers["income"]), Month.of(today), work, programmes, "government")
    except NoTariff:
        return None
    return {
        "program": programmes.upper().replace(",", " + "),
        "pembayar": payer,
        "pekerjaan": work,
        "bulan": [_line(run) for run in runs],
        "biasa": full[0].month.total,
    }


def _work(answers: Answers) -> Work | None:
    if answers.get("work") in ("transport", "other"):
        return "transport" if answers["work"] == "transport" else "other"
    return tariffs().sectors.get(answers.get("occupation", ""))


@lru_cache(512)
def _runs(income: int, start: Month, work: Work, programmes: str, payer: Payer) -> tuple[Run, ...]:
    chosen: list[Programme] = [p for name, p in PROGRAMMES.items() if name in programmes]
    return contributions.runs(contributions.quote(income, start, AHEAD, work, chosen, payer))


def _line(run: Run) -> Mapping[str, object]:
    """The last run goes on until further notice, so it has no end."""
    return {
        "dari": str(run.month.month),
        "sampai": str(run.last),
        "per_bulan": run.month.total,
        "diskon": any(line.relief for line in run.month.programmes.values()),
    }
