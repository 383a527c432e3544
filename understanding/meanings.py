"""What written forms stand for, and which words point at the same thing. Data of lexicon/."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from understanding.plain import plain

FOLDER = Path(__file__).with_name("lexicon")
_AMBIGUOUS = frozenset({"service", "minang", "vulgar"})


@cache
def meanings() -> Mapping[str, str]:
    """Every written form and the plain words it stands for.

    Our own list wins over Minangkabau, and that over slang: in Sumatera Barat "jo" is "dengan"."""
    return {**dict(_slang()), **dict(_minangkabau()), **own_meanings()}


@cache
def own_meanings() -> Mapping[str, str]:
    """The same of our own list alone."""
    return dict(own_words())


def own_words() -> Iterator[tuple[str, str]]:
    for meant, forms in _lists("words.txt"):
        yield from ((form, meant) for form in forms)


def _minangkabau() -> Iterator[tuple[str, str]]:
    for row in _rows("minangkabau-id.csv"):
        yield plain(row["minangkabau"]), plain(row["indonesian"])


def _slang() -> Iterator[tuple[str, str]]:
    """Without what also means something here (kk is Kartu Keluarga) and without several words."""
    for row in _rows("colloquial-id.csv"):
        form = plain(row["informal"])
        if " " not in form and not _AMBIGUOUS & set(row["caution"].split(";")):
            yield form, plain(row["formal"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def concepts() -> Mapping[str, frozenset[str]]:
    """Every listed word and the things it may point at."""
    found: dict[str, frozenset[str]] = {}
    for concept, words in _lists("concepts.txt"):
        for word in words:
            found[word] = found.get(word, frozenset()) | {concept}
    return found


def _lists(name: str) -> Iterator[tuple[str, list[str]]]:
    """Lines "name: word word", without remarks."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, words = line.split(":")
            yield head.strip(), words.split()
