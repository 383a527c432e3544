"""Files of pre-registrations: who may ask, what is in them, what is written down about it."""

import asyncio
import csv
import hashlib
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from dialog.wire import Address
from handlers import export, export_rows, roles
from handlers.export import Order, make_waiting, to_file
from handlers.export_files import COLUMNS, harmless
from handlers.house import House
from storage import audit, exports, registrations
from storage.database import Transaction
from storage.registrations import Registration
from storage.tables import exports as jobs
from storage.tables import registrations as table
from tests import ledger
from tests.houses import ADMIN, START, Clock, Talk, register

NIK = "1311010101900001"
ODD_NAME = "-Siti Aminah"


async def two_people(house: House) -> None:
    """The second has a description that a spreadsheet would calculate."""
    await register(Talk(house, "1"))
    second = Talk(house, "2")
    await register(second, "1311014508850002")
    for text in ("perbaiki", "ubah 9", "=1+1 dan @tani", "kirim"):
        await second.say(text)
    kept = await ledger.answers(house, "PD-26-000002")
    assert kept["occupation_detail"] == "=1+1 dan @tani"


async def written(house: House, folder: Path, kind: str, **filters: Any) -> Path:
    path = folder / f"hasil.{kind}"
    await to_file(house, Order(kind, **filters), path, "cli:uji", "uji")
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha256(path: Path | str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


async def test_in_xlsx_nik_and_telephone_are_text_and_nothing_is_a_formula(
    house: House, tmp_path: Path
) -> None:
    await two_people(house)
    first, second = load(await written(house, tmp_path, "xlsx"))
    assert (first["nik"], first["phone"]) == (("s", NIK), ("s", "+6281234567890"))
    assert second["occupation_detail"] == ("s", "=1+1 dan @tani"), "text as it was typed"
    assert second["gender"] == ("s", "P")


def load(path: Path) -> list[dict[str, tuple[str, object]]]:
    """Type and value of each cell, by column."""
    book = load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    heads = [str(cell.value) for cell in rows[0]]
    assert tuple(heads) == COLUMNS
    return [
        {head: (cell.data_type, cell.value) for head, cell in zip(heads, row, strict=True)}
        for row in rows[1:]
    ]


async def test_xlsx_cells_keep_the_text_format_when_edited(house: House, tmp_path: Path) -> None:
    await register(Talk(house))
    book = load_workbook(await written(house, tmp_path, "xlsx"))
    nik = book.worksheets[0].cell(2, COLUMNS.index("nik") + 1)
    assert nik.number_format == "@"


async def test_in_csv_what_would_change_gets_an_apostrophe(house: House, tmp_path: Path) -> None:
    await two_people(house)
    raw = (await written(house, tmp_path, "csv")).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "the mark by which spreadsheets know UTF-8"
    first, second = csv.DictReader(StringIO(raw.decode("utf-8-sig")))
    assert (first["nik"], first["phone"]) == (f"'{NIK}", "'+6281234567890")
    assert second["occupation_detail"] == "'=1+1 dan @tani"
    assert (first["full_name"], first["income"]) == ("Budi Santoso", "900000")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_can_start_a_formula(start: str) -> None:
    assert harmless(f"{start}cmd") == f"'{start}cmd"
    assert harmless("Siti") == "Siti"


async def test_jsonl_has_the_values_as_they_are(house: House, tmp_path: Path) -> None:
    await two_people(house)
    lines = (await written(house, tmp_path, "jsonl")).read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert tuple(first) == COLUMNS
    assert (first["nik"], first["phone"]) == (NIK, "+6281234567890")
    assert second["occupation_detail"] == "=1+1 dan @tani"
    assert (first["number"], first["status"]) == ("PD-26-000001", "submitted")
    assert first["submitted_at"] == "2026-11-24T10:00:00+07:00"
    assert (first["channel"], first["source"], first["consent"]) == ("telegram", "teman", "ya")
    assert first["district"] == "Sangir"
    assert first["nagari"].startswith("Lubuk Gadang")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "jsonl"])
async def test_only_this_user_can_read_the_file(house: House, tmp_path: Path, kind: str) -> None:
    await register(Talk(house))
    old = tmp_path / f"hasil.{kind}"
    old.write_text("lama")
    old.chmod(0o644)
    path = await written(house, tmp_path, kind)
    assert mode(path) == 0o600
    assert not [name for name in names(tmp_path) if name.startswith(".")]


async def test_who_when_what_why_how_many_and_which_file_is_written_down(
    house: House, tmp_path: Path
) -> None:
    await register(Talk(house))
    path = tmp_path / "hasil.csv"
    order = Order("csv", "2026-11-01", "2026-11-30", "submitted", "")
    made = await to_file(house, order, path, "cli:uji", f"rapat, lihat {NIK}")
    async with house.db.read() as tx:
        [(actor, line)] = await audit.lines(tx, "export")
    assert (actor, line["format"], line["since"], line["until"], line["status"]) == (
        "cli:uji", "csv", "2026-11-01", "2026-11-30", "submitted",
    )  # fmt: skip
    assert line["reason"] == "rapat, lihat 1311••••••••0001"
    assert (line["rows"], made.rows) == (1, 1)
    assert line["sha256"] == sha256(path)
    [row] = [row for row in (await ledger.everything(house))["audit"] if row["action"] == "export"]
    assert row["at"] == START


