"""Which occupation of the list free words mean: "manakiak gatah" is petani."""

import re
from collections.abc import Mapping, Sequence

from dialog.choices import MOST_OFFERED, placed
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.phrases import Phrases
from dialog.typed import one_slip, spoken

_LONGEST = 12  # words; a longer text tells a story
_PREFIX = re.compile(r"(?:ber|be|ba|nge|mam|mem|ma|me|pe|pa|di)([a-z]{4,})")
_JOINS = re.compile(
    r"[,;/&+.-]|\b(?:dan|n|sama|samo|jo|juga|juo|sambil|sekaligus|merangkap|kadang|kadang2|atau|serta|"
    r"sarato|plus|kalau|kalo|klo|siang|malam|pagi|sore)\b"
)
"""Between two kinds of work that are both meant."""
_LEAST = 6  # letters a word must have, or the one it may be a slip of


def pekerjaan(text: str, asking: Asking) -> Reading:
    """One of the occupations, by number, label, or the words people have for their work."""
    words = spoken(text).split()
    if len(words) > _LONGEST or asking.lexicon.jobless.within(words):
        return _none(asking)
    option = _labelled(text, asking)
    found = (option,) if option else _worked(text, words, asking)
    if len(found) > 1:
        return Unsure("salah/pilihan_mirip", found[:MOST_OFFERED])
    return Accepted(found[0].value) if found else _none(asking)


def _none(asking: Asking) -> Problem:
    return Problem("salah/pilihan_tidak_ada", {"jumlah": len(asking.options)})


def _labelled(text: str, asking: Asking) -> Option | None:
    if option := placed(text, asking.options):
        return option
    core = " ".join(asking.lexicon.core(spoken(text).split()))
    return next((option for option in asking.options if core in option.forms), None)


def _worked(text: str, words: Sequence[str], asking: Asking) -> tuple[Option, ...]:
    """The occupations that the words name for sure, or else hint at."""
    mended = [_mended(word, asking.lexicon) for word in words]
    sure = {code: job.sure for code, job in asking.lexicon.jobs.items()}
    found, rest = _hits(mended, sure, asking.lexicon.denying)
    if len(found) > 1 and not _JOINS.search(text.casefold()):
        found = _begun(asking.lexicon.core(mended), sure) or found
    if not found:
        likely = {code: job.likely for code, job in asking.lexicon.jobs.items()}
        found, rest = _hits(mended, likely, asking.lexicon.denying)
    if asking.lexicon.unsettled(text, rest):
        return ()
    return tuple(option for option in asking.options if option.value in found)


def _begun(words: Sequence[str], jobs: Mapping[str, Phrases]) -> set[str]:
    """What the first word names: "kuli panen sawit" is a kuli."""
    counts = {code: phrases.begins(words) for code, phrases in jobs.items()}
    most = max(counts.values(), default=0)
    return {code for code, count in counts.items() if count == most > 0}


def _hits(
    words: Sequence[str], jobs: Mapping[str, Phrases], denying: Phrases
) -> tuple[set[str], list[str]]:
    """The occupations named, the longest name first, and the words that name none."""
    found, rest, at = set[str](), list[str](), 0
    while at < len(words):
        counts = {code: phrases.begins(words, at) for code, phrases in jobs.items()}
        most = max(counts.values(), default=0)
        denied = at > 0 and words[at - 1] in denying
        if most and not denied:
            found |= {code for code, count in counts.items() if count == most}
        else:
            rest += words[at : at + max(most, 1)]
        at += max(most, 1)
    return found, rest


def _mended(word: str, lexicon: Lexicon) -> str:
    """The word of the lists that this one misses by one letter, or has with a prefix."""
    known = lexicon.job_words
    if word in known or len(word) < _LEAST - 1 or not word.isalpha() or word in lexicon.talking:
        return word
    if (found := _PREFIX.fullmatch(word)) and found[1] in known:
        return found[1]
    return min((meant for meant in known if _is_slip(word, meant)), default=word)


def _is_slip(word: str, meant: str) -> bool:
    if word[0] != meant[0] or abs(len(word) - len(meant)) > 1:
        return False
    return max(len(word), len(meant)) >= _LEAST and one_slip(word, meant)
