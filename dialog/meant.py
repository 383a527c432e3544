"""Which part of a text is the answer, where people say more than that.

"Mardiana, bukan Mardiani" is Mardiana, "dulu tani, kini ojek" is ojek, and of several sentences
often one alone tells the answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialog.flow import Accepted, Asking, Option, Problem, Reader, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.typed import plain, spoken, vocabulary

_DENIABLE = frozenset(
    {"nama", "nik", "tanggal_lahir", "tanggal", "telepon", "kecamatan", "nagari", "rupiah"}
    | {"pilihan", "pekerjaan"}
)
"""Kinds of answers in which "bukan" takes back what follows it; to a yes or no it is the answer."""
_IN_PARTS = frozenset({"pilihan", "pekerjaan", "tanggal_lahir", "rupiah"})
_OF_ONE_PERSON = frozenset({"tanggal_lahir", "pekerjaan", "rupiah"})
"""What is asked of the person to be registered and of nobody else. A telephone may be borrowed."""

_CORRECTED = re.compile(
    r"(?i)(?<=\w)\W+(?:(?:eh+|sori|sorry|aduh|maaf),? *(?:salah|bukan|keliru|typo|maksud\w*)|ralat|"
    r"maksud(?:nya|nyo|ku| saya| ambo))\b|"
    r"^\W*(?:dulu(?:nya|nyo)?|.*?\b(?:lama|lamo|asli|asal|lahir|lahia|biasanya|biasonyo))\b.*?"
    r"\b(?:sekarang|skrg|kini|(?:yang|yg|nan) baru|(?:tapi|tp) (?:tinggal|tingga))\b"
)
_TURN = re.compile(r"(?i)\b(?:tapi|tp|tetapi|melainkan|malainkan)\b|[,;](?=\s)|[.!](?=\s|$)|[\n()]")
_DENIAL = re.compile(
    r"(?i)\b(?:bukan(?:lah|nya|nyo)?|bkn)\b(?!\s*(?:cuma|hanya|saja|sajo|sekadar|main)\b)(?=.*\w)"
)
_SENTENCE = re.compile(r"[!;\n]+|\.+(?=\s|$)")
_CLAUSE = re.compile(r"[!;\n]+|[.,]+(?=\s|$)")
_LONGEST = 10  # words
_NAMED_SO = vocabulary("nik ktp nama namo tanggal tgl nomor nomer no")
_LABELS = vocabulary(
    "nomor no nik tanggal tgl ttl lahir lahirnya gaji penghasilan pendapatan upah hasil kerja "
    "karajo pekerjaan itu ini iko kalau kalo klo"
)
_OWNED = vocabulary("punya punyo untuk milik")


def heard_out(read: Reader, text: str, asking: Asking) -> Reading:
    """What a reader makes of a text, with what is denied or taken back left out, and of a text of
    several sentences the one that answers."""
    kind = asking.question.kind
    reading = _affirmed_reading(read, text, asking) if kind in _DENIABLE else read(text, asking)
    if not isinstance(reading, Accepted) and (last := _CORRECTED.split(text)[-1]) != text:
        again = read(last, asking)
        reading = again if isinstance(again, Accepted) else reading
    if isinstance(reading, Problem) and not reading.answers and kind in _IN_PARTS:
        reading = _in_parts(read, text, asking) or reading
    return _of_another(reading, text, asking) if kind in _OF_ONE_PERSON else reading


def _affirmed_reading(read: Reader, text: str, asking: Asking) -> Reading:
    """A long text, or one that asks, may deny something else: there the denial only takes back."""
    reading, affirmed = read(text, asking), _affirmed(text, asking)
    if affirmed is None:
        return reading
    words, kind = plain(text).split(), asking.question.kind
    story = len(words) > _LONGEST or asking.lexicon.asks(text)
    bare = kind == "telepon" and not re.search("[0-9]", affirmed) and "nomor" not in words
    again = read(affirmed, asking)
    if _tells(reading):
        return again
    return reading if story or bare else again if _tells(again) else reading


def _tells(reading: Reading) -> bool:
    return not isinstance(reading, Problem) or reading.answers


def _affirmed(text: str, asking: Asking) -> str | None:
    """What is left of a text without what it denies; nothing when it denies nothing."""
    pieces = [_denial(piece, asking.lexicon) for piece in _TURN.split(text)]
    if all(len(piece) == 1 for piece in pieces):
        return None
    said = (piece[0] for piece in pieces if not _denies_itself(piece, asking))
    return ", ".join(part.strip() for part in said if plain(part))


def _denial(piece: str, lexicon: Lexicon) -> list[str]:
    """What stands before "bukan" and what it denies. "bukan itu" and "petani, bukan?" deny nothing
    that could be told from the answer."""
    parts = _DENIAL.split(piece, maxsplit=1)
    return parts if len(parts) > 1 and lexicon.core(plain(parts[1]).split()) else [piece]


def _denies_itself(piece: Sequence[str], asking: Asking) -> bool:
    """ "12 mei 1980 bukan tanggal lahir saya" takes back what stands before it."""
    words = plain(piece[1]).split() if len(piece) > 1 else []
    own = bool(words) and words[0] in _NAMED_SO and asking.lexicon.oneself.within(words)
    return own and not asking.lexicon.others.within(words)


def _in_parts(read: Reader, text: str, asking: Asking) -> Reading | None:
    """The answer of the one sentence that gives one."""
    if any(option.value in {"ya", "tidak"} for option in asking.options):
        return None  # consent is not picked out of a longer text
    if asking.lexicon.asks(text) or asking.lexicon.jobless.within(plain(text).split()):
        return None
    readings = [(part, read(part, asking)) for part in _SENTENCE.split(text) if plain(part)]
    answers = [found for _, found in readings if not isinstance(found, Problem)]
    beside = (part for part, found in readings if isinstance(found, Problem))
    sure = len(answers) == 1 and not any(_unsure(part, asking.lexicon) for part in beside)
    return answers[0] if sure and len(readings) > 1 else _in_clauses(text, asking)


def _in_clauses(text: str, asking: Asking) -> Reading | None:
    """The choice that a clause names and nothing else: "masa ndak nampak, ambo padusi lah"."""
    clauses = [words for part in _CLAUSE.split(text) if (words := spoken(part).split())]
    named = {
        option.value: option
        for option in asking.options
        for words in clauses
        if any(_only_names(words, form, asking.lexicon) for form in option.forms)
    }
    doubts = asking.question.kind != "pilihan" or _unsure(text, asking.lexicon)
    return None if doubts or len(named) != 1 else Accepted(next(iter(named)))


def _only_names(words: Sequence[str], form: str, lexicon: Lexicon) -> bool:
    before, found, after = f" {' '.join(words)} ".partition(f" {form} ")
    beside = [*before.split(), *after.split()]
    denied = any(word in lexicon.denying for word in beside)
    return len(form) > 2 and bool(found) and not denied and _plain(beside, lexicon)


def _plain(words: Sequence[str], lexicon: Lexicon) -> bool:
    return not words or lexicon.plainly.cover(words)


def _unsure(part: str, lexicon: Lexicon) -> bool:
    words = plain(part).split()
    lists = (lexicon.doubting, lexicon.unknowing, lexicon.refusing)
    return lexicon.postpones(part) or any(each.within(words) for each in lists)


def _of_another(reading: Reading, text: str, asking: Asking) -> Reading:
    """ "istri saya lahir 12 mei 1985": who fills it in for somebody else says so with a tap."""
    if isinstance(reading, Problem) or not _speaks_of_another(plain(text).split(), asking.lexicon):
        return reading
    if isinstance(reading, Unsure):
        return replace(reading, said=None)
    return Unsure("salah/jawaban_orang_lain", (Option(reading.value, "@ya_sudah_benar"),))


def _speaks_of_another(words: Sequence[str], lexicon: Lexicon) -> bool:
    start = next((at for at, word in enumerate(words) if word not in _LABELS), len(words))
    count = lexicon.others.begins(words, start)
    after = start + count
    whose = after < len(words) and words[after] in lexicon.oneself
    owned = whose or start > 0 or " ".join(words[start:after]).endswith(("saya", "ambo"))
    return count > 0 and owned and after + whose < len(words) and words[-1] not in _OWNED
