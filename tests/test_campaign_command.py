"""`bot.py campaign`: a whole campaign from a script, every answer in the shape that is promised."""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from commands import campaign
from commands.parts import Parts
from commands.settings import Settings
from dialog import audience
from handlers import brake, freezing, release
from handlers.campaign_clock import tick
from handlers.campaigns import STATES
from handlers.house import House
from messages import campaign_text
from messages.operator_words import words
from pictures.photo import LARGEST, Fault
from tests.crowd import Network, met, pump
from tests.houses import Clock, house_at
from tests.photos import photo

CLOCK = Clock()
ROOT = Path(__file__).parent.parent


def parts(folder: Path) -> Parts:
    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[House]:
        async with house_at(f"sqlite:///{folder}/bot.db", folder, CLOCK) as house:
            yield house

    async def no_tick(_: House) -> None:
        raise AssertionError

    return Parts(Settings, opened, no_tick, CLOCK)


def command(module: ModuleType, folder: Path, *given: str) -> int:
    """The exit code, also of a wrong usage."""
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    try:
        code: int = module.run(parser.parse_args(given), parts(folder))
    except SystemExit as error:
        return int(str(error.code))
    return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation with three people who talked to the bot."""
    (tmp_path / "kabar.txt").write_text("Halo {{ nama }}\n", encoding="utf-8")
    in_house(tmp_path, lambda house: met(house, 3))
    return tmp_path


def in_house(folder: Path, work: Any) -> Any:
    async def inside() -> Any:
        async with house_at(f"sqlite:///{folder}/bot.db", folder, CLOCK) as house:
            return await work(house)

    return asyncio.run(inside())


class Script:
    """Runs `bot.py campaign …` and reads what it printed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *given: str) -> tuple[int, Any]:
        code = command(campaign, self._folder, *given, "--json")
        out = self._capsys.readouterr().out
        return code, json.loads(out) if out else None

    def plain(self, *given: str) -> tuple[int, str]:
        code = command(campaign, self._folder, *given)
        told = self._capsys.readouterr()
        return code, told.out + told.err

    def draft(self, *more: str, audience: str = "all") -> tuple[int, Any]:
        file = str(self._folder / "kabar.txt")
        return self("draft", "--text-file", file, "--audience", audience, *more)


@pytest.fixture
def script(folder: Path, capsys: pytest.CaptureFixture[str]) -> Script:
    return Script(folder, capsys)


def test_a_script_can_run_a_whole_campaign(script: Script, folder: Path) -> None:
    code, drafted = script.draft()
    assert (code, drafted) == (
        0, {"campaign": 1, "recipients": 3, "skipped": {}, "status": "running"}
    )  # fmt: skip
    network = Network()

    async def send(house: House) -> None:
        await pump(house, network).drain()
        await tick(house)

    in_house(folder, send)
    code, told = script("report", "1")
    assert code == 0
    assert set(told["states"]) == set(STATES)
    assert (told["total"], told["states"]["sent"], told["status"]) == (3, 3, "done")
    assert sum(told["states"].values()) == told["total"]
    assert [one["campaign"] for one in script("list")[1]] == [1]


def test_pause_resume_and_cancel(script: Script) -> None:
    script.draft("--at", "2026-12-01T09:00")
    assert script("pause", "1")[0] == 1
    script.draft()
    assert script("pause", "2")[1]["status"] == "paused"
    assert script("resume", "2")[1]["status"] == "running"
    assert script("cancel", "2")[1]["states"]["cancelled"] == 3
    assert script("cancel", "1")[1]["status"] == "cancelled"


