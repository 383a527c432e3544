"""Readers for what editors write: a title, a text of several lines, its source, sentences.

Amounts and shares are refused: those change by date and come from benefits/tables. Telephone
numbers, hours, dates and small counts may stand in an editor's text."""

import re
from collections.abc import Iterable

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.typed import plain, straighten

LONGEST_TITLE = 20
"""What every network shows whole on a button."""
LONGEST_BODY = 700
LONGEST_SOURCE = 100
SHORTEST = 2
LONGEST_SENTENCE = 200
MOST_SENTENCES = 10
LIKE_A_NIK = re.compile(r"[0-9](?:[\W_]{0,2}[0-9]){15}")
_SUM = re.compile(
    r"\brp\.?\s*\d[\d.,]*"
    r"|\b\d[\d.,]*\s*(?:rb|ribu|jt|juta|persen|rupiah)\b"
    r"|\b\d[\d.,]*\s*%"
    r"|\b\d{1,3}(?:\.\d{3})+\b",
    re.IGNORECASE,
)


def judul(text: str, _asking: Asking) -> Reading:
    return read_title(text)


def paragraf(text: str, _asking: Asking) -> Reading:
    return read_body(text)


def sumber(text: str, _asking: Asking) -> Reading:
    return read_source(text)


def kalimat(text: str, asking: Asking) -> Reading:
    return read_sentences(text, int(asking.answers.get("needed") or 1))


def read_title(text: str) -> Reading:
    """A title on one line, 2 to 20 characters, to stand on a button."""
    line = " ".join(straighten(text).split()).lstrip("@ ")
    if len(line) > LONGEST_TITLE:
        return Problem("salah/judul_panjang", {"jumlah": len(line), "maks": LONGEST_TITLE})
    return _unfit(line) or Accepted(line)


def read_source(text: str) -> Reading:
    """Who says so, on one line, 2 to 100 characters."""
    line = " ".join(straighten(text).split())
    if len(line) > LONGEST_SOURCE:
        return Problem("salah/teks_terlalu_panjang", {"maks": LONGEST_SOURCE})
    return _unfit(line) or Accepted(line)


def read_body(text: str) -> Reading:
    """Plain lines, at most 700 characters in all."""
    body = "\n".join(lines(text))
    if len(body) > LONGEST_BODY:
        return Problem("salah/jawaban_panjang", {"jumlah": len(body), "maks": LONGEST_BODY})
    return _unfit(body) or Accepted(body)


def read_sentences(text: str, needed: int) -> Reading:
    """Sentences, one a line or with semicolons between; as many different ones as are needed."""
    told = [line[:LONGEST_SENTENCE] for line in lines(text.replace(";", "\n"))]
    found = different(told)[:MOST_SENTENCES]
    if LIKE_A_NIK.search(text):
        return Problem("salah/teks_ada_nik")
    if len(found) < needed:
        return Problem("salah/kalimat_kurang", {"jumlah": len(found), "min": needed})
    return Accepted("\n".join(found))


def different(sentences: Iterable[str]) -> list[str]:
    """Each once, whatever its case and signs; those without a word not at all."""
    seen: dict[str, str] = {}
    for one in sentences:
        if any(character.isalpha() for character in one):
            seen.setdefault(plain(one), one)
    return list(seen.values())


def lines(text: str) -> list[str]:
    """Without what cannot be seen, and without empty ones."""
    told = (" ".join(straighten(line).split()) for line in text.splitlines())
    return [line for line in told if line]


def _unfit(text: str) -> Problem | None:
    if len(text) < SHORTEST:
        return Problem("salah/teks_kosong", {"min": SHORTEST})
    if LIKE_A_NIK.search(text):
        return Problem("salah/teks_ada_nik")
    if found := _SUM.search(text):
        return Problem("salah/jawaban_angka", {"angka": found[0]})
    return None
