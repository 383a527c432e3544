"""What a turn asks the outside world to make true. Values only; handlers/effects.py acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Submit:
    """Store a finished pre-registration, or the correction of one already sent."""

    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallOfficer:
    """Somebody should look after this person; `reason` is a named cause, `words` are theirs."""

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class StopMessages:
    """No message is sent first any more; with `news_only`, no campaigns, but reminders go on."""

    news_only: bool = False


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
class ShowOwn:
    """Say this text with the figures of the person's own pre-registration."""

    text: str


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
class SetReminderHour:
    """Remind at this local hour."""

    hour: int


@dataclass(frozen=True, slots=True)
class AnswerReminder:
    """What the person says to a reminder: `paid`, `tomorrow` or `off`."""

    answer: str


@dataclass(frozen=True, slots=True)
class RequestExport:
    """Make a file of pre-registrations. Dates are ISO or empty."""

    format: str
    since: str
    until: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class PassOn:
    """The person's words are for the officer they asked for, or talk with."""

    text: str


@dataclass(frozen=True, slots=True)
class LeaveOfficer:
    """The person wants the bot back: the talk with the officer ends, or the wait for one."""


@dataclass(frozen=True, slots=True)
class ShowQueue:
    """Tell an officer who is waiting."""


@dataclass(frozen=True, slots=True)
class TakeCall:
    """An officer takes the conversation with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """An officer gives the conversation back to the others."""


@dataclass(frozen=True, slots=True)
class CloseCall:
    """An officer is done: the person goes back to the bot."""


@dataclass(frozen=True, slots=True)
class AnswerPerson:
    """An officer's words for the person they talk with; or the name of a prepared reply."""

    text: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ChangeOfficer:
    """Make somebody an officer (`grant`), take that back (`revoke`), or show all (`list`)."""

    action: str
    address: str = ""
    area: str = ""  # code of a kecamatan or nagari; empty: everywhere


@dataclass(frozen=True, slots=True)
class ShowAddress:
    """Tell the person where they are reached: an admin needs it to give a role."""


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
    """Somebody said whether an answer (a page, or an editor's own) helped. `before`: the day
    (ISO) on which they had said the opposite of the same answer."""

    answer: str
    helped: bool
    before: str = ""


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
    """The wordings of the group become examples of a topic. `sure`: whatever that changes."""

    question: int
    topic: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TeachNamed(Editing):
    """The same, of the topic that the editor typed the name of."""

    question: int
    name: str


@dataclass(frozen=True, slots=True)
class WriteAnswer(Editing):
    """The group gets an answer of its own. `more`: further wordings, a line each. `until`: its
    last day, ISO. `sure`: whatever that changes."""

    question: int
    title: str
    body: str
    more: str
    source: str
    until: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class IgnoreGroup(Editing):
    """Nothing needs to be answered here."""

    question: int


@dataclass(frozen=True, slots=True)
class DropWording(Editing):
    """One wording of the group, by its place from 1 on, does not belong there."""

    question: int
    place: int


@dataclass(frozen=True, slots=True)
class ShowAnswer(Editing):
    """An answer that an editor wrote, and what can be done with it."""

    answer: int


@dataclass(frozen=True, slots=True)
class ProlongAnswer(Editing):
    """It was looked at again and holds for another year."""

    answer: int


@dataclass(frozen=True, slots=True)
class WithdrawAnswer(Editing):
    """It is not given any more, and its sentences are forgotten."""

    answer: int


@dataclass(frozen=True, slots=True)
class DraftCampaign:
    """A message to many people. `day` is ISO, or empty for at once; `hour` is local. `keep`: the
    name under which the audience is saved, if at all. `answers`: those of the form, for whoever
    has to change one of them."""

    text: str
    audience: str
    day: str
    hour: int
    repeat: str
    grows: bool = False
    keep: str = ""
    picture: str = ""  # the name it is kept by
    answers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class SteerCampaign:
    """A button under a campaign: send, test, approve, pause, resume, cancel, again, start,
    list or report. `mark` is the beginning of the hash of what was shown."""

    verb: str
    campaign: int
    mark: str


@dataclass(frozen=True, slots=True)
class ShowCampaigns:
    """Tell an officer of the last campaigns."""


@dataclass(frozen=True, slots=True)
class IssueCode:
    """Show a code that joins this chat with another one of the same person."""


@dataclass(frozen=True, slots=True)
class JoinByCode:
    """The person typed the code of another chat of theirs, and was asked whether they mean it."""

    code: str


@dataclass(frozen=True, slots=True)
class JoinByPhone:
    """The person showed that this telephone number is theirs: it may be an address of theirs."""

    phone: str


@dataclass(frozen=True, slots=True)
class Separate:
    """The joined chats of the person become separate again."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Something about the rules of reminders. Each kind of it is a class of its own below; `seen`
    is the revision of the rule that was looked at."""


@dataclass(frozen=True, slots=True)
class ShowRules(Ruling):
    """All of them."""


@dataclass(frozen=True, slots=True)
class ShowRule(Ruling):
    """One of them, and what can be done with it."""

    rule: str


@dataclass(frozen=True, slots=True)
class ReadRule(Ruling):
    """What a worker reads by it."""

    rule: str


@dataclass(frozen=True, slots=True)
class SwitchRule(Ruling):
    """It reminds people, or does not."""

    rule: str
    active: bool
    seen: int


@dataclass(frozen=True, slots=True)
class ResetRule(Ruling):
    """Everything about it as in the file again."""

    rule: str
    seen: int


@dataclass(frozen=True, slots=True)
class EditRule(Ruling):
    """Asks for something about it: `days`, `hours` or `words`."""

    rule: str
    part: str
    seen: int


@dataclass(frozen=True, slots=True)
class ChangeRule(Ruling):
    """What was asked for by EditRule: days as a number, hours as "8-17", or the words."""

    rule: str
    part: str
    value: str
    seen: int


Effect = (
    Submit
    | CallOfficer
    | StopMessages
    | ResumeMessages
    | ShowData
    | ShowStatus
    | ShowOwn
    | Correct
    | EraseData
    | SetReminder
    | SetReminderHour
    | AnswerReminder
    | DraftCampaign
    | SteerCampaign
    | ShowCampaigns
    | RequestExport
    | PassOn
    | LeaveOfficer
    | ShowQueue
    | TakeCall
    | PutBack
    | CloseCall
    | AnswerPerson
    | ChangeOfficer
    | ShowAddress
    | IssueCode
    | JoinByCode
    | JoinByPhone
    | Separate
    | NoteQuestion
    | CountVote
    | Editing
    | Ruling
)
