"""Dates as people write them: days in local time (WIB in Solok Selatan)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.numbers import in_digits
from dialog.typed import digits_for_letters, plain, similar, vocabulary

_MONTHS = (
    "januari january jan januar yanuari",
    "februari pebruari february feb peb febuari pebuari",
    "maret march mar mrt marat",
    "april apr aprl apri aperil",
    "mei mai may mey",
    "juni june jun juny",
    "juli july jul jully",
    "agustus agustuih august agu agt ags agst agus aug agustu",
    "september sep sept",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTH_OF = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split()}

Fault = Literal["tidak_terbaca", "hanya_tahun"]
_TODAY = frozenset({"hari ini", "hari iko", "kini", "sekarang", "harini"})
_YESTERDAY = frozenset({"kemarin", "kemaren", "kapatang", "semalam", "hari kemarin"})
OLDEST = 110


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: the year may have two digits or be left out (empty)."""

    year: str
    month: int
    day: int


def month_number(word: str) -> int | None:
    """1 to 12 for the name of a month, a usual short form or a near spelling."""
    near = {number for name, number in _MONTH_OF.items() if similar(word, name)}
    return _MONTH_OF.get(word) or (near.pop() if len(near) == 1 else None)


def exact(year: int, month: int, day: int) -> date | None:
    """The date, or nothing when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def age(birth_date: date, today: date) -> int:
    """Full years; negative before birth."""
    before = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - before


def with_century(year: int, month: int, day: int, today: date) -> date | None:
    """A birth date from a year of two digits: 15 to 100 years old if it can be, else 0 to 100."""
    both = [exact(century + year, month, day) for century in (1900, 2000)]
    ages = {age(found, today): found for found in both if found}
    ranked = sorted((years for years in ages if 0 <= years <= 100), key=lambda years: years < 15)
    return ages[ranked[0]] if ranked else None


def split_words(text: str) -> list[str]:
    """Words and numbers apart, number words as digits: "17agt80" is 17, agt, 80."""
    digits = plain(digits_for_letters(text))
    apart = re.sub(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])", " ", digits)
    spelled = in_digits(apart)
    return (_years_in_digits(spelled) if spelled != apart else spelled).split()


def _years_in_digits(words: str) -> str:
    """Years as they come out of words: "seribu 980", "seribu 908 5", "19 75", "19 8 5"."""
    words = re.sub(r"\b(?:seribu|saribu|1 ribu) (\d)0(\d) (\d)\b", r"1\1\2\3", words)
    words = re.sub(r"\b(?:seribu|saribu|1 ribu) (\d{3})\b", r"1\1", words)
    words = re.sub(r"\b2 ribu(?: (\d{1,2}))?\b", lambda m: f"20{m[1] or '0':0>2}", words)
    words = re.sub(r"\b(19|20) (\d{2})$", r"\1\2", words)
    return re.sub(r"\b(?:(19) )?(\d) (\d)$", r"\1\2\3", words)


def written(text: str) -> Written | Fault:
    """The date in a text: 17-8-1980, 17/08/80, 17 agustus 1980, 1980-08-17, 17081980."""
    words = _without_age(split_words(_ROMAN.sub(_arabic, _BESIDE.sub(" ", text))))
    if labelled := _labelled(words):
        return labelled
    months = [number for number in map(month_number, words) if number]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) == 1:
        return _with_name(months[0], numbers)
    if months:
        return "tidak_terbaca"
    return _glued(numbers[0]) if len(numbers) == 1 else _with_numbers(numbers)


_BESIDE = re.compile(
    r"(?i)\b(?:jam|pukul|pukua)\s*[0-9][0-9.:]*|"
    r"\banak\s+(?:yang\s+)?ke ?-?\s*[0-9]+(?:\s+dari\s+[0-9]+)?"
)
"""Other numbers told beside a birth date: at what hour, which child of how many."""
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = re.compile(
    rf"(?<=[0-9])(\s?[-/.]\s?)({'|'.join(sorted(_ROMANS, key=len, reverse=True))})(?=\1[0-9])",
    re.IGNORECASE,
)


def _arabic(found: re.Match[str]) -> str:
    """12/V/1985 as 12/5/1985."""
    return f"{found[1]}{_ROMANS.index(found[2].lower()) + 1}"


_LABELS = {
    "day": vocabulary("tanggal tgl tg"),
    "month": vocabulary("bulan bln"),
    "year": vocabulary("tahun taun thn th"),
}


def _labelled(words: list[str]) -> Written | None:
    """ "tahun 72 bulan 11 tanggal 3": each number stands behind the word for it."""
    found = {
        part: number
        for part, labels in _LABELS.items()
        for label, number in pairwise(words)
        if label in labels and (number.isdecimal() or month_number(number))
    }
    if found.keys() != _LABELS.keys() or sum(map(str.isdecimal, words)) > 3:
        return None
    month = str(month_number(found["month"]) or found["month"])
    written = _ordered(found["year"], month, found["day"]) if found["day"].isdecimal() else None
    return written if isinstance(written, Written) else None


_AGE = re.compile(
    r"\b(?:umur|usia|umua|baumua|umurnya)(?: [a-z]+)? \d+(?: (?:tahun|taun|thn|th))?\b"
)


def _without_age(words: list[str]) -> list[str]:
    """How old somebody is may stand beside the date: "umur 58", and "58 tahun" at the end."""
    said = _AGE.sub("", " ".join(words))
    found = re.fullmatch(r"(.*\d.*) \d{1,3} (?:tahun|taun|thn|th)", said)
    date = found[1].split() if found else []
    whole = sum(word.isdecimal() or bool(month_number(word)) for word in date) > 2
    return date if whole else said.split()


def _with_name(month: int, numbers: list[str]) -> Written | Fault:
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return "hanya_tahun"
    if len(numbers) == 2 and len(numbers[0]) == 4:
        numbers = numbers[::-1]
    if len(numbers) not in {1, 2}:
        return "tidak_terbaca"
    return _ordered(numbers[1] if len(numbers) == 2 else "", str(month), numbers[0])


def _with_numbers(numbers: list[str]) -> Written | Fault:
    if len(numbers) == 2:
        return _ordered("", numbers[1], numbers[0])
    if len(numbers) != 3:
        return "tidak_terbaca"
    first, month, last = numbers
    return _ordered(first, month, last) if len(first) == 4 else _ordered(last, month, first)


def _glued(digits: str) -> Written | Fault:
    if len(digits) == 4 and digits[:2] in {"19", "20"}:
        return "hanya_tahun"
    if len(digits) not in {6, 8}:
        return "tidak_terbaca"
    day_first = _ordered(digits[4:], digits[2:4], digits[:2])
    if len(digits) == 6 or _possible(day_first):
        return day_first
    year_first = _ordered(digits[:4], digits[4:6], digits[6:])
    return year_first if _possible(year_first) else day_first


def _possible(found: Written | Fault) -> bool:
    return isinstance(found, Written) and exact(int(found.year), found.month, found.day) is not None


def _ordered(year: str, month: str, day: str) -> Written | Fault:
    if len(year) not in {0, 2, 4} or len(month) > 2 or len(day) > 2:
        return "tidak_terbaca"
    return Written(year, int(month), int(day))


def tanggal_lahir(text: str, asking: Asking) -> Reading:
    """A birth date. Nobody is refused for being too young or too old to join: a note says it."""
    found = written(text)
    if isinstance(found, str):
        return Problem(f"salah/tanggal_{found}")
    if not found.year:
        return Problem("salah/tanggal_tanpa_tahun")
    birth_date = _birth_date(found, asking.today)
    return _born(birth_date, asking.today) if birth_date else _no_such_day(found, asking.today)


def _birth_date(found: Written, today: date) -> date | None:
    if len(found.year) == 2:
        return with_century(int(found.year), found.month, found.day, today)
    return exact(int(found.year), found.month, found.day)


def _born(birth_date: date, today: date) -> Reading:
    years = age(birth_date, today)
    if birth_date > today:
        return Problem("salah/tanggal_di_depan")
    if years > OLDEST:
        return Problem("salah/tanggal_terlalu_lama", {"maks": OLDEST})
    return Accepted(birth_date.isoformat(), age_note(birth_date, today))


def age_note(birth_date: date, today: date) -> str | None:
    """The remark for an age outside 18 to 64: these limits are doubtful, so nobody is refused
    (under 65: Permenaker 5/2021; 18: practice of some regencies)."""
    years = age(birth_date, today)
    if years < 18:
        return "catatan/usia_di_bawah_18"
    return "catatan/usia_65_ke_atas" if years >= 65 else None


def _no_such_day(found: Written, today: date) -> Reading:
    swapped = _birth_date(Written(found.year, found.day, found.month), today)
    if not swapped or not isinstance(_born(swapped, today), Accepted):
        return Problem("salah/tanggal_tidak_ada")
    option = Option(swapped.isoformat(), f"{swapped:%d-%m-%Y}")
    return Unsure("salah/tanggal_terbalik", (option,))


def tanggal(text: str, asking: Asking) -> Reading:
    """Any date. Without a year it is the latest such day that is not in the future."""
    words = plain(text)
    if words in _TODAY | _YESTERDAY:
        return Accepted((asking.today - timedelta(days=words in _YESTERDAY)).isoformat())
    found = written(text)
    if isinstance(found, str):
        return Problem(f"salah/tanggal_{found}")
    day = _any_date(found, asking.today)
    return Accepted(day.isoformat()) if day else Problem("salah/tanggal_tidak_ada")


def tanggal_depan(text: str, asking: Asking) -> Reading:
    """A last day, today at the earliest. Without a year it is the next such day."""
    found = written(text)
    if isinstance(found, str):
        return Problem(f"salah/tanggal_{found}")
    years = [str(asking.today.year + ahead) for ahead in (0, 1)] if not found.year else [found.year]
    days = [_any_date(Written(year, found.month, found.day), asking.today) for year in years]
    there = [day for day in days if day]
    ahead = next((day for day in there if day >= asking.today), None)
    if ahead:
        return Accepted(ahead.isoformat())
    return Problem("salah/tanggal_sudah_lewat" if there else "salah/tanggal_tidak_ada")


def _any_date(found: Written, today: date) -> date | None:
    if found.year:
        year = int(found.year) + (2000 if len(found.year) == 2 else 0)
        return exact(year, found.month, found.day)
    years = (exact(today.year - back, found.month, found.day) for back in (0, 1))
    return next((day for day in years if day and day <= today), None)
