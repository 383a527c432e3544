"""The fake server is as strict as the real one, and can be run on its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault
from tests.telegram_spec import decoded, parse_html, spec, text_fault, violations

Json = dict[str, Any]


def button(**more: object) -> Json:
    return {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[more]]}}


@pytest.mark.parametrize(
    ("method", "params", "told"),
    [
        ("sendMessage", {"chat_id": 1}, "text: missing"),
        ("sendMessage", {"chat_id": 1, "text": "a", "colour": 1}, "colour: unknown"),
        ("sendMessage", {"chat_id": 1.5, "text": "a"}, "chat_id: not"),
        ("sendMessage", {"chat_id": True, "text": "a"}, "chat_id: not"),
        ("sendMessage", {"chat_id": 1, "text": " "}, "text is empty"),
        ("sendMessage", {"chat_id": 1, "text": "🙂" * 2049}, "too long"),
        ("sendMessage", {"chat_id": 1, "text": "<b>a", "parse_mode": "HTML"}, "parse entities"),
        ("sendMessage", {"chat_id": 1, "text": "a", "parse_mode": "html5"}, "parse_mode"),
        ("sendMessage", button(text="a"), "exactly one action"),
        ("sendMessage", button(text="a", callback_data="b", url="c"), "exactly one action"),
        ("sendMessage", button(text="a", callback_data="é" * 33), "callback_data: outside"),
        ("sendMessage", button(text="", callback_data="b"), "text: outside"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": {}}, "missing"),
        ("getUpdates", {"limit": 101}, "limit: outside"),
        ("getUpdates", {"limit": "10"}, "limit: not Integer"),
        ("getUpdates", {"allowed_updates": ["messages"]}, "allowed_updates: outside"),
        ("setWebhook", {"url": "https://x", "secret_token": "a b"}, "secret_token: outside"),
        ("setMyCommands", {"commands": [{"command": "A", "description": "b"}]}, "command: outside"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "scope"),
        ("sendMassage", {}, "no such method"),
    ],
)
def test_a_breach_of_the_specification_is_named(method: str, params: Json, told: str) -> None:
    assert any(told in each for each in violations(method, params))


def test_a_sound_request_breaches_nothing() -> None:
    params = button(text="Ya", callback_data="é" * 32) | {"text": "🙂" * 2048}
    assert violations("sendMessage", params) == []
    assert spec()["version"] == "Bot API 10.1"


def test_html_is_read_as_the_server_reads_it() -> None:
    assert parse_html("a &lt;<b>b&#33;</b> & &copy;") == ("a <b! & &copy;", ["b!"])
    for broken in ("<", "<b>", "</b>", "<b><i></b></i>", "<p>a</p>"):
        assert "parse entities" in text_fault({"text": broken, "parse_mode": "HTML"})


def test_a_form_means_the_same_as_json() -> None:
    form = {"chat_id": "5", "text": "12", "reply_markup": '{"remove_keyboard":true}'}
    expected = {"chat_id": 5, "text": "12", "reply_markup": {"remove_keyboard": True}}
    assert decoded("sendMessage", form) == expected


@asynccontextmanager
async def asked(url: str, form: Json) -> AsyncIterator[tuple[int, Json]]:
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        yield answer.status, await answer.json()


async def call(server: FakeTelegram, method: str, **form: object) -> tuple[int, Json]:
    async with asked(f"{server.base}/bot{server.token}/{method}", form) as answer:
        return answer


async def test_updates_repeat_until_confirmed() -> None:
    async with FakeTelegram() as server:
        first, second = server.say(1, "a"), server.say(1, "b")
        for _ in range(2):
            _, answer = await call(server, "getUpdates", limit=1)
            assert [each["update_id"] for each in answer["result"]] == [first]
        _, answer = await call(server, "getUpdates", offset=first + 1)
        assert [each["update_id"] for each in answer["result"]] == [second]
        assert list(server.pending) == [second]


async def test_a_long_question_is_answered_when_something_comes() -> None:
    async with FakeTelegram() as server:
        waiting = asyncio.create_task(call(server, "getUpdates", timeout=50))
        while not server.called("getUpdates"):  # noqa: ASYNC110
            await asyncio.sleep(0)
        server.say(1, "a")
        _, answer = await waiting
        assert len(answer["result"]) == 1


async def test_two_receivers_are_in_conflict() -> None:
    async with FakeTelegram() as server:
        first = asyncio.create_task(call(server, "getUpdates", timeout=50))
        while not server.called("getUpdates"):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await call(server, "getUpdates", timeout=0)
        assert (await first)[0] == 409
        await call(server, "setWebhook", url="http://127.0.0.1:9/")
        assert (await call(server, "getUpdates"))[0] == 409


async def test_a_wrong_token_and_a_blocked_chat_are_refused() -> None:
    async with FakeTelegram() as server:
        async with asked(f"{server.base}/botwrong/getMe", {}) as (status, _):
            assert status == 401
        server.block(7)
        assert (await call(server, "sendMessage", chat_id=7, text="a"))[0] == 403
        server.fail("sendMessage", Fault(400, "Bad Request: chat not found"))
        status, answer = await call(server, "sendMessage", chat_id=8, text="a")
        assert (status, answer["description"]) == (400, "Bad Request: chat not found")
        assert server.sent_in_all() == 0


async def test_as_a_process_it_is_steered_over_http() -> None:
    command = [sys.executable, "-m", "tests.fake_telegram", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    bot, control = f"{told['base']}/bot{told['token']}", f"{told['base']}/control"
    async with aiohttp.ClientSession(raise_for_status=False) as session:

        async def post(url: str, **body: object) -> Any:
            async with session.post(url, json=body) as answer:
                return await answer.json()

        assert len(await post(f"{control}/say", chat_id=5, text="halo", people=3)) == 3
        assert len((await post(f"{bot}/getUpdates"))["result"]) == 3
        await post(f"{control}/fail", method="sendMessage", status=500)
        assert (await post(f"{bot}/sendMessage", chat_id=5, text="a"))["error_code"] == 500
        assert (await post(f"{bot}/sendMessage", chat_id=5, text="a", bad=1))["ok"]
        async with session.get(f"{control}/sent", params={"chat_id": 5}) as answer:
            assert [each["text"] for each in await answer.json()] == ["a"]
        async with session.get(f"{control}/stats") as answer:
            stats = await answer.json()
    assert (stats["sent"], stats["pending"]) == (1, 3)
    assert stats["violations"] == ["sendMessage.bad: unknown"]
    process.terminate()
    assert await process.wait() == 0
