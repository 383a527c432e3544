"""The pages that are open right now, and what is still to be shown on them."""

import asyncio

from dialog.wire import Address, Outgoing

BACKLOG = 100
PAGES_EACH = 8


class OpenPage:
    """One open page. It is lost when it does not keep up: its history brings it back."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Outgoing | None] = asyncio.Queue(BACKLOG)

    def show(self, message: Outgoing) -> None:
        if self._waiting.full():
            self.end()
        else:
            self._waiting.put_nowait(message)

    def end(self) -> None:
        """Nothing more will come; what waits is dropped."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def next(self, patience: float) -> Outgoing | None:
        """The next message, or None at the end. Raises TimeoutError after `patience` seconds."""
        async with asyncio.timeout(patience):
            return await self._waiting.get()


class OpenPages:
    """All open pages by the person they belong to."""

    def __init__(self) -> None:
        self._pages: dict[Address, list[OpenPage]] = {}

    def open(self, address: Address) -> OpenPage | None:
        """A new page, or nothing when this person has too many already."""
        pages = self._pages.setdefault(address, [])
        if len(pages) >= PAGES_EACH:
            return None
        pages.append(page := OpenPage())
        return page

    def close(self, address: Address, page: OpenPage) -> None:
        pages = self._pages.get(address, [])
        if page in pages:
            pages.remove(page)
        if not pages:
            self._pages.pop(address, None)

    def show(self, message: Outgoing) -> None:
        for page in self._pages.get(message.to, ()):
            page.show(message)

    def end(self, address: Address) -> None:
        """The person has left: their pages go quiet."""
        for page in self._pages.get(address, ()):
            page.end()

    def end_all(self) -> None:
        for address in list(self._pages):
            self.end(address)

    def count(self) -> int:
        return sum(len(pages) for pages in self._pages.values())
