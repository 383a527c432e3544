"""The bots that are measured: ours and python-telegram-bot's echo, each a process of its own."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import Order
from bench.processes import HOOK, SECRET, TOKEN, CrowdProcess, free_port, running, until_ready

ECHO = "python-telegram-bot's echo"
FAST_ENOUGH = "1000000"  # messages a second: the pace of a network is not what is measured


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that listens to its webhook."""

    pid: int
    port: int

    def order(self, seconds: float) -> Order:
        """Sixty-four people talk to it; they come during the first second."""
        webhook = f"127.0.0.1:{self.port}{HOOK}"
        return Order(webhook, SECRET, self.pid, warm_up=min(1.0, seconds), seconds=seconds)


def settings(crowd: CrowdProcess, folder: Path, port: int) -> dict[str, str]:
    """An installation of its own that talks to the crowd."""
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": crowd.base,
        "TELEGRAM_RATE": FAST_ENOUGH,
        "DATA_DIR": str(folder),
        "HTTP_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "error",
    }


@contextmanager
def ours(crowd: CrowdProcess, folder: Path) -> Iterator[Bot]:
    """`bot.py run`, everything durable, over the database of that folder."""
    port = free_port()
    hook = {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    with _listening(["bot.py", "run"], port, settings(crowd, folder, port) | hook) as bot:
        yield bot


@contextmanager
def echo(crowd: CrowdProcess) -> Iterator[Bot]:
    """Says what was said and keeps nothing."""
    port = free_port()
    with _listening(["-m", "bench.echo", crowd.base, str(port)], port, {}) as bot:
        yield bot


@contextmanager
def _listening(arguments: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Bot]:
    with running([sys.executable, *arguments], environment) as process:
        until_ready(port, process)
        yield Bot(process.pid, port)
