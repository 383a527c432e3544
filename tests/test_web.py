"""The web chat's addresses: who one is, what one may send, and what one gets to read."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from aiohttp import ClientError, ClientResponse, ClientSession, CookieJar, web

from channels import http
from channels import web as web_chat
from channels.web import WebChannel
from channels.web_live import BACKLOG, PAGES_EACH
from dialog.wire import Address, Channel, Outgoing, Sent
from tests.web_brain import Brain, Clock, Tokens

STRANGER = Address("web", "f" * 64)


@dataclass
class Site:
    """A running server and one browser's worth of cookies."""

    brain: Brain
    clock: Clock
    channel: WebChannel
    runner: web.AppRunner
    client: ClientSession
    listening: asyncio.Task[None]
    lines: list["Line"] = field(default_factory=list["Line"])

    async def start(self, **more: object) -> ClientResponse:
        return await self.client.post("/chat/start", json={"id": str(uuid4())} | more)

    async def enter(self, **more: object) -> Address:
        """Both knocks of a newcomer."""
        await self.start(**more)
        assert (await self.start(**more)).status == 200
        return self.brain.heard[0].sender

    async def say(self, text: str = "halo", **more: object) -> ClientResponse:
        body = {"id": str(uuid4()), "text": text} | more
        return await self.client.post("/chat/send", json=body)

    async def listen(self, after: int = 0, **headers: str) -> "Line":
        reply = await self.client.get(f"/chat/events?after={after}", headers=headers)
        self.lines.append(line := Line(reply))
        return line

    async def stop_listening(self) -> None:
        self.listening.cancel()
        await asyncio.wait([self.listening])


class Line:
    """An open line of events."""

    def __init__(self, reply: ClientResponse) -> None:
        self.reply = reply

    async def next(self) -> str:
        """The body of the next message, or the name of the next other event."""
        async with asyncio.timeout(10):
            fields = (await self.reply.content.readuntil(b"\n\n")).decode()
        if fields.startswith("event: "):
            return fields.splitlines()[0].removeprefix("event: ")
        return str(json.loads(fields.splitlines()[1].removeprefix("data: "))["body"])

    async def ended(self) -> bool:
        async with asyncio.timeout(10):
            return await self.reply.content.read() == b""


async def open_site(public_url: str = "http://127.0.0.1:8080") -> Site:
    brain, clock = Brain(), Clock()
    channel = brain.make_channel(public_url, clock, Tokens())
    app = http.build()
    channel.mount(app)
    runner = await http.serve(app, "127.0.0.1", 0)
    client = ClientSession(
        f"http://127.0.0.1:{http.port_of(runner)}", cookie_jar=CookieJar(unsafe=True)
    )
    listening = asyncio.create_task(channel.run(brain.receive))
    await asyncio.sleep(0)
    return Site(brain, clock, channel, runner, client, listening)


async def close_site(site: Site) -> None:
    await site.stop_listening()
    for line in site.lines:
        line.reply.close()
    await site.client.close()
    await site.runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = await open_site()
    yield site
    await close_site(site)


async def problem_of(reply: ClientResponse) -> tuple[int, str]:
    return reply.status, (await reply.json())["problem"]


async def test_it_is_a_channel_like_the_others(site: Site) -> None:
    channel: Channel = site.channel
    assert channel.name == "web"


async def test_the_page_is_shown_and_not_fetched_twice(site: Site) -> None:
    first = await site.client.get("/")
    assert first.content_type == "text/html"
    assert first.headers["Content-Encoding"] in {"gzip", "deflate"}
    assert "script-src 'sha256-" in first.headers["Content-Security-Policy"]
    again = await site.client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")


async def test_looking_at_the_page_makes_nobody_a_person(site: Site) -> None:
    page = await site.client.get("/")
    knock = await site.start()
    assert "Set-Cookie" not in page.headers
    assert await knock.json() == {"again": True}
    assert site.brain.heard == []


async def test_the_second_knock_begins_the_conversation(site: Site) -> None:
    address = await site.enter(n="13.11.01.2001")
    (heard,) = site.brain.heard
    assert (heard.kind, heard.text, heard.at) == ("start", "13.11.01.2001", site.clock.time)
    welcome = await (await site.start()).json()
    assert welcome == {"again": False, "who": address.key[:12]}


