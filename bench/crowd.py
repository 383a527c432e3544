"""A Bot API server with a crowd in it: each says the next thing when the answer has arrived.

A process of its own: `python -m bench.crowd`. Prints {"port"} when it listens, then obeys one
JSON line after another from standard input, answering each with one line.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs

import uvloop

from bench.processes import cpu_seconds
from bench.talk import TAP, Visitor
from bench.wire import Messages, request, response

_CHAT = re.compile(rb'chat_id(?:=|": ?|"\r\n\r\n)"?(\d+)')
_MARKUP = re.compile(rb'name="reply_markup"\r\n\r\n(.*?)\r\n--', re.DOTALL)  # beside a file
PATIENCE = 60.0  # seconds
_FIRST_CHAT = 5_000_000_000
_NOON = 1_796_014_800  # 30 November 2026, 12:00 WIB
_BOT = b'{"ok":true,"result":{"id":1234567,"is_bot":true,"first_name":"B","username":"UjiBot"}}'


@dataclass(frozen=True, slots=True)
class Order:
    """So many people talk to the webhook for a while; the CPU of `pid` is watched."""

    webhook: str  # "127.0.0.1:8080/path"
    secret: str
    pid: int
    people: int = 64
    warm_up: float = 1.0  # seconds
    seconds: float = 5.0
    first: int = 0  # number of the first person: others than last time


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured: turns a second, and CPU seconds of the bot for each."""

    turns: int
    turns_per_second: float
    cpu_per_turn: float


class Crowd:
    """The server, and everybody who talks."""

    def __init__(self) -> None:
        self.answers = 0
        self.answered = asyncio.Event()
        self.waiting_update: bytes | None = None
        self._updates = 700_000_000
        self._visitors: dict[int, Visitor] = {}
        self._lines: dict[int, Messages] = {}
        self._order: Order | None = None
        self._newest = 0
        self._path = ""
        self._headers = ""

    # The Bot API

    def heard(self, line: Messages, first: bytes, body: bytes) -> None:
        method = first.split(b" ", 2)[1].rsplit(b"/", 1)[-1]
        match method:
            case b"sendMessage":
                self._sent(line, body, b'"text":"x"')
            case b"sendPhoto":
                self._sent(line, body, b'"photo":[{"file_id":"x"}]')
            case b"getMe":
                line.write(response(_BOT))
            case b"getUpdates":
                self._updates_for(line)
            case _:
                line.write(response(b'{"ok":true,"result":true}'))

    def _sent(self, line: Messages, body: bytes, content: bytes) -> None:
        found = _CHAT.search(body)
        chat = int(found[1]) if found else 0
        self.answers += 1
        result = b'{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},%s}'
        told = result % (self.answers, _NOON, chat, content)
        line.write(response(b'{"ok":true,"result":%s}' % told))
        self.answered.set()
        if chat in self._visitors:
            self._go_on(chat, body)

    def _updates_for(self, line: Messages) -> None:
        """One update for a bot that polls, then silence."""
        if self.waiting_update is not None:
            line.write(response(b'{"ok":true,"result":[%s]}' % self.waiting_update))
            self.waiting_update = None

    # The people

    def _go_on(self, chat: int, heard: bytes) -> None:
        visitor = self._visitors[chat]
        if visitor.is_done:
            del self._visitors[chat]
            self._lines[self._newest + _FIRST_CHAT] = self._lines.pop(chat)
            chat = self._enter()
            visitor = self._visitors[chat]
        self._say(chat, visitor.next(), heard)

    def _enter(self) -> int:
        chat = _FIRST_CHAT + self._newest
        self._visitors[chat] = Visitor(self._newest)
        self._newest += 1
        return chat

    def _say(self, chat: int, said: str, heard: bytes) -> None:
        label = said.removeprefix(TAP)
        data = _button(heard, label) if said is not label else None
        update = self.tap(chat, label, data) if data else self.message(chat, label)
        self._lines[chat].write(request(self._path, self._headers, update))

    def message(self, chat: int, text: str) -> bytes:
        who = {"id": chat, "is_bot": False, "first_name": "Siti"}
        home = {"id": chat, "type": "private", "first_name": "Siti"}
        told = {"message_id": 1, "date": _NOON, "chat": home, "from": who, "text": text}
        return self._update("message", told)

    def tap(self, chat: int, label: str, data: str) -> bytes:
        who = {"id": chat, "is_bot": False, "first_name": "Siti"}
        home = {"id": chat, "type": "private"}
        keys = {"inline_keyboard": [[{"text": label, "callback_data": data}]]}
        shown = {"message_id": 1, "date": _NOON, "chat": home, "text": "x", "reply_markup": keys}
        query = {"id": "1", "from": who, "chat_instance": "1", "message": shown, "data": data}
        return self._update("callback_query", query)

    def _update(self, kind: str, content: object) -> bytes:
        self._updates += 1
        return json.dumps({"update_id": self._updates, kind: content}).encode()

    async def talk(self, order: Order) -> Speed:
        """Everybody talks; they come one after another, and what they do until the last has come
        is not counted. So at any moment there are people at every question."""
        await self._gather(order)
        self.answered.clear()
        turns, cpu, began = self.answers, cpu_seconds(order.pid), time.perf_counter()
        await asyncio.sleep(order.seconds)
        await self.somebody_answered()
        turns, cpu = self.answers - turns, cpu_seconds(order.pid) - cpu
        took = time.perf_counter() - began
        self._visitors.clear()
        return Speed(turns, turns / took, cpu / turns)

    async def somebody_answered(self) -> None:
        """Since `answered` was cleared. Raises TimeoutError when nobody is."""
        async with asyncio.timeout(PATIENCE):
            await self.answered.wait()

    async def _gather(self, order: Order) -> None:
        address, _, path = order.webhook.partition("/")
        host, _, port = address.partition(":")
        self._path, self._newest = f"/{path}", max(self._newest, order.first)
        self._headers = f"X-Telegram-Bot-Api-Secret-Token: {order.secret}\r\n"
        loop = asyncio.get_running_loop()
        for _ in range(order.people):
            _, line = await loop.create_connection(lambda: Messages(_ignore), host, int(port))
            chat = self._enter()
            self._lines[chat] = line
            self._say(chat, self._visitors[chat].next(), b"")
            await asyncio.sleep(order.warm_up / order.people)


