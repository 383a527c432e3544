"""The shared web server: closed by default, and careful with what is posted."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from channels import http

LIMIT = 64


async def echo(request: web.Request) -> web.Response:
    if http.from_elsewhere(request, "https://bpu.example.id"):
        return http.problem(403, "other_site")
    body = await http.read_json(request, LIMIT)
    return body if isinstance(body, web.Response) else web.json_response(body)


async def framed(_request: web.Request) -> web.Response:
    return web.Response(headers={"Content-Security-Policy": "default-src 'self'"})


async def stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"a")
    return response


ROUTES = [web.post("/echo", echo), web.get("/framed", framed), web.get("/stream", stream)]


@pytest.fixture
async def address() -> AsyncIterator[str]:
    runner = await http.serve(http.build(ROUTES), "127.0.0.1", 0)
    yield f"http://127.0.0.1:{http.port_of(runner)}"
    await runner.cleanup()


@pytest.fixture
async def client(address: str) -> AsyncIterator[ClientSession]:
    async with ClientSession(address) as session:
        yield session


@pytest.mark.parametrize("path", ["/stream", "/nothing-here", "/echo"])
async def test_every_answer_is_closed_by_default(client: ClientSession, path: str) -> None:
    reply = await client.get(path)
    assert reply.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in reply.headers
    assert "Strict-Transport-Security" not in reply.headers


async def test_a_route_may_open_what_it_needs(client: ClientSession) -> None:
    reply = await client.get("/framed")
    assert reply.headers["Content-Security-Policy"] == "default-src 'self'"


async def test_https_is_remembered_where_it_is_used() -> None:
    runner = await http.serve(http.build(ROUTES, https=True), "127.0.0.1", 0)
    async with ClientSession(f"http://127.0.0.1:{http.port_of(runner)}") as session:
        reply = await session.get("/framed")
    await runner.cleanup()
    assert "max-age" in reply.headers["Strict-Transport-Security"]


async def test_a_json_object_is_read(client: ClientSession) -> None:
    reply = await client.post("/echo", json={"a": 1})
    assert (reply.status, await reply.json()) == (200, {"a": 1})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"a"', b"null", b"\xff", b"[" * LIMIT, b"1" * LIMIT],
)
async def test_what_is_no_json_object_is_refused_with_json(
    client: ClientSession, body: bytes
) -> None:
    reply = await client.post("/echo", data=body, headers={"Content-Type": "application/json"})
    assert (reply.status, await reply.json()) == (400, {"problem": "not_json"})


async def test_a_form_post_is_refused(client: ClientSession) -> None:
    reply = await client.post("/echo", data={"a": "1"})
    assert (reply.status, await reply.json()) == (415, {"problem": "not_json"})


async def test_a_body_over_the_limit_is_refused(client: ClientSession) -> None:
    at_limit = b'{"a":"' + b"x" * (LIMIT - 8) + b'"}'
    kind = {"Content-Type": "application/json"}
    assert (await client.post("/echo", data=at_limit, headers=kind)).status == 200
    reply = await client.post("/echo", data=at_limit + b" ", headers=kind)
    assert (reply.status, await reply.json()) == (413, {"problem": "too_large"})


async def test_a_body_that_never_ends_is_given_up(
    client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", 0.05)
    never = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    reply = await client.post("/echo", data=drip(), headers={"Content-Type": "application/json"})
    assert (reply.status, await reply.json()) == (408, {"problem": "too_slow"})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://bpu.example.id"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://jahat.example"}, 403),
        ({"Origin": "http://bpu.example.id"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_only_our_own_pages_may_post(
    client: ClientSession, headers: dict[str, str], status: int
) -> None:
    assert (await client.post("/echo", json={}, headers=headers)).status == status


async def test_the_address_it_listens_on_counts_as_our_own(
    client: ClientSession, address: str
) -> None:
    assert (await client.post("/echo", json={}, headers={"Origin": address})).status == 200


@pytest.mark.parametrize("after", [0.2, 1.0, 1.2, 30.0])
def test_when_to_come_again_is_told_in_whole_seconds(after: float) -> None:
    told = int(http.problem(429, "too_fast", after=after).headers["Retry-After"])
    assert after <= told < after + 1


async def test_a_taken_port_is_an_error_and_leaves_nothing_open(address: str) -> None:
    port = int(address.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="address already in use"):
        await http.serve(http.build(), "127.0.0.1", port)
