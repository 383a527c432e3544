"""What a picture is called on a network once it has been uploaded there.

Only in memory: after a restart each picture in use is uploaded once more, some 30 kB or at most a
megabyte, which is cheaper than a table that can disagree with the network.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from dialog.wire import Picture

KEPT = 1000
_JPEG = b"\xff\xd8\xff"


def kind_of(data: bytes) -> str:
    """What a picture of ours is called on the wire: "image/jpeg" or "image/png"."""
    return "image/jpeg" if data.startswith(_JPEG) else "image/png"


class Uploads:
    """The network's own names, the newest ones; and which pictures are on their way just now."""

    def __init__(self, kept: int = KEPT) -> None:
        self._most = kept
        self._known: OrderedDict[str, str] = OrderedDict()
        self._under_way: dict[str, asyncio.Event] = {}

    async def find(self, picture: Picture) -> str | None:
        """The network's name for it, after waiting for whoever is uploading it; None: upload it."""
        if under_way := self._under_way.get(picture.name):
            await under_way.wait()
        return self._known.get(picture.name)

    @contextmanager
    def uploading(self, picture: Picture) -> Iterator[None]:
        """Others wait meanwhile. If it fails, each of them uploads for itself: no queue forms."""
        if picture.name in self._under_way:
            yield
            return
        done = self._under_way[picture.name] = asyncio.Event()
        try:
            yield
        finally:
            del self._under_way[picture.name]
            done.set()

    def keep(self, picture: Picture, known_as: str) -> None:
        self._known[picture.name] = known_as
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def forget(self, picture: Picture, known_as: str) -> None:
        """The network does not know this name any more."""
        if self._known.get(picture.name) == known_as:
            del self._known[picture.name]
