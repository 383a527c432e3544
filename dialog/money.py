"""An income in rupiah a month, worked out from what people say of their earnings."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from dialog.amounts import Money, MoneyRange, Period, amount
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.typed import plain, straighten, vocabulary

MOST, LEAST_WITHOUT_PERIOD, ABSURD = 100_000_000, 300_000, 10**12
# A day stands for 26 working days and a week for 4.33: the usual reckoning of a month's work.
A_MONTH_OF: dict[Period, Fraction] = {
    "day": Fraction(26),
    "week": Fraction(433, 100),
    "month": Fraction(1),
    "quarter": Fraction(1, 3),
    "year": Fraction(1, 12),
}
_CALLED: dict[Period, str] = {
    "day": "hari", "week": "minggu", "month": "bulan", "quarter": "triwulan", "year": "tahun",
}  # fmt: skip
_HARVESTS = {
    "2_minggu": Fraction(433, 200), "sebulan": Fraction(1), "3_bulan": Fraction(1, 3),
    "4_bulan": Fraction(1, 4), "6_bulan": Fraction(1, 6),
}  # fmt: skip
_WITHOUT = vocabulary("ada ado punya punyo tentu tantu tetap tatap pasti menentu manantu")
_DEPENDS = vocabulary("tergantung tagantuang kosong")
_BOUND = re.compile(
    r"\b(?:(?:kurang|lebih|labiah|lewat) (?:dari|daripado|pado)|di ?(?:bawah|atas|bawa)|"
    r"(?:tidak|tdk|ndak|indak|belum|alun|gak|ga|nggak) (?:sampai|sampe|nyampe|cukup)|"
    r"ke ?(?:bawah|atas)|ka (?:bawah|ateh))\b"
)


def monthly(rupiah: int, per: Period) -> int:
    """Rupiah a month, rounded to thousands. A harvest tells nothing without its rhythm."""
    return _thousands(rupiah * A_MONTH_OF[per])


def _thousands(rupiah: Fraction) -> int:
    return max(1000, int(rupiah / 1000 + Fraction(1, 2)) * 1000)


def rupiah(text: str, asking: Asking) -> Reading:
    """Income as whole rupiah a month. Whatever had to be worked out is asked back."""
    if _too_many_digits(text):
        return Problem("salah/rupiah_kebanyakan_angka")
    match amount(text):
        case Money(0) | MoneyRange(_, 0):
            return _lowest()
        case Money(value, period):
            found = _of_one(value, period)
            return _bound(found, value) if _BOUND.search(plain(text)) else found
        case MoneyRange(low, high, period):
            return _of_range(low, high, period)
        case None:
            unclear = Problem("salah/rupiah_tidak_terbaca")
            return _lowest() if _uncertain(text, asking.lexicon) else unclear


def _bound(found: Reading, value: int) -> Reading:
    """Less or more than an amount is not the amount: the person confirms it or says another."""
    if not isinstance(found, Accepted):
        return replace(found, said=None) if isinstance(found, Unsure) else found
    return Unsure("salah/rupiah_maksudnya", (_a_month(value),), {"jumlah": value})


def _too_many_digits(text: str) -> bool:
    return re.search(r"[0-9]{13}", re.sub(r"[\s.,]", "", straighten(text))) is not None


def _uncertain(text: str, lexicon: Lexicon) -> bool:
    """Says that there is no income to name: "tidak tentu", "tergantung cuaca", "lupa"."""
    words = plain(text).split()
    without = any(a in lexicon.denying and b in _WITHOUT for a, b in pairwise(words))
    said = without or lexicon.unknowing.within(words) or not _DEPENDS.isdisjoint(words)
    return said and not lexicon.asks(text)


def _lowest() -> Unsure:
    return Unsure("salah/rupiah_tidak_tentu", (Option("0", "@pakai_golongan_terendah"),))


def _of_one(said: int, period: Period | None) -> Reading:
    value = _meant(said, period)
    if value >= ABSURD:
        return Problem("salah/rupiah_kebanyakan_angka")
    if value < 1000:
        return Problem("salah/rupiah_tidak_terbaca")
    if period == "harvest":
        return _ask_harvests(value)
    if period is None and value < LEAST_WITHOUT_PERIOD:
        return _ask_period(value)
    if period is None or period == "month":
        return _of_month(value, guessed=value != said)
    return _worked_out(value, period)


def _meant(said: int, period: Period | None) -> int:
    """A small bare number leaves out the thousand: "800" and "50 sehari"."""
    bare = 10 <= said < (10_000 if period in {None, "month"} else 1000)
    return said * 1000 if bare else said


def _of_month(value: int, guessed: bool) -> Reading:
    if value > MOST:
        return Unsure("salah/rupiah_besar", (_a_month(value),), {"jumlah": value}, value)
    if guessed:
        return Unsure("salah/rupiah_maksudnya", (_a_month(value),), {"jumlah": value}, value)
    return Accepted(str(value))


def _a_month(value: int) -> Option:
    return Option(str(value), "@rp_sebulan", params={"jumlah": value})


def _worked_out(value: int, period: Period) -> Reading:
    result = monthly(value, period)
    params = {"jumlah": value, "masa": _CALLED[period], "sebulan": result}
    said = {"amount": value, "period": period}
    return Unsure("salah/rupiah_sebulan_kira_kira", (_a_month(result),), params, said)


def _ask_period(value: int) -> Unsure:
    periods: tuple[tuple[str, Period], ...] = (
        ("@sehari", "day"), ("@seminggu", "week"), ("@sebulan", "month"),
    )  # fmt: skip
    options = (
        Option(str(monthly(value, period)), label, params={"jumlah": monthly(value, period)})
        for label, period in periods
    )
    return Unsure("salah/rupiah_masa_apa", tuple(options), {"jumlah": value})


def _ask_harvests(value: int) -> Unsure:
    monthly_by = {name: _thousands(value * share) for name, share in _HARVESTS.items()}
    options = (
        Option(str(result), f"@panen_{name}", params={"jumlah": result})
        for name, result in monthly_by.items()
    )
    return Unsure("salah/rupiah_per_panen", tuple(options), {"jumlah": value})


def _of_range(low: int, high: int, period: Period | None) -> Reading:
    if period == "harvest":
        return _of_one((low + high) // 2, period)
    low, high = _meant(low, period), _meant(high, period)
    if high >= ABSURD:
        return Problem("salah/rupiah_kebanyakan_angka")
    if low < 1000:
        return Problem("salah/rupiah_tidak_terbaca")
    if period is None and high < LEAST_WITHOUT_PERIOD:
        return _ask_period((low + high) // 2)
    ends = [monthly(value, period or "month") for value in (low, high)]
    values = sorted({ends[0], _thousands(Fraction(sum(ends), 2)), ends[1]})
    params = {"dari": ends[0], "sampai": ends[1]}
    said: dict[str, object] = {"min": low, "max": high}
    if period not in {None, "month"}:
        said["period"] = period
    return Unsure("salah/rupiah_antara", tuple(map(_a_month, values)), params, said)
