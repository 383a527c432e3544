"""What the fake networks share: a web server of their own, and a client that delivers."""

from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web


class FakeServer:
    """Start it with `async with`; it listens at `base`. Port 0 takes any that is free."""

    port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answers one request."""
        raise NotImplementedError

    async def delivered(self) -> None:
        """Returns when nothing is on its way to the bot any more."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(
            web.Server(self.handle, access_log=None), shutdown_timeout=0.5
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=40))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.delivered()
        await self._session.close()
        await self._runner.cleanup()
