"""Chat language made plain: slang, short forms and Minangkabau become Indonesian words.

For recognising what a sentence is about. Never for names or anything that is stored.
"""

import re

from understanding.meanings import meanings
from understanding.plain import plain

__all__ = ["normalise", "plain", "plain_word"]

_ENDINGS = re.compile(r"(?<=\w{3})(?:nya|nyo|lah|kah|ny)$")
_HELD_DOWN = re.compile(r"([^\W\d])\1{2,}")
_KEEP_WHOLE = frozenset({"sekolah", "masalah", "adalah", "setelah", "jumlah", "punggawa", "celah"})


def normalise(text: str) -> str:
    """Lower-case plain words with single spaces, without emoji, punctuation and doubled letters."""
    return " ".join(plain_word(word) for word in plain(text).split())


def plain_word(word: str) -> str:
    """What one written word stands for: one plain word or a few."""
    known = meanings()
    if word not in known:
        word = _HELD_DOWN.sub(r"\1", word)
    meant = known.get(word) or _stem(word)
    return _stem(known.get(meant, meant))


def _stem(word: str) -> str:
    """Without "-nya" and the like: "caranya" is "cara"."""
    return word if word in _KEEP_WHOLE else _ENDINGS.sub("", word)
