"""Months, numbers of months and days of the month as people write them."""

import re
from datetime import date

from dialog.choices import chosen
from dialog.dates import month_number, split_words
from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import plain

MOST_MONTHS, LAST_DAY = 60, 28
_THIS = frozenset({"bulan ini", "bulan iko", "bulan ko", "kini", "sekarang", "sabulan ko"})
_NEXT = frozenset({"bulan depan", "bulan dapan", "bulan muko", "bulan besok", "bulan berikutnya"})
_YEARS = frozenset({"tahun", "taun", "thn", "th"})
_FUSED_YEARS = {
    "setahun": 12,
    "satahun": 12,
    "sataun": 12,
    "setaun": 12,
    "sebulan": 1,
    "sabulan": 1,
}


def jumlah_bulan(text: str, asking: Asking) -> Reading:
    """A number of months, 1 to 60. A typed number is itself, never a place in the list."""
    option = chosen(text, asking, by_place=False)
    if option:
        return Accepted(option.value)
    count = _months(split_words(text))
    if count is None:
        return Problem("salah/jumlah_bulan_tidak_terbaca")
    if not 1 <= count <= MOST_MONTHS:
        return Problem("salah/jumlah_bulan_di_luar", {"min": 1, "maks": MOST_MONTHS})
    return Accepted(str(count))


def _months(words: list[str]) -> int | None:
    numbers = [int(word[:6]) for word in words if word.isdecimal()]
    fused = [_FUSED_YEARS[word] for word in words if word in _FUSED_YEARS]
    if len(numbers) + len(fused) != 1:
        return None
    return fused[0] if fused else numbers[0] * (12 if _YEARS & set(words) else 1)


def bulan(text: str, asking: Asking) -> Reading:
    """A calendar month as YYYY-MM. Without a year it is the next such month from now on."""
    option = chosen(text, asking)
    if option:
        return Accepted(option.value)
    words = plain(text)
    if words in _THIS | _NEXT:
        return Accepted(_later(asking.today, words in _NEXT))
    found = _month(split_words(text), asking.today)
    return Accepted(found) if found else Problem("salah/bulan_tidak_terbaca")


def _later(today: date, months: int) -> str:
    years, month = divmod(today.month - 1 + months, 12)
    return f"{today.year + years:04}-{month + 1:02}"


def _month(words: list[str], today: date) -> str | None:
    names = [number for number in map(month_number, words) if number]
    numbers = [word for word in words if word.isdecimal()]
    if len(names) == 1 and not numbers:
        shift = (names[0] - today.month) % 12
        return _later(today, shift)
    if len(names) == 1 and len(numbers) == 1:
        return _numbered(numbers[0], str(names[0]))
    if len(names) or len(numbers) != 2:
        return None
    return _numbered(*sorted(numbers, key=len, reverse=True))


def _numbered(year: str, month: str) -> str | None:
    full = f"20{year}" if len(year) == 2 else year
    if not re.fullmatch("20[0-9]{2}", full) or len(month) > 2 or not 1 <= int(month) <= 12:
        return None
    return f"{full}-{int(month):02}"


def hari_bulan(text: str, asking: Asking) -> Reading:
    """A day from 1 to 28, which every month has; 0, through an option, is none at all."""
    option = chosen(text, asking, by_place=False)
    if option:
        return Accepted(option.value)
    days = [int(word[:6]) for word in split_words(text) if word.isdecimal()]
    if len(days) != 1:
        return Problem("salah/hari_tidak_terbaca")
    if not 1 <= days[0] <= LAST_DAY:
        return Problem("salah/hari_di_luar", {"min": 1, "maks": LAST_DAY})
    return Accepted(str(days[0]))
