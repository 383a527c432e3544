"""The web chat: a page of our own, its cookie, and messages by server-sent events."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from aiohttp import web

from channels import web_pictures
from channels.http import from_elsewhere, problem, read_json
from channels.web_cookie import Cookie
from channels.web_live import OpenPage, OpenPages
from channels.web_pace import Doorkeeper, Pace
from channels.web_page import build_page
from channels.web_pictures import Pictures
from channels.web_wire import seen_up_to, to_event, to_incoming, to_start
from dialog.wire import Address, Fetch, Incoming, Outcome, Outgoing, Receive, Sent

History = Callable[[Address, int], Awaitable[Sequence[Outgoing]]]
"""The messages to this address whose id is greater, oldest first."""

BODY_BYTES = 16 * 1024
SHOWN_AT_ONCE = 200  # of a long history, the newest
WRITE_SECONDS = 10.0
SAYS = Pace(per_minute=30, burst=10)
KNOCKS = Pace(per_minute=30, burst=30)  # opening and reopening the page

log = logging.getLogger(__name__)


class WebChannel:
    """A chat network that lives on our own page. `now` and `new_token` come in as arguments;
    a token is the only key to a conversation: at least 128 random bits, URL-safe. Without
    `fetch` pictures stay broken, with their words in their place."""

    name = "web"
    beat = 20.0  # seconds between signs of life on a quiet line

    def __init__(
        self,
        history: History,
        words: Mapping[str, str],
        *,
        public_url: str,
        now: Callable[[], datetime],
        new_token: Callable[[], str],
        fetch: Fetch | None = None,
    ) -> None:
        self._history = history
        self._page = build_page(words)
        self._public_url = public_url
        self._cookie = Cookie(public_url)
        self._now = now
        self._new_token = new_token
        self._pages = OpenPages()
        self._pictures = Pictures(fetch)
        self._says = Doorkeeper(SAYS)
        self._knocks = Doorkeeper(KNOCKS)
        self._receive: Receive | None = None

    def mount(self, app: web.Application) -> None:
        """Add the page and its addresses. Open pages are told when the server stops."""
        app.add_routes(
            [
                web.get("/", self._show_page),
                web.post("/chat/start", self._start),
                web.post("/chat/send", self._send),
                web.get("/chat/events", self._events),
                web.post("/chat/forget", self._forget),
                web.get(web_pictures.PATH, self._picture),
            ]
        )
        app.on_shutdown.append(self._on_shutdown)

    async def run(self, receive: Receive) -> None:
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def send(self, message: Outgoing) -> Outcome:
        """Always sent: who is not looking finds it in the history."""
        self._pictures.tell(message)
        self._pages.show(message)
        return Sent(str(message.id))

    async def close(self) -> None:
        self._pages.end_all()

    def open_pages(self) -> int:
        """How many pages are listening now."""
        return self._pages.count()

    async def _on_shutdown(self, _app: web.Application) -> None:
        await self.close()

    async def _picture(self, request: web.Request) -> web.Response:
        return await self._pictures.show(request)

    async def _show_page(self, request: web.Request) -> web.Response:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": self._page.policy}
        known = [tag.value for tag in request.if_none_match or ()]
        if self._page.etag in known:
            response = web.Response(status=304, headers=headers)
        else:
            response = web.Response(
                body=self._page.html, content_type="text/html", charset="utf-8", headers=headers
            )
            response.enable_compression()
        response.etag = self._page.etag
        return response

    async def _start(self, request: web.Request) -> web.Response:
        """Give a cookie, and on the page's next knock let the conversation begin.

        Two steps, so that only a browser that keeps cookies becomes a person in the database.
        """
        body = await self._posted(request)
        if isinstance(body, web.Response):
            return body
        address = self._cookie.address(request)
        if address is None:
            return self._cookie.put(web.json_response({"again": True}), self._new_token())
        if wait := self._knocks.wait(address.key, self._now()):
            return problem(429, "too_fast", after=wait)
        refusal = await self._greet(to_start(body, address, self._now()), address)
        if refusal is not None:
            return refusal
        welcome = web.json_response({"again": False, "who": address.key[:12]})
        return self._cookie.renew(request, welcome)

    async def _greet(self, knock: Incoming | str, address: Address) -> web.Response | None:
        if isinstance(knock, str):
            return problem(400, knock)
        past = await self._past(address, 0)
        if past is None:
            return problem(503, "busy", after=2)
        return None if past else await self._hand_over(knock)

    async def _send(self, request: web.Request) -> web.Response:
        body = await self._posted(request)
        if isinstance(body, web.Response):
            return body
        address = self._cookie.address(request)
        if address is None:
            return problem(401, "no_cookie")
        if wait := self._says.wait(address.key, self._now()):
            return problem(429, "too_fast", after=wait)
        said = to_incoming(body, address, self._now())
        if isinstance(said, str):
            return problem(400, said)
        return await self._hand_over(said) or web.Response(status=204)

    async def _forget(self, request: web.Request) -> web.Response:
        """For a shared phone: the cookie goes, the pages of this person go quiet."""
        body = await self._posted(request)
        if isinstance(body, web.Response):
            return body
        if address := self._cookie.address(request):
            self._pages.end(address)
        return self._cookie.drop(web.Response(status=204))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        address = self._cookie.address(request)
        if address is None:
            return problem(401, "no_cookie")
        if wait := self._knocks.wait(address.key, self._now()):
            return problem(429, "too_fast", after=wait)
        page = self._pages.open(address)
        if page is None:
            return problem(429, "too_many_pages", after=30)
        try:
            return await self._stream(request, address, page)
        finally:
            self._pages.close(address, page)

    async def _stream(
        self, request: web.Request, address: Address, page: OpenPage
    ) -> web.StreamResponse:
        """The page is listening already, so nothing falls between history and live."""
        past = await self._past(address, _last_seen(request))
        if past is None:
            return problem(503, "busy", after=2)
        response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        try:
            await response.prepare(request)
            await self._tell(response, page, past)
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()  # saying goodbye would wait for the same reader
        return response

    async def _tell(
        self, response: web.StreamResponse, page: OpenPage, past: Sequence[Outgoing]
    ) -> None:
        told = {message.id for message in past}
        await _write(response, b"".join(map(to_event, past)) + b"event: ready\ndata:\n\n")
        while True:
            try:
                message = await page.next(self.beat)
            except TimeoutError:
                await _write(response, b"event: beat\ndata:\n\n")
                continue
            if message is None:
                return
            if message.id not in told:
                await _write(response, to_event(message))

    async def _past(self, address: Address, after: int) -> Sequence[Outgoing] | None:
        """None when the history cannot be read just now."""
        if self._receive is None:
            return None
        try:
            past = (await self._history(address, after))[-SHOWN_AT_ONCE:]
        except Exception as error:
            log.error("history cannot be read: %s", type(error).__name__)
            return None
        for message in past:
            self._pictures.tell(message)
        return past

    async def _hand_over(self, incoming: Incoming) -> web.Response | None:
        """The refusal when it was not taken. The log names no text: it may hold a NIK."""
        if self._receive is None:
            return problem(503, "starting", after=2)
        try:
            await self._receive(incoming)
        except Exception as error:
            log.error("a message was not taken: %s", type(error).__name__)
            return problem(503, "busy", after=2)
        return None

    async def _posted(self, request: web.Request) -> dict[str, object] | web.Response:
        if from_elsewhere(request, self._public_url):
            return problem(403, "other_site")
        return await read_json(request, BODY_BYTES)


def _last_seen(request: web.Request) -> int:
    return seen_up_to(request.headers.get("Last-Event-ID", ""), request.query.get("after", ""))


async def _write(response: web.StreamResponse, data: bytes) -> None:
    async with asyncio.timeout(WRITE_SECONDS):
        await response.write(data)
