"""Events become turns: load, decide, save, all in one transaction for all that came together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialog.codes import code_in
from dialog.engine import Event, Said, Told, WentQuiet, advance
from dialog.session import Person, Session, Turn
from dialog.silence import in_time, reminds, wait
from dialog.wire import Address, Incoming
from handlers import effects, form_links, photos, topics
from handlers.errors import OvertakenError
from handlers.house import House
from handlers.sealed import open_session, seal_message, seal_session
from handlers.window import WINDOWED, closing
from handlers.work import Work
from messages.filters import mask_all
from storage import inbox, outbox, people, recipients, sessions
from storage.database import Transaction
from storage.people import Known, Newcomer


@dataclass(frozen=True, slots=True)
class Played:
    """One person's turn, ready to be stored."""

    known: Known
    saved: sessions.Saved
    promise: outbox.Promise | None


async def take(house: House, events: Sequence[Incoming]) -> None:
    """Events of different people, handled together: all of them or none."""
    now = house.now()
    async with house.db.write() as tx:
        work = Work(house, tx, now)
        fresh = await _from_people(work, await _fresh(tx, events, now))
        met = await _meet(tx, fresh, now)
        played = [
            await _hear(work, met[event.sender], event)
            for event in fresh
            if not await _came_or_went(tx, met[event.sender], event, now)
        ]
        await _heard_from(tx, met, fresh, now)
        await store(tx, played, now)
        played += await follow(work)
    ring(house, played)
    work.ring()


async def _from_people(work: Work, events: Sequence[Incoming]) -> list[Incoming]:
    """What happened in the officers' group is heard at once: a group is not a person."""
    theirs: list[Incoming] = []
    for event in events:
        if event.kind == "desk" or event.sender == work.house.rules.desk:
            await topics.hear(work, event)
        else:
            theirs.append(event)
    return theirs


async def follow(work: Work) -> list[Played]:
    """Those who must know what happened elsewhere, each in a turn of their own."""
    told = await people.known_people(work.tx, list(work.told)) if work.told else []
    played = [
        await play(work.house, work.tx, one, Told(work.told[one.person_id]), work.now)
        for one in told
    ]
    await store(work.tx, played, work.now)
    return played


async def _heard_from(
    tx: Transaction, met: Mapping[Address, Known], events: Sequence[Incoming], now: datetime
) -> None:
    """Where a network lets us speak first only for a while, that while begins again."""
    told = [
        people.Heard(met[event.sender].address_id, min(event.at, now), event.other_key)
        for event in events
        if event.sender.channel in WINDOWED
    ]
    if told:
        await people.hear(tx, told)
        await outbox.release(tx, [one.address_id for one in told], now)
        await recipients.may_go(tx, [one.address_id for one in told], now)


def ring(house: House, played: Sequence[Played]) -> None:
    """After the commit: there is something to send."""
    for channel in {one.promise.to.channel for one in played if one.promise}:
        house.bell.ring(channel)


async def _fresh(tx: Transaction, events: Sequence[Incoming], now: datetime) -> list[Incoming]:
    keys = {(event.sender.channel, event.external_id): event for event in events}
    new = await inbox.remember(tx, list(keys), now)
    return [event for key, event in keys.items() if key in new]


async def _meet(tx: Transaction, events: Sequence[Incoming], now: datetime) -> dict[Address, Known]:
    met = await people.known(tx, [event.sender for event in events])
    unknown = [e.sender for e in events if e.sender not in met and e.sender.channel in WINDOWED]
    if unknown:
        met.update(await people.known_otherwise(tx, unknown))
    strangers = [
        Newcomer(
            event.sender,
            mask_all(event.name),
            _source(event),
        )
        for event in events
        if event.sender not in met
    ]
    if strangers:
        met.update(await people.add(tx, strangers, now))
    return met


def _source(event: Incoming) -> str | None:
    """The link that brought somebody; a code that only they may know is not kept."""
    if event.kind != "start" or code_in(event.text):
        return None
    return mask_all(event.text)[:64]


