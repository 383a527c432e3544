"""The fake Bot API as a process of its own, steered over HTTP: for benchmarks and kill tests.

POST /control/say      {"chat_id", "text", "people": 1}   people: so many chats, numbered upwards
POST /control/tap      {"chat_id", "message_id", "index"}
POST /control/contact  {"chat_id", "phone", "owner"}      owner: somebody else's number
POST /control/block    {"chat_id"}                        and /control/unblock
POST /control/fail     {"method", "times": 1, "status", "description", "parameters",
                        "close", "accept"}                see Fault
POST /control/redeliver                                   what the webhook did not take, again
GET  /control/sent?chat_id=5                              the messages of one chat
GET  /control/stats                                       counts, and the breaches of the spec

Prints one line of JSON when it listens: {"base", "token"}. Stops on SIGTERM.
"""

import argparse
import asyncio
import json
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import uvloop
from aiohttp import web

from tests.fake_telegram import TOKEN, FakeTelegram
from tests.fake_telegram_wire import Fault


class SteeredTelegram(FakeTelegram):
    """A FakeTelegram with the addresses above."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.startswith("/control/"):
            return await super().handle(request)
        order = request.path.removeprefix("/control/")
        told = dict(request.query) if request.method == "GET" else json.loads(await request.read())
        return web.json_response(self._obey(order, told))

    def _obey(self, order: str, told: dict[str, Any]) -> object:
        orders: dict[str, Callable[..., object]] = {
            "say": self._say,
            "tap": self.tap,
            "contact": self.share_contact,
            "block": self.block,
            "unblock": lambda chat_id: self.block(chat_id, "member"),
            "fail": self._script,
            "redeliver": self.redeliver,
            "sent": lambda chat_id: [asdict(each) for each in self.sent(int(chat_id))],
            "stats": self._stats,
        }
        return orders[order](**told)

    def _say(self, chat_id: int, text: str, people: int = 1) -> list[int]:
        return [self.say(chat_id + number, text) for number in range(people)]

    def _script(self, method: str, times: int = 1, **fault: Any) -> None:
        self.fail(method, *[Fault(**fault)] * times)

    def _stats(self) -> dict[str, object]:
        return {
            "sent": self.sent_in_all(),
            "pending": len(self.pending),
            "calls": Counter(method for method, _ in self.calls),
            "deliveries": Counter(str(status) for _, status in self.deliveries),
            "violations": self.violations,
        }


async def serve(port: int, token: str, validate: bool) -> None:
    """Until SIGTERM or Ctrl-C."""
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    server = SteeredTelegram(token, validate=validate)
    server.port = port
    async with server:
        print(json.dumps({"base": server.base, "token": token}), flush=True)
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A server that behaves like the Bot API.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--light", action="store_true", help="fast: no check against the spec")
    told = parser.parse_args()
    uvloop.run(serve(told.port, told.token, not told.light))
