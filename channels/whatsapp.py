"""The WhatsApp channel: a thin client of the Cloud API and the route it delivers to."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from aiohttp import web

from channels.http import problem, read_raw
from channels.parts import after_parts
from channels.turns import Turns
from channels.untrusted import NOTHING, Json, object_in
from channels.web_pace import Doorkeeper, Pace
from channels.whatsapp_api import Account, Answer, ApiError, CloudApi
from channels.whatsapp_hook import challenge, has_signature, is_signed
from channels.whatsapp_outcome import spoilt
from channels.whatsapp_parse import Heard, heard
from channels.whatsapp_photo import Photos
from channels.whatsapp_render import Words, problem_of, to_requests
from dialog.wire import (
    Fetch,
    Incoming,
    Later,
    Outcome,
    Outgoing,
    Receive,
    Refused,
    Report,
    Sent,
    Unfetched,
)

MAX_BODY = 4 << 20  # Meta batches up to 3 MB
FRESH = timedelta(minutes=1)  # older words are not worth a sign that somebody types
ABOUT = "verified_name,quality_rating,status,whatsapp_business_manager_messaging_limit"
PAIR = Pace(per_minute=10, burst=20)  # to one person; what goes faster is borrowed from later
SIGNS = 50  # read marks under way at once; more are left out, nobody misses them

Tell = Callable[[Sequence[Report]], Awaitable[None]]
"""Returns only after what the network tells is committed; raises when it could not be."""

log = logging.getLogger(__name__)


class WhatsAppChannel:
    """One business number. `now` gives the time with its zone."""

    name = "whatsapp"

    def __init__(
        self,
        account: Account,
        words: Words,
        now: Callable[[], datetime],
        tell: Tell,
        api: CloudApi | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        """Without `fetch` no picture goes."""
        self._account, self._words, self._now, self._tell = account, words, now, tell
        self._api = api or CloudApi(account)
        self._messages = f"{account.phone_id}/messages"
        self._photos = Photos(self._api, account.phone_id, fetch) if fetch else None
        self._turns = Turns()
        self._pairs = Doorkeeper(PAIR)
        self._receive: Receive | None = None
        self._signs: set[asyncio.Task[None]] = set()
        self.trouble = ""
        """Why nothing can be sent just now, or empty."""

    # Listening

    async def run(self, receive: Receive) -> None:
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def verify(self, request: web.Request) -> web.Response:
        """The handshake: Meta asks once, when the address is registered."""
        answer = challenge(request.query, self._account.verify_token)
        return problem(403, "wrong_token") if answer is None else web.Response(text=answer)

    async def webhook(self, request: web.Request) -> web.Response:
        """The route. 200 means that all of it is committed; anything else brings all of it again,
        and what was taken is then known by its id."""
        if not has_signature(request.headers):
            return problem(401, "no_signature")
        if self._receive is None:
            return problem(503, "not_listening")
        raw = await read_raw(request, MAX_BODY)
        if isinstance(raw, web.Response):
            return raw
        if not is_signed(raw, request.headers, self._account.app_secret):
            return problem(403, "wrong_signature")
        found = heard(_signed_object(raw), self._now(), self._account.phone_id)
        return (
            web.Response() if await self._take(found, self._receive) else problem(500, "not_taken")
        )

    async def _take(self, found: Heard, receive: Receive) -> bool:
        """Whether everything was taken: one that fails holds up only its own person."""
        lines: defaultdict[str, list[Incoming]] = defaultdict(list)
        for incoming in found.messages:
            self._sign(incoming)
            lines[incoming.sender.key].append(incoming)
        people = [self._in_order(key, line, receive) for key, line in lines.items()]
        reports: list[Report] = [*found.receipts, *found.preferences, *found.templates]
        taken = await asyncio.gather(*people, self._report(reports))
        return all(taken)

    async def _in_order(self, key: str, line: Sequence[Incoming], receive: Receive) -> bool:
        """What comes after a failure waits for the next delivery, so that the order stays."""
        async with self._turns.of(key):
            for incoming in line:
                try:
                    await receive(incoming)
                except Exception as error:
                    log.warning("%s was not taken: %s", incoming.external_id, type(error).__name__)
                    return False
        return True

    async def _report(self, reports: Sequence[Report]) -> bool:
        try:
            if reports:
                await self._tell(reports)
        except Exception as error:
            log.warning("%d reports were not taken: %s", len(reports), type(error).__name__)
            return False
        return True

    def _sign(self, incoming: Incoming) -> None:
        """The two blue ticks, and that somebody is writing, while the answer is made."""
        if self._now() - incoming.at > FRESH or len(self._signs) >= SIGNS:
            return
        task = asyncio.create_task(self._mark_read(incoming.external_id))
        self._signs.add(task)
        task.add_done_callback(self._signs.discard)

    async def _mark_read(self, number: str) -> None:
        await self._api.send(
            self._messages,
            {
                "messaging_product": "whatsapp",
                "status": "read",
                "message_id": number,
                "typing_indicator": {"type": "text"},
            },
        )

    async def download(self, media: str, limit: int) -> bytes | Unfetched:
        """A photo somebody sent. Never raises for the network."""
        try:
            data = await self._api.file(media, limit)
        except ApiError as error:
            log.warning("a photo did not come: %s", type(error).__name__)
            return Unfetched()
        return Unfetched(too_large=True) if data is None else data or Unfetched()

    # Sending

    async def send(self, message: Outgoing) -> Outcome:
        """A message in parts is sent when its last part is. Never raises for the network."""
        fault = problem_of(message)
        if fault is not None:
            return Refused(fault, our_fault=True)
        if wait := self._pairs.wait(message.to.key, self._now()):
            return Later(timedelta(seconds=wait), "pair_rate", uncounted=True)
        return await self._send_pictured(message)

    async def _send_pictured(self, message: Outgoing, again: bool = False) -> Outcome:
        """Without the picture where it cannot go, unless the words are nothing without it."""
        media = await self._media(message)
        if isinstance(media, str):
            return await self._send_words(message, media, again)
        if message.picture and message.picture.required:
            return self._noted(media)
        return await self._send_words(message, "")

    async def _media(self, message: Outgoing) -> str | Later | Refused:
        """What its picture is called at the network; a template carries none."""
        if message.picture is None or self._photos is None or message.approved_template:
            return ""
        return await self._photos.known_as(message.picture)

    async def _send_words(self, message: Outgoing, media: str, again: bool = False) -> Outcome:
        outcome: Outcome = Sent("")
        for number, request in enumerate(to_requests(message, self._words, media)):
            outcome = self._noted(await self._api.send(self._messages, request))
            if media and not number and spoilt(outcome):
                return await self._spoilt(message, media, outcome, again)
            if not isinstance(outcome, Sent):
                return after_parts(outcome) if number else outcome
        return outcome

    async def _spoilt(
        self, message: Outgoing, media: str, outcome: Outcome, again: bool
    ) -> Outcome:
        """The network does not know the id any more, or does not like the picture. The words go
        alone; where they may not, it is uploaded anew, once."""
        if self._photos and message.picture:
            self._photos.forget(message.picture, media)
        if not message.picture or not message.picture.required:
            log.warning("sending without its picture")
            return await self._send_words(message, "")
        if not again:
            return await self._send_pictured(message, again=True)
        return Refused("media") if isinstance(outcome, Later) else outcome

    def _noted(self, outcome: Outcome) -> Outcome:
        down = isinstance(outcome, Refused) and outcome.channel_down
        if isinstance(outcome, Refused) and down:
            self.trouble = outcome.why
        elif isinstance(outcome, Sent):
            self.trouble = ""
        return outcome

    # Looking after the number

    async def number(self) -> Answer:
        """What the network says of the number itself. Raises ApiError."""
        return await self._api.get(self._account.phone_id, {"fields": ABOUT})

    async def subscribed(self) -> Answer:
        """Which apps the business account delivers to. Raises ApiError."""
        return await self._api.get(f"{self._account.business_id}/subscribed_apps")

    async def close(self) -> None:
        for task in self._signs:
            task.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)
        await self._api.close()


def _signed_object(raw: bytes) -> Json:
    """Where it is none: nothing in it can be heard, and it would never get better."""
    found = object_in(raw)
    if found is None:
        log.error("a signed delivery of %d bytes is no JSON object", len(raw))
    return found or NOTHING
