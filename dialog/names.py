"""People's names as they stand on the KTP.

Titles stay, since many cards carry them: H., Hj., Dt. Rajo, S.Pd. Words of address (Pak, Uda) go,
and so does what somebody is called at home when the full name stands beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Literal

from dialog.flow import Accepted, Asking, Problem, Reading
from dialog.lexicon import Lexicon
from dialog.typed import plain, squeeze, straighten, vocabulary

LONGEST, _MOST_WORDS = 100, 9
_AROUND = '*_~`"“”«»•|'
_NEVER_SIGNS = re.compile(r"[?@<>{}\\/]|https?:|www\.")
_ON_BEHALF = re.compile(r"\b(?:a/n|a\.\s?n|an)[.:]\s*|\ba/n\b|\ba\.n\b", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_CLAUSE = re.compile(
    r"(?i)[,;:=\n]+|\s-+\s|(?<=\w{5})[.!]+\s+|[.!]+\s*$|"
    r"\s(?:dan|serta|sarato|yang|yg|nan)\s(?=(?:saya|sayo|sy|ambo|awak|tingg?al?|(?:be)?kerja|lahir)\b)|"
    r"\s(?=(?:pakai|pake|dobel|double|huruf)\s(?:huruf\s)?[a-z]{1,2}\b)"
)
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")
_MY_NAME = re.compile(
    r"n(?:a?m{1,2}a?|ma)o?(?:ku+|q+u*|kuh|ny[ao]|sa?ya|sy|ambo|awak|den)|bernam[ao]+|bernma|brnama"
)
"""One word for "my name": "nmaku", "namaq", "namasaya"."""
_INTRODUCING = vocabulary("nama namo nm namaku bernama banamo perkenalkan kenalkan")
_SPELLING = re.compile(
    r"(?:pakai|pake|dobel|double|huruf) (?:huruf )?[a-z]{1,2}\b|[a-z]{1,2} ny[ao]\b"
)
_DEGREE = re.compile(r"(?:[A-Za-z]{1,4}\.){1,3}[A-Za-z]{0,4}\.?|[A-Z]{2,4}")
_LIKE_A_FILLER = frozenset({("SE",), ("SE.",)})
"""The degree; "se" is "saja" in Minangkabau."""
_LAUGHTER = re.compile(r"(?:h[aieo]){2,}h?|(?:wk)+w?|(?:xi)+x?|(.)\1{2,}")
_MASHED = re.compile(r"[^aiueoy]{5,}")
_VERB = re.compile(r"(?:meng|meny|memb|memp|menc)[a-z]{3,}|di[a-z]{4,}kan|[a-z]{4,}ny[ao]")
_AGE = re.compile(
    r"(?i)\b(?:umur|usia|umua)\s*:?\s*\d{1,3}(?:\s*(?:tahun|taun|thn|th)\b)?|\b\d{1,3}\s*(?:tahun|taun|thn|th)\b"
)
_FROM = vocabulary("dari asal di tinggal urang rang orang warga")
_PREPOSITIONS = vocabulary("di ke ka")
_VOWELS = frozenset("aiueo")

Kind = Literal["full", "name", "nick"]
_KINDS: tuple[Kind, ...] = ("full", "name", "nick")
"""The better sort of name first: only that is taken."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the text as typed, and whether it follows "panggilan" or "nama lengkap"."""

    words: tuple[str, ...]
    kind: Kind = "name"


def nama(text: str, asking: Asking) -> Reading:
    """A full name in title case. One word is enough: many people have no more. What would not be
    read as the same name again, because signs held it together, is none."""
    reading = _read(text, asking)
    if isinstance(reading, Accepted) and _read(reading.value, asking) != reading:
        return Problem("salah/nama_bukan_nama")
    return reading


def _read(text: str, asking: Asking) -> Reading:
    said = _AGE.sub(" ", _NUMBERED.sub("", straighten(text.strip().replace("\n", ", ")))).strip()
    if len(said) > 2 * LONGEST:
        return Problem("salah/nama_terlalu_panjang", {"maks": LONGEST})
    parts = _parts(said, asking.lexicon)
    bare = " ".join(word for part in parts for word in part.words)
    if not bare:
        return _nothing_left(said, asking.lexicon)
    return _not_spelled(bare) or _judged(said, parts, asking.lexicon)