async def test_filters_choose_by_local_day_status_and_nagari(
    house: House, clock: Clock, tmp_path: Path
) -> None:
    clock.at = START.replace(hour=16, minute=59)  # 23.59 WIB on the 24th
    await register(Talk(house, "1"))
    clock.forward(timedelta(minutes=2))  # 00.01 WIB on the 25th
    await register(Talk(house, "2"))
    nagari = (await ledger.answers(house, "PD-26-000001"))["nagari"]

    async def numbers(**filters: str) -> list[str]:
        path = await written(house, tmp_path, "jsonl", **filters)
        return [json.loads(line)["number"][-1] for line in path.read_text().splitlines()]

    assert await numbers() == ["1", "2"]
    assert await numbers(until="2026-11-24") == ["1"]
    assert await numbers(since="2026-11-25") == ["2"]
    assert await numbers(since="2026-11-24", until="2026-11-25") == ["1", "2"]
    assert await numbers(status="review") == ["2"]
    assert await numbers(nagari=nagari) == ["1", "2"]
    assert await numbers(nagari="13.11.01.9999") == []


async def test_erased_people_are_in_no_file(house: House, tmp_path: Path) -> None:
    talk = Talk(house)
    await register(talk)
    await talk.say("hapus")
    await talk.say("ya")
    assert (await written(house, tmp_path, "jsonl")).read_text() == ""


async def test_drafts_are_of_people_who_agreed_and_have_sent_nothing(
    house: House, clock: Clock, tmp_path: Path
) -> None:
    agreed, undecided, correcting = (Talk(house, key) for key in "123")
    for text in ("daftar", "setuju", "Siti Aminah"):
        await agreed.say(text)
    await undecided.say("daftar")
    await register(correcting)
    await correcting.say("perbaiki")

    async def names(**filters: str) -> list[str]:
        path = await written(house, tmp_path, "jsonl", status="draft", **filters)
        return [json.loads(line)["full_name"] for line in path.read_text().splitlines()]

    assert await names() == ["Siti Aminah"]
    assert await names(since="2026-11-24", until="2026-11-24") == ["Siti Aminah"]
    assert await names(since="2026-11-25") == []
    assert await names(nagari="13.11.01.2001") == []


async def test_pages_neither_lose_nor_repeat_a_row(house: House) -> None:
    for key in "12345":
        await register(Talk(house, key), f"13110101019000{key}1")
    async with house.db.read() as tx:
        for page in (1, 2, 5, 6):
            streamed = registrations.stream(tx, registrations.Filter(), page)
            assert [one.person_id async for one in streamed] == [1, 2, 3, 4, 5]


async def ask(talk: Talk, kind: str = "jsonl", reason: str = "rapat bulanan") -> str:
    for text in ("ekspor data", "semua", "semua yang terkirim", kind):
        await talk.say(text)
    return await talk.say(reason)


async def link(house: House, admin: Talk) -> str:
    """What the admin is sent last, cut to the token."""
    body = (await ledger.promised(house, ADMIN))[-1]
    return body.split("/download/")[1].split()[0]


async def test_the_admin_gets_a_link_and_the_database_only_its_hash(house: House) -> None:
    await register(Talk(house, "1"))
    admin = Talk(house, ADMIN.key)
    assert "berkas" in (await ask(admin)).casefold()
    assert await make_waiting(house) == 1
    token = await link(house, admin)
    [job] = await ledger.rows(house, jobs)
    assert job["token_hash"] == hashlib.sha256(token.encode()).hexdigest()
    assert await ledger.mentions(house, token) == []
    assert (job["status"], job["expires_at"]) == ("ready", START + timedelta(hours=24))
    path = Path(job["path"])
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    async with house.db.read() as tx:
        [(asker, asked)] = await audit.lines(tx, "export asked")
        [(maker, made)] = await audit.lines(tx, "export")
    assert asker == maker == "telegram:900"
    assert asked["reason"] == made["reason"] == "rapat bulanan"
    assert made["rows"] == 1


async def test_run_twice_there_is_one_link(house: House) -> None:
    """As after a crash between making the file and noting it, or with two clocks."""
    await register(Talk(house, "1"))
    await ask(Talk(house, ADMIN.key))
    await asyncio.gather(make_waiting(house), make_waiting(house))
    assert await make_waiting(house) == 0
    bodies = await ledger.promised(house, ADMIN)
    assert sum("/download/" in body for body in bodies) == 1
    [job] = await ledger.rows(house, jobs)
    assert names(export.folder(house)) == ["pra-pendaftaran-1.jsonl"]
    async with house.db.read() as tx:
        [(_, line)] = await audit.lines(tx, "export")
    assert line["sha256"] == sha256(job["path"])


