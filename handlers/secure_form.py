"""The secure form: what may not be typed in a chat, and for whoever likes, the whole form."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialog import sheet
from dialog.asking import WHOLE_FORM
from dialog.engine import Filled
from dialog.sheet import Sheet
from dialog.turns import Scene
from dialog.wire import Address
from handlers.errors import OvertakenError
from handlers.form_links import fingerprint
from handlers.house import House
from handlers.sealed import open_session
from handlers.turns import as_seen, play, ring, store
from storage import form_links, people
from storage.database import Transaction
from storage.form_links import Found
from storage.people import Known

OVERTAKEN_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished page."""

    status: int
    html: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """What was typed, which fields stood there, and who it was, where the network vouches."""

    given: Mapping[str, str]
    shown: frozenset[str]
    owner: Address | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The draft that a link opens."""

    found: Found
    known: Known
    scene: Scene


async def show(house: House, token: str) -> Shown:
    """The page as it is before anything is typed. Looking does not use the link up."""
    now = house.now()
    async with house.db.write() as tx:
        place = await _place(house, tx, token, None, now)
    if not isinstance(place, _Place):
        return _gone(house, place)
    return _page(house, place, _read(place, Post({}, frozenset())), now)


async def save(house: House, token: str, post: Post) -> Shown:
    """Stores what is complete and lets the chat go on; shows the page again where it is not."""
    for _ in range(OVERTAKEN_LIMIT):
        try:
            return await _save(house, token, post)
        except OvertakenError:
            await asyncio.sleep(0)
    return await _save(house, token, post)


async def _save(house: House, token: str, post: Post) -> Shown:
    """One transaction: link, turn, reply."""
    now = house.now()
    async with house.db.write() as tx:
        place = await _place(house, tx, token, post.owner, now)
        if not isinstance(place, _Place):
            return _gone(house, place)
        filled = _read(place, post)
        if not filled.complete:
            return _page(house, place, filled, now)
        link = place.found.link
        await form_links.use(tx, link, now)
        event = Filled(link.form, link.run, filled.answers, filled.skipped)
        played = await play(house, tx, place.known, event, now)
        await store(tx, [played], now)
    ring(house, [played])
    return Shown(200, house.catalog.page.done())


async def _place(
    house: House, tx: Transaction, token: str, owner: Address | None, now: datetime
) -> _Place | str:
    """What the link opens, or why it opens nothing: "used" or "over"."""
    found = await form_links.find(tx, fingerprint(token))
    if found is None or (owner and owner != Address(found.channel, found.key)):
        return "over"
    if found.used:
        return "used"
    met = await people.known_people(tx, [found.link.person_id])
    if found.expires_at <= now or not met:
        return "over"
    session = open_session(house.vault, met[0].sealed, met[0].person_id)
    if (session.form, session.run) != (found.link.form, found.link.run):
        return "over"
    person = as_seen(house, met[0])
    return _Place(found, met[0], Scene(house.book, person, session, house.today(now)))


def _read(place: _Place, post: Post) -> Sheet:
    link = place.found.link
    form = place.scene.book.forms[link.form]
    return sheet.read(place.scene, form, link.field or WHOLE_FORM, post.given, post.shown)


def _page(house: House, place: _Place, filled: Sheet, now: datetime) -> Shown:
    language = place.scene.session.language
    status = 422 if any(entry.problem for entry in filled.entries) else 200
    return Shown(status, house.catalog.page.form(filled, house.today(now), language))


def _gone(house: House, why: str) -> Shown:
    return Shown(410, house.catalog.page.gone(why))