def _nothing_left(said: str, lexicon: Lexicon) -> Problem:
    """ "nama saya" lacks the name; "iya pak" speaks of something else."""
    words = plain(said).split()
    talks = any(map(str.isalpha, words)) and not lexicon.name_lead.within(words)
    return Problem("salah/nama_bukan_nama" if talks else "salah/nama_kosong")


def _not_spelled(bare: str) -> Problem | None:
    letters = sum(character.isalpha() for character in bare)
    if letters == 0:
        return Problem("salah/nama_kosong")
    if letters == 1:
        return Problem("salah/nama_terlalu_pendek")
    if any(character.isdecimal() for character in bare):
        return Problem("salah/nama_ada_angka")
    return Problem("salah/nama_terlalu_panjang", {"maks": LONGEST}) if len(bare) > LONGEST else None


def _judged(said: str, parts: Sequence[_Part], lexicon: Lexicon) -> Reading:
    words = plain(said).split()
    asks = lexicon.asking.within(words) or _NEVER_SIGNS.search(said)
    if not all(_may_be(part, lexicon) for part in parts):
        parts = [] if _doubts(words, lexicon) else _introduced(words, parts, lexicon)
    if asks or not parts:
        return Problem("salah/nama_bukan_nama")
    wanted = next(kind for kind in _KINDS if any(part.kind == kind for part in parts))
    words = [_bare(word) for part in parts if part.kind == wanted for word in part.words]
    if len(words) > _MOST_WORDS or not all(map(_belongs, "".join(words))):
        return Problem("salah/nama_bukan_nama")
    return Accepted(_written(words, lexicon))


def _introduced(words: Sequence[str], parts: Sequence[_Part], lexicon: Lexicon) -> Sequence[_Part]:
    """The name right behind "nama saya", without what is told next: "kerja sebagai sopir"."""
    for part in parts:
        said = " ".join(map(plain, part.words)).split()
        ends = (at for at in range(1, len(said)) if lexicon.name_beside.begins(said, at))
        name = replace(part, words=part.words[: next(ends, None)])
        if _follows_introduction(words, said[0], lexicon) and _may_be(name, lexicon):
            return [name]
    return []


def _follows_introduction(words: Sequence[str], first: str, lexicon: Lexicon) -> bool:
    """Whether "nama", "bernama" and words that say nothing stand before the name."""
    before = words[: words.index(first)] if first in words else ()
    start = max((at for at, word in enumerate(before) if word in _INTRODUCING), default=None)
    return start is not None and not lexicon.around_name.trimmed(before[start:])