def _ignore(_: Messages, first: bytes, __: bytes) -> None:
    """The webhook's own answer: an update that was not taken would stop its person for ever."""
    if b" 200 " not in first:
        print(first.decode(), file=sys.stderr, flush=True)


def _button(body: bytes, label: str) -> str | None:
    """The id of that button under a message; nothing from a bot that shows none."""
    if form := _MARKUP.search(body):
        markup = json.loads(form[1])
    elif not body.startswith(b"{"):
        raw = parse_qs(body.decode()).get("reply_markup", ["{}"])[0]
        markup = json.loads(raw)
    else:
        markup = json.loads(body).get("reply_markup", {})
    for row in markup.get("inline_keyboard", ()):
        for key in row:
            if key["text"] == label:
                return str(key["callback_data"])
    return None


async def _first_answer(crowd: Crowd) -> dict[str, float]:
    """When the first answer to somebody's first word arrived, on the clock all processes share."""
    crowd.answered.clear()
    crowd.waiting_update = crowd.message(_FIRST_CHAT - 1, "/start")
    await crowd.somebody_answered()
    return {"at": time.monotonic()}


async def _obeyed(crowd: Crowd, told: dict[str, Any]) -> dict[str, Any]:
    try:
        return asdict(await crowd.talk(Order(**told))) if told else await _first_answer(crowd)
    except TimeoutError:
        return {"failed": "nobody was answered"}


async def serve() -> None:
    loop = asyncio.get_running_loop()
    crowd = Crowd()
    server = await loop.create_server(lambda: Messages(crowd.heard), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await _obeyed(crowd, json.loads(line))), flush=True)


if __name__ == "__main__":
    uvloop.run(serve())
