"""What a typed text means at the question at hand: an order, a question in the middle, an answer.

One pure function, `heard`, for the form and for whoever wants to know how the form reads a text.
"""

import re
from dataclasses import dataclass, replace

from dialog.flow import Accepted, Asking, Book, Problem, Reading, Unsure
from dialog.lexicon import Lexicon
from dialog.meant import heard_out
from dialog.proposals import worded
from dialog.typed import plain
from dialog.words import ALWAYS, Command, command_of

FREE_TEXT = frozenset({"nama", "teks"})
"""Kinds of answers in which nearly any words may be right."""
PROSE = frozenset({"judul", "paragraf", "kalimat", "sumber", "tulisan", "hari_acuan"})
"""What editors and officers write: full of questions and orders ("seminggu sebelumnya"), and none
of them is meant."""

SURE, LIKELY, NEVER = 0.8, 0.3, 2.0
"""How sure the understanding must be of a topic: of a text that does not look like a question, of
one that does, and of an answer."""

OUT_OF_SCOPE = "out_of_scope"
_LONGEST_ORDER = 8  # words around an order
_WORDY = 3
_ALIKE = frozenset({"ya_tidak", "pekerjaan"})
"""Kinds of answers that are made of the same words as orders."""
_INSTEAD = {"d|perbaiki": "d|bantuan"}
"""Who speaks of a wrong name in the middle of the form is told the words that change an answer;
only those words themselves leave the question at hand."""
_ANY = frozenset({"saja", "sajo", "aja", "ajo", "se"})


@dataclass(frozen=True, slots=True)
class Aside:
    """A question asked in the middle of a form: where its answer is (a choice id), its topic when
    one is known, and what the text would have been as an answer."""

    to: str
    topic: str | None
    reading: Reading


Meaning = Command | Aside | Reading


def heard(book: Book, asking: Asking, text: str) -> Meaning:
    """An order that is said outright comes first, then an answer to the question, then an order in
    more words or a question of the person's own. What is none of these is refused with a reason."""
    if command := order(book, asking, text):
        return command
    reading = _picked(book, asking, text) or _read(book, asking, text)
    kind = asking.question.kind
    if kind in PROSE or (isinstance(reading, Accepted) and kind not in FREE_TEXT):
        return _rather_ordered(book, asking, text, reading) or reading
    return (
        _order_in_words(book, asking, text, reading)
        or _aside(book, asking.lexicon, text, reading)
        or reading
    )


def _read(book: Book, asking: Asking, text: str) -> Reading:
    return heard_out(book.readers[asking.question.kind], text, asking)


def order(book: Book, asking: Asking, text: str) -> Command | None:
    """The command that the whole text is. A word that is also an option is an answer."""
    command = command_of(book.commands, text, near=False)
    return None if command and _is_option(command, plain(text), asking) else command


def _is_option(command: Command, words: str, asking: Asking) -> bool:
    return command.name not in ALWAYS and any(words in one.forms for one in asking.options)


def _order_in_words(book: Book, asking: Asking, text: str, reading: Reading) -> Command | None:
    """ "bisa dilewati dulu pak?" is LEWATI, "salah, kembali" KEMBALI, "tunggu, cari ktp" NANTI."""
    words, refused = plain(text).split(), not isinstance(reading, Accepted)
    clauses = (words, *([_last_clause(text)] if refused else []))
    for clause in clauses:
        core = " ".join(asking.lexicon.order(clause[:_LONGEST_ORDER]))
        if core in book.commands and len(clause) <= _LONGEST_ORDER:
            command = Command(book.commands[core])
            if command.name == "lanjut" and (name := _meant(book, asking, text, reading)):
                command = Command(name)  # "ga mau jawab, lanjut" is LEWATI
            return None if _is_option(command, core, asking) else command
    if name := _meant(book, asking, text, reading):
        return Command(name)
    # Where any words may be an answer, slips are not put right: Mulia is a name, not MULAI.
    free = asking.question.kind in FREE_TEXT or asking.lexicon.unsettled(text, words)
    return command_of(book.commands, text) if refused and not free else None


