"""Fills the book: what the flow files name, and the calculators and readers behind the names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from benefits import contributions
from benefits.contributions import NoTariff, Quote
from benefits.months import Month
from benefits.tariffs import PROGRAMMES, Payer, Programme, Work
from dialog import nik, rules
from dialog.answers import READERS
from dialog.dates import age_note
from dialog.editing import subject
from dialog.effects import (
    ChangeOfficer,
    EraseData,
    JoinByCode,
    RequestExport,
    SetReminder,
    SetReminderHour,
    Submit,
    WriteAnswer,
)
from dialog.flow import Answers, Book, Meant, Option, OwnAnswer, Understand, Written
from dialog.session import Ending, Offer, Person, Say
from dialog.turns import command_offer
from handlers import campaign_form, rule_chat
from handlers.own import figures
from messages import places
from messages.catalog import Catalog
from understanding.sayings import sayings
from understanding.topics import Understood

TWO, THREE = "jkk,jkm", "jkk,jkm,jht"
_TWO = Option(
    TWO,
    "JKK + JKM",
    ("dua", "jkk jkm", "tanpa jht", "yang murah", "duo", "jkk jo jkm", "nan murah"),
)
_THREE = Option(
    THREE,
    "JKK + JKM + JHT",
    ("tiga", "semua", "lengkap", "pakai jht", "jht", "tigo", "sadonyo", "langkok"),
)


class Understanding(Protocol):
    """Whoever can say what a sentence is about."""

    def understand(self, text: str) -> Understood: ...

    def order(self, text: str, certain: bool = False) -> str | None: ...


def _nothing_written(_: str) -> OwnAnswer | None:
    return None


def open_book(catalog: Catalog, mind: Understanding, written: Written = _nothing_written) -> Book:
    """Everything a conversation knows."""
    return Book(
        forms=catalog.forms,
        pages=catalog.pages,
        readers={**READERS, **campaign_form.readers(catalog), **rule_chat.readers(catalog)},
        topics=catalog.topics,
        commands=catalog.commands,
        understand=_understand(mind),
        ordered=mind.order,
        lexicon=catalog.lexicon,
        choosers=_choosers(catalog.places, campaign_form.occupations(catalog)),
        derive={
            "registration": registration,
            "area": area,
            "subject": subject,
            "rule": rules.subject,
        },
        finish=FINISH,
        sayings=sayings(catalog.sayings).place,
        elsewhere=sayings(catalog.elsewhere).place,
        own=figures,
        written=written,
        staff_words=catalog.staff_words,
        replies=catalog.replies,
    )


def _understand(mind: Understanding) -> Understand:
    def understand(text: str) -> Meant:
        found = mind.understand(text)
        guesses = tuple(guess.topic for guess in found.guesses)
        nearest = tuple(guess.topic for guess in found.nearest)
        return Meant(found.topic, found.confidence, guesses, found.also, nearest)

    return understand


def _choosers(
    region: places.Places, occupations: Sequence[Option]
) -> dict[str, Callable[[Answers], Sequence[Option]]]:
    kecamatan = places.districts(region)
    nagari = {place.code: places.villages(region, place.code) for place in region.districts}
    everywhere = tuple(option for found in nagari.values() for option in found)
    return {
        "districts": lambda _: kecamatan,
        "nagari": lambda answers: (
            nagari.get(answers["district"], ()) if "district" in answers else everywhere
        ),
        "programmes": _programmes,
        "start_months": _start_months,
        "areas": lambda _: (_EVERYWHERE, *(one for one in kecamatan if one.value in nagari)),
        "area_nagari": lambda given: (_WHOLE, *nagari.get(given.get("district", ""), ())),
        "occupations": lambda _: occupations,
    }


_ALL = "all"
_EVERYWHERE = Option(_ALL, "@seluruh_daerah", ("seluruh", "semua", "semuanya", "seluruhnya"))
_WHOLE = Option(_ALL, "@seluruh_kecamatan", ("seluruh", "semua", "semuanya", "seluruhnya"))


def _programmes(answers: Answers) -> Sequence[Option]:
    """Who employs others must take JHT too (Permenaker 5/2021 Pasal 31-32)."""
    return (_THREE,) if answers.get("employer") == "ya" else (_TWO, _THREE)


def _start_months(answers: Answers) -> Sequence[Option]:
    return _months_from(answers["today"])


@lru_cache(2)
def _months_from(today: str) -> Sequence[Option]:
    """Made once a day: they are looked at with every question of the form."""
    month = Month.of(date.fromisoformat(today))
    return (
        Option(str(month), "@bulan_ini", ("bulan ini", "sekarang", "bulan iko", "kini")),
        Option(str(month.next()), "@bulan_depan", ("bulan depan", "bulan muko")),
    )


def registration(answers: Answers, today: date) -> Answers:
    """What follows from the answers: birth date and sex from the NIK, prices, where they live."""
    derived = {**_birth(answers, today), **_prices(answers, today)}
    if "district" in answers:
        derived["inside_region"] = "no" if answers["district"] == places.OUTSIDE else "yes"
    return derived


def area(answers: Answers, _: date) -> Answers:
    """Whether an officer's area can be narrowed down to one nagari."""
    return {"has_nagari": "no" if answers.get("district", _ALL) == _ALL else "yes"}


def _birth(answers: Answers, today: date) -> dict[str, str]:
    """Read from the NIK and only confirmed; asked where the person says it does not fit."""
    birth = nik.read(answers.get("nik", ""), today)
    if birth is None:
        return {"birth_known": "no"} if "nik" in answers else {}
    born, gender = birth.birth_date.isoformat(), birth.gender
    found = {"nik_readable": "yes", "nik_birth_date": born, "nik_gender": gender}
    match answers.get("nik_confirmed"):
        case "ya":
            note = age_note(birth.birth_date, today)
            remark = {"remark:nik_confirmed": note} if note else {}
            known = {"birth_known": "yes", "birth_date": born, "gender": gender}
            return {**found, **known, **remark}
        case "tidak":
            return {**found, "birth_known": "no"}
        case _:
            return found


