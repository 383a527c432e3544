"""An attack on the NIK over WhatsApp: typed wherever it may turn up, then looked for everywhere."""

import logging
from io import StringIO
from pathlib import Path

import pytest

from handlers.house import House
from tests import ledger
from tests.houses import Clock
from tests.test_privacy import NIK, WRITTEN, holds_nik, logged
from tests.way_whatsapp import WhatsApp, whatsapp
from tests.ways import BETWEEN

__all__ = ["logged"]

SAID = (
    f"apakah aman kalau nik saya {NIK}?", NIK, "daftar", NIK, "setuju",
    NIK, f"Budi {NIK}", "Budi Santoso", *WRITTEN, NIK[:15],
)  # fmt: skip
AFTER = (
    "ya", *WRITTEN, "0812 3456 7890", NIK, "Lubuk Gadang", NIK, "petani", *WRITTEN,
    f"karet, nik {NIK}", "menyadap karet", NIK, "tidak", NIK, "tidak", *WRITTEN, "900 ribu", NIK,
    "JKK + JKM", NIK, "sendiri", NIK, "teman", NIK, "kirim", "data saya", NIK,
)  # fmt: skip


async def talk(way: WhatsApp) -> list[str]:
    """A whole pre-registration by somebody who cannot leave it; everything they read."""
    await way.start("Budi", "")
    for said in SAID:
        await way.wait(BETWEEN)
        await way.type("Budi", said)
    await way.fill("Budi", f"nik={NIK}")
    for said in AFTER:
        await way.wait(BETWEEN)
        await way.type("Budi", said)
    return ["\n".join(seen.lines()) for seen in way.heard()]


async def test_the_nik_is_in_no_table_no_log_and_no_file(
    house: House, clock: Clock, tmp_path: Path, logged: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    async with whatsapp(house, clock, as_elsewhere=False) as way:
        read = await talk(way)
    logging.getLogger("probe").debug("asked for %s", NIK)

    assert any("PD-26-000001" in body for body in read), "the registration was handed in"
    assert (await ledger.answers(house, "PD-26-000001"))["nik"] == NIK
    assert not [body for body in read if holds_nik(body)]
    assert "asked for 1311••••••••0001" in logged.getvalue(), "debug was on"
    assert not [line for line in logged.getvalue().splitlines() if holds_nik(line)]
    assert not holds_nik("".join(capsys.readouterr()))
    for table, rows in (await ledger.everything(house)).items():
        assert not [row for row in rows if holds_nik(str(list(row.values())))], table


async def test_the_raw_files_hold_it_nowhere(house: House, clock: Clock, tmp_path: Path) -> None:
    """Database, journal and whatever else lies in the folder, byte by byte."""
    async with whatsapp(house, clock, as_elsewhere=False) as way:
        await talk(way)
    files = contents(tmp_path)
    assert "bot.db" in files or not house.db.is_sqlite
    for form in (NIK, *WRITTEN, NIK[:12]):
        assert not [name for name, text in files.items() if form.encode() in text]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_no_text_of_ours_asks_for_it_in_the_chat(house: House, clock: Clock) -> None:
    async with whatsapp(house, clock, as_elsewhere=False) as way:
        read = await talk(way)
    assert not [body for body in read if "ketik angkanya" in body.casefold()]
