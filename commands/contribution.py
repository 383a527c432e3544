"""`bot.py contribution`: what the months of membership cost, and which rule says so."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from benefits.contributions import (
    REQUIRED,
    Line,
    MonthQuote,
    NoTariff,
    Quote,
    first_month,
    quote,
)
from benefits.months import Month
from benefits.tariffs import PAYERS, PROGRAMMES, WORKS, Programme
from messages.filters import bulan, rupiah
from messages.operator_words import words

T = TypeVar("T")
_RUPIAH = re.compile(r"(?:rp ?)?([0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})", re.IGNORECASE)
LONGEST = 60
WRONG_USAGE = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command understands; a wrong value ends in exit 2 with a sentence."""
    told = words("contribution")
    parser.description = told["ringkas"]
    add = parser.add_argument
    add("income", metavar="INCOME", type=_income, help=told["argumen.income"])
    add("--month", required=True, type=_month, metavar="YYYY-MM", help=told["argumen.month"])
    add("--months", default=1, type=_months, metavar="N", help=told["argumen.months"])
    add(
        "--work",
        required=True,
        type=_one_of(WORKS),
        metavar="|".join(WORKS),
        help=told["argumen.work"],
    )
    add(
        "--programmes",
        required=True,
        type=_programmes,
        metavar="jkk,jkm[,jht]",
        help=told["argumen.programmes"],
    )
    add(
        "--payer",
        required=True,
        type=_one_of(PAYERS),
        metavar="|".join(PAYERS),
        help=told["argumen.payer"],
    )
    add("--json", action="store_true", help=told["argumen.json"])


def run(args: argparse.Namespace) -> int:
    """Prints the quote. 0, or 2 when the tables hold no tariff for a month asked for."""
    try:
        found = quote(args.income, args.month, args.months, args.work, args.programmes, args.payer)
    except NoTariff as error:
        sentence = words("contribution")["salah.no_tariff"]
        print(
            sentence.format(month=bulan(error.month), first=bulan(first_month())), file=sys.stderr
        )
        return WRONG_USAGE
    print(json.dumps(as_json(found), ensure_ascii=False) if args.json else as_text(found))
    return 0


def as_json(found: Quote) -> dict[str, object]:
    """The shape that scripts rely on, whole rupiah."""
    return {"total": found.total, "months": [_month_as_json(each) for each in found.months]}


def as_text(found: Quote) -> str:
    told = words("contribution")
    head = told["keluaran.jumlah"].format(months=len(found.months), total=rupiah(found.total))
    return "\n".join([head, *(line for each in found.months for line in _month_as_text(each))])


def _month_as_json(each: MonthQuote) -> dict[str, object]:
    programmes = {
        programme: {
            "contribution": line.contribution,
            "base": line.base,
            "rule": line.rule,
            "source": line.source,
        }
        for programme, line in each.programmes.items()
    }
    return {"month": str(each.month), "total": each.total, "programmes": programmes}


def _month_as_text(each: MonthQuote) -> Iterable[str]:
    told = words("contribution")
    yield told["keluaran.bulan"].format(month=bulan(each.month), total=rupiah(each.total))
    for programme, line in each.programmes.items():
        yield _line_as_text(told["keluaran.program"], programme, line)


def _line_as_text(template: str, programme: Programme, line: Line) -> str:
    return template.format(
        programme=programme.upper(),
        contribution=rupiah(line.contribution),
        base=rupiah(line.base),
        rule=line.rule,
        source=line.source,
    )


def _income(text: str) -> int:
    if not (found := _RUPIAH.fullmatch(text.strip())):
        raise _wrong("income", text)
    return int(found[1].replace(".", ""))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise _wrong("month", text) from None


def _months(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= LONGEST:
        raise _wrong("months", text)
    return int(text)


def _programmes(text: str) -> frozenset[Programme]:
    names = [name.strip().lower() for name in text.split(",")]
    chosen = frozenset(PROGRAMMES[name] for name in names if name in PROGRAMMES)
    if len(chosen) != len(names) or not chosen >= REQUIRED:
        raise _wrong("programmes", text)
    return chosen


def _one_of(known: Mapping[str, T]) -> Callable[[str], T]:
    def choose(text: str) -> T:
        if text not in known:
            raise _wrong("choice", text, known=", ".join(known))
        return known[text]

    return choose


def _wrong(which: str, value: str, **more: str) -> argparse.ArgumentTypeError:
    sentence = words("contribution")[f"salah.{which}"]
    return argparse.ArgumentTypeError(sentence.format(value=value, **more))
