"""Pictures on WhatsApp: uploaded once, then sent by the id the network gave them."""

import logging

from channels.untrusted import text_at
from channels.uploads import Uploads, kind_of
from channels.whatsapp_api import ApiError, CloudApi
from channels.whatsapp_outcome import SOON
from dialog.wire import Fetch, Later, Outcome, Picture, Refused

log = logging.getLogger(__name__)

NOT_MADE = Later(SOON, "media")


class Photos:
    """Knows what each picture is called at the network; the words never wait long for it."""

    def __init__(self, api: CloudApi, phone_id: str, fetch: Fetch) -> None:
        self._api, self._path, self._fetch = api, f"{phone_id}/media", fetch
        self._uploads = Uploads()

    async def known_as(self, picture: Picture) -> str | Later | Refused:
        """The network's id, or why the picture cannot be made or is not taken there: the words go
        without it then, unless they are nothing without it."""
        return await self._uploads.find(picture) or await self._upload(picture)

    def forget(self, picture: Picture, known_as: str) -> None:
        self._uploads.forget(picture, known_as)

    async def _upload(self, picture: Picture) -> str | Later | Refused:
        with self._uploads.uploading(picture):
            media = await self._taken(picture)
            if isinstance(media, str):
                self._uploads.keep(picture, media)
        return media

    async def _taken(self, picture: Picture) -> str | Later | Refused:
        try:
            data = await self._fetch(picture)
        except Exception:
            log.exception("a picture was not made")
            return NOT_MADE
        try:
            answer = await self._api.upload(self._path, data, kind_of(data))
        except ApiError as error:
            log.warning("a picture was not uploaded: %s", type(error).__name__)
            return NOT_MADE
        return text_at(answer.body, "id") or refused(answer.outcome())


def refused(outcome: Outcome) -> Later | Refused:
    """Why a picture was not taken: what holds for everything stays so, all else is about it."""
    if isinstance(outcome, Refused):
        return outcome if outcome.channel_down else Refused("media")
    return outcome if isinstance(outcome, Later) and not outcome.maybe_sent else NOT_MADE
