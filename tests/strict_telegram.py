"""A fake Bot API with Telegram's limits and a network's bad days.

It counts as Telegram is said to: 30 messages a second over all chats, one a second to a chat with
short bursts, 20 a minute to a group. Who writes too fast is answered 429. `Weather` says how often
a send fails and in which way; chance comes from a seed, so that a day can be repeated.
"""

import asyncio
import random
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many

ALL_CHATS, GROUP, BURST = 30, 20, 3


@dataclass
class Window:
    """How many in a span of time, in seconds."""

    most: int
    span: float
    _gone: deque[float] = field(default_factory=deque[float])

    def is_full(self, now: float) -> bool:
        while self._gone and now - self._gone[0] >= self.span:
            self._gone.popleft()
        return len(self._gone) >= self.most

    def add(self, now: float) -> None:
        self._gone.append(now)


@dataclass
class Limits:
    """Telegram's limits as far as they are known (core.telegram.org/bots/faq)."""

    everybody: Window = field(default_factory=lambda: Window(ALL_CHATS, 1.0))
    chats: defaultdict[int, Window] = field(
        default_factory=lambda: defaultdict(lambda: Window(BURST, BURST))
    )
    groups: defaultdict[int, Window] = field(
        default_factory=lambda: defaultdict(lambda: Window(GROUP, 60.0))
    )

    def refuses(self, chat: int, now: float) -> bool:
        """Whether this one is too many; if not, it is counted."""
        windows = [self.everybody, (self.groups if chat < 0 else self.chats)[chat]]
        if any(window.is_full(now) for window in windows):
            return True
        for window in windows:
            window.add(now)
        return False


@dataclass(frozen=True, slots=True)
class Weather:
    """How many of a hundred sends fail, by the way they fail."""

    server_trouble: int = 0  # 502, not accepted
    slow_down: int = 0  # 429 with a time
    lost: int = 0  # accepted, and the connection ends without an answer
    dropped: int = 0  # not accepted, and the connection ends
    slow: int = 0  # accepted, answered late


FINE = Weather()
STORM = Weather(server_trouble=5, slow_down=1, lost=5, dropped=5, slow=10)


class StrictTelegram(FakeTelegram):
    """Enforces the limits and makes the weather. Counts what was refused as too fast."""

    def __init__(self, weather: Weather = FINE, seed: int = 1, *, strict: bool = True) -> None:
        super().__init__()
        self.weather, self.strict = weather, strict
        self.limits = Limits()
        self.too_fast = 0
        self.arrivals: list[float] = []
        self.accepted: Counter[int] = Counter()
        self._chance = random.Random(seed)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.endswith("/sendMessage") and (fault := self._weather()):
            self.fail("sendMessage", fault)
        return await super().handle(request)

    async def _send_message(self, params: dict[str, object]) -> dict[str, object]:
        now, chat = time.monotonic(), int(str(params["chat_id"]))
        self.arrivals.append(now)
        if self.strict and self.limits.refuses(chat, now):
            self.too_fast += 1
            return too_many(1).answer()
        answer = await super()._send_message(params)
        if answer.get("ok"):
            self.accepted[chat] += 1
        return answer

    def _weather(self) -> Fault | None:
        drawn, today = self._chance.randrange(100), self.weather
        kinds = {
            "trouble": (today.server_trouble, Fault(502, "Bad Gateway")),
            "slow_down": (today.slow_down, too_many(1)),
            "lost": (today.lost, Fault(accept=True, close=True)),
            "dropped": (today.dropped, Fault(close=True)),
            "slow": (today.slow, Fault(accept=True, hold=_soon())),
        }
        for share, fault in kinds.values():
            if drawn < share:
                return fault
            drawn -= share
        return None


def _soon() -> asyncio.Event:
    """Set by itself after a moment."""
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, event.set)
    return event


def busiest_second(times: list[float]) -> int:
    """The most that arrived in any second."""
    most, begin = 0, 0
    for end, at in enumerate(times):
        while at - times[begin] >= 1.0:
            begin += 1
        most = max(most, end - begin + 1)
    return most
