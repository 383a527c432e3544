"""Fills the book: what the flow files name, and the calculators and readers behind the names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from benefits import contributions
from benefits.contributions import Quote
from benefits.months import Month
from benefits.tariffs import PROGRAMMES, Payer, Programme, Work
from dialog import nik
from dialog.answers import READERS
from dialog.dates import age_note
from dialog.effects import EraseData, RequestExport, SetReminder, SetReminderHour, Submit
from dialog.flow import Answers, Book, Option, Topic
from dialog.session import Ending, Offer, Person, Say
from dialog.turns import command_offer
from handlers import campaign_form
from messages import places
from messages.catalog import Catalog
from understanding.topics import understand

TWO, THREE = "jkk,jkm", "jkk,jkm,jht"


def open_book(catalog: Catalog) -> Book:
    """Everything a conversation knows."""
    return Book(
        forms=catalog.forms,
        pages=catalog.pages,
        readers={**READERS, **campaign_form.readers(catalog)},
        topics=catalog.topics,
        commands=catalog.commands,
        understand=_topic,
        choosers=_choosers(catalog.places, campaign_form.occupations(catalog)),
        derive={"registration": registration},
        finish=FINISH,
    )


def _topic(text: str) -> Topic | None:
    found = understand(text)
    return Topic(found.id, found.confidence) if found else None


def _choosers(
    region: places.Places, occupations: Sequence[Option]
) -> dict[str, Callable[[Answers], Sequence[Option]]]:
    kecamatan = places.districts(region)
    nagari = {place.code: places.villages(region, place.code) for place in region.districts}
    return {
        "districts": lambda _: kecamatan,
        "nagari": lambda answers: nagari.get(answers.get("district", ""), ()),
        "programmes": _programmes,
        "start_months": _start_months,
        "occupations": lambda _: occupations,
    }


def _programmes(answers: Answers) -> Sequence[Option]:
    """Who employs others must take JHT too (Permenaker 5/2021 Pasal 31-32)."""
    three = Option(
        THREE,
        "JKK + JKM + JHT",
        ("tiga", "semua", "lengkap", "pakai jht", "jht", "tigo", "sadonyo", "langkok"),
    )
    two = Option(
        TWO,
        "JKK + JKM",
        ("dua", "jkk jkm", "tanpa jht", "yang murah", "duo", "jkk jo jkm", "nan murah"),
    )
    return (three,) if answers.get("employer") == "ya" else (two, three)


def _start_months(answers: Answers) -> Sequence[Option]:
    month = Month.of(date.fromisoformat(answers["today"]))
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
    if "income" not in answers or "occupation" not in answers:
        return {}
    work = contributions.sector(answers["occupation"])
    return {
        name: _monthly(answers["income"], Month.of(today), work, programmes)
        for name, programmes in (("price_two", TWO), ("price_three", THREE))
    }


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


def _contribution(answers: Answers, _: Person, __: date) -> Ending:
    """What the months cost, by month and in total, with the rule and its source."""
    work: Work = "transport" if answers["work"] == "transport" else "other"
    payer: Payer = "government" if answers["payer"] == "government" else "self"
    start = max(Month.parse(answers["start"]), contributions.first_month())
    months = int(answers["months"])
    quoted = _quote(answers["income"], start, months, work, answers["programmes"], payer)
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
    return Ending((Say("hitung/hasil", params, (*offers, command_offer("menu"))),))


def _regulation(source: str) -> str:
    """The regulation itself; the pages that tell of it are for whoever checks the tables."""
    return source.split(";")[0]


def _groups(quoted: Quote) -> list[dict[str, object]]:
    """Months in a row that cost the same, as one line."""
    groups: list[dict[str, object]] = []
    for month in quoted.months:
        line: dict[str, object] = {"per_bulan": month.total, "jht": None}
        line |= {name: part.contribution for name, part in month.programmes.items()}
        line["diskon"] = any(part.relief for part in month.programmes.values())
        if groups and line.items() <= groups[-1].items():
            groups[-1]["sampai"] = str(month.month)
            groups[-1]["jumlah_bulan"] = int(str(groups[-1]["jumlah_bulan"])) + 1
        else:
            span = {"dari": str(month.month), "sampai": str(month.month), "jumlah_bulan": 1}
            groups.append({**line, **span})
    return groups


FINISH: Mapping[str, Callable[[Answers, Person, date], Ending]] = {
    "registration": _submit,
    "contribution": _contribution,
    "reminder": _remind,
    "reminder_hour": _remind_at,
    "erase": _erase,
    "export": _export,
    "campaign": campaign_form.finish,
}
