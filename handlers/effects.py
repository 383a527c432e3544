"""Makes the effects of a turn true, inside the caller's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from dialog.effects import (
    AnswerReminder,
    CallOfficer,
    Correct,
    DraftCampaign,
    Effect,
    EraseData,
    RequestExport,
    ResumeMessages,
    SetReminder,
    SetReminderHour,
    ShowCampaigns,
    ShowData,
    ShowStatus,
    SteerCampaign,
    StopMessages,
    Submit,
)
from dialog.engine import correct
from dialog.session import Person, Say, Session, Turn
from dialog.turns import Scene, command_offer
from handlers import campaign_chat, consent, export, mydata, officers, registration, reminders
from handlers.house import House
from storage.database import Transaction
from storage.people import Known


@dataclass(frozen=True, slots=True)
class Doing:
    """The turn whose effects are made true, and everything they need."""

    house: House
    tx: Transaction
    known: Known
    person: Person
    turn: Turn
    now: datetime


async def apply(
    house: House, tx: Transaction, known: Known, person: Person, turn: Turn, now: datetime
) -> Turn:
    """The turn with what its effects have to say put first."""
    for effect in turn.effects:
        turn = await _apply(Doing(house, tx, known, person, turn, now), effect)
    return replace(turn, effects=())


async def _apply(doing: Doing, effect: Effect) -> Turn:
    house, tx, known, turn, now = doing.house, doing.tx, doing.known, doing.turn, doing.now
    match effect:
        case Correct():
            return await _correct(doing)
        case EraseData():
            says = await mydata.erase(house, tx, known, now)
            fresh = Session(run=turn.session.run, language=turn.session.language)
            return Turn(fresh, (*says, *turn.says))
        case StopMessages() | ResumeMessages():
            await consent.change(tx, known, effect, now)
            return turn
        case _:
            return replace(turn, says=(*await _said(doing, effect), *turn.says))


async def _said(doing: Doing, effect: Effect) -> tuple[Say, ...]:
    house, tx, known, now = doing.house, doing.tx, doing.known, doing.now
    match effect:
        case Submit(answers):
            return await registration.submit(house, tx, known, answers, now)
        case ShowData():
            return await mydata.show(house, tx, known, doing.turn.session, now)
        case ShowStatus(again):
            return await registration.status(house, tx, known, again)
        case CallOfficer(reason):
            return await officers.call(house, tx, known, reason, now)
        case SetReminder(day):
            return await reminders.choose(house, tx, known, day, now)
        case SetReminderHour(hour):
            return await reminders.choose_hour(house, tx, known, hour, now)
        case AnswerReminder(answer):
            return await reminders.answered(house, tx, known, answer, now)
        case DraftCampaign() | SteerCampaign() | ShowCampaigns():
            return await _campaign(doing, effect)
        case RequestExport():
            return await export.request(tx, known, doing.person, effect, now)
        case _:
            return ()


async def _campaign(
    doing: Doing, effect: DraftCampaign | SteerCampaign | ShowCampaigns
) -> tuple[Say, ...]:
    house, tx, known, now = doing.house, doing.tx, doing.known, doing.now
    match effect:
        case DraftCampaign():
            return await campaign_chat.draft(house, tx, known, effect, now)
        case SteerCampaign():
            return await campaign_chat.steer(house, tx, known, effect, now)
        case ShowCampaigns():
            return await campaign_chat.show(house, tx, known)


async def _correct(doing: Doing) -> Turn:
    """Opens the sent pre-registration at its review; says so when there is none."""
    held = await registration.held(doing.house, doing.tx, doing.known)
    if held is None:
        reply = Say("daftar/belum_ada", {}, (command_offer("menu"),))
        return replace(doing.turn, says=(reply, *doing.turn.says))
    scene = Scene(doing.house.book, doing.person, doing.turn.session, doing.house.today(doing.now))
    return correct(scene, doing.house.book.forms[registration.FORM], held)
