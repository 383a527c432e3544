"""Which of the offered choices a typed text means, and yes or no."""

from collections.abc import Callable, Sequence
from typing import Literal

from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.typed import HESITATION, NEGATION, contains, plain, similar, squeeze

MOST_OFFERED = 3
_LONGEST = 8  # words; a longer text tells a story, and is not searched for a choice


def _words(text: str) -> frozenset[str]:
    return frozenset(squeeze(word) for word in text.split())


_YES = _words(
    "ya iya iyo yo yup yes y ok oke okay okey okeh sip siap setuju boleh buliah bisa mau nio "
    "ado ada punya punyo betul benar bener batua bana cocok sesuai sasuai sudah udah alah bersedia "
    "tentu pasti lanjut jadi yakin lai"
)
_CLEAR_YES = _words("ya iya iyo yo yes y")
_WRONG = _words("salah keliru")
_NO = _WRONG | _words(
    "tidak tdk tida tak t g ga gak gk ngga nggak enggak engga kagak ndak indak ndk nda dak no nope "
    "bukan belum blm alun jangan jan ogah tolak tiado tiada"
)
_AROUND = _words(
    "pak bapak bu buk ibu min admin kak bang uda uni saya sayo aku ambo awak kami lah sih kok do "
    "nyo juga juo jo itu tu ini iko ko aja saja sajo se memang sangat orang urang pekerja karyawan "
    "anak buah majikan gaji digaji bos dari dek ka ke terima kasih makasih"
)
_SIGNS = str.maketrans({"👍": " ya ", "✅": " ya ", "👌": " ya ", "👎": " tidak ", "❌": " tidak "})

YesNo = Literal["ya", "tidak"]


def pilihan(text: str, asking: Asking) -> Reading:
    """One of the options, by number, label, value, synonym or near spelling."""
    option = chosen(text, asking.options)
    if option:
        return Accepted(option.value)
    several = mentioned(text, asking.options)
    if len(several) > 1:
        return Unsure("salah/pilihan_mirip", several[:MOST_OFFERED])
    return Problem("salah/pilihan_tidak_ada", {"jumlah": len(asking.options)})


def ya_tidak(text: str, asking: Asking) -> Reading:
    """Yes or no, in Indonesian, Minangkabau or chat shorthand; values "ya" and "tidak"."""
    option = chosen(text, asking.options)
    if option:
        return Accepted(option.value)
    answer = {"1": "ya", "2": "tidak"}.get(plain(text)) or yes_no(text)
    return Accepted(answer) if answer else Problem("salah/ya_atau_tidak")


def chosen(text: str, options: Sequence[Option], *, by_place: bool = True) -> Option | None:
    """The one option that is meant, or nothing when that is not sure."""
    words = plain(text)
    if "?" in text and _are_yes_and_no(options):
        return None
    if by_place and words.isdecimal() and len(words) < 4 and 1 <= int(words) <= len(options):
        return options[int(words) - 1]
    found = having(options, lambda form: form == words)
    found = found or having(options, lambda form: similar(words, form))
    if not found and _are_yes_and_no(options):
        found = having(options, lambda form: form == yes_no(text))
    return _only(found or mentioned(text, options))


def _only(options: Sequence[Option]) -> Option | None:
    return options[0] if len(options) == 1 else None


def _are_yes_and_no(options: Sequence[Option]) -> bool:
    return any(option.value in {"ya", "tidak"} for option in options)


def having(options: Sequence[Option], wanted: Callable[[str], bool]) -> tuple[Option, ...]:
    """The options with at least one such form, in their order."""
    return tuple(option for option in options if any(map(wanted, option.forms)))


def mentioned(text: str, options: Sequence[Option]) -> tuple[Option, ...]:
    """Options named inside a sentence: "saya petani karet". Never for a yes or no: consent
    must not be picked out of "boleh saya pikirkan"."""
    words = plain(text)
    if _are_yes_and_no(options) or _hesitates(text) or len(words.split()) > _LONGEST:
        return ()
    hits = {form for option in options for form in option.forms if _names(words, form)}
    longest = {
        hit for hit in hits if not any(hit != other and contains(other, hit) for other in hits)
    }
    return having(options, lambda form: form in longest)


def _names(words: str, form: str) -> bool:
    denied = NEGATION & set(words.split()) - set(form.split())
    return len(form) > 2 and not denied and contains(words, form)


def _hesitates(text: str) -> bool:
    return "?" in text or bool(HESITATION & set(plain(text).split()))


def yes_no(text: str) -> YesNo | None:
    """Yes, no, or nothing when the text says neither or both."""
    if _hesitates(text):
        return None
    said = [squeeze(word) for word in plain(text.translate(_SIGNS)).split()]
    telling = [_known(word) for word in said if word not in _AROUND and not word.isdecimal()]
    if not telling or len(said) > _LONGEST:
        return None
    if all(word in _YES for word in telling):
        return "ya"
    return "tidak" if _denies(telling) else None


def _known(word: str) -> str:
    """The word itself, or the yes or no it is a slip of."""
    if word in _YES | _NO:
        return word
    return next((meant for meant in sorted(_YES | _NO) if similar(word, meant)), word)


def _denies(telling: Sequence[str]) -> bool:
    double = _WRONG & set(telling) and set(telling) & (_NO - _WRONG)
    return telling[0] in _NO and not double and not _CLEAR_YES & set(telling)
