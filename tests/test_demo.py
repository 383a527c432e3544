"""`bot.py demo`: made-up people that look like real ones to everything else."""

import argparse
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from commands import demo as command
from commands.parts import Parts
from commands.settings import Settings
from dialog import nik
from dialog.answers import READERS
from dialog.flow import Accepted, Asking
from dialog.forms import options, progress
from handlers import demo, export
from handlers.demo_people import DRAFT, Worker, workers
from handlers.house import House
from messages.places import load
from storage import audit, people
from storage.registrations import Filter, stream
from tests.houses import Talk, house_at

TODAY = date(2026, 11, 24)
REGION = load("13.11")


def some(count: int = 400, seed: int = 1) -> list[Worker]:
    return list(workers(count, REGION, TODAY, seed))


def filed(count: int = 400) -> list[Worker]:
    return [one for one in some(count) if one.status != DRAFT]


def test_the_same_seed_gives_the_same_people_and_another_gives_others() -> None:
    assert some() == some()
    assert some(seed=2) != some()


def test_a_nik_tells_the_birth_date_and_sex_and_nobody_shares_one() -> None:
    seen = [one.answers["nik"] for one in filed()]
    assert len(set(seen)) == len(seen)
    for one in filed():
        read = nik.read(one.answers["nik"], TODAY)
        assert read is not None
        assert read.birth_date.isoformat() == one.answers["birth_date"]
        assert read.gender == one.answers["gender"]
        assert one.answers["nik"].startswith(one.answers["district"].replace(".", ""))


def test_no_serial_number_is_one_that_a_real_child_gets() -> None:
    assert all(int(one.answers["nik"][12:]) >= 9000 for one in filed())


def test_no_telephone_is_one_that_somebody_has() -> None:
    assert all(one.answers["phone"].startswith("+62800") for one in filed())


def test_everybody_is_of_an_age_that_may_join() -> None:
    for one in filed():
        born = date.fromisoformat(one.answers["birth_date"])
        birthdays = TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
        assert 18 <= birthdays < 65


def test_homes_work_and_standing_are_spread() -> None:
    everybody = some(3000)
    whole = [one.answers for one in everybody if one.status != DRAFT]
    every = {place.code for found in REGION.villages.values() for place in found}
    assert {answers["nagari"] for answers in whole} == every
    assert len({answers["occupation"] for answers in whole}) == 9
    assert {one.status for one in everybody} == {"submitted", "review", "registered", DRAFT}
    assert all(answers["nagari"].startswith(answers["district"]) for answers in whole)


def test_a_draft_has_begun_and_is_not_finished() -> None:
    drafts = [one.answers for one in some() if one.status == DRAFT]
    longest = len(filed()[0].answers)
    assert all(2 <= len(answers) < longest for answers in drafts)


@asynccontextmanager
async def a_house(url: str, folder: Path) -> AsyncIterator[House]:
    async with house_at(url, folder) as house:
        yield house


async def test_every_answer_is_one_that_the_form_would_take(tmp_path: Path) -> None:
    async with a_house(f"sqlite:///{tmp_path}/bot.db", tmp_path) as house:
        form = house.book.forms["daftar"]
        for one in filed(60):
            now = progress(house.book, form, one.answers, (), TODAY)
            assert now.next() is None
            for question in now.path:
                given = options(house.book, question, now.view)
                if question.kind in ("pilihan", "ya_tidak"):
                    asking = Asking(question, given, now.view, TODAY)
                    value = now.view[question.field]
                    assert READERS[question.kind](value, asking) == Accepted(value)


async def test_an_empty_database_is_filled_and_all_can_be_exported(
    database_url: str, tmp_path: Path
) -> None:
    async with a_house(database_url, tmp_path) as house:
        heard: list[int] = []
        filled = await demo.fill(house, 1200, 1, heard.append)
        assert filled is not None
        assert filled.people == filled.registrations + filled.drafts == sum(heard) == 1200
        assert heard == [1000, 200]
        rows = await exported(house, tmp_path / "all.jsonl")
        assert len(rows) == filled.registrations
        wanted = [one.answers["nik"] for one in filed(1200)]
        assert [row["nik"] for row in rows] == wanted
        drafts = await exported(house, tmp_path / "drafts.jsonl", status="draft")
        assert len(drafts) == filled.drafts


async def exported(house: House, path: Path, status: str = "") -> list[dict[str, str]]:
    order = export.Order("jsonl", status=status)
    await export.to_file(house, order, path, "cli:test", "coba")
    return lines_of(path)


def lines_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_a_database_with_somebody_in_it_is_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with a_house(database_url, tmp_path) as house:
        await Talk(house).say("halo")
        assert await demo.fill(house, 5, 1, lambda _: None) is None
        async with house.db.read() as tx:
            assert [one async for one in stream(tx, Filter())] == []


async def test_nobody_made_up_is_ever_written_to(tmp_path: Path) -> None:
    async with a_house(f"sqlite:///{tmp_path}/bot.db", tmp_path) as house:
        await demo.fill(house, 50, 1, lambda _: None)
        async with house.db.read() as tx:
            met = await people.known_people(tx, list(range(1, 51)))
            assert await audit.lines(tx, "erase") == []
        assert met
        assert {one.address.channel for one in met} <= {"web", "terminal"}
        assert all(one.address.key.startswith("rekaan-") for one in met)


# The command


def run(url: str, folder: Path, *given: str) -> int:
    parser = argparse.ArgumentParser("demo")
    command.arguments(parser)

    async def no_clock(_: House) -> None:
        raise AssertionError("demo starts no clock")

    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    parts = Parts(Settings, lambda _: house_at(url, folder), no_clock, lambda: now)
    return command.run(parser.parse_args(given), parts)


def test_the_command_tells_what_it_made_and_refuses_the_second_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    assert run(url, tmp_path, "--workers", "20", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 20 == told["registrations"] + told["drafts"]
    assert run(url, tmp_path, "--workers", "20") == 1
    refused = capsys.readouterr()
    assert refused.out == ""
    assert refused.err.startswith("Basis data sudah berisi orang.")


def test_people_read_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"sqlite:///{tmp_path}/bot.db", tmp_path, "--workers", "3") == 0
    assert capsys.readouterr().out.startswith("3 orang rekaan dibuat: ")


@pytest.mark.parametrize("wrong", ["0", "-5", "banyak", ""])
def test_a_wrong_count_is_wrong_usage(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(f"sqlite:///{tmp_path}/bot.db", tmp_path, f"--workers={wrong}")
    assert ended.value.code == 2
    assert "tulis bilangan bulat lebih dari 0" in capsys.readouterr().err
