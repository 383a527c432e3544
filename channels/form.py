"""`/form/{token}`: the secure form. What is typed here goes past every chat network."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from channels.http import problem, read_raw
from dialog.wire import Address

BODY_BYTES = 64 * 1024
FIELDS = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page brought: the fields, those that stood on it, and who Telegram says it was."""

    fields: Mapping[str, str]
    shown: frozenset[str]
    owner: Address | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who knows the pages. Each answer is a status and a finished page."""

    show: Callable[[str], Awaitable[tuple[int, bytes]]]
    save: Callable[[str, Typed], Awaitable[tuple[int, bytes]]]
    policy: str  # the page's own Content-Security-Policy
    owner: Callable[[str], Address | None]  # reads what Telegram says behind the #


def routes(desk: Desk) -> list[web.AbstractRouteDef]:
    async def show(request: web.Request) -> web.Response:
        return _page(desk, await desk.show(request.match_info["token"]))

    async def save(request: web.Request) -> web.Response:
        """The address itself is the secret that another site would have to know; the headers of
        newer browsers are looked at as well."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return problem(403, "other_site")
        if request.content_type != "application/x-www-form-urlencoded":
            return problem(415, "not_a_form")
        raw = await read_raw(request, BODY_BYTES)
        if isinstance(raw, web.Response):
            return raw
        typed = _typed(raw, desk)
        if typed is None:
            return problem(403, "not_yours")
        return _page(desk, await desk.save(request.match_info["token"], typed))

    path = "/form/{token}"
    return [web.get(path, show, allow_head=False), web.post(path, save)]


def _typed(raw: bytes, desk: Desk) -> Typed | None:
    """Nothing when Telegram's word on who it is does not hold."""
    try:
        pairs = parse_qsl(raw.decode("utf-8", "replace"), True, max_num_fields=FIELDS)
    except ValueError:
        pairs = []
    fields = {name: value.replace("\0", "") for name, value in pairs}
    told = fields.pop("telegram", "")
    owner = desk.owner(told) if told else None
    if told and owner is None:
        return None
    return Typed(fields, frozenset(fields.pop("tampil", "").split()), owner)


def _page(desk: Desk, answer: tuple[int, bytes]) -> web.Response:
    status, html = answer
    headers = {"Content-Security-Policy": desk.policy, "X-Robots-Tag": "noindex, nofollow"}
    return web.Response(
        status=status, body=html, content_type="text/html", charset="utf-8", headers=headers
    )
