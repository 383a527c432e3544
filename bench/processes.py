"""Starts and stops what is measured, and reads from /proc what it used."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.crowd import Order

ROOT = Path(__file__).parent.parent
TOKEN = "1234567:made-up-token"  # noqa: S105
SECRET = "made-up-secret"  # noqa: S105
HOOK = "/telegram/webhook"
_TICKS = os.sysconf("SC_CLK_TCK")
_MEGABYTE = 1 << 20
_NOTHING = b'{"update_id": 0}'


class CannotRunError(Exception):
    """Something could not be measured; the message says why, for whoever started it."""


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int, name: str = "VmRSS") -> float:
    """Megabytes of memory a process holds; "VmHWM" tells the most it ever held."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / _MEGABYTE
    raise LookupError(name)


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str] | None = None, **pipes: Any
) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with the block, whatever happens in it. What it complained about is
    told when it cannot be measured."""
    given = {**_clean(), **(environment or {})}
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env=given,
            text=True,
            start_new_session=True,
            stderr=complaints,
            **pipes,
        )
        try:
            yield process
        except CannotRunError as error:
            complaints.seek(0)
            raise CannotRunError(f"{error}\n{complaints.read()}".rstrip()) from error
        finally:
            _end(process)


def _clean() -> dict[str, str]:
    """Our environment with every setting switched off by name, so that a .env with a real token
    and a real database is never used here."""
    from commands.settings import NAMES

    settings = [*NAMES, *(f"{name}_FILE" for name in NAMES)]
    return {**os.environ, **dict.fromkeys(settings, "")}


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class CrowdProcess:
    """The fake Bot API with its people, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in, self._out = _pipes(process)
        self.base = f"http://127.0.0.1:{self._read()['port']}"

    def talk(self, order: "Order") -> dict[str, float]:
        """See `bench.crowd.Speed`."""
        self._write(asdict(order))
        return self._read()

    def expect_first_answer(self) -> None:
        self._write({})

    def first_answer(self) -> float:
        """Monotonic seconds."""
        return self._read()["at"]

    def _write(self, told: object) -> None:
        self._in.write(json.dumps(told) + "\n")
        self._in.flush()

    def _read(self) -> dict[str, float]:
        line = self._out.readline()
        if not line:
            raise CannotRunError("the crowd has gone")
        found: dict[str, Any] = json.loads(line)
        if "failed" in found:
            raise CannotRunError(found["failed"])
        return found


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipes")
    return process.stdin, process.stdout


@contextmanager
def crowd() -> Iterator[CrowdProcess]:
    command = [sys.executable, "-m", "bench.crowd"]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield CrowdProcess(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_ready(port: int, process: subprocess.Popen[str], patience: float = 30.0) -> None:
    """Returns when the webhook there takes updates. Raises CannotRunError when it never does."""
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        if _takes_updates(port):
            return
        time.sleep(0.02)
    raise CannotRunError(f"nobody listens on port {port}")


def _takes_updates(port: int) -> bool:
    """An update with nothing in it is taken and forgotten."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("POST", HOOK, _NOTHING, headers)
        return line.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        line.close()
