"""The NIK: sixteen digits that tell region, day of birth and gender.

Source of the layout: the population administration law, UU 23/2006 as changed by UU 24/2013, and
its implementing rules: six digits region, day (women: plus 40), month, year, four digits serial.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialog.dates import exact, with_century
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.numbers import dictated
from dialog.typed import digits_for_letters, plain, straighten

Gender = Literal["L", "P"]

_SEPARATORS = re.compile(r"[\W_]+")
_ONLY_LOOKALIKES = re.compile(r"[OoIiLl]+")
_NAMED = re.compile(r"(?i)\b(nik|ktp)(?=\d)")
_SIXTEEN = re.compile("[0-9]{16}")
_CARD = (
    r"(?:kk|kartu keluarga|npwp|sim|bpjs|kis|jkn|rekening|rek|paspor|passport|kpj|nisn|nip|stnk)"
)
_OTHER_CARD = re.compile(
    rf"(?i)(?<!di )(?<!dari )(?<!dalam )(?<!pada )(?<!sesuai )\b{_CARD}\b"
    r"(?:\s+(?:saya|sayo|sy|ambo|awak|kesehatan|ketenagakerjaan|istri|suami|keluarga|nya|nyo|itu|ko))*"
    r"[\s:=.-]*[0-9](?:[ .-]?[0-9])*"
    rf"|(?<![0-9])(?<![0-9][ .-])[0-9](?:[ .-]?[0-9]){{0,30}}\W+"
    rf"(?:(?:itu|ini|iko|adalah|nomor|no|nmr)\W+)*\b{_CARD}\b"
    r"(?!(?: [a-z]+)?[ :=.-]*[0-9])"
)
"""A number that is said to be another card's: "no KK 1311…". "di KK" only says where the NIK is."""


@dataclass(frozen=True, slots=True)
class Birth:
    """What a NIK tells of its owner."""

    birth_date: date
    gender: Gender


def read(nik: str, today: date) -> Birth | None:
    """Birth date and gender, or nothing when these digits make no date.

    The year has two digits: of the two centuries the one is taken that makes the person
    15 to 100 years old, else the one that makes them 0 to 100.
    """
    if not re.fullmatch(r"[0-9]{16}", nik):
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    gender: Gender = "P" if day > 40 else "L"
    birth_date = with_century(year, month, day - 40 if day > 40 else day, today)
    return Birth(birth_date, gender) if birth_date else None


def is_in(text: str) -> bool:
    """Whether a text may hold a NIK, written in one piece or in groups: better one too many.

    Groups of other numbers ("12-05-1990 0812 3456 7890") count only where some of them together
    read as one."""
    plain = straighten(text)
    return bool(_SIXTEEN.search(plain)) or any(map(_holds_one, _groups(plain)))


def _groups(text: str) -> list[list[str]]:
    """Digits by the groups they are written in, and by what stands together without letters."""
    chains, joined = list[list[str]](), False
    for token in _SEPARATORS.split(_NAMED.sub(" ", text)):
        digits = _digits(token, joined)
        if digits and joined:
            chains[-1].append(digits)
        elif digits:
            chains.append([digits])
        joined = bool(digits)
    return chains


def _holds_one(groups: Sequence[str]) -> bool:
    if any(len(group) >= 16 for group in groups) or len("".join(groups)) == 16:
        return True
    spans = ("".join(groups[a:b]) for a in range(len(groups)) for b in range(a, len(groups) + 1))
    return any(len(span) == 16 and _plausible(span) for span in spans)


def _plausible(digits: str) -> bool:
    day, month = int(digits[6:8]), int(digits[8:10])
    return 1 <= month <= 12 and (1 <= day <= 31 or 41 <= day <= 71)


def nik(text: str, asking: Asking) -> Reading:
    """Sixteen digits. The region is never judged: people move, and codes change."""
    said = straighten(text)
    runs, mixed = _runs(_OTHER_CARD.sub(" ; ", said))
    digits = next((run for run in runs if len(run) == 16), "".join(runs))
    if not digits and _OTHER_CARD.search(said):
        return Problem("salah/nik_kartu_lain")
    if mixed and len(digits) != 16:
        return Problem("salah/nik_ada_huruf")
    if not digits:
        return Problem("salah/nik_kosong")
    if len(digits) != 16 or len([run for run in runs if len(run) == 16]) > 1:
        return Problem("salah/nik_bukan_16_angka", {"jumlah": len("".join(runs))})
    read = _impossible(digits) or _odd(digits) or Accepted(digits)
    others = asking.lexicon.others.within(plain(text).split())
    return _whose(digits) if others and isinstance(read, Accepted) else read


def _whose(digits: str) -> Unsure:
    """ "nik istri …": who fills it in for somebody else says so with a tap."""
    offered = (Option(digits, "@ya_sudah_benar"),)
    return Unsure("salah/nik_orang_lain", offered, said=digits)


def _runs(text: str) -> tuple[list[str], bool]:
    """Digits that belong together, and whether letters were mixed into some."""
    written = dictated(text)
    tokens = _SEPARATORS.split(_NAMED.sub(" ", written))
    mixed = any(not _digits(token, False) and re.search("[0-9]", token) for token in tokens)
    return ["".join(groups) for groups in _groups(written)], mixed


def _digits(token: str, joined: bool) -> str:
    """The digits of a token in which O stands for 0, I and l for 1."""
    if joined and _ONLY_LOOKALIKES.fullmatch(token):
        return digits_for_letters(f"0{token}")[1:]
    return found if (found := digits_for_letters(token)).isdecimal() else ""


def _impossible(digits: str) -> Problem | None:
    if len(set(digits)) == 1:
        return Problem("salah/nik_angka_sama")
    if digits in "01234567890123456789012345" or digits in "98765432109876543210987654":
        return Problem("salah/nik_angka_berurutan")
    return None


def _odd(digits: str) -> Unsure | None:
    """Real NIKs with such digits exist: the person decides."""
    day, month = int(digits[6:8]), int(digits[8:10])
    if not 1 <= month <= 12:
        return _sure("salah/nik_bulan_janggal", digits, digits[8:10])
    if not (1 <= day <= 31 or 41 <= day <= 71):
        return _sure("salah/nik_tanggal_janggal", digits, digits[6:8])
    if not _exists(day % 40 if day > 40 else day, month, int(digits[10:12])):
        return _sure("salah/nik_tanggal_janggal", digits, f"{digits[6:8]}-{digits[8:10]}")
    return _sure("salah/nik_nomor_urut_nol", digits, "0000") if digits[12:] == "0000" else None


def _exists(day: int, month: int, year: int) -> bool:
    return any(exact(century + year, month, day) for century in (1900, 2000))


def _sure(problem: str, digits: str, part: str) -> Unsure:
    return Unsure(problem, (Option(digits, "@ya_sudah_benar"),), {"bagian": part})
