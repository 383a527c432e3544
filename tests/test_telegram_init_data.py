"""Who opened a Mini App: only what Telegram signed counts, and not for long."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest

from channels.telegram_init_data import owner
from dialog.wire import Address
from tests.fake_telegram import TOKEN
from tests.houses import START


def signed(number: object, at: datetime = START, token: str = TOKEN, **more: str) -> str:
    """As Telegram puts it behind the # of the page's address."""
    user = json.dumps({"id": number, "first_name": "Siti"})
    fields = {"auth_date": str(int(at.timestamp())), "query_id": "AAH", "user": user} | more
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    told = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields | {"hash": told})


def test_what_telegram_signed_names_the_person() -> None:
    assert owner(signed(5550001), TOKEN, START) == Address("telegram", "5550001")


def test_it_counts_for_an_hour() -> None:
    hour = timedelta(hours=1)
    assert owner(signed(7), TOKEN, START + hour)
    assert owner(signed(7), TOKEN, START + hour + timedelta(seconds=1)) is None
    assert owner(signed(7), TOKEN, START - hour) is None


@pytest.mark.parametrize(
    "told",
    [
        "",
        "hash=",
        signed(7, token="9:other"),
        signed(7).replace("Siti", "Budi"),
        signed(7) + "&user=%7B%22id%22%3A8%7D",
        signed(7).replace("hash=", "hash=0"),
        signed("7"),
        signed(True),
        signed(None),
        signed(7, auth_date="soon"),
        signed(7, auth_date=""),
        signed(7, user="[]"),
        signed(7, user="{"),
        signed(7) + "x" * 5000,
        "hash=%C3%A4",
    ],
)
def test_anything_else_names_nobody(told: str) -> None:
    assert owner(told, TOKEN, START) is None


def test_without_a_bot_nobody_is_vouched_for() -> None:
    assert owner(signed(7, token=""), "", START) is None
