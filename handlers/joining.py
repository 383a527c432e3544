"""Two chats of one person become one conversation, and two again.

Who types the code that another chat shows holds both; so does who shares, on Telegram, the very
telephone number that is their address on WhatsApp. A number or a NIK that only looks the same
joins nobody. The address moves and everything else stays where it was: that is the way back.
"""

from datetime import datetime, timedelta

from dialog import codes, joining
from dialog.joining import Side
from dialog.session import Offer, Say
from dialog.turns import command_offer
from dialog.wire import Address
from handlers import reminders as plans
from handlers.form_links import fingerprint
from handlers.house import House
from handlers.work import Work, answer, post
from storage import (
    audit,
    calls,
    campaigns,
    joinings,
    people,
    reach,
    recipients,
    reminders,
    sessions,
)
from storage.database import Transaction
from storage.joinings import Row
from storage.people import Known

LIFE = timedelta(minutes=15)
MINUTES = LIFE.seconds // 60


def _offers(*names: str) -> tuple[Offer, ...]:
    return tuple(command_offer(name) for name in (*names, "menu"))


async def issue(house: House, tx: Transaction, known: Known, now: datetime) -> tuple[Say, ...]:
    """A code of this chat, to be typed in another one."""
    code = codes.code_from(house.token())
    await joinings.put_code(tx, fingerprint(code), known.address_id, now + LIFE)
    told = {"kode": codes.shown(code), "menit": MINUTES, "saluran": known.address.channel}
    return (Say("saluran/kode", told, _offers()),)


async def by_code(work: Work, known: Known, code: str) -> tuple[Say, ...]:
    """Joins this chat with the one that showed the code."""
    there = await joinings.use_code(work.tx, fingerprint(code), work.now)
    if there is None:
        return (Say("saluran/kode_salah", {"menit": MINUTES}, _offers("sambungkan")),)
    return await _join(work, known, there, "code")


async def by_phone(work: Work, known: Known, phone: str) -> tuple[Say, ...]:
    """Joins this chat with the one on WhatsApp whose address is this number."""
    there = Address("whatsapp", phone.removeprefix("+"))
    return await _join(work, known, there, "phone")


async def _join(work: Work, known: Known, there: Address, proof: str) -> tuple[Say, ...]:
    other = (await people.known(work.tx, [there])).get(there)
    if other is None:
        return (Say("saluran/nomor_belum_ada", {}, _offers("kode_sambung")),)
    rows = {
        one.person_id: await joinings.side(work.tx, one.person_id)
        for one in sorted((known, other), key=lambda one: one.person_id)
    }
    mine, theirs = _side(known, rows), _side(other, rows)
    if why := joining.refusal(mine, theirs):
        return (Say(f"saluran/tidak_{why}", {}, _offers()),)
    kept, joined = joining.stays(mine, theirs)
    await _unite(work, rows[kept.person_id], rows[joined.person_id], proof)
    await _tell(work, known, other, kept.person_id)
    return (_done(other, rows),)


def _side(known: Known, rows: dict[int, Row]) -> Side:
    row = rows[known.person_id]
    return Side(
        row.person_id, known.address.channel, row.nik_hash, row.filed_at, row.draft_at,
        row.attended,
    )  # fmt: skip


def _done(other: Known, rows: dict[int, Row]) -> Say:
    params = {
        "saluran": other.address.channel,
        "berhenti": any(row.stopped_at for row in rows.values()),
    }
    return Say("saluran/tersambung", params, _offers("data_saya", "pisahkan"))


async def _unite(work: Work, kept: Row, joined: Row, proof: str) -> None:
    """What was to be sent to either is sent once; a stop on one side holds for both."""
    tx, now = work.tx, work.now
    await joinings.move(tx, joined.person_id, kept.person_id, proof, now)
    if joined.stopped_at and not kept.stopped_at:
        await people.stop(tx, kept.person_id, joined.stopped_at)
    elif joined.news_stopped_at and not (kept.stopped_at or kept.news_stopped_at):
        await people.stop_news(tx, kept.person_id, joined.news_stopped_at)
    open_campaigns = await campaigns.open_ids(tx)
    await recipients.end_for(tx, open_campaigns, joined.person_id, "joined", now)
    await calls.close_all(tx, joined.person_id, now)
    await reminders.hand_over(tx, joined.person_id, kept.person_id)
    await reach.remind_there(tx, [kept.person_id])
    await plans.plan(work.house, tx, [kept.person_id], now)
    who = {"person": kept.person_id, "joined": joined.person_id, "proof": proof}
    await audit.note(tx, f"person:{kept.person_id}", "join", who, now)


async def _tell(work: Work, known: Known, other: Known, kept: int) -> None:
    """The other chat learns of it; what was under way there goes on here."""
    params = {"saluran": known.address.channel, "berhenti": False}
    letter = answer(other, Say("saluran/tersambung", params, _offers("pisahkan")))
    await post(work, [letter])
    if kept != known.person_id:
        await sessions.speak_at(work.tx, kept, known.address_id)
        if other.sealed is not None and await sessions.under_way(work.tx, kept):
            work.told[kept] = Say("saluran/lanjut_di_sini")


async def separate(work: Work, known: Known) -> tuple[Say, ...]:
    """Each address belongs to its own person again. What was filed meanwhile stays where it was."""
    back = await joinings.move_back(work.tx, known.person_id, work.now)
    if not back:
        return (Say("saluran/tidak_tersambung", {}, _offers("sambungkan")),)
    mine = [known.person_id, *(one.own_person_id for one in back)]
    await reach.remind_there(work.tx, mine)
    await plans.plan(work.house, work.tx, mine, work.now)
    who = {"person": known.person_id, "own": [one.own_person_id for one in back]}
    await audit.note(work.tx, f"person:{known.person_id}", "separate", who, work.now)
    return (Say("saluran/terpisah", {}, _offers("sambungkan")),)
