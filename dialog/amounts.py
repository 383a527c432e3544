"""Amounts of money in words: "1,5 jt", "dua juta lima ratus", "50 ribu sehari", "1-2 juta"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dialog.numbers import below_thousand
from dialog.typed import digits_for_letters, straighten, vocabulary

Period = Literal["day", "week", "month", "harvest", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Money:
    """Whole rupiah in a period, when one was named."""

    amount: int
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """Whole rupiah from `low` to `high` in a period, when one was named."""

    low: int
    high: int
    period: Period | None = None


_UNITS: dict[Period, frozenset[str]] = {
    "day": vocabulary("hari ari hr day"),
    "week": vocabulary("minggu mingguan pekan mgg mg week"),
    "month": vocabulary("bulan bln bl month"),
    "harvest": vocabulary("panen panenan musim"),
    "quarter": vocabulary("triwulan kuartal"),
    "year": vocabulary("tahun taun thn th year"),
}
_UNIT_OF: dict[str, Period] = {word: period for period, ws in _UNITS.items() for word in ws}
_FUSED: dict[str, Period] = {
    **{f"{start}{word}": _UNIT_OF[word] for word in _UNIT_OF for start in ("se", "sa", "per")},
    **{f"{word}{end}": _UNIT_OF[word] for word in _UNIT_OF for end in ("nya", "nyo", "an")},
    "harian": "day", "mingguan": "week", "bulanan": "month", "tahunan": "year",
}  # fmt: skip
_THOUSAND, _MILLION = Fraction(1000), Fraction(1000000)
_SCALES = {
    **dict.fromkeys(vocabulary("ribu rb k rbu rebu rebuan ribuan rban ribuah"), _THOUSAND),
    **dict.fromkeys(vocabulary("juta jt juto jutaan jtan jta jtaan"), _MILLION),
    **dict.fromkeys(vocabulary("miliar milyar miliyar"), _MILLION * 1000),
}
_ONE_SCALE = {
    **dict.fromkeys(vocabulary("seribu saribu"), _THOUSAND),
    **dict.fromkeys(vocabulary("sejuta sajuta sajuto sejutaan"), _MILLION),
}
_HALF = vocabulary("setengah satangah stengah tangah")
_COUNTED = vocabulary(
    "orang urang anak ekor ikua hektar ha kg kilo ton kali batang pohon ban bidang jam x"
)
_COUNTED_BEFORE = vocabulary("anak umur usia umua urang orang tanggungan nomor no rt rw hp")
_ASKS = vocabulary("berapa bara apa apo")
_MULTIPLES = {"ratus": 100, "ratuih": 100, "puluh": 10, "puluah": 10}
# A small bare number is money only among such words: "umur 45" is not.
_AROUND = vocabulary(
    "- / per tiap setiap sekali sakali dalam dlm sekitar sakitar kira kurang lebih labiah paling "
    "palingan cuma hanya rata bersih saya ambo awak aku dapat dapek penghasilan pendapatan gaji "
    "upah hasil nya nyo pak bu buk sampai sampe hingga s d sd atau dan antara ka kadang itu satiok"
)
_DEPENDING = re.compile(r"(?i)(?<=\w)\W+(?:tergantung|tagantuang|tgantung)\b.*")
_TIMES = re.compile(r"\b[0-9]+ ?(?:x|kali)\b|\b(?:dua|duo|tiga|tigo) kali\b")
_WORDS = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]+|[/?-]")

Value = tuple[Fraction, bool]
"""A number, and whether it is plainly money: a scale such as "juta" was said, or it is large."""


def amount(text: str) -> Money | MoneyRange | None:
    """The money a text speaks of, in whole rupiah, or nothing when that is not clear."""
    words = _tokens(_DEPENDING.sub("", text))
    found, periods, rest = _scan(words)
    if len(set(periods)) > 1:  # "panen 3 bulan sekali": the rhythm of the harvest is told
        periods = [period for period in periods if period[0] != "harvest"]
    if _TIMES.search(" ".join(words)):
        return None
    if not found or "?" in words or _ASKS & set(words) or len(set(periods)) > 1:
        return None
    if not any(scale for _, scale in found) and not set(rest) <= _AROUND:
        return None
    period, count = periods[0] if periods else (None, 1)
    period, count = ("quarter", 1) if (period, count) == ("month", 3) else (period, count)
    rupiah = sorted({round(value / count) for value in _level(found, words)})
    if len(rupiah) == 1:
        return Money(rupiah[0], period)
    return MoneyRange(rupiah[0], rupiah[-1], period)


def _tokens(text: str) -> list[str]:
    """Words and numbers, without currency and with the thousands of "1 500 000" joined."""
    said = straighten(text.replace("½", " setengah "))
    halves = re.sub(r"(?<![0-9/])1/2(?=\s*(?:juta|jt|juto)\b)", " setengah ", said.casefold())
    once = re.sub(r"(?<=[a-z]{3})2\b", " ", digits_for_letters(halves))
    lower = re.sub(r"\b(rp|idr|rupiah|perak)\b\.?|\brp(?=[0-9])", " ", once)
    tidy = re.sub(r"(?<=[0-9])(?:[.,]-|-?an\b|[.,]00(?![0-9]))", " ", lower)
    joined = re.sub(
        r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", lambda m: m[0].replace(" ", ""), tidy
    )
    return _WORDS.findall(joined)


def _scan(words: Sequence[str]) -> tuple[list[Value], list[tuple[Period, int]], list[str]]:
    """The values, the periods and the other words of a text."""
    found, periods, rest, at = list[Value](), list[tuple[Period, int]](), list[str](), 0
    while at < len(words):
        counts = at > 0 and words[at - 1] in _COUNTED_BEFORE
        period, quantity = _period(words, at), None if counts else _quantity(words, at)
        if period:
            periods.append(period[0])
        elif quantity:
            found.append(quantity[:2])
        else:
            rest.append(words[at])
        at = period[1] if period else quantity[2] if quantity else at + 1
    return found, periods, rest


def _period(words: Sequence[str], at: int) -> tuple[tuple[Period, int], int] | None:
    """ "sehari", "bulan" or "3 bulan": the period, how many of it, and the place after it."""
    if words[at] in _FUSED:
        return (_FUSED[words[at]], 1), at + 1
    if words[at] in _UNIT_OF:
        return (_UNIT_OF[words[at]], 1), at + 1
    number = _number(words, at)
    if not number or number[1] >= len(words) or words[number[1]] not in _UNIT_OF:
        return None
    return (_UNIT_OF[words[number[1]]], max(1, int(number[0]))), number[1] + 1


def _number(words: Sequence[str], at: int) -> tuple[Fraction, int] | None:
    """Digits, a number word or a half."""
    if at >= len(words):
        return None
    if words[at][0].isdecimal():
        value = _digits(words[at], words[at + 1] if at + 1 < len(words) else "")
        return _multiplied(value, words, at + 1) if value is not None else None
    if words[at] in _HALF:
        return Fraction(1, 2), at + 1
    spelled = below_thousand(words, at)
    return _with_decimals(Fraction(spelled[0]), words, spelled[1]) if spelled else None


def _with_decimals(value: Fraction, words: Sequence[str], at: int) -> tuple[Fraction, int]:
    """ "satu koma lima" is 1,5."""
    found = below_thousand(words, at + 1) if words[at : at + 1] == ["koma"] else None
    if found is None:
        return value, at
    return value + Fraction(found[0], 10 ** len(str(found[0]))), found[1]


def _multiplied(value: Fraction, words: Sequence[str], at: int) -> tuple[Fraction, int]:
    """ "5 ratus" is 500."""
    times = _MULTIPLES.get(words[at], 0) if at < len(words) else 0
    return (value * times, at + 1) if times else (value, at)


def _digits(token: str, scale: str) -> Fraction | None:
    """1.500.000 and 1,500,000 are whole; 1,5 and 1.5 are not, nor is "1.250 juta"."""
    parts = re.split("[.,]", token)
    if len(token) > 20 or (len(parts[0]) > 1 and token.startswith("0")):
        return None
    thousands = len(parts) > 1 and all(len(part) == 3 for part in parts[1:])
    if len(parts) == 1 or (thousands and not (len(parts) == 2 and _SCALES.get(scale) == _MILLION)):
        return Fraction("".join(parts))
    return Fraction(f"{parts[0]}.{parts[1]}") if len(parts) == 2 else None


def _quantity(words: Sequence[str], at: int) -> tuple[Fraction, bool, int] | None:
    """A whole amount of several parts: "dua juta lima ratus ribu"."""
    total, last, start = Fraction(0), _MILLION * 1000000, at
    while (part := _part(words, at, last)) is not None:
        value, scale, at = part
        total, last = total + value * scale, scale
        if scale == 1:
            break
    return (total, last > 1 or total >= 10_000, at) if at > start else None


def _part(words: Sequence[str], at: int, last: Fraction) -> tuple[Fraction, Fraction, int] | None:
    """One part such as "lima ratus ribu": number, scale (less than the last one), place after."""
    if at < len(words) and words[at] in _ONE_SCALE and _ONE_SCALE[words[at]] < last:
        return _with_half(Fraction(1), _ONE_SCALE[words[at]], words, at + 1)
    number = _number(words, at)
    if number is None:
        return None
    value, after = number
    follower = words[after] if after < len(words) else ""
    if follower in _HALF and value < 100:
        value, after = value + Fraction(1, 2), after + 1
        follower = words[after] if after < len(words) else ""
    if follower in _SCALES:
        scale = _SCALES[follower]
        return _with_half(value, scale, words, after + 1) if scale < last else None
    if follower in _COUNTED or (follower in _UNIT_OF and last < _MILLION * 1000000):
        return None
    return value * _unsaid(value, last), Fraction(1), after


def _with_half(
    value: Fraction, scale: Fraction, words: Sequence[str], at: int
) -> tuple[Fraction, Fraction, int]:
    """ "dua juta setengah" is two and a half million."""
    half = at < len(words) and words[at] in _HALF
    return value + Fraction(half, 2), scale, at + half


def _unsaid(value: Fraction, last: Fraction) -> Fraction:
    """After "dua juta", "lima ratus" leaves out the thousand, and "lima" is a half million."""
    if last != _MILLION or value >= 1000:
        return Fraction(1)
    return _THOUSAND if value >= 10 else _THOUSAND * 100


def _level(found: Sequence[Value], words: Sequence[str]) -> list[Fraction]:
    """In "1-2 juta" the one is a million too; in "800 - 1 juta" the first means thousands, and in
    "5-7 ratus ribu" hundreds of them."""
    top = max(value for value, _ in found)
    scaled = any(scale for _, scale in found)
    hundreds = 1 if _MULTIPLES.keys().isdisjoint(words) else 100
    unit = _MILLION if top >= _MILLION else _THOUSAND * hundreds
    return [_scaled(value, unit, top) if scaled and not scale else value for value, scale in found]


def _scaled(value: Fraction, unit: Fraction, top: Fraction) -> Fraction:
    return value * unit if value * unit <= top else value * _THOUSAND
