"""`bot.py doctor`: what is well, what is wrong, and what to do about it."""

import argparse
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from channels import health, http
from commands import doctor, visits
from commands.findings import Finding
from commands.parts import Parts
from commands.settings import Settings, SettingsError, read
from dialog.wire import Address
from messages.operator_words import words
from storage import people
from storage.database import Database
from storage.migrations import upgrade
from storage.people import Grant
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.fake_telegram_wire import Fault

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def now() -> datetime:
    return NOW


def at(folder: Path, **more: object) -> Settings:
    return Settings(data_dir=folder, **more)  # type: ignore[arg-type]


def said(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.level, one.said) for one in found]


@pytest.fixture
def private(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


# The folder and the keys


async def test_a_folder_that_is_not_there_yet_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    (found,) = await visits.data_folder(at(folder), now)
    assert found.level == "fine"
    assert not folder.exists()


async def test_a_private_folder_is_fine(private: Path) -> None:
    assert await visits.data_folder(at(private), now) == [Finding("folder")]


def allow(path: Path, mode: int) -> None:
    path.touch()
    path.chmod(mode)


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
async def test_a_folder_that_others_may_enter_is_wrong(mode: int, private: Path) -> None:
    allow(private, mode)
    (found,) = await visits.data_folder(at(private), now)
    assert found.level == "wrong"
    assert f"izin {mode:04o}" in found.said
    assert found.said.endswith(f"→ jalankan: chmod 700 {private}")


async def test_a_file_in_place_of_the_folder_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    (found,) = await visits.data_folder(at(tmp_path / "data"), now)
    assert "bukan folder" in found.said


async def test_a_key_that_others_may_read_is_wrong(private: Path) -> None:
    (private / "keys").mkdir(mode=0o700)
    for name, mode in (("data.key", 0o640), ("node.id", 0o600)):
        allow(private / "keys" / name, mode)
    (found,) = await visits.key_files(at(private), now)
    assert found.said.endswith(f"chmod 600 {private}/keys/data.key")
    allow(private / "keys" / "data.key", 0o600)
    assert await visits.key_files(at(private), now) == [Finding("keys")]


async def test_too_little_room_is_wrong(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await visits.disk(at(private / "not" / "yet"), now) == [Finding("disk")]
    monkeypatch.setattr(visits, "LEAST_FREE", 10**12)
    (found,) = await visits.disk(at(private), now)
    assert found.level == "wrong"
    assert "kosongkan sampai paling sedikit" in found.said


# The clock


async def test_the_clock_is_told_in_local_time(private: Path) -> None:
    assert said(await visits.clock(at(private), now)) == [("fine", "2026-11-24 10:00 Asia/Jakarta")]


async def test_a_clock_before_the_tables_is_wrong(private: Path) -> None:
    (found,) = await visits.clock(at(private), lambda: datetime(2020, 1, 1, tzinfo=UTC))
    assert found.level == "wrong"
    assert "2020-01-01" in found.said


async def test_a_clock_of_another_zone_is_wrong(private: Path) -> None:
    (found,) = await visits.clock(at(private, timezone="Asia/Jayapura"), now)
    assert "TIMEZONE=Asia/Jayapura, padahal daerah ini Asia/Jakarta" in found.said


async def test_an_unknown_region_is_told_where_its_clock_is_asked(private: Path) -> None:
    (found,) = await visits.clock(at(private, region="99.99"), now)
    assert found.level == "wrong"
    assert "REGION" in found.said


# The database


async def test_a_database_file_that_is_not_there_is_not_made(private: Path) -> None:
    found = await visits.database(at(private), now)
    assert [one.level for one in found] == ["fine", "note"]
    assert not (private / "bot.db").exists()


async def test_a_database_of_an_older_schema_is_wrong(database_url: str, private: Path) -> None:
    (private / "bot.db").touch()
    url = database_url if database_url.startswith("postgresql") else ""
    (found,) = await visits.database(at(private, database_url=url), now)
    assert found.level == "wrong"
    assert "bot.py migrate" in found.said


async def test_a_newest_database_without_admin_gets_a_note(
    database_url: str, private: Path
) -> None:
    database = Database(database_url)
    await upgrade(database)
    settings = at(private, database_url=database_url)
    assert [one.level for one in await visits.database(settings, now)] == ["fine", "note"]
    async with database.write() as tx:
        await people.grant(tx, Grant(Address("telegram", "1"), "admin", None, "cli:x"), NOW)
    assert [one.level for one in await visits.database(settings, now)] == ["fine", "fine"]
    await database.close()


async def test_an_admin_of_the_settings_counts(private: Path) -> None:
    settings = at(private, admins=frozenset({Address("telegram", "1")}))
    assert [one.level for one in await visits.database(settings, now)] == ["fine", "fine"]


@pytest.mark.parametrize(
    "url", ["postgresql://bot:sandi@127.0.0.1:1/bot", "postgresql://bot:sandi@host:satu/bot"]
)
async def test_a_database_out_of_reach_is_wrong_and_its_password_is_not_shown(
    url: str, private: Path
) -> None:
    (found,) = await visits.database(at(private, database_url=url), now)
    assert found.level == "wrong"
    assert "DATABASE_URL" in found.said
    assert "sandi" not in found.said


async def test_a_file_that_is_no_database_is_wrong(private: Path) -> None:
    (private / "bot.db").write_bytes(b"not a database at all" * 100)
    (found,) = await visits.database(at(private), now)
    assert "tidak bisa dihubungi" in found.said


# The web


@pytest.mark.parametrize(
    ("url", "token", "level"),
    [
        ("https://bot.contoh.go.id", "1:a", "fine"),
        ("http://127.0.0.1:8080", "", "note"),
        ("http://127.0.0.1:8080", "1:a", "wrong"),
    ],
)
async def test_links_must_open_on_the_phones_of_others(
    url: str, token: str, level: str, private: Path
) -> None:
    settings = at(private, public_url=url, telegram_token=token)
    (found,) = await visits.public_url(settings, now)
    assert found.level == level


@asynccontextmanager
async def serving(*routes: web.AbstractRouteDef) -> AsyncIterator[int]:
    runner = await http.serve(http.build(routes), "127.0.0.1", 0)
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def well() -> str:
    return ""


async def ill() -> str:
    return "no answer"


async def test_a_free_port_is_fine(private: Path) -> None:
    async with serving() as port:
        pass
    assert await visits.port(at(private, http_port=port), now) == [Finding("port")]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
async def test_a_port_where_this_bot_runs_is_fine(host: str, private: Path) -> None:
    async with serving(*health.routes({"database": well})) as port:
        (found,) = await visits.port(at(private, http_port=port, http_host=host), now)
    assert found.level == "fine"
    assert f"http://127.0.0.1:{port}" in found.said


async def test_a_bot_that_runs_and_is_ill_is_wrong(private: Path) -> None:
    async with serving(*health.routes({"database": ill, "telegram": well})) as port:
        (found,) = await visits.port(at(private, http_port=port), now)
    assert found.level == "wrong"
    assert "database: no answer" in found.said
    assert "telegram" not in found.said


async def elsewhere(_: web.Request) -> web.Response:
    return web.json_response(["something else"])


@pytest.mark.parametrize("routes", [[], [web.get("/healthz", elsewhere)]], ids=["404", "other"])
async def test_a_port_of_another_program_is_wrong(
    routes: list[web.AbstractRouteDef], private: Path
) -> None:
    async with serving(*routes) as port:
        (found,) = await visits.port(at(private, http_port=port), now)
    assert f"127.0.0.1:{port} dipakai program lain" in found.said


# Telegram


async def test_telegram_without_a_token_is_a_note(private: Path) -> None:
    assert [one.level for one in await visits.telegram_channel(at(private), now)] == ["note"]


async def test_telegram_that_answers_is_fine(private: Path) -> None:
    async with FakeTelegram() as server:
        found = await visits.telegram_channel(with_telegram(private, server.base), now)
    assert found == [Finding("telegram")]


async def test_a_refused_token_is_wrong(private: Path) -> None:
    async with FakeTelegram() as server:
        server.fail("getMe", Fault(401, "Unauthorized"))
        (found,) = await visits.telegram_channel(with_telegram(private, server.base), now)
    assert "token ditolak" in found.said


async def test_telegram_out_of_reach_is_wrong(private: Path) -> None:
    settings = with_telegram(private, "http://127.0.0.1:1")
    (found,) = await visits.telegram_channel(settings, now)
    assert "tidak bisa dihubungi" in found.said


def with_telegram(folder: Path, base: str) -> Settings:
    return at(folder, telegram_token=TOKEN, telegram_api_base=base)


def test_every_trouble_of_telegram_has_a_sentence() -> None:
    told = words("doctor")
    for trouble in (
        "token_refused", "unreachable", "webhook_in_the_way", "webhook_elsewhere",
        "webhook_failing",
    ):  # fmt: skip
        assert "→" in told[f"salah.{trouble}"]


def test_every_wrong_thing_says_what_to_do() -> None:
    told = words("doctor")
    wrong = [text for name, text in told.items() if name.startswith(("salah.", "catatan."))]
    assert all(" → " in text for text in wrong)


# The command


@contextmanager
def found_by(*findings: Finding) -> Iterator[pytest.MonkeyPatch]:
    async def visit(_: Settings, __: visits.Now) -> list[Finding]:
        return list(findings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "VISITS", (visit,))
        yield patch


def run(*given: str, settings: Mapping[str, str] | None = None) -> int:
    parser = argparse.ArgumentParser("doctor")
    doctor.arguments(parser)

    def no_house(_: Settings) -> None:
        raise AssertionError("doctor changes nothing")

    async def no_clock(_: object) -> None:
        raise AssertionError("doctor starts no clock")

    parts = Parts(lambda: read(settings or {}), no_house, no_clock, now)  # type: ignore[arg-type]
    return doctor.run(parser.parse_args(given), parts)


def test_each_thing_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with found_by(
        Finding("disk"), Finding("clock", "fine", "10:00"), Finding("admins", "note", "x")
    ):
        assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "baik    ruang penyimpanan",
        "baik    jam mesin: 10:00",
        "catatan admin: x",
    ]


def test_one_wrong_thing_ends_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    with found_by(Finding("disk"), Finding("keys", "wrong", "a → b")):
        assert run() == 1
    assert capsys.readouterr().out.splitlines()[1] == "salah   kunci: a → b"


def test_json_is_one_list_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with found_by(Finding("keys", "wrong", "a → b")):
        assert run("--json") == 1
    assert json.loads(capsys.readouterr().out) == [
        {"name": "keys", "level": "wrong", "said": "a → b"}
    ]


def test_wrong_settings_are_told_and_nothing_is_visited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SettingsError):
        read({"HTTP_PORT": "x"})
    assert run(settings={"HTTP_PORT": "x", "REGION": "y"}) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[1].strip() for line in told] == ["HTTP_PORT", "REGION"]


def test_everything_is_visited_in_a_fresh_installation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", settings={"DATA_DIR": str(tmp_path / "data"), "HTTP_PORT": "1"}) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found] == [
        "folder", "keys", "disk", "clock", "database", "admins", "public_url", "port", "telegram",
        "whatsapp",
    ]  # fmt: skip
    assert not (tmp_path / "data").exists()
