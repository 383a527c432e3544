"""A bot in a process of its own that is killed without warning, and the people who talk to it.

The fake Bot API watches for the moment: an update was served, a message has arrived, was accepted,
was answered. `python -m tests.killable --times 200` kills it often.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aiohttp import web

from commands.settings import NAMES
from tests.fake_forum import GROUP
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.houses import REGISTRATION

ROOT = Path(__file__).parent.parent
MOMENTS = ("served", "arrived", "accepted", "answered")
PATIENCE = 60.0
HALF = PATIENCE / 2
HELP = "bantuan"
SCRIPT = (*REGISTRATION, "kirim")


@dataclass(frozen=True, slots=True)
class Kill:
    """Strike when this moment has come so many times since the last start."""

    moment: str
    count: int


def plan(seed: int, times: int) -> list[Kill]:
    """Moments in a fixed shuffle: the same seed kills at the same points."""
    chance = random.Random(seed)
    return [Kill(chance.choice(MOMENTS), chance.randint(1, 3)) for _ in range(times)]


class Network(Protocol):
    """A fake network that can strike the bot it serves."""

    @property
    def base(self) -> str: ...
    def started(self, pid: int) -> None: ...


class Striker:
    """Kills the bot at planned moments. `news` tells that something was sent, `restarts` how many
    seconds passed each time from a start of the bot to its first message."""

    def __init__(self, kills: Sequence[Kill]) -> None:
        self.kills = list(kills)
        self.struck = 0
        self.pid = 0
        self._seen = 0
        self._started_at: float | None = None
        self.restarts: list[float] = []
        self.news = asyncio.Condition()

    def started(self, pid: int) -> None:
        self.pid, self._seen, self._started_at = pid, 0, time.monotonic()

    def see(self, moment: str) -> bool:
        """Whether this was the moment."""
        if moment == "arrived" and self._started_at is not None:
            self.restarts.append(time.monotonic() - self._started_at)
            self._started_at = None
        if not self.kills or not self.pid or self.kills[0].moment != moment:
            return False
        self._seen += 1
        if self._seen < self.kills[0].count:
            return False
        self.kills.pop(0)
        self.struck += 1
        os.kill(self.pid, signal.SIGKILL)
        self.pid = 0
        return True


class Watchtower(Striker, FakeTelegram):
    """Sees each request come and go, and strikes when the moment has come."""

    def __init__(self, kills: Sequence[Kill]) -> None:
        FakeTelegram.__init__(self)
        Striker.__init__(self, kills)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        sends = request.path.endswith(("/sendMessage", "/sendPhoto"))
        opens = request.path.endswith("/createForumTopic")
        if (sends and self.see("arrived")) or (opens and self.see("opening")):
            return web.Response(status=500)
        answer = await super().handle(request)
        if opens:
            self.see("opened")
        if sends:
            self.see("accepted")
            asyncio.get_running_loop().call_soon(self.see, "answered")
            async with self.news:
                self.news.notify_all()
        elif request.path.endswith("/getUpdates") and self.pending:
            self.see("served")
        return answer


@dataclass
class Bot:
    """`bot.py run`, started again whenever it has died."""

    folder: Path
    tower: Network
    more: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        keeper = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "bot.py", "run", cwd=ROOT, env=self._environment()
            )
            self.tower.started(process.pid)
            try:
                await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                await process.wait()
                raise

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        return kept | {
            "DATA_DIR": str(self.folder),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_BASE": self.tower.base,
            "TELEGRAM_RATE": "1000",
            "HTTP_PORT": "0",
            "LOG_LEVEL": "error",
            **self.more,
        }


async def talk(tower: Watchtower, chat: int, script: Sequence[str] = SCRIPT) -> list[str]:
    """One person says each line once the last was answered; everything they were sent."""
    for text in script:
        before = _last(tower, chat)
        tower.say(chat, text)

        def answered(before: str = before) -> bool:
            return _last(tower, chat) != before

        if not await comes(tower.news, answered, HALF):
            tower.say(chat, HELP)
            assert await comes(tower.news, answered, PATIENCE)
    return [message.text for message in tower.sent(chat)]


async def comes(news: asyncio.Condition, what: Callable[[], bool], patience: float) -> bool:
    """Whether it came in time. A reply whose sender was killed twice is not tried a third time:
    whoever waits long enough asks for help, as people do."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience), news:
            await news.wait_for(what)
        return True
    return False


async def post(tower: Watchtower, chat: int, text: str) -> list[str]:
    """One person calls for an officer; what stands in the officers' group in the end."""
    tower.say(chat, text)
    async with asyncio.timeout(PATIENCE), tower.news:
        while not tower.sent(GROUP):
            await tower.news.wait()
    return [message.text for message in tower.sent(GROUP)]


def _last(tower: Watchtower, chat: int) -> str:
    sent = tower.sent(chat)
    return sent[-1].text if sent else ""


def without_repeats(texts: Sequence[str]) -> list[str]:
    """A message sent twice in a row counts once."""
    return list(_changes(texts))


def _changes(texts: Sequence[str]) -> Iterator[str]:
    for before, text in zip(("", *texts), texts, strict=False):
        if text != before:
            yield text


async def conversation(
    folder: Path, kills: Sequence[Kill], chats: Sequence[int], more: dict[str, str] | None = None
) -> tuple[Watchtower, list[list[str]]]:
    """These people register at the same time while the bot is killed; what each was sent."""
    async with Watchtower(kills) as tower:
        async with Bot(folder, tower, more or {}).alive():
            told = await asyncio.gather(*(talk(tower, chat) for chat in chats))
            tower.kills.clear()
        return tower, told


async def _soak(times: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        chats = range(1001, 1001 + max(1, times // 10))
        for number, chat in enumerate(chats):
            tower, (told,) = await conversation(Path(folder), plan(seed + number, 10), [chat])
            assert len(told) - len(without_repeats(told)) <= tower.struck
            print(f"{chat}: {tower.struck} kills, {len(told)} messages", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(_soak(given.times, given.seed))
