"""What an officer does in a chat of their own, and what they read."""

from dialog.effects import AnswerPerson, TakeCall
from dialog.session import Offer, Say, Typed
from dialog.turns import command_offer
from handlers import group, handover, officers
from handlers.areas import STAFF
from handlers.handover import NotTaken, Standing
from handlers.work import Letter, Work, post
from storage.handovers import Handover
from storage.people import Known

MOST_BUTTONS = 9  # of the queue; one more leads to the menu
MOST_ROWS = 15
LAST_WORDS = 120
QUEUE = command_offer("antrean")
CONTROLS = tuple(Offer(f"h|{name}", f"@{name}") for name in ("selesai", "lepas", "balas"))


async def queue(work: Work, known: Known, roles_held: frozenset[str]) -> tuple[Say, ...]:
    """Who is waiting, and whom others have taken; people of the officer's own area."""
    if not roles_held & STAFF:
        return (Say("umum/tidak_berhak", {}, (command_offer("menu"),)),)
    officer = await officers.officer_of(work, known)
    found = await handover.standing(work, officer.areas)
    whole_names = "admin" in roles_held
    rows = [_row(work, one, known, whole_names) for one in found[:MOST_ROWS]]
    waiting = [one.held.number for one in found if not one.held.taken]
    offers = tuple(
        Offer(f"h|ambil|{number}", "@ambil_nomor", {"nomor": number})
        for number in waiting[:MOST_BUTTONS]
    )
    params = {"baris": rows, "lagi": max(0, len(found) - MOST_ROWS)}
    return (Say("petugas/antrean", params, (*offers, command_offer("menu"))),)


def _row(work: Work, one: Standing, viewer: Known, whole_names: bool) -> dict[str, object]:
    held = one.held
    return {
        "nomor": held.number,
        "menit": one.minutes,
        "tempat": group.place_name(work.house, held),
        "nama": held.name,
        "nama_utuh": whole_names,
        "alasan": work.house.catalog.label(f"alasan_{held.reason}"),
        "kata": _short(one.last_words),
        "diambil": held.taken,
        "oleh": _holder(held, viewer),
    }


def _holder(held: Handover, viewer: Known) -> Typed:
    """Who has it: the viewer, another officer by name, or the group."""
    if held.officer_id is None:
        return Typed("label", "@grup_petugas")
    if held.officer_id == viewer.address_id:
        return Typed("label", "@anda_sendiri")
    return (
        Typed("nama", held.officer_name) if held.officer_name else Typed("label", "@petugas_lain")
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LAST_WORDS else f"{line[: LAST_WORDS - 1]}…"


async def take(work: Work, known: Known, effect: TakeCall) -> tuple[Say, ...]:
    officer = await officers.officer_of(work, known)
    taken = await handover.take(work, effect.number, officer)
    if isinstance(taken, NotTaken):
        return (_refused(taken, effect.number, known),)
    await group.tell(work, taken, Say("petugas/diambil_lain", {"nomor": taken.number}))
    shown = Say("petugas/diambil", await _so_far(work, taken), CONTROLS)
    await post(work, [Letter(known.address_id, known.address, (shown,), about=taken.person_id)])
    return ()


async def _so_far(work: Work, held: Handover) -> dict[str, object]:
    """Who it is, and what was said before."""
    lines = await handover.transcript(work, held.number)
    rows = [{"siapa": line.speaker, "isi": _short(line.text)} for line in lines]
    return {
        "nomor": held.number,
        "nama": held.name,
        "tempat": group.place_name(work.house, held),
        "baris": [row for row in rows if row["siapa"] != "bot"],
    }


def _refused(refusal: NotTaken, number: int, known: Known) -> Say:
    params: dict[str, object] = {"nomor": number}
    if refusal.held and refusal.why == "taken":
        params["oleh"] = _holder(refusal.held, known)
    return Say(f"petugas/tidak_diambil_{refusal.why}", params, (QUEUE,))


async def put_back(work: Work, known: Known) -> tuple[Say, ...]:
    held = await officers.served_by(work, known)
    officer = await officers.officer_of(work, known)
    if held is None or not await handover.put_back(work, held, officer):
        return (Say("petugas/sudah_berakhir", {}, (QUEUE,)),)
    words = await handover.last_words(work, held.number)
    await officers.announce(work, held, words, [known.address])
    return (Say("petugas/dilepas", {"nomor": held.number}, (QUEUE,)),)


async def close(work: Work, known: Known) -> tuple[Say, ...]:
    held = await officers.served_by(work, known)
    if held is None or not await handover.close(work, held, "officer", str(known.address)):
        return (Say("petugas/sudah_berakhir", {}, (QUEUE,)),)
    await group.tell(work, held, Say("petugas/selesai", {"nomor": held.number}), "close")
    return (Say("petugas/selesai", {"nomor": held.number}, (QUEUE,)),)


async def answer(work: Work, known: Known, effect: AnswerPerson) -> tuple[Say, ...]:
    """Silent when the words went as they were written; a prepared reply is shown as sent."""
    held = await officers.served_by(work, known)
    text = effect.text or (await prepared(work, held, effect.reply) if held else "")
    said = await handover.answer(work, held, text) if held else None
    if said is None:
        return (Say("petugas/sudah_berakhir", {}, (QUEUE,)),)
    late = await handover.delay(work, held) if held else None
    more = (late,) if late else ()
    if effect.reply:
        return (*more, Say("petugas/terkirim", {"isi": said}, CONTROLS))
    return (Say("petugas/nik_disamarkan"), *more) if said != text else more


async def prepared(work: Work, held: Handover, name: str) -> str:
    """A prepared reply in the language of the person."""
    language = await handover.language_of(work, held.person_id)
    say = Say(work.house.book.replies[name].text)
    return work.house.catalog.compose([say], work.house.today(work.now), language).body
