"""A conversation with an officer instead of the bot: asked for, taken, spoken in, closed.

What these use cases return is for whoever shows it, in a chat or elsewhere; what the person is
told is theirs to promise, and stands in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from dialog.session import Say
from dialog.turns import command_offer
from handlers import group
from handlers.areas import Areas, covers
from handlers.errors import OvertakenError
from handlers.house import House
from handlers.sealed import open_session, open_word, seal_word
from handlers.template_state import why_not
from handlers.window import WINDOWED, closed_before
from handlers.work import Letter, Work, post
from messages.filters import mask_all
from storage import audit, handover_words, handovers, people
from storage.handover_words import Speaker, Word
from storage.handovers import ClosedBy, Handover, Request
from storage.people import Known

ANSWER = "sambung/balasan"
SHOWN = 20
"""So many words of a conversation are read back when somebody takes it."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts for the office. Without an address: somebody in the officers' group."""

    actor: str  # for the audit
    address_id: int | None = None
    person_id: int | None = None
    areas: Areas = None
    serving: int | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a conversation was not taken: closed or unknown; by somebody else; another one comes
    first; the person lives elsewhere; it is the officer's own."""

    why: Literal["gone", "taken", "busy", "elsewhere", "own"]
    held: Handover | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, for reading back."""

    speaker: Speaker
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An open conversation as the queue shows it."""

    held: Handover
    minutes: int
    last_words: str


async def ask(
    work: Work, known: Known, reason: str, place: Mapping[str, str]
) -> tuple[Handover, bool]:
    """The person's open conversation, and whether it is new. Outside the opening hours they are
    told at once when the office opens, and not a second time."""
    held = await handovers.of_person(work.tx, known.person_id)
    if held:
        return held, False
    now, waits = work.now, work.house.rules.waits
    told = now if office_is_closed(work.house, now) else None
    request = Request(
        known.person_id, known.address_id, reason, place.get("district"), place.get("nagari"),
        now, told, now + (waits.give_up if told else waits.answer),
    )  # fmt: skip
    is_new = await handovers.open_for(work.tx, request) is not None
    held = await handovers.of_person(work.tx, known.person_id)
    if held is None:  # opened and closed by another turn in this moment
        raise OvertakenError
    return held, is_new


def office_is_closed(house: House, now: datetime) -> bool:
    """False also while the hours are unknown."""
    hours = house.catalog.hours
    return hours is not None and hours.open_until(house.local(now)) is None


def office_hours(house: House, now: datetime) -> dict[str, object]:
    """For texts: when the office closes today, if it is open, and when it opens next, if known."""
    hours, local = house.catalog.hours, house.local(now)
    if hours is None:
        return {"tutup": None, "buka": None}
    return {"tutup": hours.open_until(local), "buka": hours.next_opening(local)}


async def record(work: Work, number: int, speaker: Speaker, text: str) -> str:
    """Keeps what was said, sealed, without any NIK; returns it as it may be passed on."""
    masked = mask_all(text)
    word = Word(speaker, seal_word(work.house.vault, masked, number), work.now)
    await handover_words.add(work.tx, number, word)
    return masked


async def transcript(work: Work, number: int, limit: int = SHOWN) -> list[Line]:
    """What was said, and by whom, oldest first."""
    words = await handover_words.of(work.tx, number, limit)
    vault = work.house.vault
    return [Line(word.speaker, open_word(vault, word.sealed, number), word.at) for word in words]


async def last_words(work: Work, number: int) -> str:
    """What the person said last; empty when that is forgotten, or nothing was."""
    sealed = await handover_words.last_of_worker(work.tx, number)
    return open_word(work.house.vault, sealed, number) if sealed else ""


async def standing(work: Work, areas: Areas) -> list[Standing]:
    """All open conversations with people of these areas, who waited longest first."""
    found = await handovers.standing(work.tx)
    return [
        await _as_shown(work, held) for held in found if covers(areas, held.district, held.nagari)
    ]


