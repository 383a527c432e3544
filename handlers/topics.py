"""An officer wrote in a thread of the officers' group. Whoever is in that group may."""

from dialog import desk
from dialog.session import Say
from dialog.wire import Incoming
from handlers import group, handover
from handlers.desk import prepared
from handlers.handover import NotTaken, Officer
from handlers.work import Work
from storage import handovers, people, threads
from storage.handovers import Handover


async def hear(work: Work, event: Incoming) -> None:
    """Words go to the person the thread is about; a thread about nobody is not ours."""
    known = await group.met(work)
    if known is None:
        return
    here = event.kind != "left"
    if known.left is here:
        await people.mark_left(work.tx, [known.address_id], None if here else work.now)
    if event.kind != "desk":
        return
    person_id = await threads.person_of(work.tx, known.address_id, event.sender.key)
    held = await handovers.of_person(work.tx, person_id) if person_id else None
    if held:
        await _spoken(work, held, event)
    elif person_id and (last := await handovers.last_of(work.tx, person_id)):
        await group.tell(work, last, Say("petugas/tidak_meminta"))


async def _spoken(work: Work, held: Handover, event: Incoming) -> None:
    if held.officer_id is not None:
        await group.tell(work, held, Say("petugas/dipegang_lain", {"nomor": held.number}))
        return
    if not event.text.strip():
        await group.tell(work, held, Say("petugas/hanya_tulisan"))
        return
    await _done(work, held, Officer(f"{event.sender} {event.name}".strip()), event.text)


async def _done(work: Work, held: Handover, officer: Officer, text: str) -> None:
    name, more = desk.meant(work.house.book, text)
    replies = work.house.book.replies
    match name:
        case "selesai":
            if await handover.close(work, held, "officer", officer.actor):
                say = Say("petugas/selesai", {"nomor": held.number})
                await group.tell(work, held, say, "close")
        case "lepas":
            back = held.taken and await handover.put_back(work, held, officer)
            key = "petugas/dilepas" if back else "petugas/tidak_melayani"
            await group.tell(work, held, Say(key, {"nomor": held.number}))
        case "balas" if more not in replies:
            await group.tell(work, held, desk.listed(replies, tappable=False))
        case "balas":
            await _answer(work, held, officer, await prepared(work, held, more), shown=True)
        case "ambil":
            pass  # the thread is about one person: an answer takes them
        case _:
            await _answer(work, held, officer, text, shown=False)


async def _answer(work: Work, held: Handover, officer: Officer, text: str, shown: bool) -> None:
    """The first word in the thread takes the request."""
    if not held.taken:
        taken = await handover.take(work, held.number, officer)
        if isinstance(taken, NotTaken):
            await group.tell(work, held, Say("petugas/dipegang_lain", {"nomor": held.number}))
            return
    said = await handover.answer(work, held, text)
    if said and shown:
        await group.tell(work, held, Say("petugas/terkirim", {"isi": said}))
    elif said and said != text:
        await group.tell(work, held, Say("petugas/nik_disamarkan"))
    if said and (late := await handover.delay(work, held)):
        await group.tell(work, held, late)