async def test_a_conversation_that_has_begun_is_not_begun_again(site: Site) -> None:
    await site.enter()
    await site.start(n="13.11.01.2002")
    assert len(site.brain.heard) == 1


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = (await site.start()).headers["Set-Cookie"]
    for part in ("chat=token-", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=15552000"):
        assert part in cookie
    assert "Secure" not in cookie


async def test_over_https_the_cookie_belongs_to_this_host_alone() -> None:
    site = await open_site("https://bpu.example.id")
    cookie = (await site.start()).headers["Set-Cookie"]
    await close_site(site)
    assert cookie.startswith("__Host-chat=")
    assert "Secure" in cookie


async def test_a_visit_makes_the_cookie_last_longer(site: Site) -> None:
    first = (await site.start()).cookies["chat"].value
    assert (await site.start()).cookies["chat"].value == first


async def test_text_and_taps_reach_the_conversation(site: Site) -> None:
    address = await site.enter()
    assert (await site.say("halo")).status == 204
    assert (await site.say("Daftar", choice="f|daftar")).status == 204
    text, tap = site.brain.heard[1:]
    assert (text.sender, text.kind, text.text) == (address, "text", "halo")
    assert (tap.sender, tap.kind, tap.choice) == (address, "tap", "f|daftar")


async def test_a_repeat_has_the_same_id_and_is_dropped(site: Site) -> None:
    await site.enter()
    again = str(uuid4())
    assert (await site.say(id=again)).status == 204
    assert (await site.say(id=again)).status == 204
    assert len(site.brain.heard) == 2


async def test_without_a_cookie_nothing_is_taken_or_told(site: Site) -> None:
    assert await problem_of(await site.say()) == (401, "no_cookie")
    assert (await site.listen()).reply.status == 401
    assert site.brain.heard == []


async def test_a_bad_message_is_refused_with_a_reason(site: Site) -> None:
    await site.enter()
    assert await problem_of(await site.say("a" * 8_001)) == (400, "too_long")
    assert await problem_of(await site.say(id="1")) == (400, "bad_id")
    assert await problem_of(await site.say("a" * 17_000)) == (413, "too_large")
    assert len(site.brain.heard) == 1


async def test_a_knock_without_a_proper_id_is_refused(site: Site) -> None:
    await site.start()
    assert await problem_of(await site.start(id=1)) == (400, "bad_id")
    assert site.brain.heard == []


@pytest.mark.parametrize("path", ["/chat/start", "/chat/send", "/chat/forget"])
async def test_another_sites_page_can_post_nothing(site: Site, path: str) -> None:
    await site.enter()
    body = {"id": str(uuid4()), "text": "halo"}
    reply = await site.client.post(path, json=body, headers={"Origin": "https://jahat.example"})
    assert await problem_of(reply) == (403, "other_site")
    assert "Set-Cookie" not in reply.headers
    assert len(site.brain.heard) == 1


async def test_too_many_messages_must_wait_and_then_go_on(site: Site) -> None:
    await site.enter()
    for _ in range(10):
        assert (await site.say()).status == 204
    reply = await site.say()
    assert await problem_of(reply) == (429, "too_fast")
    assert reply.headers["Retry-After"] == "2"
    site.clock.pass_seconds(2)
    assert (await site.say()).status == 204


async def test_knocking_without_end_is_slowed_too(site: Site) -> None:
    await site.enter()
    replies = [(await site.start()).status for _ in range(30)]
    assert replies == [200] * 29 + [429]
    assert await problem_of((await site.listen()).reply) == (429, "too_fast")


async def test_before_and_after_running_it_asks_to_come_again(site: Site) -> None:
    await site.enter()
    await site.stop_listening()
    assert await problem_of(await site.say()) == (503, "starting")
    assert (await site.start()).status == 503
    reply = (await site.listen()).reply
    assert (reply.status, reply.headers["Retry-After"]) == (503, "2")
    assert (await site.client.get("/")).status == 200


async def test_a_failure_behind_is_told_and_its_words_are_not_logged(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await site.enter()
    site.brain.broken = True
    with caplog.at_level(logging.DEBUG):
        assert await problem_of(await site.say("1311010101900001")) == (503, "busy")
        assert (await site.listen()).reply.status == 503
    assert "RuntimeError" in caplog.text
    assert "1311010101900001" not in caplog.text


async def test_what_failed_is_taken_when_it_is_sent_again(site: Site) -> None:
    await site.enter()
    again = str(uuid4())
    site.brain.broken = True
    assert (await site.say("satu", id=again)).status == 503
    site.brain.broken = False
    assert (await site.say("satu", id=again)).status == 204
    assert [heard.text for heard in site.brain.heard] == ["", "satu"]


async def test_history_comes_first_then_what_is_new(site: Site) -> None:
    address = await site.enter()
    line = await site.listen()
    assert line.reply.content_type == "text/event-stream"
    assert line.reply.headers["X-Accel-Buffering"] == "no"
    assert "Selamat datang" in await line.next()
    assert await line.next() == "ready"
    await site.brain.say(address, "kabar")
    assert await line.next() == "kabar"


async def test_a_page_goes_on_where_it_stopped(site: Site) -> None:
    address = await site.enter()
    await site.brain.say(address, "dua")
    await site.brain.say(address, "tiga")
    by_address = await site.listen(after=1)
    assert [await by_address.next() for _ in range(3)] == ["dua", "tiga", "ready"]
    reconnected = await site.listen(after=0, **{"Last-Event-ID": "2"})
    assert [await reconnected.next() for _ in range(2)] == ["tiga", "ready"]


async def test_a_long_history_shows_its_newest_part(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "SHOWN_AT_ONCE", 2)
    address = await site.enter()
    for body in ("dua", "tiga"):
        await site.brain.say(address, body)
    line = await site.listen()
    assert [await line.next() for _ in range(3)] == ["dua", "tiga", "ready"]


async def test_what_arrives_while_the_history_is_read_comes_once(site: Site) -> None:
    address = await site.enter()
    read = site.brain.history

    async def slow(to: Address, after: int) -> list[Outgoing]:
        await site.brain.say(address, "tepat saat membaca")
        return list(await read(to, after))

    site.channel._history = slow
    line = await site.listen(after=1)
    await site.brain.say(address, "sesudahnya")
    heard = [await line.next() for _ in range(3)]
    assert heard == ["tepat saat membaca", "ready", "sesudahnya"]


async def test_nobody_reads_anothers_messages(site: Site) -> None:
    address = await site.enter()
    line = await site.listen(after=1)
    await site.brain.say(STRANGER, "bukan untukmu")
    await site.brain.say(address, "untukmu")
    assert [await line.next() for _ in range(2)] == ["ready", "untukmu"]


async def test_a_quiet_line_gives_a_sign_of_life(site: Site) -> None:
    await site.enter()
    site.channel.beat = 0.01
    line = await site.listen(after=1)
    assert [await line.next() for _ in range(3)] == ["ready", "beat", "beat"]


async def test_a_message_is_sent_even_when_nobody_looks(site: Site) -> None:
    assert await site.channel.send(Outgoing(STRANGER, "halo", id=7)) == Sent("7")


async def test_too_many_open_pages_of_one_person_are_refused(site: Site) -> None:
    await site.enter()
    lines = [await site.listen() for _ in range(PAGES_EACH)]
    assert {line.reply.status for line in lines} == {200}
    assert await problem_of((await site.listen()).reply) == (429, "too_many_pages")


async def test_a_page_that_was_closed_is_noticed_and_forgotten(site: Site) -> None:
    await site.enter()
    site.channel.beat = 0.01
    kept = await site.listen()
    for _ in range(PAGES_EACH - 1):
        line = await site.listen()
        await line.next()
        line.reply.close()
    while site.channel.open_pages() > 1:
        assert await kept.next() != ""
    assert (await site.listen()).reply.status == 200


async def test_a_reader_that_takes_nothing_is_dropped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "WRITE_SECONDS", 0.05)
    address = await site.enter()
    line = await site.listen()
    assert line.reply.status == 200
    for number in range(BACKLOG - 1):  # far more than the sockets between us hold
        await site.channel.send(Outgoing(address, "x" * 500_000, id=number))
    async with asyncio.timeout(20):
        while site.channel.open_pages():
            assert (await (await site.client.get("/")).read()) != b""  # others are served
    await site.runner.cleanup()
    with pytest.raises(ClientError):
        await line.reply.content.read()


async def test_leaving_takes_the_cookie_and_ends_the_open_pages(site: Site) -> None:
    await site.enter()
    line = await site.listen(after=1)
    assert await line.next() == "ready"
    reply = await site.client.post("/chat/forget", json={})
    assert reply.status == 204
    assert "Max-Age=0" in reply.headers["Set-Cookie"]
    assert await line.ended()
    assert (await site.say()).status == 401


async def test_stopping_the_server_tells_open_pages(site: Site) -> None:
    await site.enter()
    line = await site.listen(after=1)
    assert await line.next() == "ready"
    await site.runner.cleanup()
    assert await line.ended()