def test_a_second_person_approves(script: Script, folder: Path) -> None:
    in_house(folder, lambda house: met(house, 98, first=10))
    assert script.draft("--wait")[1]["status"] == "approval"
    assert script("approve", "1", "--by", "telegram:5")[1]["error"] == "no_officer"
    code, told = script("approve", "1", "--by", "telegram:900")
    assert (code, told["status"]) == (0, "running")
    assert script("approve", "1", "--by", "telegram:900")[0] == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--audience", "pekerjaan=petani"), "tidak dikenal; yang dikenal: area"),
        (("--audience", "occupation=dokter"), "petani"),
        (("--audience", "area=99"), "area=99"),
        (("--audience", "all", "--at", "besok"), "tulis now"),
        (("--audience", "all", "--late-hours", "0"), "1 sampai 720"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_drafted(
    script: Script, folder: Path, given: tuple[str, ...], said: str
) -> None:
    code, told = script.plain("draft", "--text-file", str(folder / "kabar.txt"), *given)
    assert code == 2
    assert said in told
    assert script("list")[1] == []


def test_a_text_that_cannot_be_sent_is_refused(script: Script, folder: Path) -> None:
    (folder / "kabar.txt").write_text("Halo {{ nik }}", encoding="utf-8")
    code, told = script.draft()
    assert (code, told["error"], told["part"]) == (2, "text_unknown_variable", "nik")
    (folder / "kabar.txt").unlink()
    assert script.draft()[1]["error"] == "file"


def test_a_picture_goes_with_it(script: Script, folder: Path) -> None:
    (folder / "gambar.png").write_bytes(photo("PNG"))
    code, _ = script.draft("--picture", str(folder / "gambar.png"))
    assert code == 0
    [listed] = script("list")[1]
    assert re.fullmatch("[0-9a-f]{64}", listed["picture"])
    file, picture = str(folder / "kabar.txt"), str(folder / "gambar.png")
    told = script.plain("draft", "--text-file", file, "--audience", "all", "--picture", picture)
    assert "Dengan gambar" in told[1]
    script.draft()
    assert script("list")[1][0]["picture"] is None


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (photo() + bytes(LARGEST), "picture_too_large", "lebih besar dari 1 MB"),
        (photo("GIF"), "picture_not_a_picture", "bukan gambar JPEG atau PNG"),
        (b"", "picture_not_a_picture", "bukan gambar JPEG atau PNG"),
        (None, "file", "tidak ada atau tidak bisa dibaca"),
    ],
)
def test_what_is_no_picture_to_send_is_refused_and_nothing_is_drafted(
    script: Script, folder: Path, data: bytes | None, error: str, said: str
) -> None:
    path = folder / "gambar.jpg"
    if data is not None:
        path.write_bytes(data)
    code, told = script.draft("--picture", str(path))
    assert (code, told["error"], told["part"]) == (2, error, str(path))
    assert said in told["message"]
    assert script("list")[1] == []


def test_a_text_too_long_for_a_picture_is_refused_with_the_length(
    script: Script, folder: Path
) -> None:
    (folder / "kabar.txt").write_text("a" * 1025, encoding="utf-8")
    (folder / "gambar.jpg").write_bytes(photo())
    code, told = script.draft("--picture", str(folder / "gambar.jpg"))
    assert (code, told["error"], told["part"]) == (2, "text_too_long_for_picture", "1024")
    assert script.draft()[0] == 0


def test_for_people_it_speaks_in_sentences(script: Script, folder: Path) -> None:
    file = str(folder / "kabar.txt")
    code, told = script.plain("draft", "--text-file", file, "--audience", "all")
    assert code == 0
    assert "3 orang akan dikirimi" in told
    assert "Halo Orang 1" in told
    assert "menunggu giliran" in script.plain("report", "1")[1]
    assert "sedang dikirim" in script.plain("list")[1]
    assert script.plain("report", "9")[0] == 1


def test_every_problem_has_a_sentence() -> None:
    said = {name.removeprefix("salah.") for name in words("campaign") if name.startswith("salah.")}
    source = "".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("handlers/campaigns.py", "commands/campaign.py")
    )
    pictures = {f"picture_{one}" for one in get_args(Fault)}
    named = set(re.findall(r'No\("(\w+)"', source))
    flaws = set(re.findall(r'Flaw\("(\w+)"', Path(campaign_text.__file__).read_text("utf-8")))
    wrongs = set(re.findall(r'Wrong\("(\w+)"', Path(audience.__file__).read_text("utf-8")))
    problems = (
        named | pictures | {f"text_{one}" for one in flaws} | {f"audience_{one}" for one in wrongs}
    )
    assert len(problems) > 20
    assert problems <= said


def test_every_reason_and_state_is_told_in_words(folder: Path) -> None:
    reasons = release.REASONS | {"interrupted", "other"} | set(brake.LIMITS)
    written = set(re.findall(r'"skipped", "(\w+)"', Path(freezing.__file__).read_text("utf-8")))
    names = [f"sebab_{one}" for one in reasons | written | {"capped", "in_form", "late"}]
    names += [f"keadaan_{one}" for one in STATES]
    labels = in_house(folder, lambda house: _labels(house, names))
    assert len(set(labels)) > len(names) / 2


async def _labels(house: House, names: list[str]) -> list[str]:
    return [house.catalog.label(name) for name in names]
