"""A conversation as data: forms with questions, pages with links, and the book that holds them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date

from dialog.session import Ending, Person
from dialog.typed import plain

Answers = Mapping[str, str]
Values = Mapping[str, object]
"""What a text is rendered with: strings, numbers, dates and lists of such mappings."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values a question can have. A label that starts with @ names a text."""

    value: str
    label: str
    synonyms: tuple[str, ...] = ()
    params: Values = default(default_factory=dict[str, object])
    forms: tuple[str, ...] = default(init=False, repr=False, compare=False)
    """Everything it is called, in plain words, worked out once. A label that names a text is
    left out."""

    def __post_init__(self) -> None:
        label = "" if self.label.startswith("@") else self.label
        named = filter(None, map(plain, (self.value, label, *self.synonyms)))
        object.__setattr__(self, "forms", tuple(named))


@dataclass(frozen=True, slots=True)
class Accepted:
    """The text is an answer. `note` names a remark to make before going on; `also` holds
    answers to other questions that came with it (a nagari tells its kecamatan)."""

    value: str
    note: str | None = None
    also: Mapping[str, str] = default(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may be an answer: say why and let the person choose one of the options."""

    problem: str
    options: tuple[Option, ...]
    params: Values = default(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Problem:
    """It is no answer. `reason` names the text that says what is wrong, with an example."""

    reason: str
    params: Values = default(default_factory=dict[str, object])


Reading = Accepted | Unsure | Problem


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form, in the order of the form."""

    field: str
    kind: str  # which reader understands the answer: a key of Book.readers
    label: str  # the short name in the review list
    text: str  # the text that asks it
    options: tuple[Option, ...] = ()
    options_from: str | None = None  # a chooser of the Book, when options depend on answers
    only_if: Mapping[str, frozenset[str]] = default(default_factory=dict[str, frozenset[str]])
    depends_on: tuple[str, ...] = ()  # answers that, when changed, make this one void
    optional: bool = False
    reviewed: bool = True
    offer_officer: bool = False
    private: bool = False  # may not be typed where the network forbids it
    page_here: bool = False  # the page with the rest of the form is offered at this question


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reader may look at besides the text itself."""

    question: Question
    options: tuple[Option, ...]
    answers: Answers
    today: date
    phone: str | None = None  # the number of this chat, where the network tells it


Reader = Callable[[str, Asking], Reading]
Chooser = Callable[[Answers], Sequence[Option]]
Derive = Callable[[Answers, date], Answers]
"""Answers that follow from others (the birth date from the NIK). Never stored."""
Finish = Callable[[Answers, Person, date], Ending]


@dataclass(frozen=True, slots=True)
class Form:
    """A list of questions that ends in something being done."""

    name: str
    title: str
    questions: tuple[Question, ...]
    finish: str
    derive: str | None = None
    review: bool = False
    confirm_cancel: bool = True  # BATAL asks first
    intro: str | None = None  # a text said once before the first question
    ends_if: Mapping[str, frozenset[str]] = default(default_factory=dict[str, frozenset[str]])
    roles: frozenset[str] = frozenset()  # empty: for everybody
    nudges: bool = False  # remind the person to finish
    once: bool = False  # not for somebody whose pre-registration is open


@dataclass(frozen=True, slots=True)
class Link:
    """A button of a page. `to` is a choice id: p|page, f|form or d|command."""

    label: str
    to: str
    synonyms: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A text to read with links to go on."""

    name: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence is about and how sure that is (0 to 1)."""

    id: str
    confidence: float


Understand = Callable[[str], Topic | None]
"""The topic of a sentence, or nothing when unsure."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a conversation needs to know, handed in by argument."""

    forms: Mapping[str, Form]
    pages: Mapping[str, Page]
    readers: Mapping[str, Reader]
    topics: Mapping[str, str]  # topic -> choice id: where its answer is
    commands: Mapping[str, str]  # word as typed -> command
    understand: Understand
    choosers: Mapping[str, Chooser] = default(default_factory=dict[str, Chooser])
    derive: Mapping[str, Derive] = default(default_factory=dict[str, Derive])
    finish: Mapping[str, Finish] = default(default_factory=dict[str, Finish])
