"""`/healthz`: whether each part is alive, with a reason for each that is not."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Probe = Callable[[], Awaitable[str]]
"""Empty when all is well, else what is wrong."""


def routes(probes: Mapping[str, Probe]) -> list[web.AbstractRouteDef]:
    async def healthz(_: web.Request) -> web.Response:
        found = {name: await _ask(probe) for name, probe in probes.items()}
        status = 503 if any(found.values()) else 200
        return web.json_response(
            {name: reason or "ok" for name, reason in found.items()}, status=status
        )

    return [web.get("/healthz", healthz)]


async def _ask(probe: Probe) -> str:
    try:
        return await probe()
    except Exception as error:
        return type(error).__name__