async def _as_shown(work: Work, held: Handover) -> Standing:
    minutes = int((work.now - held.asked_at).total_seconds() // 60)
    return Standing(held, minutes, await last_words(work, held.number))


async def take(work: Work, number: int, officer: Officer) -> Handover | NotTaken:
    """Of two officers at once one gets it. The person learns that a human being is there."""
    held = await handovers.find(work.tx, number)
    if held is None:
        return NotTaken("gone")
    if refusal := _refusal(held, officer):
        return refusal
    wake = work.now + work.house.rules.waits.silence
    if not await handovers.take(work.tx, number, officer.address_id, work.now, wake):
        return NotTaken("taken", await handovers.find(work.tx, number))
    await audit.note(work.tx, officer.actor, "handover taken", {"handover": number}, work.now)
    arrived = Say("sambung/tersambung", {}, (command_offer("selesai"),))
    await _write(work, held, arrived)
    await _note(work, held, arrived)
    return replace(held, status="taken", officer_id=officer.address_id)


def _refusal(held: Handover, officer: Officer) -> NotTaken | None:
    if held.status == "closed":
        return NotTaken("gone")
    if held.taken:
        return NotTaken("taken", held)
    if officer.serving is not None:
        return NotTaken("busy", held)
    if held.person_id == officer.person_id:
        return NotTaken("own", held)
    inside = covers(officer.areas, held.district, held.nagari)
    return None if inside else NotTaken("elsewhere")


async def answer(work: Work, held: Handover, text: str) -> str | None:
    """The officer's words go to the person, marked as those of a human being. Returns them as
    they were sent; nothing when the conversation is over."""
    silence = work.house.rules.waits.silence
    if not await handovers.go_on(work.tx, held.number, work.now + silence):
        return None
    said = await record(work, held.number, "officer", text)
    await _write(work, held, Say(ANSWER, {"isi": said}))
    return said


async def delay(work: Work, held: Handover) -> Say | None:
    """What the officer should know of an answer to somebody who has not written for a day, where
    that closes the window; nothing where it arrives as it is."""
    if held.to.channel not in WINDOWED:
        return None
    heard_at = await people.heard_at(work.tx, held.to)
    if heard_at is not None and heard_at > closed_before(work.now):
        return None
    house, ours = work.house, work.house.catalog.approved.get(ANSWER)
    why = await why_not(work.tx, ours.name, ours.language) if ours else "template_missing"
    reason = house.catalog.label(f"sebab_{why}") if why else None
    return Say("petugas/jendela_tertutup", {"sebab": reason})


async def put_back(work: Work, held: Handover, officer: Officer) -> bool:
    """It waits for another officer, and the bot answers meanwhile. Whether it was still taken."""
    waits, soon = work.house.rules.waits, work.now + work.house.rules.waits.answer
    wake = max(soon, held.asked_at + waits.give_up) if held.told_at else soon
    if not await handovers.put_back(work.tx, held.number, wake):
        return False
    details = {"handover": held.number}
    await audit.note(work.tx, officer.actor, "handover put back", details, work.now)
    await _give_back(work, held, Say("sambung/dilepas"))
    return True


async def close(work: Work, held: Handover, by: ClosedBy, actor: str) -> bool:
    """The conversation is over; who did not end it themselves learns so. Whether it was open."""
    if not await handovers.close(work.tx, held.number, by, work.now):
        return False
    details = {"handover": held.number, "by": by}
    await audit.note(work.tx, actor, "handover closed", details, work.now)
    if key := FAREWELLS.get(by):
        await _give_back(work, held, Say(key))
    return True


FAREWELLS: Mapping[ClosedBy, str] = {
    "officer": "sambung/selesai_petugas",
    "silence": "sambung/selesai_diam",
    "nobody": "sambung/tidak_terjawab",
}
"""What the person reads when the bot is back, by who ended it."""


async def forget(work: Work, person_id: int) -> None:
    """Everything said with officers, and the thread in which they spoke of the person."""
    await handover_words.blank_for(work.tx, person_id)
    await handovers.forget_places(work.tx, person_id)
    await group.forget(work, person_id)


async def explain(work: Work, held: Handover) -> bool:
    """Says honestly that nobody has come yet, and when somebody may. Once for each request."""
    wake = held.asked_at + work.house.rules.waits.give_up
    if not await handovers.tell(work.tx, held.number, work.now, wake):
        return False
    hours = office_hours(work.house, work.now)
    await _give_back(work, held, Say("sambung/belum_ada", {"nomor": held.number, **hours}))
    return True


async def _give_back(work: Work, held: Handover, say: Say) -> None:
    """Said in a turn of the person, so that the question at hand comes again."""
    work.told[held.person_id] = say
    await _note(work, held, say)


async def _note(work: Work, held: Handover, say: Say) -> None:
    """The bot's own part in the transcript."""
    body = work.house.catalog.compose([say], work.house.today(work.now)).body
    await record(work, held.number, "bot", body)


async def _write(work: Work, held: Handover, say: Say) -> None:
    """To the address they wrote from last, in their language."""
    language = await language_of(work, held.person_id)
    await post(work, [Letter(held.address_id, held.to, (say,), language=language)])


async def language_of(work: Work, person_id: int) -> str:
    """The one they chose; Indonesian for somebody whose first turn is not stored yet."""
    met = await people.known_people(work.tx, [person_id])
    return open_session(work.house.vault, met[0].sealed, person_id).language if met else "id"
