"""Kecamatan and nagari by their usual names, near spellings included."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from dialog.choices import MOST_OFFERED, having, mentioned, placed
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.typed import contains, plain
from dialog.whereabouts import KINDS, KINDS_OF, LIVING, bare, behind, clauses, told

NEAR = 0.7  # how like a name it must be to be proposed
_BUT = re.compile(r"(?i)\b(?:tapi|tp|tetapi)\b")
_JORONG = re.compile(r"(?i)(?<=\w)\W+(?:jorong|jrg|jor|rt|rw)\b.*?(?=\b(?:nagari|nag|kec\w*)\b|$)")
_SHORT = {
    "sei": "sungai", "s": "sungai", "sg": "sungai", "sgi": "sungai", "sungi": "sungai",
    "sngai": "sungai", "lub": "lubuk", "lb": "lubuk", "lbk": "lubuk", "bt": "batang",
    "btg": "batang", "kt": "koto", "pd": "padang", "pdg": "padang", "ps": "pasar", "psr": "pasar",
    "tj": "tanjung", "tjg": "tanjung", "sel": "selatan", "tgh": "tengah", "ut": "utara",
    "bl": "balai", "brt": "barat", "bar": "barat", "tim": "timur", "tmr": "timur", "gdg": "gadang",
    "l": "lubuk", "2": "duo",
}  # fmt: skip
# One sound, written the Minangkabau way or the official one. Both sides of a comparison are folded.
_FOLDS = tuple(
    (re.compile(pattern), fold)
    for pattern, fold in (
        (r"ua(?=(?:k|h|ng)\b)", "u"), (r"ia(?=(?:k|h|ng)\b)", "i"), (r"(?<=[a-z]{2})ia\b", "ir"),
        (r"(?<=[a-z]{2})ua\b", "ur"), (r"\baia\b", "air"), (r"ui?[hs]\b", "uh"), (r"rek\b", "rat"),
        (r"nik\b", "nyit"), (r"tangah\b", "tengah"), (r"([a-z])\1+", r"\1"), (r"h\b", ""),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """A text, what of it may name a place, and whether it asks, doubts or does not know."""

    text: str
    told: str
    words: str
    hesitates: bool


def kecamatan(text: str, asking: Asking) -> Reading:
    """A kecamatan, or the one in which a nagari of that name lies: then both are known."""
    said = _said(text, asking)
    if _lies_elsewhere(said.words, asking):
        return Problem("salah/kecamatan_tidak_dikenal")
    if option := _known(said, asking):
        return Accepted(option.value, also=_nagari_in(said.words, option))
    if said.hesitates:
        return Problem("salah/kecamatan_tidak_dikenal")
    by_nagari = [
        (option, found) for option in asking.options if (found := _nagari_in(said.words, option))
    ]
    if len(by_nagari) == 1 and not _unknown_beside(said.told, _names_in(by_nagari[0][0]), asking):
        return Accepted(by_nagari[0][0].value, also=by_nagari[0][1])
    return _nearest(said.words, asking.options, "kecamatan")


def nagari(text: str, asking: Asking) -> Reading:
    """A nagari of the kecamatan that was chosen; its jorong may stand behind it."""
    said = _said(_JORONG.sub(" ", text), asking)
    if _lies_elsewhere(said.words, asking):
        return Problem("salah/nagari_tidak_dikenal")
    if option := _known(said, asking):
        return Accepted(option.value)
    if said.hesitates:
        return Problem("salah/nagari_tidak_dikenal")
    return _nearest(said.words, asking.options, "nagari")


def _said(text: str, asking: Asking) -> _Said:
    told_of = told(text, asking.lexicon)
    settled = _BUT.sub(" ", text)
    hesitates = asking.lexicon.unsettled(settled, plain(settled).split()) or any(
        map(asking.lexicon.asks, clauses(text))
    )
    return _Said(text, told_of, _name(told_of, asking), hesitates)


def _name(text: str, asking: Asking) -> str:
    """The words that may be a name: "rumah ambo di nagari Abai" is "abai"."""
    words, before = plain(text), ""
    while words != before:
        words, before = bare(_core(words, asking)), words
    return words


def _lies_elsewhere(words: str, asking: Asking) -> bool:
    """Whether the text ends with the name of a neighbouring regency: "Koto Baru, Dharmasraya"."""
    said = words.split()
    return asking.lexicon.elsewhere.ends(said) > asking.lexicon.places.ends(said)


def _known(said: _Said, asking: Asking) -> Option | None:
    """The one option that the words name: whole, by number, cut short, or within a sentence."""
    words = said.words
    same = having(asking.options, lambda form: words != "" and _same(form, words))
    if len(same) == 1 or said.hesitates:
        return same[0] if len(same) == 1 else None
    return (
        placed(said.text, asking.options)
        or _slip_of(words, asking.options)
        or _cut_short(words, asking.options)
        or _labelled(said, asking)
        or _within(said.told, asking)
    )


def _same(name: str, words: str) -> bool:
    """Also in another order: "balai janggo sangir"."""
    ours, theirs = _spelled(words), _spelled(name)
    turned = len(ours) == len(theirs) and sorted(ours.split()) == sorted(theirs.split())
    return turned or ours.replace(" ", "") == theirs.replace(" ", "")


def _labelled(said: _Said, asking: Asking) -> Option | None:
    """The one option behind the word for what is asked: "rumah ambo jauah, nagarinyo Abai"."""
    for labels in (KINDS_OF.get(asking.question.kind, KINDS), LIVING):
        names = (_name(found, asking) for found in behind(said.text, labels, asking.lexicon))
        found = [option for name in names if (option := _slip_of(name, asking.options))]
        if len({option.value for option in found}) == 1:
            return found[0]
    return None


def _cut_short(words: str, options: Sequence[Option]) -> Option | None:
    """ "sangir batang" is Sangir Batang Hari, and "pantai cermin" Ranah Pantai Cermin."""
    said = _spelled(words).split()
    if len(said) < 2:
        return None
    found = having(options, lambda form: _in_order(said, _spelled(form).split()))
    return found[0] if len(found) == 1 else None


def _in_order(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words stand in the longer text in this order."""
    left = iter(whole)
    return len(some) < len(whole) and all(word in left for word in some)