async def _came_or_went(tx: Transaction, known: Known, event: Incoming, now: datetime) -> bool:
    """Somebody blocked us or came back: noted, nothing is said."""
    if event.kind == "left":
        await people.mark_left(tx, [known.address_id], now)
    elif known.left:
        await people.mark_left(tx, [known.address_id], None)
    return event.kind in ("left", "returned")


async def _hear(work: Work, known: Known, event: Incoming) -> Played:
    if event.sender.channel in WINDOWED:
        heard_at = min(event.at, work.now)
        known = replace(known, heard_at=max(heard_at, known.heard_at or heard_at))
    said = Said(event.text, event.kind, event.choice, event.phone, event.photo)
    return await play(work.house, work.tx, known, said, work.now, work)


async def play(
    house: House,
    tx: Transaction,
    known: Known,
    event: Event,
    now: datetime,
    work: Work | None = None,
) -> Played:
    """One event of one person: the turn, its effects made true, its reply rendered."""
    session = open_session(house.vault, known.sealed, known.person_id)
    person = as_seen(house, known)
    turn = advance(house.book, person, session, event, house.today(now))
    if turn.effects:
        turn = await effects.apply(work or Work(house, tx, now), known, person, turn)
    turn = await form_links.put(house, tx, known, turn, now)
    lane = outbox.REMINDER if isinstance(event, WentQuiet) else outbox.REPLY
    return Played(
        known, _saved(house, known, turn.session, now), _promise(house, known, turn, now, lane)
    )


def as_seen(house: House, known: Known) -> Person:
    """What the conversation may know of somebody."""
    admin = {"admin"} if known.address in house.rules.admins else set[str]()
    return Person(
        channel=known.address.channel,
        roles=known.roles | admin,
        registration=known.registration,
        stopped=known.stopped,
        new=known.new,
        handover="" if known.handover is None else "taken" if known.attended else "waiting",
        serving=known.serving is not None,
        news_stopped=known.news_stopped,
        page=form_links.door(house, known.address),
        moved=known.moved,
        phone=_own_number(known.address),
        photos=known.address.channel in photos.NETWORKS,
    )


def _own_number(address: Address) -> str | None:
    """WhatsApp's ids are telephone numbers, unless the person hides theirs."""
    known = address.channel == "whatsapp" and address.key.isdecimal()
    return f"+{address.key}" if known else None


def _saved(house: House, known: Known, session: Session, now: datetime) -> sessions.Saved:
    return sessions.Saved(
        person_id=known.person_id,
        revision=known.revision,
        address_id=known.address_id,
        form=session.form,
        asked=session.asked,
        sealed=seal_session(house.vault, session, known.person_id),
        wake_at=None if known.stopped else _wake_at(house, known, session, now),
    )


def _wake_at(house: House, known: Known, session: Session, now: datetime) -> datetime | None:
    """When to look again if nothing is heard; a reminder comes while it still may."""
    patience = house.rules.patience
    pause = wait(house.book, session, patience)
    if pause is None:
        return None
    if known.heard_at is None or not reminds(house.book, session, patience):
        return now + pause
    closes = house.local(closing(known.heard_at))
    return in_time(house.local(now), pause, closes, house.rules.quiet)


def _promise(
    house: House, known: Known, turn: Turn, now: datetime, lane: int
) -> outbox.Promise | None:
    if not turn.says or (known.left and lane != outbox.REPLY):
        return None
    message = house.catalog.compose(turn.says, house.today(now), turn.session.language)
    sealed = seal_message(house.vault, message, known.address_id)
    return outbox.Promise(known.address_id, known.address, lane, sealed)


async def store(tx: Transaction, played: Sequence[Played], now: datetime) -> None:
    """All sessions in one statement, all replies in another."""
    if not played:
        return
    saved = await sessions.save(tx, [one.saved for one in played], now)
    if len(saved) != len(played):
        raise OvertakenError
    promises = [one.promise for one in played if one.promise]
    if promises:
        await outbox.put(tx, promises, now)
