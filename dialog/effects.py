"""What a turn asks the outside world to make true. Values only; handlers/effects.py acts."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Submit:
    """Store a finished pre-registration, or the correction of one already sent."""

    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallOfficer:
    """Somebody should look after this person; `reason` is a named cause."""

    reason: str


@dataclass(frozen=True, slots=True)
class StopMessages:
    """No message is sent first any more."""


@dataclass(frozen=True, slots=True)
class ResumeMessages:
    """The person takes the stop back."""


@dataclass(frozen=True, slots=True)
class ShowData:
    """Tell the person what is held about them."""


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Tell the person how their pre-registration stands; `again`: they began a second one."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """Open the sent pre-registration for changes."""


@dataclass(frozen=True, slots=True)
class EraseData:
    """Forget the person."""


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Remind every month on this day (1 to 28); 0 ends the reminders."""

    day: int


@dataclass(frozen=True, slots=True)
class RequestExport:
    """Make a file of pre-registrations. Dates are ISO or empty."""

    format: str
    since: str
    until: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoteQuestion:
    """Keep what was asked and not answered, without the person, for whoever edits answers.

    `kind`: "unsure" (several topics were likely), "outside" (nothing of ours) or "unhelpful" (the
    answer to `topic` did not answer it)."""

    text: str
    kind: str
    topic: str | None
    language: str


@dataclass(frozen=True, slots=True)
class CountVote:
    """Somebody said whether an answer (a page, or an editor's own) answered the question."""

    answer: str
    helped: bool


@dataclass(frozen=True, slots=True)
class Editing:
    """Something only editors do. Each kind of it is a class of its own below."""


@dataclass(frozen=True, slots=True)
class ShowQuestions(Editing):
    """What people asked and were not answered, alike ones together, from this group on."""

    start: int = 0


@dataclass(frozen=True, slots=True)
class ShowGroup(Editing):
    """The wordings of the group that this question belongs to."""

    question: int


@dataclass(frozen=True, slots=True)
class TeachTopic(Editing):
    """The wordings of the group become examples of a topic."""

    question: int
    topic: str


@dataclass(frozen=True, slots=True)
class TeachNamed(Editing):
    """The same, of the topic that the editor typed the name of."""

    question: int
    name: str


@dataclass(frozen=True, slots=True)
class WriteAnswer(Editing):
    """The group gets an answer of its own. `more`: further wordings, a line each."""

    question: int
    title: str
    body: str
    more: str


@dataclass(frozen=True, slots=True)
class IgnoreGroup(Editing):
    """Nothing needs to be answered here."""

    question: int


Effect = (
    Submit
    | CallOfficer
    | StopMessages
    | ResumeMessages
    | ShowData
    | ShowStatus
    | Correct
    | EraseData
    | SetReminder
    | RequestExport
    | NoteQuestion
    | CountVote
    | Editing
)
