"""Pictures on WhatsApp: uploaded once, then sent by the id the network gave them."""

import logging

from channels.untrusted import text_at
from channels.uploads import Uploads
from channels.whatsapp_api import ApiError, CloudApi
from dialog.wire import Fetch, Picture

log = logging.getLogger(__name__)


class Photos:
    """Knows what each picture is called at the network; the words never wait long for it."""

    def __init__(self, api: CloudApi, phone_id: str, fetch: Fetch) -> None:
        self._api, self._path, self._fetch = api, f"{phone_id}/media", fetch
        self._uploads = Uploads()

    async def known_as(self, picture: Picture) -> str:
        """The network's id; empty when the picture cannot be made or taken there: the words go
        without it then."""
        return await self._uploads.find(picture) or await self._upload(picture)

    def forget(self, picture: Picture, known_as: str) -> None:
        self._uploads.forget(picture, known_as)

    async def _upload(self, picture: Picture) -> str:
        with self._uploads.uploading(picture):
            media = await self._taken(picture)
            if media:
                self._uploads.keep(picture, media)
        return media

    async def _taken(self, picture: Picture) -> str:
        try:
            data = await self._fetch(picture)
        except Exception:
            log.exception("a picture was not made")
            return ""
        try:
            answer = await self._api.upload(self._path, data, "image/png")
        except ApiError as error:
            log.warning("sending without its picture after %s", type(error).__name__)
            return ""
        return text_at(answer.body, "id") if answer.status < 300 else ""
