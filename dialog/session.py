"""What a conversation remembers, and what one turn of it brings about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from dialog.effects import Effect


@dataclass(frozen=True, slots=True)
class Draft:
    """A form put aside: its answers wait until the person comes back."""

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: str | None = None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """One "did you mean": a value and the label it was shown with."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that may still be called helpful or not, by the number in its buttons. `vote`:
    what it was called ("+" or "-") and on which day, for whoever changes their mind."""

    number: int
    answer: str
    topic: str
    question: str
    vote: str = ""
    voted_on: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's place in the conversation. Survives a trip through JSON unchanged."""

    form: str | None = None
    asked: str | None = None  # the field the last question asked for, or a step such as @review
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    skipped: tuple[str, ...] = ()  # optional questions left out
    run: int = 0  # counts the forms begun: a button of an earlier run is recognised
    misses: int = 0  # wrong answers in a row
    nudged: int = 0  # reminders to finish sent since the last word
    unsure: tuple[Guess, ...] = ()  # "did you mean": what was proposed
    page: str | None = None  # the page last shown: a typed number means one of its links
    proposed: tuple[str, ...] = ()  # choices of "what did you mean", for one turn
    question: str = ""  # the free words last asked about: what a chosen proposal answers
    answered: tuple[Answered, ...] = ()  # the latest answers that can be voted on
    rated: int = 0  # counts the answers that could be voted on
    noted: int = 0  # questions kept for editors, on the day `noted_on`
    noted_on: str = ""
    drafts: Mapping[str, Draft] = field(default_factory=dict[str, Draft])
    expired: str | None = None  # a form put aside by silence: offered again at the next word
    last: str = ""  # what was said last, to notice two machines talking to each other
    repeats: int = 0
    language: str = "id"
    pictures: Literal["new", "on", "off"] = "new"  # "new": none has been shown yet

    def to_json(self) -> dict[str, Any]:
        """Only what differs from a fresh session."""
        changed = {
            name: value
            for name in Session.__slots__
            if (value := getattr(self, name)) != getattr(_FRESH, name)
        }
        for name in ("drafts", "unsure", "answered"):
            if name in changed:
                changed[name] = asdict(self)[name]
        return changed

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Session":
        """Unknown keys, left by another version, are dropped."""
        known = {key: value for key, value in data.items() if key in Session.__slots__}
        if "drafts" in known:
            known["drafts"] = {name: _draft(value) for name, value in known["drafts"].items()}
        if "unsure" in known:
            known["unsure"] = tuple(Guess(**item) for item in known["unsure"])
        if "answered" in known:
            known["answered"] = tuple(Answered(**item) for item in known["answered"])
        for name in ("skipped", "proposed"):
            if name in known:
                known[name] = tuple(known[name])
        return Session(**known)


_FRESH = Session()


def _draft(data: Mapping[str, Any]) -> Draft:
    return Draft(data.get("answers", {}), data.get("asked"), tuple(data.get("skipped", ())))


Door = Literal["", "offered", "only"]
"""Whether answers can be given on the secure page: not at all, as well, or only there."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the conversation may know of a person: no ids, no tokens."""

    channel: str = "terminal"
    roles: frozenset[str] = frozenset()
    registration: str | None = None  # number of the open pre-registration
    phone: str | None = None
    stopped: bool = False
    new: bool = False
    handover: Literal["", "waiting", "taken"] = ""  # they asked for an officer; one has come
    serving: bool = False  # they are an officer who talks with somebody
    news_stopped: bool = False  # no campaigns, but reminders
    page: Door = ""
    moved: bool = False  # their last word came from another chat of theirs
    photos: bool = False  # the network lets a photo be sent to us


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in a text together with the kind of answer it is, which decides how it is shown."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice to show. A label that starts with @ names a text.

    "l|nik" and "l|*" open the secure page, for one field or for the rest of the form ("l|nik+":
    for that field, and for the rest if one likes); the runner puts the address in `url`."""

    id: str
    label: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    url: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A reply as a key: "daftar/nik" is messages/text/daftar/nik.j2. `card` is the key of what
    may be drawn beside it, from the same values."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    choices: tuple[Offer, ...] = ()
    ask_contact: bool = False
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What a finished form brings about."""

    says: tuple[Say, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a conversation: the new state, the replies in order, the effects."""

    session: Session
    says: tuple[Say, ...] = ()
    effects: tuple[Effect, ...] = ()
