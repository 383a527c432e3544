"""What people tell around the name of a place: what kind of place it is, and what it lies near."""

import re
from collections.abc import Iterator

from dialog.lexicon import Lexicon
from dialog.typed import plain, vocabulary

KINDS_OF = {
    "kecamatan": vocabulary("kecamatan kacamatan kec kecamatannya kecamatannyo kacamatannyo"),
    "nagari": vocabulary("nagari nag nagarinya nagarinyo desa desanya kelurahan kel"),
}
KINDS = frozenset[str]().union(*KINDS_OF.values())
LIVING = vocabulary("tinggal tingga tinggalnya tingganyo menetap domisili berdomisili")
AROUND = KINDS | LIVING | vocabulary(
    "kampung kampungnya kampuang kampuangnyo jorong di dari daerah daerahnya domisilinya rumah "
    "rumahnya alamat alamatnya alamatnyo ado ada orang urang wilayah ka ke kab kabupaten asal asli "
    "dalam wali warga masuk masuak termasuk masih sudah lah lama lamo bertempat ktp ikut provinsi"
)  # fmt: skip
_LANDMARKS = vocabulary(
    "dekat dakek dekatnya dakeknyo tempatnya belakang balakang depan muko samping sebelah sabalah "
    "seberang subarang pinggir tepi arah menuju sebelum sesudah setelah lewat jauh jauah sejak "
    "sajak sekitar ibukota perbatasan batas"
)
"""From here on a clause tells where in the place or near it: "dekat mesjid", "balakang pasa"."""
_LARGER = vocabulary("kab kabupaten prov provinsi jorong jrg")
_NOT_OURS = vocabulary("tetangga tatanggo bukan wali lahir lahia kerja karajo jualan manggaleh")
_CLAUSE = re.compile(r"[,;\n()!]+|(?<=\w{4})\.\s")


def bare(words: str) -> str:
    """Without the words that only say that a place follows."""
    return " ".join(word for word in words.split() if word not in AROUND)


def clauses(text: str) -> list[str]:
    return _CLAUSE.split(text)


def told(text: str, lexicon: Lexicon) -> str:
    """The text without landmarks: "Abai, dakek musajik" is "Abai"."""
    said = (plain(clause).split() for clause in clauses(text))
    return ", ".join(filter(None, (_before(words, _LANDMARKS, lexicon) for words in said)))


def behind(text: str, labels: frozenset[str], lexicon: Lexicon) -> Iterator[str]:
    """What stands behind these words for a place: "rumah jauah, nagarinyo Abai" gives "abai"."""
    for words in (plain(clause).split() for clause in clauses(text)):
        for at, word in enumerate(words):
            if word in labels and _NOT_OURS.isdisjoint(words[max(0, at - 2) : at]):
                yield _before(words[at + 1 :], _LANDMARKS | _LARGER | KINDS, lexicon)


def _before(words: list[str], marks: frozenset[str], lexicon: Lexicon) -> str:
    """The words before the first mark. A name of a place may begin with such a word."""
    found = (
        at
        for at, word in enumerate(words)
        if word in marks and not (word in _LANDMARKS and lexicon.places.begins(words, at))
    )
    return " ".join(words[: next(found, None)])
