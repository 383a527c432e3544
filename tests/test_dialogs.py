"""Golden transcripts: the same words and buttons on paper, terminal, web, Telegram and WhatsApp.

`pytest tests/test_dialogs.py --update-dialogs` writes what is answered now into the files:
read the difference before you keep it.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handlers.book import open_book
from handlers.house import House
from messages import catalog
from messages.catalog import Catalog
from tests.houses import Clock, house_at, mind
from tests.transcripts import Transcript, every, read, written
from tests.way_paper import Paper
from tests.way_telegram import TELEGRAM_GROUP, telegram
from tests.way_web import web_chat
from tests.way_whatsapp import whatsapp
from tests.ways import KINDS, TERMINAL_GROUP, Terminal, Way, play

TRANSCRIPTS = every()
WAYS = ("paper", "terminal", "web", "telegram", "whatsapp")
ELSEWHERE = {
    "bukan_tulisan",
    "daftar_kontak",  # no number that is surely one's own
    "daftar_muda_tua",
    "daftar_nik",
    "daftar_salah_ketik",  # no NIK typed in the chat
    "daftar_tombol_lama",
    "penyunting_mengubah",  # a long text has no buttons
    "berhenti_mulai",
    "pengingat",
    "pengingat_jawab",  # nothing is said first after a day
    "petugas_foto",
    "petugas_melayani",  # no NIK typed to an officer, nor by one
    "petugas_lama",  # a template after three days
    "petugas_grup",  # there is no group of officers
    "siaran_petugas",  # each message is paid for
}
"""What does not go like this on WhatsApp."""
NOT_ON_A_PAGE = {"kontak", *KINDS}
GROUPS = {"terminal": TERMINAL_GROUP, "telegram": TELEGRAM_GROUP}

RATES = {"telegram": 25.0, "web": 25.0, "terminal": 25.0, "whatsapp": 25.0}
"""The same everywhere: a campaign reaches people by whatever way they talk here."""


def suits(transcript: Transcript, way: str) -> bool:
    """Whether this can be played there at all."""
    if transcript.only_at:
        return way == transcript.only_at
    if way in transcript.not_at or (way == "paper" and "perlu" in transcript.header):
        return False
    if transcript.has_group and way not in GROUPS:
        return False
    return way != "web" or not any(map(transcript.uses, NOT_ON_A_PAGE))


PLAYED = [(transcript, way) for transcript in TRANSCRIPTS for way in WAYS if suits(transcript, way)]


@pytest.fixture(scope="module")
def words() -> Catalog:
    return catalog.load("13.11", 90)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating takes longer than a whole conversation."""
    path = tmp_path_factory.mktemp("empty") / "bot.db"
    asyncio.run(_migrated(path))
    return path


async def _migrated(path: Path) -> None:
    async with house_at(f"sqlite:///{path}", path.parent):
        pass


@asynccontextmanager
async def opened(
    way: str, transcript: Transcript, words: Catalog, empty: Path, folder: Path
) -> AsyncIterator[Way]:
    clock = Clock(transcript.begins)
    if way == "paper":
        yield Paper(open_book(words, mind()), words, clock)
        return
    shutil.copy(empty, folder / "bot.db")
    desk = GROUPS[way] if transcript.has_group else None
    hours, url = transcript.hours, f"sqlite:///{folder}/bot.db"
    async with (
        house_at(url, folder, clock, hours=hours, desk=desk, rates=RATES) as house,
        _way(way, house, clock, transcript) as found,
    ):
        yield found


@asynccontextmanager
async def _way(way: str, house: House, clock: Clock, transcript: Transcript) -> AsyncIterator[Way]:
    match way:
        case "web":
            async with web_chat(house, clock) as web:
                yield web
        case "telegram":
            async with telegram(house, clock) as bot:
                yield bot
        case "whatsapp":
            async with whatsapp(house, clock, not transcript.only_at) as number:
                yield number
        case _:
            yield Terminal(house, clock)


@pytest.mark.parametrize(
    ("transcript", "way"), PLAYED, ids=[f"{t.path.stem}-{way}" for t, way in PLAYED]
)
async def test_the_conversation_goes_as_written(
    transcript: Transcript,
    way: str,
    words: Catalog,
    empty_database: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    update = bool(request.config.getoption("--update-dialogs"))
    if update and way != (transcript.only_at or "terminal"):
        pytest.skip("the terminal plays all that are not of one network alone")
    async with opened(way, transcript, words, empty_database, tmp_path) as talk:
        heard = await play(transcript, talk)
    if update:
        transcript.path.write_text(written(transcript, heard), "utf-8")
        return
    for step, lines in zip(transcript.steps, heard, strict=True):
        assert lines == list(step.expected), f"after {step.who}> {step.does}"


def test_every_transcript_is_played_in_the_whole_house() -> None:
    everywhere = {t.path for t in TRANSCRIPTS if not t.only_at}
    assert {t.path for t, way in PLAYED if way == "terminal"} == everywhere
    played = {t.path for t, way in PLAYED if way == "whatsapp"}
    assert {path.stem for path in everywhere - played} == ELSEWHERE
    assert len([way for _, way in PLAYED if way == "paper"]) > len(TRANSCRIPTS) / 2


def test_every_calculation_comes_to_the_amounts_in_its_title() -> None:
    """So that rewriting the files can never turn a wrong amount into an expected one."""
    sums: list[list[str]] = []
    for transcript in TRANSCRIPTS:
        promised = re.findall(r"\((Rp[\d.]+)\)", transcript.header["judul"])
        lines = [line for step in transcript.steps for line in step.expected]
        totals = [line.split(": ")[1] for line in lines if line.startswith("< Jumlah semuanya")]
        if promised:
            assert totals == promised, transcript.path.name
            sums.append(promised)
    assert sum(map(len, sums)) == 9


def test_a_transcript_is_written_as_it_was_read() -> None:
    for transcript in every():
        heard = [step.expected for step in transcript.steps]
        assert written(transcript, heard) == transcript.path.read_text("utf-8")


def test_a_line_that_nobody_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rusak.txt"
    path.write_text("# judul: rusak\n\n> halo\nselamat datang\n", "utf-8")
    with pytest.raises(ValueError, match=r"rusak\.txt:4"):
        read(path)