def _within(text: str, asking: Asking) -> Option | None:
    found = mentioned(text, asking)
    if len(found) != 1 or _unknown_beside(text, found[0].forms, asking):
        return None
    return found[0]


def _unknown_beside(text: str, names: Iterable[str], asking: Asking) -> bool:
    """Whether words stand beside the name that make it another place: "Sangir Ulu". Behind the
    word nagari or kecamatan a name is that name, whatever else is told."""
    said = plain(text)
    name = max((name for name in names if contains(said, name)), key=len, default=said)
    before, found, after = f" {said} ".partition(f" {name} ")
    if not found or (before.split() and before.split()[-1] in KINDS):
        return False
    rest = bare(f"{_core(before, asking)} {_core(after, asking)}").split()
    return bool(rest) and not asking.lexicon.places.cover(rest)


def _core(words: str, asking: Asking) -> str:
    return " ".join(asking.lexicon.core(words.split()))


def _nagari_in(words: str, option: Option) -> dict[str, str]:
    """The nagari of this kecamatan that the words name, the longest name first."""
    names = option.params.get("nagari")
    codes = names if isinstance(names, Mapping) else {}
    found = [n for n in codes if contains(words, n) or _slips(words, n) is not None]
    return {"nagari": str(codes[max(found, key=len)])} if found else {}


def _names_in(option: Option) -> Iterable[str]:
    names = option.params.get("nagari")
    return map(str, names) if isinstance(names, Mapping) else ()


def _nearest(words: str, options: Sequence[Option], kind: str) -> Reading:
    """Close to some names: ask which. Close to none: say so."""
    likeness = {option.value: _likeness(words, option.forms) for option in options}
    ranked = sorted(options, key=lambda option: -likeness[option.value])
    close = tuple(option for option in ranked if likeness[option.value] >= NEAR)
    if not close:
        return Problem(f"salah/{kind}_tidak_dikenal")
    return Unsure(f"salah/{kind}_mirip", close[:MOST_OFFERED])


def _slip_of(words: str, options: Iterable[Option]) -> Option | None:
    """The one option whose name the words miss by the fewest letters, few enough to be sure."""
    counted = [
        (min(slips), option)
        for option in options
        if (slips := [n for form in option.forms if (n := _slips(words, form)) is not None])
    ]
    fewest = min((count for count, _ in counted), default=0)
    found = [option for count, option in counted if count == fewest]
    return found[0] if len(found) == 1 else None


def _slips(words: str, name: str) -> int | None:
    """How many letters the words miss a name by; nothing when it is too many to be that name."""
    counts = (_missed(words, name), _missed(_spelled(words), _spelled(name)))
    return min((count for count in counts if count is not None), default=None)


def _missed(words: str, name: str) -> int | None:
    ours, theirs = words.split(), name.split()
    if len(ours) != len(theirs):
        return _distance("".join(ours), "".join(theirs), 10)
    counts = [_distance(mine, other, 7) for mine, other in zip(ours, theirs, strict=True)]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _distance(typed: str, meant: str, long: int) -> int | None:
    """Letters wrong: none in three letters, one in a word, two in a long one."""
    most = 0 if len(meant) < 4 else 1 if len(meant) < long else 2
    if abs(len(typed) - len(meant)) > most:  # cheap to tell, and nearly always so
        return None
    found = OSA.distance(typed, meant, score_cutoff=most)
    return found if found <= most else None


def _likeness(words: str, names: Iterable[str]) -> float:
    return max((_like(words, name) for name in names), default=0.0)


def _like(words: str, name: str) -> float:
    """0 to 1. The beginning of a name, or a longer word of it, is like it."""
    if len(words) < 3 or len(words) > 60:
        return 0.0
    inside = name.startswith(words) or contains(name, words) or contains(words, name)
    if len(words) > 3 and inside:
        return 0.75
    return OSA.normalized_similarity(folded(words), folded(name))


def folded(words: str) -> str:
    """How a name sounds, without spaces: "lubuak gadang" and "Lb. Gadang" are the same."""
    return _spelled(words).replace(" ", "")


@lru_cache(4096)
def _spelled(words: str) -> str:
    full = " ".join(_SHORT.get(word, word) for word in words.split())
    for pattern, fold in _FOLDS:
        full = pattern.sub(fold, full)
    return full
