"""Telephone numbers, kept as +62… or with the + of another country."""

import re

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import plain, straighten, vocabulary

_NUMBER = re.compile(r"\+?\(?[0-9][0-9\s().-]*")
_THIS = vocabulary("ini iko ko sama samo sarupo")
_AROUND = vocabulary(
    "nomor nomer no nmr hp wa whatsapp telegram telepon telpon telp yang nan jo dengan dg aja saja "
    "sajo se pakai pake saya sayo ambo awak juga juo lah ya iya iyo yo pak buk bu kini sekarang "
    "chat dipakai dipake nya nyo itu tu pas"
)
SHORTEST, LONGEST = 9, 13  # digits after the country code; fixed lines may have one less


def telepon(text: str, asking: Asking) -> Reading:
    """A number someone can be called on; "nomor ini" is the number of this chat, if known."""
    digits = _longest(straighten(text))
    if not digits and _means_this(text):
        known = _longest(asking.phone or "")
        return _international(known) if known else Problem("salah/telepon_nomor_ini")
    if not digits:
        return Problem("salah/telepon_tidak_terbaca")
    return _international(digits)


def _means_this(text: str) -> bool:
    words = set(plain(text).split())
    return bool(words & _THIS) and words <= _THIS | _AROUND


def _longest(text: str) -> str:
    """The longest run of digits, with its plus."""
    found = (re.sub(r"[^0-9+]", "", run) for run in _NUMBER.findall(text))
    plus = ("+" * run.startswith("+") + run.replace("+", "") for run in found)
    return max(plus, key=len, default="")


def _international(digits: str) -> Reading:
    count = len(digits.lstrip("+"))
    if count == 16 and not digits.startswith("+"):
        return Problem("salah/telepon_seperti_nik")
    full = _with_country(digits)
    if full is None:
        short = Problem("salah/telepon_terlalu_pendek", {"jumlah": count})
        return short if count < SHORTEST else Problem("salah/telepon_tidak_terbaca")
    return _measured(full, count)


def _with_country(digits: str) -> str | None:
    """+country and number. Without a sign of a country it is one of ours."""
    plain_digits = re.sub("^00", "+", digits)
    if plain_digits.startswith("+"):
        return re.sub(r"^\+620", "+62", plain_digits)
    if plain_digits.startswith("62") and len(plain_digits) > 9:
        return re.sub(r"^\+620", "+62", f"+{plain_digits}")
    return f"+62{plain_digits.removeprefix('0')}" if plain_digits[0] in "08" else None


def _measured(full: str, typed: int) -> Reading:
    home = full.startswith("+62")
    count = len(full) - (3 if home else 1)
    fixed = home and not full.startswith("+628")
    least = SHORTEST - fixed if home else 8
    if count < least:
        return Problem("salah/telepon_terlalu_pendek", {"jumlah": typed})
    if count > (LONGEST if home else 15):
        return Problem("salah/telepon_terlalu_panjang", {"jumlah": typed})
    return Accepted(full) if full[1] != "0" else Problem("salah/telepon_tidak_terbaca")
