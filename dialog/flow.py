"""A conversation as data: forms with questions, pages with links, and the book that holds them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date

from dialog.lexicon import EMPTY, Lexicon
from dialog.session import Ending, Person
from dialog.typed import plain
from dialog.wire import Photo
from dialog.words import Commands

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
    """It may be an answer: say why and let the person choose one of the options. `said` is what
    was understood for certain, before anything was worked out from it."""

    problem: str
    options: tuple[Option, ...]
    params: Values = default(default_factory=dict[str, object])
    said: int | str | Values | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """It is no answer. `reason` names the text that says what is wrong, with an example.

    `answers`: the question was understood and answered, only with what cannot be used."""

    reason: str
    params: Values = default(default_factory=dict[str, object])
    answers: bool = False


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
    lexicon: Lexicon = EMPTY
    proposed: tuple[Option, ...] = ()  # "did you mean": what the last reply offered
    photo: Photo | None = None  # what was sent instead of words


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
    option: Option = default(init=False, repr=False, compare=False)
    """The same as something to choose, made once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "option", Option(self.to, self.label, self.synonyms))


@dataclass(frozen=True, slots=True)
class Page:
    """A text to read with links to go on."""

    name: str
    text: str
    links: tuple[Link, ...] = ()
    own: str | None = None  # a text said first, with the person's own figures
    card: str | None = None  # drawn beside the text
    asks_contact: bool = False  # a button shares the person's own number, where there is one


@dataclass(frozen=True, slots=True)
class Meant:
    """What a sentence is about. No topic: it may be one of the `guesses`, the likeliest first.

    `also`: a second request in the same message. `nearest`: the likeliest topics, down to one in
    a hundred."""

    topic: str | None = None
    confidence: float = 0.0
    guesses: tuple[str, ...] = ()
    also: str | None = None
    nearest: tuple[str, ...] = ()


Understand = Callable[[str], Meant]


Known = Callable[[str], str | None]
"""Where a sentence is answered that is known by its very words, or nothing."""
Ordered = Callable[[str, bool], str | None]
"""The command a sentence gives in words of its own, or nothing; asked to be certain where it may
also be an answer."""
Own = Callable[[Answers, date], Values | None]
"""What a text may say about a person's own case, from what they answered; nothing when that is
too little."""


def _unknown(_: object, *__: object) -> None:
    """Knows no sentence, and nobody's case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that officers have ready: what they call it, and its text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer that an editor wrote: plain words, what its button says, who says so, and the
    last day it holds."""

    title: str
    body: str
    source: str
    until: date


Written = Callable[[str], OwnAnswer | None]
"""The editor's answer to a topic, where it has one."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a conversation needs to know, handed in by argument."""

    forms: Mapping[str, Form]
    pages: Mapping[str, Page]
    readers: Mapping[str, Reader]
    topics: Mapping[str, str]  # topic -> choice id: where its answer is
    commands: Commands
    understand: Understand
    lexicon: Lexicon = EMPTY
    choosers: Mapping[str, Chooser] = default(default_factory=dict[str, Chooser])
    derive: Mapping[str, Derive] = default(default_factory=dict[str, Derive])
    finish: Mapping[str, Finish] = default(default_factory=dict[str, Finish])
    sayings: Known = _unknown  # looked at before the topic of a sentence
    ordered: Ordered = _unknown  # looked at where a sentence is no answer
    elsewhere: Known = _unknown  # whose business a sentence is that has no topic here
    own: Own = _unknown
    written: Written = _unknown
    staff_words: Mapping[str, str] = default(default_factory=dict[str, str])  # as `commands`
    replies: Mapping[str, Reply] = default(default_factory=dict[str, Reply])  # by short name

    def place(self, topic: str) -> str | None:
        """The choice that leads to the answer to a topic, where there is one."""
        return f"t|{topic}" if self.written(topic) else self.topics.get(topic)
