"""`bot.py export`: a file from the command line."""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands import export as command
from commands.parts import Parts
from commands.settings import Settings
from handlers import demo, export
from handlers.house import House
from tests.houses import house_at


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with thirty made-up people in it."""
    database = f"sqlite:///{tmp_path}/bot.db"

    async def fill() -> None:
        async with house_at(database, tmp_path) as house:
            await demo.fill(house, 30, 1, lambda _: None)

    asyncio.run(fill())
    return database


def run(url: str, folder: Path, *given: str) -> int:
    parser = argparse.ArgumentParser("export")
    command.arguments(parser)

    async def no_clock(_: House) -> None:
        raise AssertionError("export starts no clock")

    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    parts = Parts(Settings, lambda _: house_at(url, folder), no_clock, lambda: now)
    usual = ("--out", str(folder / "out"), "--format", "jsonl", "--reason", "coba")
    return command.run(parser.parse_args([*usual, *given]), parts)


def rows(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "out").read_text("utf-8").splitlines()]


def test_without_dates_everything_is_written(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(url, tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == len(rows(tmp_path)) > 20
    assert told["file"] == str(tmp_path / "out")


def test_dates_and_status_choose(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(url, tmp_path, "--since", "2026-09-01", "--until", "2026-10-31", "--status", "submitted")
    found = rows(tmp_path)
    assert found
    assert all("2026-09-01" <= row["submitted_at"] < "2026-11-01" for row in found)
    assert {row["status"] for row in found} == {"submitted"}
    assert f"{len(found)} orang ditulis ke {tmp_path}/out" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [("--since", "kemarin"), ("--status", "baru"), ("--reason", " ")])
def test_wrong_usage_ends_in_two(
    wrong: tuple[str, str], url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(url, tmp_path, *wrong)
    assert ended.value.code == 2
    assert not (tmp_path / "out").exists()
    assert wrong[0] in capsys.readouterr().err


async def test_whoever_looks_on_hears_of_every_row(tmp_path: Path) -> None:
    async with house_at(f"sqlite:///{tmp_path}/bot.db", tmp_path) as house:
        await demo.fill(house, 30, 1, lambda _: None)
        heard: list[None] = []
        order = export.Order("csv")
        written = await export.to_file(
            house, order, tmp_path / "out", "cli:x", "coba", lambda: heard.append(None)
        )
        assert await export.size(house, order) == written.rows == len(heard) > 0
        assert await export.size(house, export.Order("csv", status="draft")) is None
