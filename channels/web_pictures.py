"""Pictures in the web chat: shown by name, so that a browser asks for each only once."""

import logging
import re
from collections import OrderedDict

from aiohttp import web

from channels.http import problem
from channels.uploads import kind_of
from channels.web_wire import PICTURES
from dialog.wire import Fetch, Outgoing, Picture

PATH = PICTURES + "{name}"
KEPT = 512
FOR_EVER = "public, max-age=31536000, immutable"
_NAME = re.compile(r"[0-9a-f]{40}")

log = logging.getLogger(__name__)


class Pictures:
    """The pictures this process has told a page of, the newest ones. A page that is loaded again
    is told of them again, so nothing is lost when they are forgotten."""

    def __init__(self, fetch: Fetch | None, kept: int = KEPT) -> None:
        self._fetch, self._most = fetch, kept
        self._told: OrderedDict[str, Picture] = OrderedDict()

    def tell(self, message: Outgoing) -> None:
        """A page is about to be told of this message."""
        picture = message.picture
        if picture is None:
            return
        self._told[picture.name] = picture
        self._told.move_to_end(picture.name)
        if len(self._told) > self._most:
            self._told.popitem(last=False)

    async def show(self, request: web.Request) -> web.Response:
        """The route. Whoever knows the name may look: it is made of everything that is shown."""
        name = request.match_info["name"]
        picture = self._told.get(name) if _NAME.fullmatch(name) else None
        if picture is None or self._fetch is None:
            return problem(404, "no_such_picture")
        try:
            data = await self._fetch(picture)
        except Exception:
            log.exception("a picture was not made")
            return problem(503, "not_made", after=60)
        headers = {"Cache-Control": FOR_EVER}
        return web.Response(body=data, content_type=kind_of(data), headers=headers)
