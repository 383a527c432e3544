"""Carries requests to the Cloud API, or to a provider that speaks it, and brings back answers.

ApiError                          what a request can end in besides an answer
├── NotSentError                  no connection: it never left
└── UnansweredError               it left, and no answer came back
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from channels.untrusted import NOTHING, Json
from channels.whatsapp_outcome import UNREACHABLE, UNSURE, outcome_of
from dialog.wire import Outcome

API_BASE = "https://graph.facebook.com"
AUTH_HEADER = "Authorization: Bearer"
VERSION = "v23.0"
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
CONNECTIONS = 100

# With a bad address aiohttp repeats the whole of it: its words are never kept.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_MAY_HAVE_LEFT = (aiohttp.ClientError, TimeoutError, OSError)


class ApiError(Exception):
    """No answer."""


class NotSentError(ApiError):
    """No connection: the request never left."""


class UnansweredError(ApiError):
    """The request left and may have been carried out."""


@dataclass(frozen=True, slots=True)
class Account:
    """One business number, and where its API is reached."""

    token: str = field(repr=False)
    phone_id: str
    business_id: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    api_base: str = API_BASE
    auth_header: str = AUTH_HEADER

    def header(self) -> dict[str, str]:
        """ "Authorization: Bearer" goes before the token; a provider's own header is its name."""
        name, _, scheme = self.auth_header.partition(":")
        return {name.strip(): f"{scheme.strip()} {self.token}".strip()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Json
    retry_after: str = ""

    def outcome(self) -> Outcome:
        return outcome_of(self.status, self.body, self.retry_after)


class CloudApi:
    """Connections are kept open and shared by all requests."""

    def __init__(
        self, account: Account, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS
    ) -> None:
        self._base = f"{account.api_base.rstrip('/')}/{VERSION}"
        self._header = account.header()
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Raises ApiError."""
        return await self._ask("GET", path, query=query)

    async def post(self, path: str, body: Mapping[str, object]) -> Answer:
        """Raises ApiError."""
        return await self._ask("POST", path, body=body)

    async def upload(self, path: str, data: bytes, kind: str) -> Answer:
        """A file, to be named in messages by the id in the answer. Raises ApiError."""
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": kind})
        form.add_field("file", data, filename="berkas", content_type=kind)
        return await self._ask("POST", path, form=form)

    async def send(self, path: str, body: Mapping[str, object]) -> Outcome:
        """A request whose every ending is an outcome."""
        try:
            return (await self.post(path, body)).outcome()
        except NotSentError:
            return UNREACHABLE
        except UnansweredError:
            return UNSURE

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        form: aiohttp.FormData | None = None,
    ) -> Answer:
        try:
            async with self._open().request(
                method,
                f"{self._base}/{path}",
                json=body,
                data=form,
                params=query,
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                told = _object(await answer.read())
                return Answer(answer.status, told, answer.headers.get("Retry-After", ""))
        except _NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from None
        except _MAY_HAVE_LEFT as error:
            raise UnansweredError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._header,
            )
        return self._session


def _object(payload: bytes) -> Json:
    try:
        value: object = json.loads(payload)
    except (ValueError, RecursionError):
        return NOTHING
    return value if isinstance(value, dict) else NOTHING
