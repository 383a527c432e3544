"""Officers: who they are, and how they learn that somebody needs one."""

from collections.abc import Iterable
from datetime import datetime

from dialog.session import Offer, Say
from dialog.wire import Address
from handlers import group
from handlers.areas import STAFF, Areas, areas_of, covers
from handlers.handover import Officer
from handlers.house import House
from handlers.roles import holding
from handlers.work import Letter, Work, first_word, post
from storage import calls, handovers, people, said
from storage.database import Transaction
from storage.handovers import Handover
from storage.people import Known


async def listening(work: Work, caller: Known, district: str | None, nagari: str | None) -> bool:
    """Whether there is anybody who would learn of a request from there."""
    if await group.open_to_us(work):
        return True
    return bool(await _reachable(work, [caller.address], district, nagari))


async def announce(work: Work, held: Handover, words: str, besides: Iterable[Address]) -> None:
    """Tells of a request: in the group where the office has one, else every officer of the area
    in a chat of their own."""
    params = await _described(work, held) | {"kata": words}
    if await group.open_to_us(work):
        await group.call(work, held, Say("petugas/permintaan", params))
        return
    found = await _reachable(work, (held.to, *besides), held.district, held.nagari)
    offers = (Offer(f"h|ambil|{held.number}", "@ambil"), Offer("h|antrean", "@antrean"))
    say = Say("petugas/panggilan", params, offers)
    await post(work, [first_word(one, say, held.person_id) for one in found])


async def _described(work: Work, held: Handover) -> dict[str, object]:
    return {
        "nomor": held.number,
        "nama": held.name,
        "tempat": group.place_name(work.house, held),
        "alasan": work.house.catalog.label(f"alasan_{held.reason}"),
    }


async def tell(work: Work, held: Handover, say: Say, *, closes: bool = False) -> None:
    """To whoever has taken the conversation; while it waits, to the group if there is one."""
    if held.officer_id is not None and held.officer is not None:
        letter = Letter(held.officer_id, held.officer, (say,), about=held.person_id)
        await post(work, [letter])
    else:
        await group.tell(work, held, say, "close" if closes else "stay")


async def notify(
    house: House, tx: Transaction, known: Known, reason: str, now: datetime, number: str
) -> None:
    """Tells of something an officer should look at. What is open already is not repeated."""
    work = Work(house, tx, now)
    if not await calls.call(tx, known.person_id, reason, now):
        return
    params = {
        "nama": await people.name_of(tx, known.address_id),
        "alasan": house.catalog.label(f"alasan_{reason}"),
        "nomor": number,
    }
    say = Say("petugas/perlu_dilihat", params)
    if await group.open_to_us(work):
        await group.note(work, known.person_id, number, say)
    else:
        found = await _reachable(work, [known.address], None, None)
        await post(work, [first_word(one, say, known.person_id) for one in found])
    work.ring()


async def officer_of(work: Work, known: Known) -> Officer:
    """Somebody with a role, as the use cases want them."""
    areas = await _areas(work, known.address)
    return Officer(str(known.address), known.address_id, known.person_id, areas, known.serving)


async def _areas(work: Work, address: Address) -> Areas:
    if address in work.house.rules.admins:
        return None
    return areas_of(await people.grants_of(work.tx, address))


async def served_by(work: Work, known: Known) -> Handover | None:
    """The conversation this officer has taken."""
    return await handovers.find(work.tx, known.serving) if known.serving else None


async def forget_shown(work: Work, person_id: int) -> None:
    """The queue shows several people at once, so it is nobody's in particular: what officers were
    shown since this person first asked is forgotten."""
    since = await handovers.first_of(work.tx, person_id)
    if since is None:
        return
    granted = {grant.address for grant in await people.grants(work.tx) if grant.role in STAFF}
    met = await people.address_ids(work.tx, list(granted | work.house.rules.admins))
    await said.blank_shown(work.tx, list(met.values()), since, work.now)


async def _reachable(
    work: Work, besides: Iterable[Address], district: str | None, nagari: str | None
) -> list[Known]:
    """Officers and admins who look after such people, have talked to the bot, and may be written
    to first."""
    others = set(besides)
    return [
        one
        for one in await holding(work.house, work.tx, *STAFF)
        if one.address not in others and covers(await _areas(work, one.address), district, nagari)
    ]
