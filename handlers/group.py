"""The officers' group: one address, and in it a thread for each person they talk with."""

from dataclasses import replace
from typing import Literal

from dialog.session import Say
from dialog.wire import Thread
from handlers.house import House
from handlers.work import Letter, Work, post
from storage import people, threads
from storage.handovers import Handover
from storage.people import Known, Newcomer


async def met(work: Work) -> Known | None:
    """The group; nothing where the office has none. Made when it is first needed, and as somebody
    who stopped all messages: nothing but what belongs in a thread is ever sent there."""
    desk = work.house.rules.desk
    if desk is None:
        return None
    known = (await people.known(work.tx, [desk])).get(desk)
    if known:
        return known
    made = (await people.add(work.tx, [Newcomer(desk, "")], work.now))[desk]
    await people.stop(work.tx, made.person_id, work.now)
    return made


async def open_to_us(work: Work) -> Known | None:
    """The group, unless the bot was thrown out of it."""
    group = await met(work)
    return group if group and not group.left else None


async def call(work: Work, held: Handover, say: Say) -> None:
    """Posts a request; the thread of an earlier one is opened again."""
    await note(work, held.person_id, title(work.house, held), say)


async def note(work: Work, person_id: int, name: str, say: Say) -> None:
    """Posts something new about a person. `name`: what their thread is called if it must be
    opened; one that there was before may be closed."""
    group = await open_to_us(work)
    if group is None:
        return
    known = await threads.keys(work.tx, [person_id])
    before = (person_id, group.address_id) in known
    await _post(work, group, person_id, say, Thread(name, reopen=before))


async def tell(
    work: Work, held: Handover, say: Say, then: Literal["stay", "close"] = "stay"
) -> None:
    """Posts in the thread about this person, if there is a group."""
    if group := await open_to_us(work):
        thread = Thread(title(work.house, held), then=then)
        await _post(work, group, held.person_id, say, thread)


async def _post(work: Work, group: Known, person_id: int, say: Say, thread: Thread) -> None:
    """Without buttons: a tap does not tell in which thread it was made."""
    said = (replace(say, choices=()),)
    letter = Letter(group.address_id, group.address, said, about=person_id, thread=thread)
    await post(work, [letter])


async def forget(work: Work, person_id: int) -> None:
    """The thread about somebody who wants to be forgotten goes with all that was said in it."""
    group = await met(work)
    if group is None:
        return
    place = (person_id, group.address_id)
    key = (await threads.keys(work.tx, [person_id])).get(place)
    if key is None:
        return
    await threads.drop(work.tx, *place)
    thread = Thread("", key, then="delete")
    await _post(work, group, person_id, Say("petugas/hapus_topik"), thread)


def title(house: House, held: Handover) -> str:
    """What the thread is called: a number and where the person lives, nothing more of them."""
    said = Say("petugas/topik", {"nomor": held.number, "tempat": place_name(house, held)})
    return house.catalog.compose([said], house.today(held.asked_at)).body


def place_name(house: House, held: Handover) -> str:
    """Nagari or kecamatan, if known."""
    return house.catalog.places.name_of(held.nagari or held.district or "")
