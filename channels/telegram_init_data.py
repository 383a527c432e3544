"""Who opened a Mini App, as Telegram vouches for it. Pure.

Source: core.telegram.org/bots/webapps, "Validating data received via the Mini App".
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from dialog.wire import Address

OLDEST = timedelta(hours=1)
LONGEST = 4096


def owner(init_data: str, bot_token: str, now: datetime) -> Address | None:
    """The person, or nothing when it was not Telegram that said so, or too long ago."""
    if not bot_token or len(init_data) > LONGEST:
        return None
    pairs = parse_qsl(init_data, keep_blank_values=True)
    fields = dict(pairs)
    told = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs) or not _is_signed(fields, told, bot_token):
        return None
    return _person(fields) if _is_fresh(fields.get("auth_date", ""), now) else None


def _is_signed(fields: dict[str, str], told: str, bot_token: str) -> bool:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, lines.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    return hmac.compare_digest(told.encode("utf-8", "replace"), expected.encode())


def _is_fresh(auth_date: str, now: datetime) -> bool:
    if not (auth_date.isascii() and auth_date.isdecimal() and len(auth_date) < 11):
        return False
    age = now - datetime.fromtimestamp(int(auth_date), UTC)
    return -timedelta(minutes=5) < age <= OLDEST


def _person(fields: dict[str, str]) -> Address | None:
    try:
        user = json.loads(fields.get("user", ""))
    except (ValueError, RecursionError):
        return None
    number = user.get("id") if isinstance(user, dict) else None
    known = isinstance(number, int) and not isinstance(number, bool)
    return Address("telegram", str(number)) if known else None
