"""A server that behaves like the Cloud API, with people in it: signature, window, statuses,
errors, repeats and disorder. Point a channel at `base`, and it at `url`, the channel's webhook."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
from aiohttp import web

from channels.whatsapp_api import VERSION, Account
from channels.whatsapp_hook import SIGNATURE_HEADER, signature
from tests import whatsapp_spec
from tests.fake_server import FakeServer
from tests.fake_whatsapp_wire import (
    BUSINESS_ID,
    PHONE_ID,
    Delivery,
    Fault,
    Json,
    SentMessage,
    contact,
    envelope,
    packed,
    picture_of,
    sender,
)

TOKEN, SECRET, VERIFY = "made-up-token", "made-up-app-secret", "made-up-verify-token"
DAY = 24 * 3600
NEWS = "kabar_program"
"""The template of campaigns, as it is called at the network."""


class FakeWhatsApp(FakeServer):
    """Start it with `async with`. `now` is the clock of the network, in seconds since 1970."""

    def __init__(self, now: float = 1_796_014_800.0, *, statuses: Sequence[str] = ()) -> None:
        self.now, self.statuses = now, tuple(statuses)
        self.url = ""
        self.subscribed = True
        self.about = {
            "verified_name": "Uji",
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "whatsapp_business_manager_messaging_limit": "TIER_250",
        }
        self.violations: list[str] = []
        self.read: list[str] = []
        self.templates: dict[tuple[str, str], Json] = {}
        self.pending: dict[int, Delivery] = {}
        self.deliveries: list[int] = []  # how each try was answered
        self.files: dict[str, bytes] = {}
        """Uploaded pictures by their id."""
        self.photos: dict[str, bytes] = {}
        """What people sent, by its id."""
        self.told_sizes: dict[str, int] = {}
        """How long that is said to be, where it is not the truth."""
        self._sent: defaultdict[str, list[SentMessage]] = defaultdict(list)
        self._spoke: dict[str, float] = {}
        self._faults: deque[Fault] = deque()
        self._upload_faults: deque[Fault] = deque()
        self._last_message, self._last_delivery = 0, 0
        self._pushes: set[asyncio.Task[None]] = set()

    def account(self, **changes: Any) -> Account:
        told = {"token": TOKEN, "phone_id": PHONE_ID, "business_id": BUSINESS_ID}
        told |= {"app_secret": SECRET, "verify_token": VERIFY, "api_base": self.base}
        return Account(**(told | changes))

    # People

    def say(self, key: str, text: str) -> int:
        return self.put(key, "text", text={"body": text})

    def press(self, key: str, message: SentMessage, label: str) -> int:
        """A tap on what a message shows."""
        kind, choice, _ = next(tap for tap in message.taps if tap[2] == label)
        reply = {"type": kind, kind: {"id": choice, "title": label[:24]}}
        return self.put(key, "interactive", interactive=reply)

    def put(self, key: str, kind: str, **content: object) -> int:
        """Anything a person sends; it is delivered at once where a webhook is known."""
        return self.deliver(self.message(key, kind, **content))

    def message(self, key: str, kind: str, **content: object) -> Json:
        """The envelope of one message, for those who want to change or batch it."""
        self._last_message += 1
        self._spoke[key] = self.now
        told = sender(key) | {"id": f"wamid.IN{self._last_message:06d}"}
        told |= {"timestamp": str(int(self.now)), "type": kind, **content}
        return envelope(contacts=[contact(key, "Siti Contoh")], messages=[told])

    def deliver(self, body: Json) -> int:
        self._last_delivery += 1
        self.pending[self._last_delivery] = Delivery(body)
        if self.url:
            self.push(self._last_delivery)
        return self._last_delivery

    def sent(self, key: str) -> list[SentMessage]:
        return self._sent[key]

    def fail(self, *faults: Fault) -> None:
        """The next messages end so, one fault each."""
        self._faults.extend(faults)

    def fail_uploads(self, *faults: Fault) -> None:
        """The same of the next pictures."""
        self._upload_faults.extend(faults)

    def approve(self, name: str, language: str, text: str, category: str = "UTILITY") -> None:
        self.templates[name, language] = {
            "name": name,
            "language": language,
            "status": "APPROVED",
            "category": category,
            "components": [{"type": "BODY", "text": text}],
            "id": str(len(self.templates) + 1),
        }

    # Delivery

    def push(self, number: int, times: int = 1) -> None:
        for _ in range(times):
            task = asyncio.create_task(self._push(number))
            self._pushes.add(task)
            task.add_done_callback(self._pushes.discard)

    async def delivered(self) -> None:
        """Waits until everything pushed so far was answered, also what followed from it."""
        while self._pushes:
            await asyncio.gather(*self._pushes)

    def redeliver(self) -> None:
        """Once more what was not taken, as Meta does for seven days."""
        for number in self.pending:
            self.push(number)

    async def _push(self, number: int) -> None:
        delivery = self.pending.get(number)
        if delivery is None:
            return
        raw, status = packed(delivery.body), 0
        headers = {SIGNATURE_HEADER: signature(raw, SECRET), "Content-Type": "application/json"}
        with suppress(aiohttp.ClientError):
            async with self._session.post(self.url, data=raw, headers=headers) as got:
                status = got.status
        delivery.statuses.append(status)
        self.deliveries.append(status)
        if status == 200:
            self.pending.pop(number, None)

    # The server

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        version, _, path = request.path.strip("/").partition("/")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Fault(401, 190).answer()
        if version != VERSION:
            return Fault(400, 100).answer()
        if path == f"{PHONE_ID}/messages" and request.method == "POST":
            return await self._messages(request, await request.json())
        if path == f"{PHONE_ID}/media" and request.method == "POST":
            return await self._media(request)
        return await self._about(request, path)

    async def _media(self, request: web.BaseRequest) -> web.Response:
        """Takes a file, with the two fields that must stand beside it."""
        told = await request.post()
        if self._upload_faults:
            return self._upload_faults.popleft().answer()
        file = told["file"]
        if told["messaging_product"] != "whatsapp" or not isinstance(file, web.FileField):
            return Fault(400, 100).answer()
        number = str(900_000_000_000_000 + len(self.files))
        self.files[number] = file.file.read()
        return web.json_response({"id": number})

    def _photo(self, path: str) -> web.Response:
        """First where a file is, then the file; both only for whoever shows the token."""
        name = path.removeprefix("file/")
        data = self.photos[name]
        if path != name:
            return web.Response(body=data)
        size = self.told_sizes.get(name, len(data))
        url = f"https://lookaside.fbsbx.com/{VERSION}/file/{name}"
        told = {"url": url, "mime_type": "image/jpeg", "sha256": "x", "file_size": size}
        return web.json_response(told | {"id": name, "messaging_product": "whatsapp"})

    async def _about(self, request: web.BaseRequest, path: str) -> web.Response:
        if path.removeprefix("file/") in self.photos:
            return self._photo(path)
        if path == PHONE_ID:
            return web.json_response({"id": PHONE_ID} | self.about)
        if path == f"{BUSINESS_ID}/subscribed_apps":
            app = {"whatsapp_business_api_data": {"id": "1", "name": "uji"}}
            return web.json_response({"data": [app] if self.subscribed else []})
        if path == f"{BUSINESS_ID}/message_templates":
            return await self._templates(request)
        return Fault(404, 100).answer()

    async def _templates(self, request: web.BaseRequest) -> web.Response:
        if request.method == "GET":
            return web.json_response({"data": list(self.templates.values())})
        made = await request.json()
        self.approve(made["name"], made["language"], "", made["category"])
        held = self.templates[made["name"], made["language"]]
        held |= {"status": "PENDING", "components": made["components"]}
        return web.json_response({k: held[k] for k in ("id", "status", "category")})

    async def _messages(self, request: web.BaseRequest, body: Json) -> web.StreamResponse:
        self.violations += whatsapp_spec.violations(body)
        if body.get("status") == "read":
            self.read.append(body["message_id"])
            return web.json_response({"success": True})
        fault = self._faults.popleft() if self._faults else None
        if fault is None or fault.accept or fault.hold:
            answer = self._accept(body)
        else:
            answer = fault.answer()
        if fault and fault.hold:
            await fault.hold.wait()
        if fault and fault.close and request.transport is not None:
            request.transport.abort()
        return answer

    def _accept(self, body: Json) -> web.Response:
        """Carries a message out, unless the rules of the network forbid it."""
        key = str(body.get("to") or body.get("recipient"))
        template = body.get("template")
        if template and self._template(template) is None:
            return Fault(400, 132001).answer()
        if not template and self.now - self._spoke.get(key, 0) > DAY:
            return Fault(400, 131047).answer()
        if (media := picture_of(body)) and media not in self.files:
            return Fault(400, 131053).answer()
        number = f"wamid.OUT{sum(map(len, self._sent.values())) + 1:06d}"
        self._sent[key].append(SentMessage(number, body, template["name"] if template else ""))
        for stage in self.statuses:
            self.status(key, self._sent[key][-1], stage)
        contacts = [{"input": key, "wa_id": key}]
        told = {"messaging_product": "whatsapp", "contacts": contacts}
        return web.json_response(told | {"messages": [{"id": number}]})

    def _template(self, wanted: Json) -> Json | None:
        held = self.templates.get((wanted["name"], wanted["language"]["code"]))
        return held if held and held["status"] == "APPROVED" else None

    def status(self, key: str, message: SentMessage, stage: str, code: int | None = None) -> int:
        """How far a message came, told by webhook."""
        return self.deliver(envelope(statuses=[self.told(key, message, stage, code)]))

    def told(self, key: str, message: SentMessage, stage: str, code: int | None = None) -> Json:
        """The status alone, for those who want to batch it."""
        category = "marketing" if message.template == NEWS else "service"
        told: Json = {
            "id": message.number,
            "status": stage,
            "timestamp": str(int(self.now)),
            "recipient_id": key,
            "biz_opaque_callback_data": message.request.get("biz_opaque_callback_data", ""),
            "pricing": {"billable": True, "pricing_model": "PMP", "category": category},
        }
        return told if code is None else told | {"errors": [{"code": code, "title": "x"}]}
