"""What the clients of chat networks share: their connections, and what a failure of one means."""

from collections.abc import Mapping

import aiohttp

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
CONNECTIONS = 100

# With a bad address aiohttp repeats the whole of it, token included: its words are never kept.
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
MAY_HAVE_LEFT = (aiohttp.ClientError, TimeoutError, OSError)


async def read_up_to(answer: aiohttp.ClientResponse, limit: int) -> bytes | None:
    """The body, if it is no longer than so many bytes: whoever sends it may say anything."""
    if (answer.content_length or 0) > limit:
        return None
    raw = bytearray()
    async for chunk in answer.content.iter_any():
        raw += chunk
        if len(raw) > limit:
            return None
    return bytes(raw)


def open_session(headers: Mapping[str, str] | None = None) -> aiohttp.ClientSession:
    """Connections that are kept open; no cookie of a network is."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
    )