def _doubts(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Else who says "nama saya Rina" has answered, whatever is told beside it."""
    lists = (lexicon.doubting, lexicon.denying, lexicon.unknowing, lexicon.refusing)
    return any(each.within(words) for each in lists)


def _parts(said: str, lexicon: Lexicon) -> list[_Part]:
    """The pieces of the text that may be a name, without lead-ins and what trails behind."""
    cleaned = _ON_BEHALF.sub(" ", said).translate(dict.fromkeys(map(ord, _AROUND), " "))
    asides = [_Part(tuple(found.split()), "nick") for found in _ASIDE.findall(cleaned)]
    clauses = _CLAUSE.split(_ASIDE.sub(" ", cleaned))
    parts = (part for clause in clauses for part in _by_marker(clause.split(), lexicon))
    return _named(_joined([_trimmed(part, lexicon) for part in (*parts, *asides)]), lexicon)


def _named(parts: Sequence[_Part], lexicon: Lexicon) -> list[_Part]:
    """Without what is told beside the name, of work, home or spelling: "Edi, petani"."""
    kept = [*parts[:1], *(part for part in parts[1:] if not _beside(part, lexicon))]
    return [part for part, after in zip_longest(kept, kept[1:]) if not _begins(part, after)]


def _beside(part: _Part, lexicon: Lexicon) -> bool:
    words = " ".join(map(plain, part.words)).split()
    start = next((at for at, word in enumerate(words) if word not in _FROM), 0)
    told = lexicon.about_person.cover(words[start:]) or lexicon.name_beside.begins(words) > 0
    return told or _SPELLING.match(" ".join(words)) is not None


def _begins(part: _Part, after: _Part | None) -> bool:
    """ "dewi - dewi anggraini": the name in short, then whole."""
    whole = tuple(map(plain, after.words)) if after else ()
    return whole[: len(part.words)] == tuple(map(plain, part.words))


def _by_marker(words: Sequence[str], lexicon: Lexicon) -> Iterator[_Part]:
    """Cuts where the text says what follows: "panggilan Iwan nama lengkap Irwansyah"."""
    said, start, at = [plain(word) for word in words], 0, 0
    kind: Kind = "name"
    while at < len(words):
        nick, full = lexicon.name_nick.begins(said, at), lexicon.name_full.begins(said, at)
        if nick or full:
            yield _Part(tuple(words[start:at]), kind)
            kind = "nick" if nick > full else "full"
            start = at + max(nick, full)
        at += max(nick, full, 1)
    yield _Part(tuple(words[start:]), kind)


def _trimmed(part: _Part, lexicon: Lexicon) -> _Part:
    if part.words in _LIKE_A_FILLER:
        return part
    kept = [word for word in part.words if plain(word)]
    said = ["nama" if _MY_NAME.fullmatch(plain(word)) else plain(word) for word in kept]
    between = lexicon.around_name.between(said)
    end = _before_origin(said[between], lexicon)
    return _Part(tuple(kept[between][:end]), part.kind)


def _before_origin(words: Sequence[str], lexicon: Lexicon) -> int:
    """Where "dari Sangir" begins behind a name, else the end."""
    for at in range(1, len(words) - 1):
        rest = words[at + 1 :]
        place = rest[1:] if rest[0] in _FROM else rest
        if words[at] in _FROM and lexicon.somewhere.cover(place):
            return at
    return len(words)


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Without the empty ones; a degree behind a comma goes to the name before it."""
    found = list[_Part]()
    for part in parts:
        degree = len(part.words) < 3 and all(map(_DEGREE.fullmatch, part.words))
        if found and part.words and degree and part.kind == found[-1].kind:
            before = found.pop().words
            part = _Part((*before[:-1], f"{before[-1]},", *part.words), part.kind)
        if part.words:
            found.append(part)
    return found


def _may_be(part: _Part, lexicon: Lexicon) -> bool:
    """Whether nothing speaks against these words being a name."""
    words = " ".join(map(plain, part.words)).split()
    if lexicon.never_name.within(words) and not _clan(words, lexicon):
        return False
    if any(_LAUGHTER.fullmatch(w) or _VERB.fullmatch(w) or _MASHED.search(w) for w in words):
        return False
    if words[0] in _PREPOSITIONS:
        return False
    spelled = any(
        (len(word) > 1 and not _VOWELS.isdisjoint(word)) or not word.isascii() for word in words
    )
    ordinary = sum(word in lexicon.everyday for word in words) * 2 > len(words)
    chatting = lexicon.chatting.cover([squeeze(word) for word in words])
    return spelled and not ordinary and not chatting and not lexicon.no_name.cover(words)


def _clan(words: Sequence[str], lexicon: Lexicon) -> bool:
    """A Batak name, where nearly any word may stand before the marga: "Lanjut Sitepu"."""
    lists = (lexicon.denying, lexicon.asking, lexicon.oneself, lexicon.others)
    before = words[:-1]
    known = len(before) in {1, 2} and words[-1] in lexicon.name_clan
    return known and not any(each.within(before) for each in lists)


def _written(words: Sequence[str], lexicon: Lexicon) -> str:
    kept = " ".join(words).split()
    titled = (
        word if _is_degree(before, word) else _title(word, lexicon)
        for before, word in pairwise(("", *kept))
    )
    return " ".join(titled).strip(" ,'-")


def _is_degree(before: str, word: str) -> bool:
    """SH behind a comma keeps its capitals."""
    return before.endswith(",") and word.isupper() and _DEGREE.fullmatch(word) is not None


def _bare(word: str) -> str:
    """Without the signs around it: an emoji behind a name is none of its letters."""
    return word.strip("".join({sign for sign in word if not _belongs(sign)}))


def _belongs(character: str) -> bool:
    """Letters, the vowel signs of other scripts, and the few marks a name may have."""
    return f"a{character}".isidentifier() or character in " .,'-"


def _title(word: str, lexicon: Lexicon) -> str:
    """ "nur'aini" is Nur'aini, "d'cruz" is D'Cruz, "al-fatih" is Al-Fatih, "s.pd" is S.Pd."""
    if word.casefold() in lexicon.name_small:
        return word.lower()
    if word.casefold() in lexicon.name_capital:
        return word.upper()
    parts = re.split(r"(?<=[.-])|(?<=\b\w')", word)
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)