def _meant(book: Book, asking: Asking, text: str, reading: Reading) -> str | None:
    """The order in words of one's own: "balikin dong". Not where the text is about the question,
    names a place (Ulang Aling is a nagari) or is known by its very words."""
    words = plain(text).split()
    name = isinstance(reading, Accepted) and asking.question.kind == "nama"
    vague = isinstance(reading, Unsure) and reading.said is None
    about = (_answers(reading) and not name and not vague) or asking.lexicon.places.within(words)
    if name and len(words) == 1:
        return None  # one word that may be a name is an order only by its very spelling
    if about or book.sayings(text) or book.elsewhere(text) or named(book, "menu", text):
        return None
    return book.ordered(text, name or vague or len(words) == 1)


def _last_clause(text: str) -> list[str]:
    return plain(re.split("[,;.\n]", text.rstrip(" ,;."))[-1]).split()


def _aside(book: Book, lexicon: Lexicon, text: str, reading: Reading) -> Aside | None:
    """A question of the person's own, known by its very words or when the understanding is sure
    enough of its topic; or, where the text is no answer, a word of the menu."""
    understood = book.understand(text)
    if place := book.sayings(text):
        return Aside(place, understood.topic, reading)
    topic = understood.guesses[0] if understood.guesses else understood.topic or ""
    if topic != OUT_OF_SCOPE and (to := book.place(topic)):
        if understood.confidence >= _enough(lexicon, text, reading):
            return Aside(_INSTEAD.get(to, to), topic, reading)
    elif isinstance(reading, Problem) and (place := book.elsewhere(text)):
        return Aside(place, OUT_OF_SCOPE, reading)
    link = None if isinstance(reading, Accepted) else named(book, "menu", text)
    return Aside(link, None, reading) if link else None


def _enough(lexicon: Lexicon, text: str, reading: Reading) -> float:
    """How sure a topic must be. "kapan saja" means any day, one word alone means little, and two
    that ask nothing ("belum ada") are an answer, if a poor one."""
    words = [word for word in plain(text).split() if word.isalpha()]
    if len(words) < 2 or (len(words) == 2 and words[1] in _ANY):
        return NEVER
    if lexicon.asks(text):
        return LIKELY
    return NEVER if _answers(reading) or len(words) < _WORDY else SURE


def _rather_ordered(book: Book, asking: Asking, text: str, reading: Reading) -> Command | None:
    """ "ndak jadi dafta" is BATAL and no answer "tidak"; "lompek ka nan lain" no occupation."""
    words, kind = plain(text).split(), asking.question.kind
    if kind not in _ALIKE or not isinstance(reading, Accepted) or len(words) < 2:
        return None
    if asking.lexicon.plainly.cover(words) or _is_label(words, asking) or _is_work(words, asking):
        return None
    name = book.ordered(text, True)
    return Command(name) if name else None


def _is_label(words: list[str], asking: Asking) -> bool:
    core = {" ".join(words), " ".join(asking.lexicon.core(words))}
    return any(not core.isdisjoint(one.forms) for one in asking.options)


def _is_work(words: list[str], asking: Asking) -> bool:
    """Begins with a word for work: "ngojek sampai magrib". "nan lain" is none by itself."""
    core, jobs = asking.lexicon.core(words), asking.lexicon.jobs
    named = any(job.sure.begins(core) for code, job in jobs.items() if code != "lainnya")
    return asking.question.kind == "pekerjaan" and named


def _answers(reading: Reading) -> bool:
    """Whether the text is about the question at hand, so that it asks nothing else unless it is
    worded so: "Bunga Citra" is a name, "50 ribu sehari" an income still to be worked out."""
    return not isinstance(reading, Problem) or reading.answers


def named(book: Book, page: str, text: str) -> str | None:
    """The link of a page called so in so many words, also one that only others may use."""
    said, found = plain(text), book.pages.get(page)
    for link in found.links if found else ():
        if said in map(plain, (link.label, *link.synonyms)):
            return link.to
    return None


def _picked(book: Book, asking: Asking, text: str) -> Accepted | None:
    """The proposed value a typed number, label or (if it is the only one) "ya" picks."""
    offered = asking.proposed
    if not offered:
        return None
    if (value := worded(text, offered)) is not None:
        return Accepted(value)
    among = replace(asking, options=offered)
    picked = book.readers["pilihan"](text, among)
    if isinstance(picked, Accepted):
        return Accepted(picked.value)
    agreed = len(offered) == 1 and book.readers["ya_tidak"](text, among)
    yes = isinstance(agreed, Accepted) and agreed.value == "ya"
    return Accepted(offered[0].value) if yes else None