async def test_a_crash_before_the_note_is_made_good_by_the_next_tick(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(Talk(house, "1"))
    await ask(Talk(house, ADMIN.key))

    async def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exports, "ready", killed)
        with pytest.raises(KeyboardInterrupt):
            await make_waiting(house)
    assert await make_waiting(house) == 1
    assert "/download/" in (await ledger.promised(house, ADMIN))[-1]


async def test_a_file_that_cannot_be_made_is_told_once_and_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(Talk(house, "1"))
    await ask(Talk(house, ADMIN.key), "xlsx")

    def broken(house: House, one: Registration, answers: dict[str, str]) -> dict[str, str]:
        raise RuntimeError("disk full")

    monkeypatch.setattr(export_rows, "_row", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        await make_waiting(house)
    assert await make_waiting(house) == 0
    assert "/download/" not in (await ledger.promised(house, ADMIN))[-1]
    assert names(export.folder(house)) == []
    assert [row["status"] for row in await ledger.rows(house, jobs)] == ["failed"]


async def test_nothing_to_put_in_a_file_is_said_instead_of_a_link(house: House) -> None:
    await ask(Talk(house, ADMIN.key))
    await make_waiting(house)
    assert "tidak ada berkas" in (await ledger.promised(house, ADMIN))[-1]
    assert names(export.folder(house)) == []
    async with house.db.read() as tx:
        [(_, line)] = await audit.lines(tx, "export")
    assert line["rows"] == 0


async def test_whoever_is_no_admin_gets_nothing(house: House) -> None:
    worker = Talk(house, "1")
    await worker.say("menu")
    assert "Ekspor data" not in [choice.label for choice in worker.outlet.sent[-1].choices]
    await worker.say("ekspor data")
    await worker.say("/ekspor")
    assert await ledger.rows(house, jobs) == []


async def test_the_role_counts_when_it_is_asked_not_when_the_form_began(house: House) -> None:
    address = Address("telegram", "7")
    await roles.grant(house, address, "admin", (), "cli:uji")
    talk = Talk(house, "7")
    for text in ("ekspor data", "semua", "semua yang terkirim", "csv"):
        await talk.say(text)
    await roles.revoke(house, address, "admin", "cli:uji")
    await talk.say("rapat")
    assert await ledger.rows(house, jobs) == []


async def test_files_past_their_time_are_deleted(house: House, clock: Clock) -> None:
    await register(Talk(house, "1"))
    await ask(Talk(house, ADMIN.key))
    await make_waiting(house)
    [job] = await ledger.rows(house, jobs)
    clock.forward(timedelta(hours=23, minutes=59))
    await export.clean(house)
    assert names(export.folder(house)) == [Path(job["path"]).name]
    clock.forward(timedelta(minutes=2))
    await export.clean(house)
    assert names(export.folder(house)) == []
    [job] = await ledger.rows(house, jobs)
    assert (job["status"], job["path"], job["token_hash"]) == ("expired", None, None)


async def test_a_fetched_file_goes_sooner(house: House, clock: Clock) -> None:
    await register(Talk(house, "1"))
    admin = Talk(house, ADMIN.key)
    await ask(admin)
    await make_waiting(house)
    path = await export.fetch(house, await link(house, admin))
    assert path
    await export.clean(house)
    assert names(path.parent) == [path.name], "a slow connection may still be reading it"
    clock.forward(export.AFTER_FETCH)
    await export.clean(house)
    assert names(path.parent) == []


async def test_what_a_killed_process_left_is_swept_after_a_day(house: House, clock: Clock) -> None:
    left = export.folder(house) / ".abc.csv"
    left.write_text(NIK)
    (export.folder(house) / ".xlsx-abc").mkdir()
    clock.at = export._changed(left) + timedelta(hours=23)
    assert await export.clean(house) == 0
    clock.forward(timedelta(hours=2))
    assert await export.clean(house) == 2
    assert names(export.folder(house)) == []


async def test_a_row_that_cannot_be_opened_stops_the_file(house: House, tmp_path: Path) -> None:
    """Better no file than one that silently lacks somebody."""
    await register(Talk(house))
    async with house.db.write() as tx:
        await spoil(tx)
    for kind in ("xlsx", "csv", "jsonl"):
        with pytest.raises(Exception, match="registration:PD-26-000001"):
            await written(house, tmp_path, kind)
        assert not (tmp_path / f"hasil.{kind}").exists()
    async with house.db.read() as tx:
        assert await audit.lines(tx, "export") == []


async def spoil(tx: Transaction) -> None:
    await tx.execute(table.update().values(sealed=b"\0" * 60))


async def test_no_personal_value_is_in_the_names_of_the_files_inside(
    house: House, tmp_path: Path
) -> None:
    await register(Talk(house))
    with ZipFile(await written(house, tmp_path, "xlsx")) as packed:
        assert not any("budi" in name.lower() or NIK in name for name in packed.namelist())
