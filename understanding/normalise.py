"""Chat language made plain: slang, short forms and Minangkabau become Indonesian words.

For recognising what a sentence is about. Never for names or anything that is stored.
"""

import re
from collections.abc import Mapping

from understanding.meanings import meanings, own_meanings
from understanding.plain import plain

__all__ = ["normalise", "plain", "plain_word"]

_ENDINGS = re.compile(r"(?<=\w{3})(?:nya|nyo|lah|kah|ny)$")
_HELD_DOWN = re.compile(r"([^\W\d])\1{2,}")
_KEEP_WHOLE = frozenset({"sekolah", "masalah", "adalah", "setelah", "jumlah", "punggawa", "celah"})


def normalise(text: str) -> str:
    """Lower-case plain words with single spaces, without emoji, punctuation and doubled letters.

    Only our own list of forms counts: what is compared word by word must not be translated
    from slang or from another language first."""
    return " ".join(_meant(word, own_meanings()) for word in plain(text).split())


def plain_word(word: str) -> str:
    """What one written word stands for in any of the dictionaries: one plain word or a few."""
    return _meant(word, meanings())


def _meant(word: str, known: Mapping[str, str]) -> str:
    if word not in known:
        word = _HELD_DOWN.sub(r"\1", word)
    meant = known.get(word) or _stem(word)
    return _stem(known.get(meant, meant))


def _stem(word: str) -> str:
    """Without "-nya" and the like: "caranya" is "cara"."""
    return word if word in _KEEP_WHOLE else _ENDINGS.sub("", word)
