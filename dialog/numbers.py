"""Numbers in words, Indonesian and Minangkabau."""

import re
from collections.abc import Sequence

from dialog.typed import plain

_UNITS = {
    "nol": 0, "kosong": 0,
    "satu": 1, "ciek": 1, "sa": 1, "se": 1,
    "dua": 2, "duo": 2,
    "tiga": 3, "tigo": 3,
    "empat": 4, "ampek": 4,
    "lima": 5, "limo": 5,
    "enam": 6, "anam": 6,
    "tujuh": 7, "tujuah": 7,
    "delapan": 8, "salapan": 8, "lapan": 8,
    "sembilan": 9, "sambilan": 9,
}  # fmt: skip
_TENS = {"puluh": 10, "puluah": 10}
_TEENS = {"belas", "baleh"}
_HUNDREDS = {"ratus": 100, "ratuih": 100}
_FUSED = {
    "sepuluh": 10, "sapuluah": 10, "sapuluh": 10,
    "sebelas": 11, "sabaleh": 11,
    "seratus": 100, "saratuih": 100, "saratus": 100,
}  # fmt: skip

_DIGITS = {word: str(value) for word, value in _UNITS.items() if word not in {"sa", "se"}}

Found = tuple[int, int]
"""A number, and the place after its last word."""


def _below_hundred(words: Sequence[str], at: int) -> Found | None:
    word = words[at] if at < len(words) else ""
    if word in _FUSED and _FUSED[word] < 100:
        return _FUSED[word], at + 1
    if word not in _UNITS:
        return None
    unit, follower = _UNITS[word], words[at + 1] if at + 1 < len(words) else ""
    if follower in _TEENS:
        return 10 + unit, at + 2
    if follower in _TENS:
        return _with_unit(unit * 10, words, at + 2)
    return unit, at + 1


def _with_unit(tens: int, words: Sequence[str], at: int) -> Found:
    if at < len(words) and words[at] in _UNITS and not _begins_larger(words, at):
        return tens + _UNITS[words[at]], at + 1
    return tens, at


def _begins_larger(words: Sequence[str], at: int) -> bool:
    follower = words[at + 1] if at + 1 < len(words) else ""
    return follower in _HUNDREDS or follower in _TENS or follower in _TEENS


def below_thousand(words: Sequence[str], at: int) -> Found | None:
    """The number in words that begins at this place, if one does."""
    if at < len(words) and _FUSED.get(words[at]) == 100:
        return _add(100, words, at + 1)
    found = _below_hundred(words, at)
    if found and found[1] < len(words) and words[found[1]] in _HUNDREDS:
        return _add(found[0] * 100, words, found[1] + 1)
    return found


def _add(hundreds: int, words: Sequence[str], at: int) -> Found:
    rest = _below_hundred(words, at)
    return (hundreds + rest[0], rest[1]) if rest else (hundreds, at)


def in_digits(text: str) -> str:
    """The same words with numbers below a thousand in digits: "tujuh belas" is "17"."""
    words, out, at = plain(text).split(), list[str](), 0
    while at < len(words):
        found = None if words[at] in {"sa", "se"} else below_thousand(words, at)
        out.append(str(found[0]) if found else words[at])
        at = found[1] if found else at + 1
    return " ".join(out)


def dictated(text: str) -> str:
    """Digits said one by one in words, as digits in a row: "nol lapan limo" is "085"."""
    return re.sub(_ONE_BY_ONE, lambda found: _in_a_row(found[0]), text.casefold())


def _in_a_row(words: str) -> str:
    return "".join(_DIGITS[word] for word in words.split())


_ONE_BY_ONE = re.compile(rf"\b(?:{'|'.join(_DIGITS)})(?:\s+(?:{'|'.join(_DIGITS)})){{2,}}\b")
