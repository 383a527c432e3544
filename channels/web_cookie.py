"""The cookie that is the only key to a web conversation."""

from aiohttp import web

from channels.web_wire import address_of
from dialog.wire import Address

KEPT_SECONDS = 180 * 24 * 3600


class Cookie:
    """Out of reach of scripts and of other sites; over https bound to exactly this host."""

    def __init__(self, public_url: str) -> None:
        self._secure = public_url.startswith("https:")
        self._name = "__Host-chat" if self._secure else "chat"

    def address(self, request: web.Request) -> Address | None:
        return address_of(request.cookies.get(self._name, ""))

    def put(self, response: web.Response, token: str) -> web.Response:
        response.set_cookie(
            self._name,
            token,
            max_age=KEPT_SECONDS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )
        return response

    def renew(self, request: web.Request, response: web.Response) -> web.Response:
        return self.put(response, request.cookies[self._name])

    def drop(self, response: web.Response) -> web.Response:
        response.del_cookie(
            self._name, path="/", secure=self._secure, httponly=True, samesite="Strict"
        )
        return response
