"""Carries python-telegram-bot's requests over aiohttp and names every way they fail.

TelegramError                     telegram.error, in the order they must be matched
├── SlowDownError                 ours: 429, with or without a time
├── InvalidToken                  401, 404
├── Forbidden                     403: blocked, deactivated, never started
├── ChatMigrated                  400: the group has a new id
├── Conflict                      409: somebody else polls, or a webhook is set
└── NetworkError                  5xx
    ├── BadRequest                400: no matter how often it is sent
    ├── NotSentError              ours: no connection, the request never left
    └── UnansweredError           ours: it left, and no answer that can be read came back
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

from channels.client import (
    CONNECT_SECONDS,
    MAY_HAVE_LEFT,
    NEVER_LEFT,
    READ_SECONDS,
    open_session,
    read_up_to,
)
from channels.untrusted import object_in
from channels.uploads import kind_of

UNTOLD_WAIT = timedelta(seconds=5)
_JSON = {"Content-Type": "application/json"}
_BY_STATUS: dict[int, type[TelegramError]] = {
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}


class SlowDownError(TelegramError):
    """Too many requests: the whole bot waits. python-telegram-bot's RetryAfter warns when made."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("too many requests")
        self.after = after


class NotSentError(NetworkError):
    """No connection: the request never left."""


class UnansweredError(NetworkError):
    """The request left and may have been carried out."""


class AiohttpRequest(BaseRequest):
    """The transport of one bot: connections are kept open and shared by all its requests."""

    def __init__(self, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS) -> None:
        self._connect, self._read = connect, read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return self._read

    async def initialize(self) -> None:
        """Nothing to do: the session opens with the first request, in the loop that needs it."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        url: str,
        params: Mapping[str, object],
        wait: float = 0,
        files: Mapping[str, bytes] | None = None,
    ) -> object:
        """The `result` of a method, unparsed. `wait`: seconds the server may take beside ours.
        `files`: pictures to upload, by parameter.

        Raises one of the errors on top of this page.
        """
        body = form(params, files) if files else json.dumps(params).encode()
        status, payload = await self._post(url, body, wait)
        if status >= 300:
            raise error_of(status, payload)
        return self.parse_json_payload(payload)["result"]

    async def file(self, url: str, limit: int) -> bytes | None:
        """A file's bytes; nothing when it is longer than `limit`. Same errors as `call`."""
        timeout = aiohttp.ClientTimeout(total=None, connect=self._connect, sock_read=self._read)
        try:
            async with self._open().get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status >= 300:
                    raise error_of(answer.status, b"")
                return await read_up_to(answer, limit)
        except NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from None
        except MAY_HAVE_LEFT as error:
            raise UnansweredError(type(error).__name__) from None

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        read_timeout: object = None,  # noqa: ARG002
        write_timeout: object = None,  # noqa: ARG002
        connect_timeout: object = None,  # noqa: ARG002
        pool_timeout: object = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """What the library calls for its typed methods. Same errors as `call`."""
        params = request_data.parameters if request_data else {}
        status, payload = await self._post(url, json.dumps(params).encode(), 0)
        if status >= 300:
            raise error_of(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Unlike the library's own, it does not log an answer it cannot read."""
        answer = object_in(payload) or {}
        if "result" not in answer:
            raise UnansweredError("the answer cannot be read")
        return answer

    async def _post(
        self, url: str, body: bytes | aiohttp.FormData, wait: float
    ) -> tuple[int, bytes]:
        timeout = aiohttp.ClientTimeout(
            total=None, connect=self._connect, sock_read=self._read + wait
        )
        headers = _JSON if isinstance(body, bytes) else None  # a form brings its own
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from None
        except MAY_HAVE_LEFT as error:
            raise UnansweredError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session()
        return self._session


def form(params: Mapping[str, object], files: Mapping[str, bytes]) -> aiohttp.FormData:
    """Parameters beside files: what is no text is written as JSON, as the Bot API asks for it."""
    made = aiohttp.FormData()
    for name, value in params.items():
        made.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, data in files.items():
        kind = kind_of(data)
        filename = f"{name}.{kind.removeprefix('image/')}"
        made.add_field(name, data, filename=filename, content_type=kind)
    return made


def error_of(status: int, payload: bytes) -> TelegramError:
    """The error behind an answer that is not a success."""
    answer = object_in(payload) or {}
    description = str(answer.get("description") or f"HTTP {status}")
    parameters = answer.get("parameters")
    told = parameters if isinstance(parameters, dict) else {}
    if status == 429:
        return SlowDownError(_wait(told.get("retry_after")))
    if isinstance(moved := told.get("migrate_to_chat_id"), int):
        return ChatMigrated(moved)
    if status >= 500:
        return NetworkError(f"HTTP {status}")
    return _BY_STATUS.get(status, BadRequest)(description)


def _wait(seconds: object) -> timedelta:
    if isinstance(seconds, int | float) and 0 < seconds < 1e6:
        return timedelta(seconds=seconds)
    return UNTOLD_WAIT
