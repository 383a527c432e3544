"""A person asks for an officer, writes to one, and goes back to the bot."""

from collections.abc import Mapping

from dialog.session import Say, Session
from dialog.turns import command_offer
from handlers import handover, officers, registration
from handlers.errors import OvertakenError
from handlers.work import Work
from storage import handovers
from storage.handovers import Handover
from storage.people import Known

PLACES = ("district", "nagari")


async def call(
    work: Work, known: Known, session: Session, reason: str, words: str
) -> tuple[Say, ...]:
    """Tells the officers once, and the person honestly whether there are any, and when."""
    menu = (command_offer("menu"),)
    if known.serving:
        return (Say("petugas/sedang_melayani", {}, (command_offer("selesai"),)),)
    place = await _place(work, known, session)
    if not await officers.listening(work, known, *map(place.get, PLACES)):
        return (Say("umum/petugas_tidak_ada", {}, menu),)
    held, is_new = await handover.ask(work, known, reason, place)
    said = await handover.record(work, held.number, "worker", words) if words else ""
    if is_new:
        await officers.announce(work, held, said, ())
    elif said:
        await officers.tell(work, held, _words(held, said))
    hours = handover.office_hours(work.house, work.now)
    return (Say("umum/petugas_dipanggil", {"nomor": held.number, **hours}, menu),)


async def _place(work: Work, known: Known, session: Session) -> Mapping[str, str]:
    """Where the person lives, as far as they have said so: in what they sent, or are filling in."""
    sent = await registration.held(work.house, work.tx, known)
    found = sent or registration.unsent(session)
    return {name: found[name] for name in PLACES if name in found}


async def pass_on(work: Work, known: Known, text: str) -> tuple[Say, ...]:
    """Their words for the officer. Nothing is said back but that a NIK is not needed."""
    held = await handovers.of_person(work.tx, known.person_id)
    if held is None or held.taken is not known.attended:
        raise OvertakenError  # an officer came or went in this moment
    silence = work.now + work.house.rules.waits.silence
    if held.taken and not await handovers.go_on(work.tx, held.number, silence):
        raise OvertakenError
    if held.address_id != known.address_id:
        await handovers.move(work.tx, held.number, known.address_id)
    said = await handover.record(work, held.number, "worker", text)
    await officers.tell(
        work, held, Say("petugas/kata_pekerja", {"nomor": held.number, "isi": said})
    )
    return (Say("sambung/nik_tidak_perlu"),) if held.taken and said != text else ()


def _words(held: Handover, said: str) -> Say:
    return Say("petugas/kata_pekerja", {"nomor": held.number, "isi": said})


async def leave(work: Work, known: Known) -> tuple[Say, ...]:
    """They want the bot back: the officer learns that they are gone."""
    held = await handovers.of_person(work.tx, known.person_id)
    if held and await handover.close(work, held, "worker", str(known.address)):
        say = Say("petugas/selesai_pekerja", {"nomor": held.number}, (command_offer("antrean"),))
        await officers.tell(work, held, say, closes=True)
    return ()


async def erase(work: Work, known: Known) -> None:
    """Everything said with officers is forgotten, in the officers' group too."""
    held = await handovers.of_person(work.tx, known.person_id)
    if held and await handover.close(work, held, "erased", str(known.address)) and held.officer:
        await officers.tell(work, held, Say("petugas/selesai_pekerja", {"nomor": held.number}))
    await handover.forget(work, known.person_id)
    await officers.forget_shown(work, known.person_id)
