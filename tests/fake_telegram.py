"""A server that behaves like the Bot API, with people in it. On its own:

python -m tests.fake_telegram --port 8081 [--light]     (see tests/fake_telegram_control.py)
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp import web

from tests import telegram_spec
from tests.fake_forum import GROUP, Forum, in_topic
from tests.fake_server import FakeServer
from tests.fake_telegram_wire import (
    Answer,
    Fault,
    SentMessage,
    fine,
    ok,
    person,
    read_params,
    refusal,
    respond,
)

TOKEN = "1234567:made-up-token"
BOT = {"id": 1234567, "is_bot": True, "first_name": "Bot", "username": "JamsostekUjiBot"}
NOON = 1_796_014_800  # 30 November 2026, 12:00 WIB


class FakeTelegram(FakeServer):
    """Start it with `async with`; point a bot at `base` and `token`."""

    def __init__(self, token: str = TOKEN, *, validate: bool = True) -> None:
        self.token, self.validate = token, validate
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.violations: list[str] = []
        self.deliveries: list[tuple[int, int]] = []  # update, status of the webhook's answer
        self.webhook: dict[str, Any] = {}
        self.blocked: set[int] = set()
        self.pending: dict[int, Answer] = {}
        self.files: dict[str, bytes] = {}  # what was uploaded, by its id
        self.photos: dict[str, bytes] = {}  # what people sent, by its id
        self.forum = Forum()
        self._sent: defaultdict[int, list[SentMessage]] = defaultdict(list)
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._next_update, self._next_message, self._poll = 700_000_001, 0, 0
        self._news, self.closing = asyncio.Event(), asyncio.Event()
        self._pushes: set[asyncio.Task[None]] = set()
        self._methods: dict[str, Callable[[dict[str, Any]], Awaitable[Answer]]] = {
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_text,
            "getFile": self._get_file,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "getMe": self._get_me,
            "createForumTopic": self.forum.create,
            "closeForumTopic": self.forum.close,
            "reopenForumTopic": self.forum.reopen,
            "deleteForumTopic": self.forum.delete,
            "getChat": self.forum.get_chat,
            "getChatMember": self.forum.get_member,
        }

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._news.set()
        await super().__aexit__(kind, error, at)

    # People

    def say(self, chat_id: int, text: str, **more: object) -> int:
        return self.put("message", self._message(chat_id, text=text, **more))

    def write(self, topic: int, text: str, officer: int = 880_001, **more: object) -> int:
        """Somebody writes in a topic of the officers' group."""
        place = in_topic(GROUP, topic)
        return self.put("message", {**self._message(officer, text=text), **place, **more})

    def share_contact(self, chat_id: int, phone: str, owner: int | None = None) -> int:
        contact = {"phone_number": phone, "first_name": "Siti", "user_id": owner or chat_id}
        return self.put("message", self._message(chat_id, contact=contact))

    def send_photo(self, chat_id: int, *sizes: tuple[str, int, int], **more: object) -> int:
        """Somebody sends a photo: id, width and bytes (0: untold) of each size it is kept in."""
        photo = [
            {"file_id": name, "file_unique_id": name, "width": width, "height": width}
            | ({"file_size": size} if size else {})
            for name, width, size in sizes
        ]
        return self.put("message", self._message(chat_id, photo=photo, **more))

    def tap(self, chat_id: int, message_id: int, index: int) -> int:
        message = next(each for each in self._sent[chat_id] if each.message_id == message_id)
        shown = self._message(chat_id, text=message.text, reply_markup=message.markup)
        query = {
            "id": f"{self._next_update}00",
            "from": person(chat_id),
            "chat_instance": "1",
            "message": shown | {"message_id": message_id, "from": BOT},
            "data": message.buttons[index]["callback_data"],
        }
        return self.put("callback_query", query)

    def block(self, chat_id: int, status: str = "kicked") -> int:
        """The person blocks the bot; with status "member", unblocks it."""
        (self.blocked.add if status == "kicked" else self.blocked.discard)(chat_id)
        old = {"user": BOT, "status": "member" if status == "kicked" else "kicked"}
        change = self._message(chat_id) | {"old_chat_member": old}
        return self.put("my_chat_member", change | {"new_chat_member": {**old, "status": status}})

    def put(self, kind: str, content: Mapping[str, object]) -> int:
        """Any update; it is delivered at once where a webhook is set."""
        number, self._next_update = self._next_update, self._next_update + 1
        self.pending[number] = {"update_id": number, kind: content}
        self._news.set()
        if self.webhook.get("url"):
            self.push(number)
        return number

    def sent(self, chat_id: int) -> list[SentMessage]:
        return self._sent[chat_id]

    def sent_in_all(self) -> int:
        return sum(map(len, self._sent.values()))

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    def fail(self, method: str, *faults: Fault) -> None:
        """The next requests of this method end so, one fault each."""
        self._faults[method].extend(faults)

    # Delivery by webhook

    def push(self, number: int) -> None:
        task = asyncio.create_task(self._push(number, self.pending[number]))
        self._pushes.add(task)
        task.add_done_callback(self._pushes.discard)

    async def delivered(self) -> None:
        """Waits until everything pushed so far was answered."""
        await asyncio.gather(*self._pushes)

    def redeliver(self) -> None:
        """Once more what was not taken, as Telegram does after a while."""
        for number in self.pending:
            self.push(number)

    async def _push(self, number: int, update: Answer) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        status = 0
        with suppress(aiohttp.ClientError):
            async with self._session.post(self.webhook["url"], json=update, headers=headers) as got:
                status = got.status
        self.deliveries.append((number, status))
        if status == 200:
            self.pending.pop(number, None)
        else:
            self.webhook["last_error_date"] = NOON

    # The server

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/file/"):
            return self._file(request.path)
        bot, _, method = request.path.strip("/").partition("/")
        if bot != f"bot{self.token}":
            return respond({"ok": False, "error_code": 401, "description": "Unauthorized"})
        params = await read_params(request, method)
        if self.validate:
            self.calls.append((method, params))
            self.violations += telegram_spec.violations(method, params)
        if self._faults[method]:
            return await self._fail(self._faults[method].popleft(), request, method, params)
        return respond(await self._carry_out(method, params))

    async def _carry_out(self, method: str, params: dict[str, Any]) -> Answer:
        return await self._methods.get(method, fine)(params)

    async def _fail(
        self, fault: Fault, request: web.BaseRequest, method: str, params: dict[str, Any]
    ) -> web.StreamResponse:
        done = await self._carry_out(method, params) if fault.accept else fault.answer()
        if fault.close and request.transport is not None:
            request.transport.abort()
        if fault.hold is not None:
            await fault.hold.wait()
        if fault.garbage is not None:
            return web.Response(status=fault.status, body=fault.garbage)
        return respond(done)

    async def _get_updates(self, params: dict[str, Any]) -> Answer:
        if self.webhook.get("url"):
            return refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        self._news.set()
        mine, offset = self._poll, params.get("offset", 0)
        self.pending = {at: update for at, update in self.pending.items() if at >= offset}
        with suppress(TimeoutError):
            async with asyncio.timeout(params.get("timeout", 0)):
                await self._until_news(mine)
        if mine != self._poll:
            return refusal(409, "Conflict: terminated by other getUpdates request")
        return ok(list(self.pending.values())[: params.get("limit", 100)])

    async def _until_news(self, mine: int) -> None:
        while not self.pending and not self.closing.is_set() and mine == self._poll:
            self._news.clear()
            await self._news.wait()

    async def _send_message(self, params: dict[str, Any]) -> Answer:
        if self.validate and (fault := telegram_spec.text_fault(params)):
            return refusal(400, f"Bad Request: {fault}")
        return self._deliver(params, "text")

    async def _edit_text(self, params: dict[str, Any]) -> Answer:
        """Another text in the place of one that was sent; not the same once more."""
        if fault := telegram_spec.text_fault(params):
            return refusal(400, f"Bad Request: {fault}")
        chat = self._sent[int(params["chat_id"])]
        found = [at for at, each in enumerate(chat) if each.message_id == params["message_id"]]
        if not found:
            return refusal(400, "Bad Request: message to edit not found")
        text, markup = params["text"], params.get("reply_markup", {})
        old = chat[found[0]]
        if (old.text, old.markup) == (text, markup):
            return refusal(400, "Bad Request: message is not modified")
        chat[found[0]] = replace(old, text=text, markup=markup, params=params)
        shown = {"message_id": old.message_id, "date": NOON, "text": text}
        return ok(shown | {"chat": {"id": int(params["chat_id"]), "type": "private"}, "from": BOT})

    async def _send_photo(self, params: dict[str, Any]) -> Answer:
        """A file by its id, or a new one that gets an id."""
        photo = params["photo"]
        if self.validate and (fault := telegram_spec.caption_fault(params)):
            return refusal(400, f"Bad Request: {fault}")
        if isinstance(photo, bytes):
            self.files[photo_id := f"photo-{len(self.files) + 1}"] = photo
        elif (photo_id := photo) not in self.files:
            return refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        sizes = [{"file_id": f"{photo_id}-thumb", "width": 90}, {"file_id": photo_id, "width": 720}]
        return self._deliver(params | {"photo": photo_id}, "caption", {"photo": sizes})

    async def _get_file(self, params: dict[str, Any]) -> Answer:
        """Where a file can be had; how long it is may be unknown."""
        if (name := params["file_id"]) not in self.photos:
            return refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return ok({"file_id": name, "file_unique_id": name, "file_path": f"photos/{name}.jpg"})

    def _file(self, path: str) -> web.Response:
        name = path.removeprefix(f"/file/bot{self.token}/photos/").removesuffix(".jpg")
        found = self.photos.get(name)
        return web.Response(status=404) if found is None else web.Response(body=found)

    def _deliver(
        self, params: dict[str, Any], words: str, more: Mapping[str, object] | None = None
    ) -> Answer:
        chat_id = int(params["chat_id"])
        if chat_id in self.blocked:
            return refusal(403, "Forbidden: bot was blocked by the user")
        if (gone := self.forum.fault(params)) is not None:
            return gone
        self._next_message += 1
        text, bold = params.get(words, ""), list[str]()
        if self.validate and params.get("parse_mode") == "HTML":
            text, bold = telegram_spec.parse_html(text)
        markup, photo = params.get("reply_markup", {}), params.get("photo", "")
        seen = SentMessage(self._next_message, text, tuple(bold), markup, params, photo)
        self._sent[chat_id].append(seen)
        shown = {"message_id": seen.message_id, "date": NOON, words: text, **(more or {})}
        return ok(shown | {"chat": {"id": chat_id, "type": "private"}, "from": BOT})

    async def _set_webhook(self, params: dict[str, Any]) -> Answer:
        self.webhook = dict(params)
        self.redeliver()
        return ok(True)

    async def _delete_webhook(self, params: dict[str, Any]) -> Answer:
        self.webhook = {}
        return ok(True)

    async def _webhook_info(self, params: dict[str, Any]) -> Answer:
        told = {"url": "", "has_custom_certificate": False} | self.webhook
        told.pop("secret_token", None)
        return ok(told | {"pending_update_count": len(self.pending)})

    async def _get_me(self, params: dict[str, Any]) -> Answer:
        return ok(BOT)

    def _message(self, chat_id: int, **content: object) -> dict[str, object]:
        self._next_message += 1
        chat = {"id": chat_id, "type": "private", "first_name": "Siti"}
        head = {"message_id": self._next_message, "date": NOON, "chat": chat}
        return head | {"from": person(chat_id)} | content


if __name__ == "__main__":
    from tests.fake_telegram_control import main

    main()
