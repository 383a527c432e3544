"""The words of a reminder: month, amount and date from the tables, in our text or an officer's; and
what its rule is called."""

from dataclasses import replace
from datetime import date, datetime

from benefits import contributions
from benefits.contributions import NoTariff
from benefits.months import Month
from benefits.tariffs import PROGRAMMES, Payer, Work
from dialog.flow import Answers, Values
from dialog.session import Offer, Say
from dialog.turns import command_offer
from handlers.house import House
from handlers.reminder_plan import Standing
from messages import reminder_text
from messages.reminder_rules import Rule
from messages.texts import Message

ANSWERS = ("sudah_bayar", "ingatkan_besok", "jangan_ingatkan")


def message_of(
    house: House, rule: str, told: Values, text: str | None, now: datetime, language: str = "id"
) -> Message:
    """A finished reminder. An officer's `text` takes the place of ours in every language; the
    approved template that may stand in for either stays."""
    offers = tuple(command_offer(name) for name in ANSWERS)
    said = Say(f"pengingat/{rule}", told, offers)
    message = house.catalog.compose([said], house.today(now), language)
    body = reminder_text.render(text, told) if text else ""
    return replace(message, body=body) if body else message


def told_of(rule: str, due_on: str, standing: Standing, answers: Answers, today: date) -> Values:
    """Month, amount and date a reminder is about; what is not known is left empty."""
    month = Month.of(today)
    if rule == "jelang_potongan_habis" and standing.work:
        month = contributions.relief_until(standing.work)
    elif standing.paid_until and standing.paid_until >= month:
        month = standing.paid_until.next()
    work = _work(answers)
    return {
        "bulan": str(month),
        "jumlah": _price(answers, work, month, standing.payer),
        "nanti": _price(answers, work, month.next(), "self"),
        "lunas": str(standing.paid_until) if standing.paid_until else None,
        "tanggal": due_on,
    }


def _work(answers: Answers) -> Work | None:
    return contributions.sector(answers["occupation"]) if "occupation" in answers else None


def _price(answers: Answers, work: Work | None, month: Month, payer: str) -> int | None:
    """A month by the tables, from what the person said they earn; nothing where that is unknown."""
    income, chosen = answers.get("income"), answers.get("programmes", "")
    programmes = [programme for name, programme in PROGRAMMES.items() if name in chosen]
    if not income or not programmes or work is None:
        return None
    paid_by: Payer = "government" if payer == "government" else "self"
    try:
        return contributions.quote(int(income), month, 1, work, programmes, paid_by).total
    except NoTariff:
        return None


def name_of(house: House, rule: Rule) -> str:
    """ "14 hari sebelum perlindungan berhenti" """
    when = "sebelum" if rule.days < 0 else "sesudah" if rule.days else "tepat"
    params = {"hari": abs(rule.days), "acuan": house.catalog.label(f"acuan_{rule.anchor}")}
    return house.catalog.texts["id"].label(Offer("", f"@aturan_{when}", params))
