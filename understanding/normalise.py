"""Chat language made plain: slang, short forms and Minangkabau become Indonesian words.

For recognising what a sentence is about. Never for names or anything that is stored.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_WORDS_FILE = Path(__file__).with_name("words.txt")
_ENDINGS = re.compile(r"(?<=\w{4})(?:nya|nyo|lah|kah)$")
_KEEP_WHOLE = frozenset({"sekolah", "masalah", "adalah", "setelah", "jumlah", "punggawa", "celah"})


def normalise(text: str) -> str:
    """Lower-case plain words with single spaces, without emoji, punctuation and doubled letters."""
    words = (_plain_word(word) for word in plain(text).split())
    return " ".join(words)


def plain(text: str) -> str:
    """Lower-case letters and digits only."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in bare if unicodedata.category(c)[0] != "M")
    return " ".join("".join(kept).split())


def _plain_word(word: str) -> str:
    known = meanings()
    if word in known:
        return known[word]
    calm = re.sub(r"([^\W\d])\1{2,}", r"\1", word)
    stem = calm if calm in _KEEP_WHOLE else _ENDINGS.sub("", calm)
    return known.get(calm) or known.get(stem, stem)


@cache
def meanings() -> Mapping[str, str]:
    """Every written form in words.txt and the plain words it stands for."""
    found = dict[str, str]()
    for line in _WORDS_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            meant, written = line.split(":")
            found.update(dict.fromkeys(written.split(), meant))
    return found
