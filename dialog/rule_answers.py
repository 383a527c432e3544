"""Readers for what officers change of a rule: how many days before or after, and which hours."""

import re
from collections.abc import Sequence

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import plain, straighten, vocabulary

_SIGNED = re.compile(r"h?\s*([+-])\s*(\d{1,3})\s*(?:hari)?")
_BEFORE = vocabulary("sebelum sebelumnya sabalun jelang menjelang")
_AFTER = vocabulary("sesudah sesudahnya setelah setelahnya sasudah lewat")
_FUSED = {"sehari": 1, "sahari": 1, "seminggu": 7, "saminggu": 7, "sepekan": 7, "sebulan": 30}
_UNITS = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30}
_SAME_DAY = frozenset(
    {
        "0",
        "hari itu",
        "hari itu juga",
        "hari h",
        "pada harinya",
        "pada hari itu",
        "tepat",
        "saat itu",
    }
)
_HOUR = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*(siang|sore|malam)?")


def hari_acuan(text: str, _: Asking) -> Reading:
    """Days from the date that a rule speaks of: "14 hari sebelum" is -14, "pada harinya" 0. A bare
    number says neither before nor after, and is asked about."""
    line, words = straighten(text).strip().lower(), plain(text)
    if words in _SAME_DAY:
        return Accepted("0")
    if signed := _SIGNED.fullmatch(line):
        return Accepted(str(int(signed[1] + signed[2])))
    counted = _days(words.split())
    if counted is None:
        return Problem("aturan/hari_tidak_terbaca")
    if _BEFORE & set(words.split()):
        return Accepted(str(-counted))
    if _AFTER & set(words.split()):
        return Accepted(str(counted))
    return Problem("aturan/hari_arah", {"jumlah": counted})


def _days(words: Sequence[str]) -> int | None:
    """One length of time in days: "dua minggu" is none, "2 minggu" is 14."""
    fused = [_FUSED[word] for word in words if word in _FUSED]
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    if len(fused) + len(numbers) != 1:
        return None
    unit = next((_UNITS[word] for word in words if word in _UNITS), 1)
    return fused[0] if fused else numbers[0] * unit


def rentang_jam(text: str, _: Asking) -> Reading:
    return read_hours(text)


def read_hours(text: str) -> Reading:
    """Two whole hours, the earlier one first: "8-17" for "jam 8 sampai jam 5 sore"."""
    found = [_hour(*parts) for parts in _HOUR.findall(straighten(text).lower())]
    hours = [hour for hour in found if hour is not None]
    if len(found) != 2 or len(hours) != 2:
        return Problem("aturan/jam_tidak_terbaca")
    first, last = hours
    if first > last:
        return Problem("aturan/jam_terbalik", {"dari": first, "sampai": last})
    return Accepted(f"{first}-{last}")


def span(value: str) -> tuple[int, int]:
    """What `read_hours` accepted, as two hours."""
    first, _, last = value.partition("-")
    return int(first), int(last)


def _hour(digits: str, minutes: str, part: str) -> int | None:
    """On the clock of a day; nothing for what is no whole hour."""
    hour = int(digits)
    later = (part in ("sore", "malam") and hour < 12) or (part == "siang" and hour < 4)
    hour += 12 * later
    return hour if hour < 24 and int(minutes or 0) == 0 else None
