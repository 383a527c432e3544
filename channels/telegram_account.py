"""Which bot it is, where it lives, and what may be wrong with it."""

import logging
from dataclasses import dataclass, field

from telegram import Bot

from channels.telegram_transport import AiohttpRequest
from channels.untrusted import Json

API_BASE = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers, and the secret by which it is known."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """The bot. It polls, or with a `webhook` waits for its route to be called."""

    token: str = field(repr=False)
    contact_label: str  # the "share my number" button
    api_base: str = API_BASE
    webhook: Webhook | None = None
    officers: str = ""  # the group in whose topics officers answer; empty: none


def bot_of(account: Account, transport: AiohttpRequest) -> Bot:
    # At debug level the library logs whole requests: addresses, texts and the webhook's secret.
    logging.getLogger("telegram.Bot").setLevel(logging.INFO)
    server = account.api_base.rstrip("/")
    return Bot(
        account.token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


def username_of(me: object) -> str:
    return str(me.get("username") or "") if isinstance(me, dict) else ""


def webhook_fault(info: Json, wanted: Webhook | None) -> str:
    url = info.get("url") or ""
    if wanted is None:
        return "webhook_in_the_way" if url else ""
    if url != wanted.url:
        return "webhook_elsewhere"
    return "webhook_failing" if info.get("last_error_date") and _waiting(info) else ""


def _waiting(info: Json) -> bool:
    count = info.get("pending_update_count")
    return isinstance(count, int) and count > 0
