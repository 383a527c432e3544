"""Photos on Telegram: uploaded once, then sent by the id Telegram gave them."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from telegram.error import BadRequest, TelegramError

from channels.telegram_render import Params, lost_file
from channels.uploads import Uploads
from dialog.wire import Fetch, Later, Outcome, Picture, Refused

log = logging.getLogger(__name__)

SOON = timedelta(seconds=5)


class NoPictureError(TelegramError):
    """The picture cannot be made: a fault of ours, not of Telegram."""


def refused(error: TelegramError) -> Outcome:
    """What it means for a message whose picture did not go: what was not made may be made later."""
    return Later(SOON, "media") if isinstance(error, NoPictureError) else Refused("media")


class Call(Protocol):
    """The result of a method. Raises TelegramError."""

    async def __call__(
        self, method: str, params: Params, *, files: Mapping[str, bytes] | None = None
    ) -> object: ...


class Photos:
    """Sends pictures. Raises what `call` raises, and NoPictureError."""

    def __init__(self, call: Call, fetch: Fetch) -> None:
        self._call, self._fetch = call, fetch
        self._uploads = Uploads()

    async def send(self, picture: Picture, params: Params) -> object:
        """The result of sendPhoto."""
        known = await self._uploads.find(picture)
        if known is not None:
            try:
                return await self._call("sendPhoto", params | {"photo": known})
            except BadRequest as error:
                if not lost_file(error):
                    raise
                self._uploads.forget(picture, known)
        return await self._upload(picture, params)

    async def _upload(self, picture: Picture, params: Params) -> object:
        with self._uploads.uploading(picture):
            data = await self._made(picture)
            result = await self._call("sendPhoto", params, files={"photo": data})
            if (file_id := file_id_of(result)) is not None:
                self._uploads.keep(picture, file_id)
        return result

    async def _made(self, picture: Picture) -> bytes:
        try:
            return await self._fetch(picture)
        except Exception as error:
            log.exception("a picture was not made")
            raise NoPictureError(type(error).__name__) from None


def file_id_of(result: object) -> str | None:
    """The id of the largest size, which serves for all of them."""
    message: dict[str, Any] = result if isinstance(result, dict) else {}
    sizes = message.get("photo")
    last = sizes[-1] if isinstance(sizes, list) and sizes else None
    found = last.get("file_id") if isinstance(last, dict) else None
    return found if isinstance(found, str) else None
