"""The one-time link over the real web server."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import aiohttp
import pytest

from channels import download, http
from handlers import export
from handlers.house import House
from tests import ledger
from tests.houses import ADMIN, Clock, Talk, register

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50) Chrome/130.0"}
PREVIEWS = (
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.24.1 A",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Slackbot-LinkExpanding 1.0",
    "SkypeUriPreview Preview/0.5",
)


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    app = http.build(download.routes(partial(export.fetch, house)))
    runner = await http.serve(app, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{http.port_of(runner)}"
    await runner.cleanup()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers=BROWSER) as session:
        yield session


@pytest.fixture
async def path(house: House) -> str:
    """Where the admin's link leads, below the address of the site."""
    await register(Talk(house, "1"))
    admin = Talk(house, ADMIN.key)
    for text in ("ekspor data", "semua", "semua yang terkirim", "csv", "rapat"):
        await admin.say(text)
    await export.make_waiting(house)
    link = (await ledger.promised(house, ADMIN))[-1].split()
    return next(word for word in link if "/download/" in word).split("8080")[1]


async def test_the_file_comes_once(site: str, path: str, browser: aiohttp.ClientSession) -> None:
    async with browser.get(site + path) as first:
        assert first.status == 200
        assert "PD-26-000001" in await first.text()
        disposition = first.headers["Content-Disposition"]
        assert disposition == 'attachment; filename="pra-pendaftaran-1.csv"'
        assert first.headers["Cache-Control"] == "no-store"
        assert first.headers["X-Content-Type-Options"] == "nosniff"
    async with browser.get(site + path) as second:
        assert second.status == 410
        assert await second.json() == {"problem": "gone"}


async def test_a_link_of_yesterday_is_gone(
    site: str, path: str, browser: aiohttp.ClientSession, clock: Clock
) -> None:
    clock.forward(export.LINK_LIFE - timedelta(seconds=1))
    clock.forward(timedelta(seconds=1))
    async with browser.get(site + path) as answer:
        assert answer.status == 410


async def test_the_last_second_still_counts(
    site: str, path: str, browser: aiohttp.ClientSession, clock: Clock
) -> None:
    clock.forward(export.LINK_LIFE - timedelta(seconds=1))
    async with browser.get(site + path) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("agent", PREVIEWS)
def test_previews_are_recognised(agent: str) -> None:
    assert download.PREVIEWERS.search(agent.casefold())


async def test_previews_do_not_use_it_up(
    site: str, path: str, browser: aiohttp.ClientSession
) -> None:
    for headers in ({"User-Agent": PREVIEWS[0]}, {"Sec-Purpose": "prefetch;prerender"}):
        async with browser.get(site + path, headers=headers) as answer:
            assert answer.status == 403
    async with browser.head(site + path) as answer:
        assert answer.status == 405
    async with browser.get(site + path) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "token", ["x", "token-00000000000000000000", "..%2f..%2fbot.db", "a" * 500]
)
async def test_a_guessed_link_is_gone(
    site: str, path: str, browser: aiohttp.ClientSession, token: str
) -> None:
    async with browser.get(f"{site}/download/{token}") as answer:
        assert answer.status == 410
    async with browser.get(site + path) as answer:
        assert answer.status == 200, "guessing uses nothing up"


async def test_a_file_that_is_missing_is_gone_not_an_error(
    house: House, site: str, path: str, browser: aiohttp.ClientSession, clock: Clock
) -> None:
    for file in export.folder(house).iterdir():
        file.unlink()
    async with browser.get(site + path) as answer:
        assert answer.status == 410


async def test_that_it_was_fetched_is_written_down_without_the_link(
    house: House, site: str, path: str, browser: aiohttp.ClientSession
) -> None:
    async with browser.get(site + path) as answer:
        assert answer.status == 200
    lines = (await ledger.everything(house))["audit"]
    assert [line["action"] for line in lines] == ["export asked", "export", "export fetched"]
    assert await ledger.mentions(house, path.rsplit("/", 1)[1]) == []
