"""What `bot.py doctor` finds about WhatsApp."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from commands.settings import WHATSAPP, Settings
from commands.whatsapp_visits import whatsapp_channel
from messages import templates
from messages.check import HERE
from tests.fake_whatsapp import SECRET, TOKEN, VERIFY, FakeWhatsApp
from tests.fake_whatsapp_wire import BUSINESS_ID, PHONE_ID

OURS = list(templates.load(HERE / "whatsapp.yaml").values())
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as running:
        yield running


def at(server: FakeWhatsApp, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "whatsapp_token": TOKEN,
        "whatsapp_phone_id": PHONE_ID,
        "whatsapp_business_id": BUSINESS_ID,
        "whatsapp_app_secret": SECRET,
        "whatsapp_verify_token": VERIFY,
        "whatsapp_api_base": server.base,
    }
    return Settings(**(given | changes))


async def found(settings: Settings) -> list[tuple[str, str]]:
    return [(one.level, one.said) for one in await whatsapp_channel(settings, lambda: NOW)]


async def test_without_settings_it_is_off_and_each_missing_one_is_named() -> None:
    [(level, said)] = await found(Settings())
    assert level == "note"
    assert all(name in said for name in WHATSAPP)


async def test_a_number_that_works_is_told_with_its_quality(server: FakeWhatsApp) -> None:
    for one in OURS:
        server.approve(one.name, one.language, one.body, one.category.upper())
    levels, said = zip(*await found(at(server)), strict=True)
    assert levels == ("fine", "fine", "fine", "fine")
    assert said[1] == "Uji, mutu GREEN, batas TIER_250"


async def test_a_refused_token_is_wrong(server: FakeWhatsApp) -> None:
    [(level, said)] = await found(at(server, whatsapp_token="lain"))
    assert level == "wrong"
    assert "token ditolak" in said


async def test_an_unknown_number_or_account_is_wrong(server: FakeWhatsApp) -> None:
    [(level, said)] = await found(at(server, whatsapp_phone_id="1"))
    assert (level, "WHATSAPP_PHONE_ID" in said) == ("wrong", True)
    [_, (level, said)] = await found(at(server, whatsapp_business_id="1"))
    assert (level, "WHATSAPP_BUSINESS_ID" in said) == ("wrong", True)


async def test_an_account_that_delivers_to_nobody_is_wrong(server: FakeWhatsApp) -> None:
    server.subscribed = False
    (*_, (level, said), _) = await found(at(server))
    assert level == "wrong"
    assert "/whatsapp/webhook" in said


async def test_templates_that_are_not_approved_are_a_note(server: FakeWhatsApp) -> None:
    (*_, (level, said)) = await found(at(server))
    assert level == "note"
    assert all(one.name in said for one in OURS)


@pytest.mark.parametrize(
    ("about", "level"), [({"status": "PENDING"}, "wrong"), ({"quality_rating": "RED"}, "note")]
)
async def test_a_number_that_is_not_well_is_told(
    server: FakeWhatsApp, about: dict[str, str], level: str
) -> None:
    server.about |= about
    assert (await found(at(server)))[1][0] == level


async def test_out_of_reach_is_wrong() -> None:
    [(level, said)] = await found(at(FakeWhatsApp(), whatsapp_api_base="http://127.0.0.1:1"))
    assert level == "wrong"
    assert "tidak bisa dihubungi" in said
