"""Members from the branch: every row is accounted for, the same file changes nothing."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from commands import import_file
from handlers import members as use
from handlers.house import House
from handlers.members import Imported
from handlers.sealed import open_number
from handlers.sheets import SheetError
from storage.tables import audit, members
from tests import ledger
from tests.test_campaign_command import command

SITI, BUDI = "1311014505900002", "1311010101900001"
HEADING = ("NIK", "No KPJ", "Lunas Sampai")
GOOD = [(SITI, "26011234567", "2026-10"), (BUDI, "26011234568", "2026-11")]
BAD = [
    ("131101", "26011234567", "2026-10", "nik"),
    ("1311014505900003", "123", "2026-10", "kpj"),
    ("1311014505900004", "26011234567", "Oktober", "paid_until"),
    (SITI, "26011234567", "2026-10", "twice"),
]


def as_csv(folder: Path, rows: Sequence[tuple[str, ...]], divider: str = ",") -> Path:
    path = folder / "peserta.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=divider).writerows([HEADING, *(row[:3] for row in rows)])
    return path


def as_xlsx(folder: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in [HEADING, *(row[:3] for row in rows)]:
        book.active.append(list(row))
    path = folder / "peserta.xlsx"
    book.save(path)
    return path


async def take_in(house: House, path: Path, *, dry_run: bool = False) -> Imported:
    return await use.take_in(house, path, "test", dry_run)


@pytest.mark.parametrize("divider", [",", ";"])
async def test_every_row_is_accounted_for(house: House, tmp_path: Path, divider: str) -> None:
    found = await take_in(house, as_csv(tmp_path, [*GOOD, *BAD], divider))
    assert (found.read, found.added, found.updated, found.unchanged) == (6, 2, 0, 0)
    assert [(one.number, one.why) for one in found.refused] == [
        (4, "nik"), (5, "kpj"), (6, "paid_until"), (7, "twice")
    ]  # fmt: skip
    assert all(SITI not in one.nik for one in found.refused)


async def test_the_same_file_twice_changes_nothing_and_a_new_month_does(
    house: House, tmp_path: Path
) -> None:
    await take_in(house, as_xlsx(tmp_path, GOOD))
    again = await take_in(house, as_csv(tmp_path, GOOD))
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)
    moved = [(SITI, "26011234567", "2026-12"), GOOD[1]]
    assert (await take_in(house, as_csv(tmp_path, moved))).updated == 1
    rows = {row["nik_hash"]: row for row in await ledger.rows(house, members)}
    row = rows[house.vault.digest(SITI)]
    assert row["paid_until"] == "2026-12"
    assert open_number(house.vault, row["sealed"], row["nik_hash"]) == "26011234567"


async def test_a_trial_stores_nothing(house: House, tmp_path: Path) -> None:
    found = await take_in(house, as_csv(tmp_path, GOOD), dry_run=True)
    assert found.added == 2
    assert await ledger.rows(house, members) == []
    assert await ledger.rows(house, audit) == []


async def test_neither_nik_nor_number_can_be_read_in_the_database(
    house: House, tmp_path: Path
) -> None:
    await take_in(house, as_csv(tmp_path, GOOD))
    assert await ledger.mentions(house, SITI, "26011234567") == []


@pytest.mark.parametrize("content", [b"", b"nik;kpj\n1;2\n", b"\xff\xfe\x00nik"])
async def test_a_file_that_is_none_is_told(house: House, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "aneh.csv"
    path.write_bytes(content)
    with pytest.raises(SheetError):
        await take_in(house, path)


def test_the_command_prints_one_json_value_and_writes_the_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = as_csv(tmp_path, [*GOOD, *BAD])
    assert command(import_file, tmp_path, "members", str(path), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    refused_file = tmp_path / "peserta-ditolak.csv"
    assert told == {
        "read": 6, "added": 2, "updated": 0, "unchanged": 0, "refused": 4,
        "refused_file": str(refused_file),
    }  # fmt: skip
    assert "NIK harus 16 angka" in refused_file.read_text(encoding="utf-8")
    assert SITI not in refused_file.read_text(encoding="utf-8")
    assert command(import_file, tmp_path, "members", str(tmp_path / "tidak.csv")) == 2
    assert command(import_file, tmp_path, "members", str(as_csv(tmp_path, GOOD)), "--dry-run") == 0
    assert "2 tetap" in capsys.readouterr().out
