"""Kecamatan and nagari by their usual names, near spellings included."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from dialog.choices import MOST_OFFERED, chosen, having
from dialog.flow import Accepted, Asking, Option, Problem, Reading, Unsure
from dialog.typed import HESITATION, contains, plain, similar, vocabulary

NEAR, NEARER = 0.7, 0.06  # how like a name it must be, and by how much more than the next
_AROUND = vocabulary(
    "kecamatan kec kacamatan nagari nag desa kelurahan kel kampung kampuang di dari daerah tinggal "
    "saya sayo ambo awak aku kami orang urang rumah alamat ado ada pak bu buk ya yo lah wilayah ka"
)


def kecamatan(text: str, asking: Asking) -> Reading:
    """A kecamatan, or the one in which a nagari of that name lies: then both are known."""
    words = _name(text)
    option = _begun(words, asking.options) or _known(text, words, asking.options)
    if option:
        return Accepted(option.value, also=_nagari_in(words, option))
    by_nagari = [option for option in asking.options if _nagari_in(words, option)]
    if len(by_nagari) == 1 and not _hesitates(text):
        return Accepted(by_nagari[0].value, also=_nagari_in(words, by_nagari[0]))
    return _nearest(text, asking.options, "kecamatan")


def nagari(text: str, asking: Asking) -> Reading:
    """A nagari of the kecamatan that was chosen."""
    words = _name(text)
    option = _begun(words, asking.options) or _known(text, words, asking.options)
    return Accepted(option.value) if option else _nearest(text, asking.options, "nagari")


def _hesitates(text: str) -> bool:
    return "?" in text or bool(HESITATION & set(plain(text).split()))


def _name(text: str) -> str:
    """The words that may be a name: "saya di nagari Abai" is "abai"."""
    return _bare(plain(text))


def _bare(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _AROUND)


def _known(text: str, words: str, options: Sequence[Option]) -> Option | None:
    return chosen(text, options) or _named(words, options)


def _begun(words: str, options: Sequence[Option]) -> Option | None:
    """ "sangir batang" is Sangir Batang Hari, though it names Sangir too."""
    if " " not in words or having(options, lambda form: _bare(form) == words):
        return None
    found = having(options, lambda form: _bare(form).startswith(f"{words} "))
    return found[0] if len(found) == 1 else None


def _named(words: str, options: Sequence[Option]) -> Option | None:
    exact = having(options, lambda form: _bare(form) == words != "")
    return exact[0] if len(exact) == 1 else None


def _nagari_in(words: str, option: Option) -> dict[str, str]:
    """The nagari of this kecamatan that the words name, the longest name first."""
    names = option.params.get("nagari")
    if not isinstance(names, Mapping):
        return {}
    found = [n for n in map(str, names) if contains(words, n) or similar(words, n)]
    return {"nagari": str(names[max(found, key=len)])} if found else {}


def _nearest(text: str, options: Sequence[Option], kind: str) -> Reading:
    """Close to one name: that one. Close to several: ask. Close to none: say so."""
    likeness = {option.value: _likeness(_name(text), option.forms) for option in options}
    ranked = sorted(options, key=lambda option: -likeness[option.value])
    close = [option for option in ranked if likeness[option.value] >= NEAR]
    if not close or _hesitates(text):
        return Problem(f"salah/{kind}_tidak_dikenal")
    first = likeness[close[0].value]
    rivals = [option for option in close if first - likeness[option.value] < NEARER]
    if len(rivals) == 1 and first >= 0.8:
        return Accepted(close[0].value)
    return Unsure(f"salah/{kind}_mirip", tuple(close[:MOST_OFFERED]))


def _likeness(words: str, names: Iterable[str]) -> float:
    return max((_like(words, name) for name in names), default=0.0)


def _like(words: str, name: str) -> float:
    """0 to 1. The beginning of a name, or a longer word of it, is like it."""
    if len(words) < 3 or len(words) > 60:
        return 0.0
    if len(words) > 3 and (name.startswith(words) or contains(name, words)):
        return 0.75
    return difflib.SequenceMatcher(None, words, name, autojunk=False).ratio()
