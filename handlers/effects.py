"""Makes the effects of a turn true, inside the caller's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from dialog.effects import (
    AnswerPerson,
    AnswerReminder,
    CallOfficer,
    ChangeOfficer,
    CloseCall,
    Correct,
    CountVote,
    DraftCampaign,
    Editing,
    Effect,
    EraseData,
    IssueCode,
    JoinByCode,
    JoinByPhone,
    LeaveOfficer,
    NoteQuestion,
    PassOn,
    PutBack,
    RequestExport,
    ResumeMessages,
    Ruling,
    Separate,
    SetReminder,
    SetReminderHour,
    ShowAddress,
    ShowCampaigns,
    ShowData,
    ShowOwn,
    ShowQueue,
    ShowStatus,
    SteerCampaign,
    StopMessages,
    Submit,
    TakeCall,
)
from dialog.engine import correct
from dialog.session import Offer, Person, Say, Session, Turn
from dialog.turns import Scene, command_offer, first
from handlers import (
    calling,
    campaign_chat,
    campaign_form,
    consent,
    desk,
    editing,
    export,
    joining,
    mydata,
    own,
    questions,
    registration,
    reminders,
    rule_chat,
    staff,
)
from handlers.campaigns import No
from handlers.house import House
from handlers.questions import Editor
from handlers.work import Work
from storage.database import Transaction
from storage.people import Known


@dataclass(frozen=True, slots=True)
class Doing:
    """The turn whose effects are made true, and everything they need."""

    work: Work
    known: Known
    person: Person
    turn: Turn

    @property
    def house(self) -> House:
        return self.work.house

    @property
    def tx(self) -> Transaction:
        return self.work.tx

    @property
    def now(self) -> datetime:
        return self.work.now


async def apply(work: Work, known: Known, person: Person, turn: Turn) -> Turn:
    """The turn with what its effects have to say put first."""
    for effect in turn.effects:
        turn = await _apply(Doing(work, known, person, turn), effect)
    return replace(turn, effects=())


async def _apply(doing: Doing, effect: Effect) -> Turn:
    house, tx, known, turn, now = doing.house, doing.tx, doing.known, doing.turn, doing.now
    match effect:
        case Correct():
            return await _correct(doing)
        case EraseData():
            says = await mydata.erase(house, tx, known, now)
            await calling.erase(doing.work, known)
            fresh = Session(run=turn.session.run, language=turn.session.language)
            return Turn(fresh, (*says, *turn.says))
        case StopMessages() | ResumeMessages():
            await consent.change(tx, known, effect, now)
            return turn
        case Editing():
            editor = Editor(house, tx, str(known.address), now)
            return await editing.edit(editor, doing.person, turn, effect)
        case DraftCampaign():
            return await _draft(doing, effect)
        case Ruling():
            return await rule_chat.rule(doing.work, known, doing.person, turn, effect)
        case NoteQuestion():
            await questions.note(house, tx, effect, now)
            return turn
        case CountVote():
            await questions.count(house, tx, effect, now)
            return turn
        case _:
            said = await _said(doing, effect)
            return replace(turn, says=(*_wished(said, turn.session), *turn.says))


def _wished(said: tuple[Say, ...], session: Session) -> tuple[Say, ...]:
    """Whoever wants no pictures gets none here either."""
    off = session.pictures == "off"
    return tuple(replace(one, card=None) for one in said) if off else said


async def _said(doing: Doing, effect: Effect) -> tuple[Say, ...]:
    house, tx, known, now = doing.house, doing.tx, doing.known, doing.now
    match effect:
        case Submit(answers):
            return await registration.submit(house, tx, known, answers, now)
        case ShowData():
            return await mydata.show(house, tx, known, doing.turn.session, now)
        case ShowStatus(again):
            return await registration.status(house, tx, known, again, now)
        case ShowOwn(text):
            return await own.say(house, tx, known, text, now)
        case CallOfficer(reason, words):
            return await calling.call(doing.work, known, doing.turn.session, reason, words)
        case SetReminder() | SetReminderHour() | AnswerReminder():
            return await _reminder(doing, effect)
        case SteerCampaign() | ShowCampaigns():
            return await _campaign(doing, effect)
        case RequestExport():
            return await export.request(tx, known, doing.person, effect, now)
        case ShowAddress():
            return (Say("petugas/alamat_obrolan", {"alamat": str(known.address)}),)
        case _:
            return await _said_between_people(doing, effect)


async def _said_between_people(doing: Doing, effect: Effect) -> tuple[Say, ...]:
    work, known, roles = doing.work, doing.known, doing.person.roles
    match effect:
        case PassOn(text):
            return await calling.pass_on(work, known, text)
        case LeaveOfficer():
            return await calling.leave(work, known)
        case ShowQueue():
            return await desk.queue(work, known, roles)
        case TakeCall():
            return await desk.take(work, known, effect)
        case PutBack():
            return await desk.put_back(work, known)
        case CloseCall():
            return await desk.close(work, known)
        case AnswerPerson():
            return await desk.answer(work, known, effect)
        case ChangeOfficer():
            return await staff.change(work, known, "admin" in roles, effect)
        case IssueCode() | JoinByCode() | JoinByPhone() | Separate():
            return await _joining(doing, effect)
        case _:
            return ()


async def _reminder(
    doing: Doing, effect: SetReminder | SetReminderHour | AnswerReminder
) -> tuple[Say, ...]:
    house, tx, known, now = doing.house, doing.tx, doing.known, doing.now
    match effect:
        case SetReminder(day):
            return await reminders.choose(house, tx, known, day, now)
        case SetReminderHour(hour):
            return await reminders.choose_hour(house, tx, known, hour, now)
        case AnswerReminder(answer):
            return await reminders.answered(house, tx, known, answer, now)


async def _joining(
    doing: Doing, effect: IssueCode | JoinByCode | JoinByPhone | Separate
) -> tuple[Say, ...]:
    match effect:
        case IssueCode():
            return await joining.issue(doing.house, doing.tx, doing.known, doing.now)
        case JoinByCode(code):
            return await joining.by_code(doing.work, doing.known, code)
        case JoinByPhone(phone):
            return await joining.by_phone(doing.work, doing.known, phone)
        case Separate():
            return await joining.separate(doing.work, doing.known)


async def _campaign(doing: Doing, effect: SteerCampaign | ShowCampaigns) -> tuple[Say, ...]:
    house, tx, known, now = doing.house, doing.tx, doing.known, doing.now
    match effect:
        case SteerCampaign():
            return await campaign_chat.steer(house, tx, known, effect, now)
        case ShowCampaigns():
            return await campaign_chat.show(house, tx, known)


async def _draft(doing: Doing, effect: DraftCampaign) -> Turn:
    """What cannot be drafted comes back to be changed, with everything that was answered."""
    house, turn = doing.house, doing.turn
    made = await campaign_chat.draft(house, doing.tx, doing.known, effect, doing.now)
    if not isinstance(made, No):
        return first(turn, made)
    scene = Scene(house.book, doing.person, turn.session, house.today(doing.now))
    again = correct(scene, house.book.forms[campaign_form.FORM], effect.answers)
    return first(again, replace(campaign_chat.no(made), choices=()))


async def _correct(doing: Doing) -> Turn:
    """Opens the sent pre-registration at its review; says so when there is none."""
    held = await registration.held(doing.house, doing.tx, doing.known)
    if held is None:
        offers = (Offer("f|daftar", "@daftar"), command_offer("petugas"), command_offer("menu"))
        reply = Say("info/ubah_data", {}, offers)
        return replace(doing.turn, says=(reply, *doing.turn.says))
    scene = Scene(doing.house.book, doing.person, doing.turn.session, doing.house.today(doing.now))
    return correct(scene, doing.house.book.forms[registration.FORM], held)