def _prices(answers: Answers, today: date) -> dict[str, str]:
    """Of this month; none where the tables hold no tariff for it."""
    if "income" not in answers or "occupation" not in answers:
        return {}
    work, month = contributions.sector(answers["occupation"]), Month.of(today)
    try:
        return {
            name: _monthly(answers["income"], month, work, programmes)
            for name, programmes in (("price_two", TWO), ("price_three", THREE))
        }
    except NoTariff:
        return {}


@lru_cache(1024)
def _monthly(income: str, month: Month, work: Work, programmes: str) -> str:
    """What one month costs: asked again at every question of the form."""
    return str(_quote(income, month, 1, work, programmes, "self").total)


def _quote(
    income: str,
    start: Month,
    months: int,
    work: Work,
    programmes: str,
    payer: Payer,
) -> Quote:
    chosen: list[Programme] = [p for name, p in PROGRAMMES.items() if name in programmes]
    return contributions.quote(int(income), start, months, work, chosen, payer)


def _submit(answers: Answers, _: Person, __: date) -> Ending:
    return Ending(effects=(Submit(answers),))


def _erase(_: Answers, __: Person, ___: date) -> Ending:
    return Ending(effects=(EraseData(),))


def _join(answers: Answers, _: Person, __: date) -> Ending:
    return Ending(effects=(JoinByCode(answers["code"]),))


def _remind(answers: Answers, _: Person, __: date) -> Ending:
    return Ending(effects=(SetReminder(int(answers["day"])),))


def _remind_at(answers: Answers, _: Person, __: date) -> Ending:
    return Ending(effects=(SetReminderHour(int(answers["hour"])),))


def _export(answers: Answers, _: Person, today: date) -> Ending:
    since = today.replace(day=1).isoformat() if answers["period"] == "month" else ""
    status = "" if answers["status"] == "all" else answers["status"]
    wanted = RequestExport(
        answers["format"],
        answers.get("since", since),
        answers.get("until", ""),
        status,
        answers["reason"],
    )
    return Ending(effects=(wanted,))


def _officer(answers: Answers, _: Person, __: date) -> Ending:
    chosen = [answers.get(field, _ALL) for field in ("nagari", "district")]
    place = next((code for code in chosen if code != _ALL), "")
    return Ending(effects=(ChangeOfficer(answers["action"], answers.get("address", ""), place),))


def _own_answer(answers: Answers, _: Person, today: date) -> Ending:
    """Numbers of days rather than months: nobody counts on the very day."""
    days = {"year": 365, "half": 182, "month": 30}.get(answers["until"])
    until = (today + timedelta(days)).isoformat() if days else answers["last_day"]
    written = WriteAnswer(
        question=int(answers["question"]),
        title=answers["title"],
        body=answers["body"],
        more=answers.get("more", ""),
        source=answers["source"],
        until=until,
        sure="sure" in answers,
    )
    return Ending(effects=(written,))


def _contribution(answers: Answers, _: Person, __: date) -> Ending:
    """What the months cost, by month and in total, with the rule and its source."""
    work: Work = "transport" if answers["work"] == "transport" else "other"
    payer: Payer = "government" if answers["payer"] == "government" else "self"
    start = max(Month.parse(answers["start"]), contributions.first_month())
    months = int(answers["months"])
    try:
        quoted = _quote(answers["income"], start, months, work, answers["programmes"], payer)
    except NoTariff:
        return Ending((Say("umum/sedang_diperiksa", {}, (command_offer("menu"),)),))
    lines = [line for month in quoted.months for line in month.programmes.values()]
    until = contributions.relief_until(work)
    params = {
        "pendapatan": answers["income"],
        "dasar": lines[0].base,
        "bulan": _groups(quoted),
        "total": quoted.total,
        "payer": payer,
        "berlaku": str(until) if any(line.relief for line in lines) else None,
        "sumber": list(dict.fromkeys(_regulation(line.source) for line in lines)),
    }
    offers = (Offer("f|daftar", "@daftar"), Offer("f|hitung", "@hitung_lagi"))
    buttons = (*offers, command_offer("menu"))
    return Ending((Say("hitung/hasil", params, buttons, card="kartu/hitung"),))


def _regulation(source: str) -> str:
    """The regulation itself; the pages that tell of it are for whoever checks the tables."""
    return source.split(";")[0]


def _groups(quoted: Quote) -> list[dict[str, object]]:
    """Months in a row that cost the same, as one line."""
    groups: list[dict[str, object]] = []
    for run in contributions.runs(quoted):
        line: dict[str, object] = {"per_bulan": run.month.total, "jht": None}
        line |= {name: part.contribution for name, part in run.month.programmes.items()}
        line["diskon"] = any(part.relief for part in run.month.programmes.values())
        line |= {"dari": str(run.month.month), "sampai": str(run.last), "jumlah_bulan": run.months}
        groups.append(line)
    return groups


FINISH: Mapping[str, Callable[[Answers, Person, date], Ending]] = {
    "registration": _submit,
    "contribution": _contribution,
    "reminder": _remind,
    "reminder_hour": _remind_at,
    "erase": _erase,
    "join": _join,
    "export": _export,
    "officer": _officer,
    "own_answer": _own_answer,
    "campaign": campaign_form.finish,
    "reminder_rule": rules.finish,
}
