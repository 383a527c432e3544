"""What a conversation remembers, and what one turn of it brings about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dialog.effects import Effect


@dataclass(frozen=True, slots=True)
class Draft:
    """A form put aside: its answers wait until the person comes back."""

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: str | None = None
    skipped: tuple[str, ...] = ()
    correcting: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice as last shown, so that a typed number or label means the same as a tap."""

    id: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's place in the conversation. Survives a trip through JSON unchanged."""

    form: str | None = None
    asked: str | None = None  # the field the last question asked for, or a step such as @review
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    skipped: tuple[str, ...] = ()  # optional questions left out
    correcting: bool = False  # the form changes a registration that was already sent
    run: int = 0  # counts the forms begun: a button of an earlier run is recognised
    misses: int = 0  # wrong answers in a row
    nudged: int = 0  # reminders to finish sent since the last word
    unsure: tuple[Offered, ...] = ()  # "did you mean": what was proposed
    offered: tuple[Offered, ...] = ()  # links of the last page
    drafts: Mapping[str, Draft] = field(default_factory=dict[str, Draft])
    last: str = ""  # what was said last, to notice two machines talking to each other
    repeats: int = 0
    language: str = "id"

    def to_json(self) -> dict[str, Any]:
        """Only what differs from a fresh session."""
        fresh = asdict(Session())
        return {key: value for key, value in asdict(self).items() if value != fresh[key]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Session":
        """Unknown keys, left by another version, are dropped."""
        known = {key: value for key, value in data.items() if key in Session.__slots__}
        if "drafts" in known:
            known["drafts"] = {name: _draft(value) for name, value in known["drafts"].items()}
        for key in ("unsure", "offered"):
            if key in known:
                known[key] = tuple(Offered(**item) for item in known[key])
        if "skipped" in known:
            known["skipped"] = tuple(known["skipped"])
        return Session(**known)


def _draft(data: Mapping[str, Any]) -> Draft:
    return Draft(**{**data, "skipped": tuple(data.get("skipped", ()))})


@dataclass(frozen=True, slots=True)
class Person:
    """What the conversation may know of a person: no ids, no tokens."""

    channel: str = "terminal"
    roles: frozenset[str] = frozenset()
    registration: str | None = None  # number of the open pre-registration
    phone: str | None = None
    stopped: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice to show. A label that starts with @ names a text."""

    id: str
    label: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Say:
    """A reply as a key: "daftar/nik" is messages/text/daftar/nik.j2."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    choices: tuple[Offer, ...] = ()
    ask_contact: bool = False


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
