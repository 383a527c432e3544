"""Just enough HTTP/1.1 for a load generator that must cost little."""

import asyncio
import re
from collections.abc import Callable
from typing import cast

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Messages(asyncio.Protocol):
    """Cuts what arrives into messages: `heard(self, first line, body)` is called for each."""

    def __init__(self, heard: Callable[["Messages", bytes, bytes], None]) -> None:
        self._heard = heard
        self._rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self._rest = self._rest + data if self._rest else data
        while (end := self._rest.find(b"\r\n\r\n") + 4) > 3:
            head = self._rest[:end]
            told = _LENGTH.search(head)
            whole = end + (int(told[1]) if told else 0)
            if len(self._rest) < whole:
                return
            body, self._rest = self._rest[end:whole], self._rest[whole:]
            self._heard(self, head[: head.find(b"\r\n")], body)

    def write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)


def response(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


def request(path: str, headers: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
