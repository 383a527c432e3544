"""How far a form has come: which questions apply, which is next, what an answer changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dialog.flow import Answers, Book, Form, Option, Question

CHOOSING = frozenset({"pilihan", "pekerjaan"})
"""Kinds of answers that are one of the options and nothing else."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A form seen through the answers given so far."""

    form: Form
    view: Answers  # the answers and what follows from them
    path: tuple[Question, ...]  # the questions that apply, in order
    open: tuple[Question, ...]  # those of them without an answer
    derived: Collection[str] = ()  # fields answered by other answers

    def next(self) -> Question | None:
        return self.open[0] if self.open else None

    def find(self, field: str | None) -> Question | None:
        return next((question for question in self.path if question.field == field), None)

    def number(self, field: str) -> int:
        """The position as people count, from 1."""
        fields = self._counted(field)
        return fields.index(field) + 1 if field in fields else len(fields)

    def total(self) -> int:
        return len(self._counted(""))

    def _counted(self, asked: str) -> list[str]:
        """What follows from other answers is not asked, so it does not count."""
        return [
            question.field
            for question in self.path
            if question.field not in self.derived or question.field == asked
        ]

    def before(self, field: str | None) -> Question | None:
        """The question KEMBALI goes to; from the review that is the last one. What follows
        from other answers was never asked, so it is passed over."""
        fields = [question.field for question in self.path]
        position = fields.index(field) if field in fields else len(fields)
        asked = [one for one in self.path[:position] if one.field not in self.derived]
        return asked[-1] if asked else None

    def reviewed(self) -> tuple[Question, ...]:
        return tuple(question for question in self.path if question.reviewed)


def progress(
    book: Book, form: Form, answers: Answers, skipped: tuple[str, ...], today: date
) -> Progress:
    """Where the form stands."""
    derived = book.derive[form.derive](answers, today) if form.derive else {}
    view = {"today": today.isoformat(), **derived, **answers}
    path = [one for one in form.questions if not one.only_if or _applies(one, view)]
    unanswered = [
        one for one in path if not _answered(book, one, view) and one.field not in skipped
    ]
    return Progress(form, view, tuple(path), tuple(unanswered), derived.keys() - answers.keys())


def _applies(question: Question, view: Answers) -> bool:
    return all(view.get(field) in wanted for field, wanted in question.only_if.items())


def _answered(book: Book, question: Question, view: Answers) -> bool:
    """An answer that is no option any more (the form changed meanwhile) does not count."""
    value = view.get(question.field)
    if value is None or question.kind not in CHOOSING:
        return value is not None
    return value in [option.value for option in options(book, question, view)]


def options(book: Book, question: Question, view: Answers) -> tuple[Option, ...]:
    """What can be chosen at a question, given the answers so far."""
    if question.options_from:
        return tuple(book.choosers[question.options_from](view))
    return question.options


def record(form: Form, answers: Answers, given: Mapping[str, str]) -> dict[str, str]:
    """The answers with `given` set; what depended on a changed answer is asked again."""
    result = dict(answers)
    for name, value in given.items():
        if result.get(name) not in (None, value):
            _forget_dependents(form, result, name)
        result[name] = value
    return result


def _forget_dependents(form: Form, answers: dict[str, str], changed: str) -> None:
    for question in form.questions:
        if changed in question.depends_on and answers.pop(question.field, None) is not None:
            _forget_dependents(form, answers, question.field)


def final_answers(book: Book, form: Form, answers: Answers, today: date) -> dict[str, str]:
    """What is sent in the end: the answers to questions that apply, and no others."""
    now = progress(book, form, answers, (), today)
    return {q.field: now.view[q.field] for q in now.path if q.field in now.view}


def ends_early(form: Form, answers: Answers) -> str | None:
    """The field whose answer ends the form kindly, as declined consent does."""
    for field, values in form.ends_if.items():
        if answers.get(field) in values:
            return field
    return None
