"""The one web server of the service: what every route shares, and how it starts and stops."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

from aiohttp import web

NOTHING_ALLOWED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": NOTHING_ALLOWED,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
BODY_SECONDS = 15.0
GOODBYE_SECONDS = 5.0

Prepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def build(routes: Iterable[web.AbstractRouteDef] = (), *, https: bool = False) -> web.Application:
    """An application whose every answer is closed by default; a route may set a header itself."""
    app = web.Application()
    app.add_routes(routes)
    app.on_response_prepare.append(_protect(HEADERS | ONLY_HTTPS if https else HEADERS))
    return app


def _protect(headers: Mapping[str, str]) -> Prepare:
    async def protect(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    return protect


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; `await runner.cleanup()` stops. Raises OSError when the port is taken.

    No access log: addresses such as /download/{token} are secrets.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner


def port_of(runner: web.AppRunner) -> int:
    """The port listened on, for those who asked for port 0."""
    return int(runner.addresses[0][1])


def problem(status: int, reason: str, *, after: float | None = None) -> web.Response:
    """A refusal for programs: `{"problem": reason}`, and when to come again in seconds."""
    headers = {} if after is None else {"Retry-After": str(math.ceil(after))}
    return web.json_response({"problem": reason}, status=status, headers=headers)


def from_elsewhere(request: web.Request, public_url: str) -> bool:
    """Whether another site's page sent this. A missing Origin is judged by the content type."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    public = urlsplit(public_url)
    own = {f"{public.scheme}://{public.netloc}", f"{request.scheme}://{request.host}"}
    return origin not in own


async def read_json(request: web.Request, limit: int) -> dict[str, object] | web.Response:
    """The JSON object posted, or the refusal to answer with. `limit` is in bytes.

    Only application/json: another site's page cannot post that without asking first.
    """
    if request.content_type != "application/json":
        return problem(415, "not_json")
    raw = await read_raw(request, limit)
    return raw if isinstance(raw, web.Response) else _parse(raw)


async def read_raw(request: web.Request, limit: int) -> bytes | web.Response:
    """The bytes posted, or the refusal to answer with. `limit` is in bytes."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await _read(request, limit)
    except TimeoutError:
        return problem(408, "too_slow")
    return problem(413, "too_large") if raw is None else raw


async def _read(request: web.Request, limit: int) -> bytes | None:
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > limit:
            return None
    return bytes(raw)


def _parse(raw: bytes) -> dict[str, object] | web.Response:
    try:
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        return problem(400, "not_json")
    return value if isinstance(value, dict) else problem(400, "not_json")
