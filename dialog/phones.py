"""Numbers of Indonesian mobile telephones, kept as +62…: officers write to them as well as call."""

import re
from collections.abc import Sequence

from dialog.choices import MOST_OFFERED
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.numbers import dictated
from dialog.typed import digits_for_letters, plain, straighten, vocabulary

_NUMBER = re.compile(r"\+?\(?[0-9][0-9\s().-]*")
_GROUPED = re.compile(r"\+?[0-9]{2,5}(?:[,/_][0-9]{2,5}){1,4}")
_NUMBER_WORDS = vocabulary(
    "nomor nomer no nmr nomornya nomornyo nomorku hp wa whatsapp telegram kontak dipakai dipake"
)
_THIS = vocabulary("ini iko ko sekarang skrg kini sama samo dipakai dipake")
_THIS_ALONE = vocabulary("ini iko ko")
_BESIDE = vocabulary(
    "chat obrolan sedang sdg lagi saja aja sajo se juga juo sama samo jo dengan pakai pake cukup"
)
_USED = re.compile(r"\b(?:saya|sayo|sy|ambo|awak|aku) (?:pakai|pake)\b")
_LONGEST = 8  # words
SHORTEST, LONGEST = 9, 12  # digits after the country code
_MOBILE = re.compile(r"\+628[1-35-9]")
"""0800 is a service, 084 and 086 are given to no mobile network."""


def telepon(text: str, asking: Asking) -> Reading:
    """A number someone can be called on; "nomor ini" is the number of this chat, if known."""
    numbers = _numbers(text)
    if len(numbers) > 1:
        return _which(numbers)
    if numbers:
        return _international(numbers[0])
    if not _means_this(text, asking.lexicon):
        return Problem("salah/telepon_tidak_terbaca")
    known = _numbers(asking.phone or "")
    untold = Problem("salah/telepon_nomor_ini", answers=True)
    return _international(known[0]) if known else untold


def _means_this(text: str, lexicon: Lexicon) -> bool:
    """ "nomor ko se", "samo jo nomor nan dipakai kini", or just "ini pak"."""
    words = plain(text).split()
    words = _USED.sub("dipakai", " ".join(words)).split()
    denied = any(word in lexicon.denying for word in words) or lexicon.others.within(words)
    if denied or lexicon.asks(text) or len(words) > _LONGEST:
        return False
    told = [word for word in lexicon.addressing.trimmed(words) if word not in _BESIDE]
    alone = bool(told) and all(word in _THIS_ALONE or word in lexicon.around for word in told)
    named = not _NUMBER_WORDS.isdisjoint(words) and not _THIS.isdisjoint(words)
    return named or (alone and not _THIS_ALONE.isdisjoint(told))


def _numbers(text: str) -> list[str]:
    """The runs of digits that may be telephone numbers, with their plus; else the longest run."""
    tidy = digits_for_letters(dictated(straighten(text)))
    tidy = _GROUPED.sub(lambda groups: re.sub("[,/_]", "", groups[0]), tidy)
    found = (re.sub(r"[^0-9+]", "", run) for run in _NUMBER.findall(tidy))
    runs = ["+" * run.startswith("+") + run.replace("+", "") for run in found]
    long = [run for run in dict.fromkeys(runs) if len(run) >= SHORTEST]
    return long or sorted(runs, key=len)[-1:]


def _which(numbers: Sequence[str]) -> Reading:
    """Two numbers: only one is kept, and the person says which."""
    read = {found.value for found in map(_international, numbers) if isinstance(found, Accepted)}
    if len(read) > 1:
        options = tuple(Option(value, value) for value in sorted(read))
        return Unsure("salah/telepon_dua_nomor", options[:MOST_OFFERED])
    return Accepted(read.pop()) if read else _international(max(numbers, key=len))


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
    if full.startswith("+0"):
        return Problem("salah/telepon_tidak_terbaca")
    count, mobile = len(full) - len("+62"), _MOBILE.match(full) is not None
    if count < SHORTEST and (mobile or count < SHORTEST - 2):
        return Problem("salah/telepon_terlalu_pendek", {"jumlah": typed})
    if not mobile:
        return Problem("salah/telepon_bukan_hp")
    if count > LONGEST:
        return Problem("salah/telepon_terlalu_panjang", {"jumlah": typed})
    return Accepted(full)
