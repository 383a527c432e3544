"""Carries requests to the Cloud API, or to a provider that speaks it, and brings back answers.

ApiError                          what a request can end in besides an answer
├── NotSentError                  no connection: it never left
└── UnansweredError               it left, and no answer came back
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp

from channels.client import (
    CONNECT_SECONDS,
    MAY_HAVE_LEFT,
    NEVER_LEFT,
    READ_SECONDS,
    open_session,
    read_up_to,
)
from channels.untrusted import NOTHING, Json, int_at, object_in, text_at
from channels.whatsapp_outcome import UNREACHABLE, UNSURE, outcome_of
from dialog.wire import Outcome

API_BASE = "https://graph.facebook.com"
AUTH_HEADER = "Authorization: Bearer"
VERSION = "v23.0"
META = (".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net")
"""Where Meta keeps files."""


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

    async def file(self, media: str, limit: int) -> bytes | None:
        """What somebody sent, by its id; nothing when it is longer than `limit`. Its address comes
        from the network and holds for minutes. Raises ApiError."""
        found = await self.get(quote(media, safe=""))
        url = self._own(text_at(found.body, "url"))
        if found.status >= 300 or not url:
            raise NotSentError(f"HTTP {found.status}")
        if (int_at(found.body, "file_size") or 0) > limit:
            return None
        try:
            request = self._open().get(url, timeout=self._timeout, allow_redirects=False)
            async with request as answer:
                if answer.status >= 300:
                    raise NotSentError(f"HTTP {answer.status}")
                return await read_up_to(answer, limit)
        except MAY_HAVE_LEFT as error:
            raise UnansweredError(type(error).__name__) from None

    def _own(self, url: str) -> str:
        """The address, if the token may be shown there: to Meta's own servers, and of a provider
        only to the one that is set, which passes it on."""
        try:
            told, base = urlsplit(url), urlsplit(self._base)
        except ValueError:
            return ""
        if not told.path:
            return ""
        if base.hostname != urlsplit(API_BASE).hostname:
            return urlunsplit((base.scheme, base.netloc, told.path, told.query, ""))
        ours = told.scheme == "https" and (told.hostname or "").endswith(META)
        return url if ours else ""

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
                told = object_in(await answer.read()) or NOTHING
                return Answer(answer.status, told, answer.headers.get("Retry-After", ""))
        except NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from None
        except MAY_HAVE_LEFT as error:
            raise UnansweredError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._header)
        return self._session
