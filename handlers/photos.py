"""Photos that people send where one is wanted: fetched, looked at, kept once.

Before the turn, in a transaction of its own: no turn waits for a network, and whatever fails here
is a named fault that the conversation answers.
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace

from dialog import photos
from dialog.wire import Address, Download, Incoming, Photo, PhotoSize, Picture, Unfetched
from handlers.gallery import PHOTO
from handlers.house import House
from handlers.sealed import open_session, seal_picture
from pictures.photo import LARGEST, Fault, Looked, look, without_notes
from storage import people, pictures
from storage.database import Transaction
from storage.pictures import Kept

log = logging.getLogger(__name__)

NETWORKS = frozenset({"telegram", "whatsapp"})
"""Where a photo can be sent to us."""

PATIENCE = 10.0
"""Seconds: somebody waits for the next question, and the network for our answer."""

Downloads = Mapping[str, Download]


async def taken(house: House, downloads: Downloads, event: Incoming) -> Incoming:
    """The event with what became of its photo, if the person was asked for one. Never raises: the
    turn that follows has its own ways with a broken machine."""
    try:
        return await _taken(house, downloads, event)
    except Exception:
        log.exception("a photo was not taken")
        return event


async def _taken(house: House, downloads: Downloads, event: Incoming) -> Incoming:
    download = downloads.get(event.sender.channel)
    if event.kind != "photo" or download is None or not await _is_wanted(house, event.sender):
        return event
    if event.several:
        return replace(event, photo=Photo(fault="several"))
    data = await _fetched(download, event.sizes)
    return replace(event, photo=data if isinstance(data, Photo) else await keep(house, data))


async def _is_wanted(house: House, sender: Address) -> bool:
    """Nothing else is fetched: what people send by mistake is none of our business."""
    async with house.db.read() as tx:
        met = await people.known(tx, [sender]) or await people.known_otherwise(tx, [sender])
    known = met.get(sender)
    if known is None:
        return False
    session = open_session(house.vault, known.sealed, known.person_id)
    form = house.book.forms.get(session.form or "")
    questions = form.questions if form else ()
    return any(one.field == session.asked and one.kind == photos.KIND for one in questions)


async def _fetched(download: Download, sizes: tuple[PhotoSize, ...]) -> bytes | Photo:
    """The largest size that is not too large."""
    try:
        async with asyncio.timeout(PATIENCE):
            for size in (one for one in sizes if one.bytes <= LARGEST):
                found = await download(size.id, LARGEST)
                if not isinstance(found, Unfetched):
                    return found
                if not found.too_large:
                    return Photo(fault="unreachable")
    except TimeoutError:
        return Photo(fault="unreachable")
    return Photo(fault="too_large" if sizes else "unreachable")


async def keep(house: House, data: bytes) -> Photo:
    """Kept by the hash of its bytes, unless it is no picture to be sent."""
    data, seen = await asyncio.to_thread(_bare, data)
    if not isinstance(seen, Looked):
        return Photo(fault=seen)
    kept = Kept(hashlib.sha256(data).hexdigest(), seen.kind, len(data), seen.width, seen.height)
    sealed = seal_picture(house.vault, data, kept.name)
    async with house.db.write() as tx:
        await pictures.put(tx, kept, sealed, house.now())
    return Photo(kept.name)


def _bare(data: bytes) -> tuple[bytes, Looked | Fault]:
    """Networks leave out where a photo was taken; a file that is named at the terminal tells it."""
    seen = look(data)
    if not isinstance(seen, Looked) or not seen.noted:
        return data, seen
    bare = without_notes(data)
    return bare, look(bare)


async def picture(house: House, tx: Transaction, name: str | None) -> Picture | None:
    """A kept one as it goes into a message."""
    kept = await pictures.get(tx, name) if name else None
    if kept is None:
        return None
    words = house.catalog.label("gambar_siaran")
    source = f"{PHOTO}:{kept.name}"
    return Picture(source, words, words, kept.width, kept.height, required=True)
