"""Which of the offered choices a typed text means, and yes or no."""

import re
from collections.abc import Callable, Sequence

from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.numbers import in_digits
from dialog.typed import contains, plain, similar, spoken
from dialog.yesno import in_sentences, yes_and_why, yes_no

MOST_OFFERED = 3
_LONGEST = 8  # words; a longer text tells a story, and is not searched for a choice
_PLACE = re.compile(
    r"(?:(?:pilih|piliah|yang|yg|nan) )?(?:(?:ke|ka|no|nomor|nomer|pilihan|opsi|angka) ?)?"
    r"([0-9]{1,3})"
)
_MAY_PLACE = re.compile(
    r"(?:(?:pilih|piliah|yang|yg|nan) )?(?:no|nomor|nomer|pilihan|opsi|angka)\b"
)
_ORDINALS = {
    "pertama": "1",
    "partamo": "1",
    "kedua": "2",
    "kaduo": "2",
    "ketiga": "3",
    "katigo": "3",
}


def pilihan(text: str, asking: Asking) -> Reading:
    """One of the options, by number, label, value, synonym or near spelling."""
    option = chosen(text, asking)
    if option:
        return Accepted(option.value)
    several = mentioned(text, asking)
    if len(several) > 1:
        return Unsure("salah/pilihan_mirip", several[:MOST_OFFERED])
    return Problem("salah/pilihan_tidak_ada", {"jumlah": len(asking.options)})


def ya_tidak(text: str, asking: Asking) -> Reading:
    """Yes or no, in Indonesian, Minangkabau or chat shorthand; values "ya" and "tidak"."""
    option = chosen(text, asking)
    if option:
        return Accepted(option.value)
    numbered = {"1": "ya", "2": "tidak"}.get(plain(text))
    ways = (yes_no, yes_and_why, in_sentences)
    answer = numbered or next(filter(None, (way(text, asking.lexicon) for way in ways)), None)
    return Accepted(answer) if answer else Problem("salah/ya_atau_tidak")


def chosen(text: str, asking: Asking, *, by_place: bool = True) -> Option | None:
    """The one option that is meant, or nothing when that is not sure."""
    words, options = spoken(text), asking.options
    if "?" in text and _are_yes_and_no(options):
        return None
    if by_place and (option := placed(text, options)):
        return option
    found = _called(words, options)
    if not found and _are_yes_and_no(options):
        found = having(options, lambda form: form == yes_no(text, asking.lexicon))
    elif not found:
        found = _called(" ".join(asking.lexicon.core(words.split())), options)
    return _only(found or mentioned(text, asking))


def placed(text: str, options: Sequence[Option]) -> Option | None:
    """The option by its number in the list: "3", "nomor 3", "nan kaduo"."""
    words = in_digits(text) if _MAY_PLACE.match(plain(text)) else plain(text)
    place = _PLACE.fullmatch(" ".join(_ORDINALS.get(word, word) for word in words.split()))
    at = int(place[1]) if place else 0
    return options[at - 1] if 1 <= at <= len(options) else None


def _called(words: str, options: Sequence[Option]) -> tuple[Option, ...]:
    exact = having(options, lambda form: form == words)
    return exact or having(options, lambda form: similar(words, form))


def _only(options: Sequence[Option]) -> Option | None:
    return options[0] if len(options) == 1 else None


def _are_yes_and_no(options: Sequence[Option]) -> bool:
    return any(option.value in {"ya", "tidak"} for option in options)


def having(options: Sequence[Option], wanted: Callable[[str], bool]) -> tuple[Option, ...]:
    """The options with at least one such form, in their order."""
    return tuple(option for option in options if any(map(wanted, option.forms)))


def mentioned(text: str, asking: Asking) -> tuple[Option, ...]:
    """Options named inside a sentence: "saya petani karet". Never for a yes or no: consent
    must not be picked out of "boleh saya pikirkan"."""
    words, options, lexicon = spoken(text), asking.options, asking.lexicon
    if _are_yes_and_no(options) or words.count(" ") >= _LONGEST:
        return ()
    if lexicon.unsettled(text, words.split()):
        return ()
    words = _without_denied(words, options, lexicon)
    hits = {form for one in options for form in one.forms if _names(words, form, lexicon)}
    longest = {
        hit for hit in hits if not any(hit != other and contains(other, hit) for other in hits)
    }
    return having(options, lambda form: form in longest)


def _names(words: str, form: str, lexicon: Lexicon) -> bool:
    if len(form) < 3 or not contains(words, form):
        return False
    return not any(word in lexicon.denying for word in words.split() if word not in form.split())


def _without_denied(words: str, options: Sequence[Option], lexicon: Lexicon) -> str:
    """ "bukan perempuan, laki-laki" is "laki laki"."""
    said = words.split()
    forms = sorted((form for one in options for form in one.forms), key=len, reverse=True)
    for at in (at for at, word in enumerate(said) if word in lexicon.denying):
        rest = " ".join(said[at + 1 :])
        form = next((form for form in forms if f"{rest} ".startswith(f"{form} ")), rest)
        if form != rest:
            return " ".join([*said[:at], rest.removeprefix(f"{form} ")])
    return words
