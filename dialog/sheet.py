"""A form on a page: the same questions, readers and conditions as in the chat, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialog.answering import mark
from dialog.asking import AND_MORE, WHOLE_FORM
from dialog.flow import Accepted, Answers, Asking, Form, Option, Problem, Question, Reading, Unsure
from dialog.forms import Progress, options, progress
from dialog.session import Say
from dialog.turns import Scene

PICKED = "~"  # after the name of a field: which of the proposals below it was chosen
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it is shown: what stands in it, what is wrong with it, what may be chosen."""

    question: Question
    view: Answers
    options: tuple[Option, ...] = ()
    value: str = ""
    problem: Say | None = None
    proposals: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as a whole. Complete: nothing on it is open any more."""

    form: Form
    entries: tuple[Entry, ...]
    answers: Answers
    skipped: tuple[str, ...]
    complete: bool
    required: str = ""  # the field that must be filled in where the others may stay empty


@dataclass(slots=True)
class _Reading:
    """What the page has brought so far, field by field."""

    scene: Scene
    form: Form
    given: Mapping[str, str]
    shown: frozenset[str]
    required: str  # empty: every field
    answers: dict[str, str]
    skipped: list[str]
    open: int = 0

    def progress(self) -> Progress:
        session = self.scene.session
        answers = {**session.answers, **self.answers}
        skipped = (*session.skipped, *self.skipped)
        return progress(self.scene.book, self.form, answers, skipped, self.scene.today)


def read(
    scene: Scene, form: Form, wanted: str, given: Mapping[str, str], shown: frozenset[str]
) -> Sheet:
    """The page after what was typed into it.

    `wanted` is one field, WHOLE_FORM for every question that is still open, or a field AND_MORE:
    the others may then all stay empty, but whoever begins with them wants to finish here. `shown`
    are the fields that the person had before them: what is empty there is missing, and what was
    not there is asked now."""
    one, rest = wanted.removesuffix(AND_MORE), wanted.endswith(AND_MORE)
    began = any(given.get(field, "").strip() for field in shown - {one})
    required = one if rest and not began else ""
    reading = _Reading(scene, form, given, shown, required, {}, [])
    entries = list[Entry]()
    for question in form.questions:
        now = reading.progress()
        if _belongs(question, wanted, scene, now):
            entries.append(_entry(reading, question, now))
    skipped = tuple(reading.skipped)
    return Sheet(form, tuple(entries), reading.answers, skipped, not reading.open, required)


def _belongs(question: Question, wanted: str, scene: Scene, now: Progress) -> bool:
    """The field asked for; and, where more is wanted, everything that applies and does not follow
    from other answers."""
    if question.field == wanted.removesuffix(AND_MORE):
        return True
    if wanted != WHOLE_FORM and not wanted.endswith(AND_MORE):
        return False
    answered = question.field in scene.session.answers or question.field in scene.session.skipped
    return now.find(question.field) is not None and not answered and question.field not in now.view


def _entry(reading: _Reading, question: Question, now: Progress) -> Entry:
    chosen = options(reading.scene.book, question, now.view)
    typed = reading.given.get(question.field, "").strip()[:LONGEST]
    entry = Entry(question, now.view, chosen, typed)
    if not typed:
        return _empty(reading, entry)
    match _read(reading.scene, entry):
        case Accepted(value, _, also):
            return _accepted(reading, entry, {question.field: value, **also})
        case Unsure(problem, proposals, params):
            picked = reading.given.get(question.field + PICKED)
            for one in proposals:
                if mark(one.value) == picked:
                    return _accepted(reading, entry, {question.field: one.value})
            reading.open += 1
            said = Say(problem, params)
            return Entry(question, now.view, chosen, typed, said, proposals)
        case Problem(reason, params):
            reading.open += 1
            return Entry(question, now.view, chosen, typed, Say(reason, params))


def _empty(reading: _Reading, entry: Entry) -> Entry:
    if reading.required not in ("", entry.question.field):
        return entry
    seen = entry.question.field in reading.shown
    if seen and entry.question.optional:
        reading.skipped.append(entry.question.field)
        return entry
    reading.open += 1
    problem = Say("salah/belum_diisi") if seen else None
    return Entry(entry.question, entry.view, entry.options, "", problem)


def _accepted(reading: _Reading, entry: Entry, given: Mapping[str, str]) -> Entry:
    reading.answers.update(given)
    return entry


def _read(scene: Scene, entry: Entry) -> Reading:
    """A value picked from a list is itself; all else goes to the reader of the chat."""
    if any(option.value == entry.value for option in entry.options):
        return Accepted(entry.value)
    question = entry.question
    asking = Asking(question, entry.options, entry.view, scene.today, scene.person.phone)
    return scene.book.readers[question.kind](entry.value, asking)
