"""Campaigns in chat: drafted by a form, steered by buttons, told of when something happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dialog.effects import DraftCampaign, SteerCampaign
from dialog.session import Offer, Say
from dialog.turns import command_offer
from dialog.wire import Address, Picture
from handlers import campaigns as use
from handlers import export, photos, spending
from handlers.areas import STAFF, reaches
from handlers.brake import LIMITS, STOPS
from handlers.campaigns import No, Order, Report
from handlers.estimate import Estimate, ends, estimate
from handlers.house import House
from handlers.moments import moment
from handlers.officer import Officer, officer_at
from handlers.release import message
from handlers.sealed import seal_message
from handlers.spending import Spend
from handlers.template_state import NEWS, READY
from handlers.work import Work, answer, post
from messages.campaign_reasons import sentence
from storage import campaigns, outbox, people
from storage.campaigns import Campaign
from storage.database import Transaction
from storage.outbox import TEMPLATE_TROUBLE
from storage.people import Known

UNDO = timedelta(seconds=20)
"""Between "kirim" and the first message: time to think again."""
BAR = 10
LAST = 8
MARK = 8
MENU = (command_offer("menu"),)
TOLD = frozenset((*LIMITS, *STOPS, READY))
"""What a campaign is paused for without its officer, who is told."""


async def draft(
    house: House, tx: Transaction, known: Known, wanted: DraftCampaign, now: datetime
) -> Say | No:
    """The role is checked here, whatever the menu showed."""
    by = await officer_at(house, tx, known.address)
    if by is None:
        return Say("umum/tidak_berhak", {}, MENU)
    start = None
    if wanted.day:
        day = date.fromisoformat(wanted.day)
        start = datetime.combine(day, time(wanted.hour), house.rules.zone)
    order = Order(
        wanted.text, wanted.audience, start, wanted.grows,
        wanted.repeat, "ask", keep=wanted.keep, picture=wanted.picture,  # type: ignore[arg-type]
    )  # fmt: skip
    made = await use.draft_in(house, tx, order, by, now)
    if isinstance(made, No):
        return made
    return Say("siaran/disusun", {}, (command_offer("laporan"), *MENU))


async def steer(
    house: House, tx: Transaction, known: Known, told: SteerCampaign, now: datetime
) -> tuple[Say, ...]:
    """A button under a campaign."""
    by = await officer_at(house, tx, known.address)
    one = await campaigns.get(tx, told.campaign)
    if by is None or one is None or not reaches(by.areas, one.areas):
        return (Say("umum/tidak_berhak", {}, MENU),)
    if told.mark and not (one.hash or "").startswith(told.mark):
        return (no(No("changed")),)
    if told.verb == "report":
        return await _report(house, one.id)
    if told.verb == "list":
        order = export.Order("xlsx", campaign=one.id)
        return await export.ask(tx, known, order, f"campaign {one.id}", now)
    if told.verb == "test":
        return await _test(house, tx, known, one, now)
    problem = await _do(house, tx, one, told.verb, by)
    if isinstance(problem, No):
        return (no(problem),)
    return await _after(house, tx, one.id, told.verb, problem)


async def _do(
    house: House, tx: Transaction, one: Campaign, verb: str, by: Officer
) -> No | int | None:
    """What the button says; how many, for "again"."""
    match verb:
        case "send":
            done = await use.confirm(house, one.id, by, UNDO, tx)
            return done if isinstance(done, No) else None
        case "approve":
            found = await use.approve(house, one.id, by, None, tx)
            return found if isinstance(found, No) else None
        case "pause":
            return await use.pause(house, one.id, by.name, "officer", tx)
        case "resume":
            return await use.resume(house, one.id, by.name, tx)
        case "cancel":
            return await use.cancel(house, one.id, by.name, "officer", tx)
        case "start":
            return await use.start_now(house, one.id, by.name, tx)
        case "again":
            return await use.again(house, one.id, by.name, tx)
        case _:
            return No("unknown")


async def _after(
    house: House, tx: Transaction, campaign_id: int, verb: str, count: int | None
) -> tuple[Say, ...]:
    one = await campaigns.get(tx, campaign_id)
    if one is None:
        return ()
    if verb == "again":
        offers = (_offer("report", one), *MENU)
        return (Say("siaran/dikirim_ulang", {"jumlah": count or 0}, offers),)
    if one.status == "approval":
        return (Say("siaran/menunggu", _named(house, one), (_offer("cancel", one), *MENU)),)
    if one.status == "scheduled":
        buttons = (_offer("cancel", one), _offer("report", one), *MENU)
        return (Say("siaran/terjadwal", _named(house, one), buttons),)
    return await _report(house, campaign_id, one)


def no(why: No) -> Say:
    return Say("siaran/tidak_bisa", {"sebab": sentence(why.problem, why.part, why.known)}, MENU)


async def _test(
    house: House, tx: Transaction, known: Known, one: Campaign, now: datetime
) -> tuple[Say, ...]:
    """The first example, to the officer alone."""
    found = await estimate(house, one.id)
    if found and found.samples:
        picture = await photos.picture(house, tx, one.picture)
        example = message(house, found.samples[0], picture)
        sealed = seal_message(house.vault, example, known.address_id)
        promise = outbox.Promise(known.address_id, known.address, outbox.REPLY, sealed)
        await outbox.put(tx, [promise], now)
    return (card(house, found),) if found else ()


async def show(house: House, tx: Transaction, known: Known) -> tuple[Say, ...]:
    """The last campaigns this officer may see."""
    by = await officer_at(house, tx, known.address)
    if by is None:
        return (Say("umum/tidak_berhak", {}, MENU),)
    found = [one for one in await campaigns.listed(tx) if reaches(by.areas, one.areas)][:LAST]
    if not found:
        return (Say("siaran/belum_ada", {}, (Offer("f|siaran", "@kirim"), *MENU)),)
    offers = [Offer(f"s|report|{one.id}|", "@siaran_pilih", {"nomor": one.id}) for one in found]
    lines = [{**_named(house, one), "awal": " ".join(one.text.split())[:40]} for one in found]
    return (Say("siaran/semua", {"baris": lines}, (*offers, *MENU)),)


# How a campaign is shown


def card(house: House, found: Estimate) -> Say:
    """Before it is sent: who gets it, who does not and why, real examples, when it is over."""
    one = found.report.campaign
    skipped = dict(found.skipped)
    quiet = house.quiet(found.starts)
    if found.capped:
        skipped["capped"] = found.capped
    params = {
        **_named(house, one),
        "orang": found.gets_it,
        "dilewati": [
            {"jumlah": count, "sebab": house.catalog.label(f"sebab_{why}")}
            for why, count in sorted(skipped.items())
        ],
        "mulai": moment(house, found.starts),
        "selesai": moment(house, found.ends) if found.ends else "?",
        "tenang": moment(house, quiet.until) if quiet else None,
        "whatsapp": found.first_words
        and {
            "orang": found.first_words.people,
            "luar": found.first_words.outside,
            "hari": found.first_words.days,
            "batas": found.first_words.limit,
            "biaya": found.first_words.rupiah,
            "bulan_ini": found.first_words.spent,
            "templat": _why(house, found.first_words.template),
        },
        "contoh": [text[:300] for text in found.samples],
        "setuju": found.gets_it > house.rules.approval_above and not one.approved,
    }
    offers = tuple(_offer(verb, one) for verb in ("send", "test", "cancel"))
    return Say("siaran/kartu", params, offers)


def _why(house: House, reason: str | None) -> str | None:
    return house.catalog.label(f"sebab_{reason}") if reason else None


async def _report(
    house: House, campaign_id: int, changed: Campaign | None = None
) -> tuple[Say, ...]:
    found = await use.report(house, campaign_id)
    if found is None:
        return ()
    async with house.db.read() as tx:
        spend = await spending.of_campaign(house, tx, found.campaign)
    return (told(house, replace(found, campaign=changed) if changed else found, spend),)


def told(house: House, found: Report, spend: Spend | None = None) -> Say:
    """How far it is, with reasons, what it has cost, and what can be done about it."""
    one = found.campaign
    over = found.total - sum(found.states[state] for state in ("queued", "held", "sending"))
    done = over * BAR // found.total if found.total else BAR
    label = house.catalog.label
    params = {
        **_named(house, one),
        "sebab": _why(house, one.reason),
        "gambar": "▓" * done + "░" * (BAR - done),
        "persen": over * 100 // found.total if found.total else 100,
        "jumlah": [
            {
                "jumlah": count,
                "nama": label(f"keadaan_{state}"),
                "persen": count * 100 // found.total,
            }
            for state, count in found.states.items()
            if count
        ],
        "sebab_sebab": [
            {"jumlah": count, "sebab": label(f"sebab_{why}")}
            for why, count in sorted(found.reasons.items())
        ],
        "selesai": _left(house, found),
        "ditahan": moment(house, found.held_until) if found.held_until else None,
        "semua": found.total,
        "biaya": _bill(house, spend) if spend else None,
    }
    card = "kartu/siaran" if one.status in ("done", "cancelled") else None
    return Say("siaran/laporan", params, (*_possible(found), *MENU), card=card)


def _bill(house: House, spend: Spend) -> dict[str, object]:
    names = spending.CATEGORIES
    return {
        "jumlah": spend.rupiah,
        "perkiraan": spend.estimate,
        "ditagih": [
            {
                "nama": house.catalog.label(f"tagihan_{name}") if name in names else name,
                "pesan": bill.messages,
                "rupiah": bill.rupiah,
            }
            for name, bill in sorted(spend.charged.items())
        ],
        "belum": spend.untold.messages,
        "bulan_ini": spend.month,
        "batas": house.rules.monthly_cap,
    }


def _left(house: House, found: Report) -> str | None:
    """When a running campaign will be through, as far as pace and quiet times tell."""
    if found.campaign.status != "running":
        return None
    end = ends(house, house.now(), found.waiting)
    return moment(house, end) if end else None


def _possible(found: Report) -> tuple[Offer, ...]:
    """The buttons that make sense now."""
    one = found.campaign
    verbs = {
        "running": ("report", "pause", "cancel"),
        "paused": ("report", "resume", "cancel"),
        "done": ("list",),
        "cancelled": ("list",),
        "scheduled": ("report", "cancel"),
        "approval": ("report", "approve", "cancel"),
        "draft": ("send", "test", "cancel"),
        "asking": ("start", "cancel"),
    }.get(one.status, ())
    unsent = found.states["failed"] + found.states["refused"]
    again = ("again",) if one.status == "done" and unsent else ()
    return tuple(_offer(verb, one) for verb in (*verbs, *again))


_LABELS = {
    "send": "siaran_kirim", "test": "siaran_coba", "cancel": "siaran_batal",
    "approve": "siaran_setujui", "pause": "siaran_jeda", "resume": "siaran_lanjut",
    "again": "siaran_lagi", "report": "siaran_segar", "start": "siaran_mulai",
    "list": "siaran_daftar",
}  # fmt: skip


def _offer(verb: str, one: Campaign) -> Offer:
    """What is decided is tied to what was shown; looking and stopping always work."""
    mark = (one.hash or "")[:MARK] if verb in ("send", "approve", "start") else ""
    return Offer(f"s|{verb}|{one.id}|{mark}", f"@{_LABELS[verb]}")


def _named(house: House, one: Campaign) -> dict[str, object]:
    return {
        "nomor": one.id,
        "oleh": one.made_by,
        "mulai": moment(house, one.start_at),
        "keadaan": house.catalog.label(f"siaran_{one.status}"),
    }


# What officers are told without asking


async def news(house: House, campaign_id: int) -> None:
    """Once for each thing that happened: the card, an approval wanted, trouble, the end."""
    found = await estimate(house, campaign_id)
    now = house.now()
    async with house.db.write() as tx:
        one = await campaigns.claim(tx, campaign_id)
        if found is None or one is None or one.told or found.report.campaign != one:
            return  # changed meanwhile: the next tick looks again
        await campaigns.change(tx, one.id, (one.status,), told=one.status)
        shown = one.picture if one.status in ("draft", "approval") else None
        picture = await photos.picture(house, tx, shown)
        for reader, say in await _news(house, tx, found):
            await _tell(house, tx, reader, say, now, picture)
    use.ring(house)


async def _tell(
    house: House,
    tx: Transaction,
    reader: Known,
    say: Say,
    now: datetime,
    picture: Picture | None = None,
) -> None:
    letter = replace(answer(reader, say), picture=picture)
    await post(Work(house, tx, now), [letter])


async def _news(house: House, tx: Transaction, found: Estimate) -> list[tuple[Known, Say]]:
    """Who is told what. A campaign drafted at the terminal has no chat to tell: what needs
    somebody goes to those who may decide, its end to nobody."""
    one = found.report.campaign
    mine = await drafter(tx, one)
    match one.status:
        case "draft":
            return [(reader, card(house, found)) for reader in mine]
        case "approval":
            wanted = replace(card(house, found), text="siaran/minta_setuju")
            offers = (_offer("approve", one), _offer("cancel", one))
            asked = await _others(house, tx, one)
            return [(reader, replace(wanted, choices=offers)) for reader in asked]
        case "asking":
            offers = (_offer("start", one), _offer("cancel", one))
            late = Say("siaran/terlambat", _named(house, one), offers)
            return [(reader, late) for reader in mine or await _others(house, tx, one)]
        case "paused" if one.reason in TOLD:
            reached = mine or await _others(house, tx, one)
            return [(reader, _paused(house, found.report)) for reader in reached]
        case "done":
            spend = await spending.of_campaign(house, tx, one)
            return [(reader, told(house, found.report, spend)) for reader in mine]
        case _:
            return []


def _paused(house: House, found: Report) -> Say:
    """What a template has to do with it is explained: which one, and what to do."""
    one, ours = found.campaign, house.catalog.approved.get(NEWS)
    if ours is None or one.reason not in (*TEMPLATE_TROUBLE, READY):
        return told(house, found)
    params = {**_named(house, one), "templat": ours.name, "sebab": _why(house, one.reason)}
    return Say("siaran/templat", params | {"kode": one.reason}, (*_possible(found), *MENU))


async def stalled(house: House, tx: Transaction, one: Campaign, now: datetime) -> None:
    """It does not move: told to who drafted it, or to those who may decide about it."""
    since = moment(house, one.moved_at or now)
    offers = (_offer("report", one), _offer("pause", one), _offer("cancel", one))
    say = Say("siaran/macet", {"nomor": one.id, "sejak": since}, offers)
    for reader in await drafter(tx, one) or await _others(house, tx, one):
        await _tell(house, tx, reader, say, now)


async def drafter(tx: Transaction, one: Campaign) -> list[Known]:
    if one.address_id is None:
        return []
    address = Address(*one.made_by.split(":", 1))
    return list((await people.known(tx, [address])).values())


async def _others(house: House, tx: Transaction, one: Campaign) -> Sequence[Known]:
    """Who may decide about it beside the one who drafted it, and has talked to the bot."""
    granted = {grant.address for grant in await people.grants(tx) if grant.role in STAFF}
    found = await people.known(tx, granted | house.rules.admins)
    readers = []
    for address, reader in found.items():
        by = await officer_at(house, tx, address)
        if by and reaches(by.areas, one.areas) and by.name != one.made_by and not reader.left:
            readers.append(reader)
    return readers
