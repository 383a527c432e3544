"""A pre-registration is handed in, changed, or asked about."""

from collections.abc import Mapping
from datetime import datetime

from dialog.session import Offer, Say, Session
from dialog.turns import command_offer
from handlers import officers, own, reminders
from handlers.house import House
from handlers.sealed import open_answers, seal_answers
from messages.catalog import CONSENT_VERSION
from storage import consents, joinings, registrations
from storage.database import Transaction
from storage.people import Known
from storage.registrations import Filing

FORM = "daftar"
OWN_COSTS = "info/iuran_saya"


async def submit(
    house: House, tx: Transaction, known: Known, answers: Mapping[str, str], now: datetime
) -> tuple[Say, ...]:
    """Stores it, or changes the one that is open. A NIK that somebody else registered is told
    to an officer and never to the person."""
    open_one = await registrations.open_of(tx, known.person_id) if known.registration else None
    number = open_one.number if open_one else await _number(house, tx, known, now)
    filing = _filing(house, known, answers, number)
    if open_one:
        status = await registrations.replace(tx, filing, now)
    else:
        await consents.give(tx, known.person_id, FORM, CONSENT_VERSION, known.address.channel, now)
        status = await registrations.add(tx, filing, now) or "submitted"
    await reminders.plan(house, tx, [known.person_id], now)
    if status == "review":
        await officers.notify(house, tx, known, "nik_ganda", now, number)
    key = "daftar/diperbarui" if open_one else "daftar/selesai"
    elsewhere = await _elsewhere(tx, known, filing, answers.get("phone", ""))
    return (Say(key, {"nomor": number, "saluran_lain": elsewhere}, _after(elsewhere)),)


async def _elsewhere(tx: Transaction, known: Known, filing: Filing, phone: str) -> bool:
    """Whether this person may also be talking to us on another network: it is proposed to join
    the two, and done only when the person proves it."""
    hashes = (filing.nik_hash, filing.phone_hash)
    number = phone.removeprefix("+")
    me, here = known.person_id, known.address.channel
    if not await joinings.alike(tx, me, here, number, hashes):
        return False
    return not await joinings.of(tx, me)


def _after(elsewhere: bool) -> tuple[Offer, ...]:
    links = (Offer("p|cara_bayar", "@cara_bayar"), Offer("f|pengingat", "@pengingat"))
    join = (Offer("p|saluran", "@sambungkan"),) if elsewhere else ()
    return (*links, *join, command_offer("data_saya"), command_offer("menu"))


async def _number(house: House, tx: Transaction, known: Known, now: datetime) -> str:
    """PD-26-000123: the year and the person; a second one of the same person ends in -2."""
    earlier = await registrations.count_of(tx, known.person_id)
    base = f"PD-{house.today(now):%y}-{known.person_id:06d}"
    return f"{base}-{earlier + 1}" if earlier else base


def _filing(house: House, known: Known, answers: Mapping[str, str], number: str) -> Filing:
    return Filing(
        person_id=known.person_id,
        number=number,
        nik_hash=house.vault.digest(answers["nik"]),
        sealed=seal_answers(house.vault, answers, number),
        district=answers.get("district"),
        nagari=answers.get("nagari"),
        occupation=answers.get("occupation"),
        programmes=answers.get("programmes"),
        payer=answers.get("payer"),
        source=answers.get("source"),
        channel=known.address.channel,
        consent_version=CONSENT_VERSION,
        phone_hash=house.vault.digest(answers["phone"]) if "phone" in answers else None,
    )


async def status(
    house: House, tx: Transaction, known: Known, again: bool, now: datetime
) -> tuple[Say, ...]:
    """How it stands and what it will cost: the applicant's own, and nothing of anybody else's."""
    latest = await registrations.latest_of(tx, known.person_id)
    if latest is None or latest.status == "erased":
        begin = (Offer("f|daftar", "@daftar"), command_offer("menu"))
        return (Say("daftar/belum_ada", {}, begin),)
    params = {
        "nomor": latest.number,
        "status": latest.status,
        "tanggal": house.today(latest.submitted_at).isoformat(),
    }
    open_ones = ("perbaiki",) if known.registration else ()
    offers = tuple(map(command_offer, ("petugas", *open_ones, "hapus", "menu")))
    if again:
        return (Say("daftar/sudah_ada", params, offers),)
    costs = () if latest.status == "rejected" else own.told(house, latest, OWN_COSTS, now)
    return (Say("daftar/status", params, offers), *costs)


async def held(house: House, tx: Transaction, known: Known) -> dict[str, str] | None:
    """The answers of the open pre-registration."""
    open_one = await registrations.open_of(tx, known.person_id)
    if open_one is None or open_one.sealed is None:
        return None
    return open_answers(house.vault, open_one.sealed, open_one.number)


def unsent(session: Session) -> Mapping[str, str]:
    """The answers given so far and not handed in."""
    if session.form == FORM:
        return session.answers
    draft = session.drafts.get(FORM)
    return draft.answers if draft else {}
