"""Who may deliver to the webhook: the handshake, and the signature over the raw body. Pure."""

import hashlib
import hmac
import re
from collections.abc import Mapping

SIGNATURE_HEADER = "X-Hub-Signature-256"
_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")


def challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer when the address is registered; nothing when it is not Meta that asks."""
    told = query.get("hub.verify_token", "")
    known = bool(verify_token) and hmac.compare_digest(_bytes(told), _bytes(verify_token))
    wanted = query.get("hub.challenge", "")
    return wanted if known and query.get("hub.mode") == "subscribe" and wanted else None


def has_signature(headers: Mapping[str, str]) -> bool:
    """Whether there is anything to compare: looked at before a byte of the body is read."""
    return _SIGNATURE.fullmatch(headers.get(SIGNATURE_HEADER, "")) is not None


def is_signed(raw: bytes, headers: Mapping[str, str], app_secret: str) -> bool:
    """Whether these very bytes were signed with the app's secret."""
    expected = signature(raw, app_secret)
    return bool(app_secret) and hmac.compare_digest(
        _bytes(headers.get(SIGNATURE_HEADER, "")), _bytes(expected)
    )


def signature(raw: bytes, app_secret: str) -> str:
    return f"sha256={hmac.new(_bytes(app_secret), raw, hashlib.sha256).hexdigest()}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
