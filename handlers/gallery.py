"""Pictures as bytes: each made once, off the event loop, the newest ones kept in memory.

Nothing is written to disk: a card can say what somebody earns, and it is drawn again in less time
than a file would have to be looked after.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

from dialog.wire import Picture
from messages.cards import MAKER as CARD
from pictures.card import Card

Maker = Callable[[str], Awaitable[bytes]]
"""From what follows the colon in `Picture.source` to a PNG."""

KEPT = 64  # some 30 kB each
PATIENCE = 5.0  # seconds: when very many want pictures at once, the words must not wait for them


async def draw_card(source: str) -> bytes:
    return await asyncio.to_thread(_draw, source)


def _draw(source: str) -> bytes:
    from pictures import paint  # with the first picture: Pillow takes some 20 MB

    return paint.draw(Card.from_source(source))


MAKERS: Mapping[str, Maker] = {CARD: draw_card}


class Gallery:
    """One picture is made at a time: whoever wants the same one waits for it."""

    def __init__(self, makers: Mapping[str, Maker] = MAKERS, patience: float = PATIENCE) -> None:
        self._makers, self._patience = makers, patience
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making = asyncio.Lock()

    async def fetch(self, picture: Picture) -> bytes:
        """The PNG. Raises what its maker raises, KeyError when nobody makes such pictures, and
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
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
