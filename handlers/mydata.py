"""A person's rights over their data: see it, and have it erased (UU 27/2022)."""

from collections.abc import Sequence
from datetime import datetime

from dialog.asking import rows
from dialog.forms import Progress, progress
from dialog.session import Offer, Say, Session
from dialog.turns import command_offer
from handlers import registration
from handlers.house import House
from storage import (
    audit,
    calls,
    campaigns,
    consents,
    joinings,
    people,
    recipients,
    registrations,
    reminders,
    said,
    sessions,
)
from storage.database import Transaction
from storage.people import Known


async def show(
    house: House, tx: Transaction, known: Known, session: Session, now: datetime
) -> tuple[Say, ...]:
    """Everything held about the person, also what is not sent yet; the NIK masked."""
    sent = await registration.held(house, tx, known)
    answers = sent or registration.unsent(session)
    day = await reminders.day_of(tx, known.person_id)
    ways = await people.channels_of(tx, known.person_id)
    join = _joining(house, ways)
    if not answers:
        offers = (Offer("f|daftar", "@daftar"), *join, command_offer("menu"))
        return (Say("data/kosong", {"pengingat": day, "saluran": ways}, offers),)
    form = house.book.forms[registration.FORM]
    standing = progress(house.book, form, answers, (), house.today(now))
    params = {
        "nomor": known.registration if sent else None,
        "baris": rows(house.book, standing) if sent else _given(house, standing),
        "pengingat": day,
        "saluran": ways,
    }
    names = ("perbaiki" if sent else "lanjut", "hapus")
    buttons = (*map(command_offer, names), *join, command_offer("menu"))
    return (Say("data/ringkas", params, buttons),)


def _joining(house: House, ways: Sequence[str]) -> tuple[Offer, ...]:
    """Where there are several networks, a person may be on more than one of them."""
    if len(ways) > 1:
        return (command_offer("pisahkan"),)
    several = house.rules.rates.keys() >= {"telegram", "whatsapp"}
    return (Offer("p|saluran", "@sambungkan"),) if several else ()


def _given(house: House, standing: Progress) -> list[dict[str, object]]:
    """The rows that have an answer."""
    listed = zip(rows(house.book, standing), standing.reviewed(), strict=True)
    return [row for row, question in listed if question.field in standing.view]


async def erase(house: House, tx: Transaction, known: Known, now: datetime) -> tuple[Say, ...]:
    """Forgets the person and gives a receipt. What was handed to BPJS is not ours to erase."""
    receipt = house.token()[:8].upper()
    joined = [one.own_person_id for one in await joinings.of(tx, known.person_id)]
    everybody = (known.person_id, *joined)
    filed = sum([await _erase(tx, person, now) for person in everybody])
    for person in joined:
        await sessions.forget(tx, person)
    await audit.note(
        tx, str(known.address), "erase", {"receipt": receipt, "registrations": filed}, now
    )
    return (Say("hapus/selesai", {"bukti": receipt}, (command_offer("menu"),)),)


async def _erase(tx: Transaction, person: int, now: datetime) -> int:
    """One person as they came; how many registrations there were. Addresses stay joined: nobody
    asked to take that back, and the next word would come to nobody's place otherwise."""
    filed = await registrations.erase(tx, person, now)
    await reminders.drop(tx, person)
    await calls.close_all(tx, person, now)
    await consents.withdraw(tx, person, now)
    await said.blank_for(tx, person)
    await recipients.end_for(tx, await campaigns.open_ids(tx), person, "erased", now)
    await recipients.blank_for(tx, person)
    await people.forget_names(tx, person)
    await joinings.forget(tx, person)
    return filed
