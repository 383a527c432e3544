import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest

from tests import postgres

SLEEPER = """
from tests import postgres
with postgres.running() as server:
    print(server.port, flush=True)
    input()
"""


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_a_database_is_empty_and_the_next_one_does_not_see_its_tables(
    postgres_server: postgres.Server,
) -> None:
    with postgres_server.database() as first, postgres_server.database() as second:
        await ask(first, "CREATE TABLE worker (id int)")
        assert await ask(first, "SELECT count(*) FROM worker") == 0
        assert await ask(second, "SELECT to_regclass('worker')") is None


async def test_a_database_can_start_as_a_copy_of_another(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as original:
        await ask(original, "CREATE TABLE worker AS SELECT 7 AS id")
        name = urlsplit(original).path.strip("/")
        with postgres_server.database(template=name) as copy:
            assert await ask(copy, "SELECT id FROM worker") == 7


async def test_a_database_is_dropped_even_while_somebody_is_connected(
    postgres_server: postgres.Server,
) -> None:
    with postgres_server.database() as url:
        left_open = await asyncpg.connect(url)
    name = urlsplit(url).path.strip("/")
    still = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    assert await ask(postgres_server.url(), still) == 0
    left_open.terminate()


async def test_a_stranger_without_the_password_is_refused(
    postgres_server: postgres.Server,
) -> None:
    stranger = postgres_server.url().replace(postgres_server.password, "rahasia")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(stranger, "SELECT 1")


def test_database_url_gives_one_of_each_kind(database_url: str, tmp_path: Path) -> None:
    scheme = urlsplit(database_url).scheme
    if scheme == "sqlite":
        assert database_url == f"sqlite:///{tmp_path}/bot.db"
        assert list(tmp_path.iterdir()) == []
    else:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert asyncio.run(ask(database_url, tables)) == 0


def test_the_server_in_the_wheel_serves_where_the_system_has_none() -> None:
    bundled = postgres.installations()[-1]
    assert bundled.parent.name == "pginstall"
    server, watcher = postgres.start(bundled)
    try:
        assert asyncio.run(ask(server.url(), "SELECT 1")) == 1
    finally:
        watcher.communicate()
    assert not is_open(server.port)


def test_programs_that_fail_say_what_happened(tmp_path: Path) -> None:
    with pytest.raises(postgres.NoPostgresError, match="initdb: gagal di sini"):
        postgres.start(broken_installation(tmp_path))


def test_no_installation_at_all_is_an_error_not_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "installations", list)
    with pytest.raises(postgres.NoPostgresError), postgres.running():
        pass


def test_a_broken_installation_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    candidates = [broken_installation(tmp_path), *postgres.installations()]
    monkeypatch.setattr(postgres, "installations", lambda: candidates)
    with postgres.running() as server:
        assert asyncio.run(ask(server.url(), "SELECT 1")) == 1


def test_a_killed_session_leaves_no_server_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLEEPER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as session:
        assert session.stdout is not None
        port = int(session.stdout.readline())
        assert is_open(port)
        session.kill()
    wait_until_closed(port)


def wait_until_closed(port: int) -> None:
    give_up = time.monotonic() + 60
    while is_open(port):
        assert time.monotonic() < give_up, "the server is still running"
        time.sleep(0.02)


def broken_installation(folder: Path) -> Path:
    binaries = folder / "usr" / "bin"
    binaries.mkdir(parents=True)
    for name in postgres.PROGRAMS:
        program = binaries / name
        program.write_text("#!/bin/sh\necho gagal di sini >&2\nexit 1\n")
        os.chmod(program, 0o755)
    return binaries
