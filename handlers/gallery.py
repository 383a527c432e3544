"""Pictures as bytes: each made once, off the event loop, the newest ones kept in memory.

Nothing drawn is written to disk: a card can say what somebody earns, and it is drawn again in less
time than a file would have to be looked after.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

from dialog.wire import Picture
from handlers.sealed import open_picture
from messages.cards import MAKER as CARD
from pictures.card import Card
from storage import pictures
from storage.database import Database
from storage.vault import Vault

Maker = Callable[[str], Awaitable[bytes]]
"""From what follows the colon in `Picture.source` to a PNG or JPEG."""

PHOTO = "photo"
"""The maker of what officers sent: it looks it up by its name."""

KEPT = 64  # some 30 kB each
KEPT_BYTES = 4 << 20  # photos are larger than cards
PATIENCE = 5.0  # seconds: when very many want pictures at once, the words must not wait for them


async def draw_card(source: str) -> bytes:
    return await asyncio.to_thread(_draw, source)


def _draw(source: str) -> bytes:
    from pictures import paint  # with the first picture: Pillow takes some 20 MB

    return paint.draw(Card.from_source(source))


MAKERS: Mapping[str, Maker] = {CARD: draw_card}


async def look_up(db: Database, vault: Vault, name: str) -> bytes:
    """A picture that an officer sent. Raises LookupError when it is not there."""
    async with db.read() as tx:
        sealed = await pictures.sealed(tx, name)
    if sealed is None:
        raise LookupError("picture")
    return open_picture(vault, sealed, name)


class Gallery:
    """One picture is made at a time: whoever wants the same one waits for it."""

    def __init__(self, makers: Mapping[str, Maker] = MAKERS, patience: float = PATIENCE) -> None:
        self._makers, self._patience = dict(makers), patience
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making = asyncio.Lock()

    def teach(self, name: str, maker: Maker) -> None:
        """Pictures of this name are made so from now on."""
        self._makers[name] = maker

    async def fetch(self, picture: Picture) -> bytes:
        """Its bytes. Raises what its maker raises, KeyError when nobody makes such pictures, and
        TimeoutError when it would take too long."""
        if picture.name not in self._kept:
            async with asyncio.timeout(self._patience), self._making:
                if picture.name not in self._kept:
                    self._keep(picture.name, await self._make(picture))
        self._kept.move_to_end(picture.name)
        return self._kept[picture.name]

    async def _make(self, picture: Picture) -> bytes:
        maker, _, material = picture.source.partition(":")
        return await self._makers[maker](material)

    def _keep(self, name: str, data: bytes) -> None:
        self._kept[name] = data
        while len(self._kept) > KEPT or sum(map(len, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)
