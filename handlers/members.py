"""Members come from the branch as a file: number and the last month they paid for."""

import csv
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dialog.audience import MONTH
from handlers import reminders
from handlers.house import House
from handlers.sealed import open_number, seal_number
from handlers.sheets import Row, rows
from messages.filters import samarkan
from storage import audit, members
from storage.database import Transaction
from storage.members import Member

COLUMNS = ("nik", "kpj", "paid_until")
ALIASES = {
    "nomor_peserta": "kpj", "no_kpj": "kpj", "nomor_kpj": "kpj", "no_peserta": "kpj",
    "lunas_sampai": "paid_until", "bulan_lunas": "paid_until", "iuran_terakhir": "paid_until",
    "no_ktp": "nik", "nomor_ktp": "nik", "pembayar": "payer",
}  # fmt: skip
PAYERS = {"": "self", "sendiri": "self", "pemerintah": "government", "lainnya": "other"}
PAGE = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken. `why` names the sentence that says why."""

    number: int
    nik: str  # masked
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows: read = added + updated + unchanged + refused."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that can be used."""

    nik: str
    kpj: str
    paid_until: str
    payer: str


Passed = Callable[[int], object]


async def take_in(
    house: House, path: Path, actor: str, dry_run: bool, passed: Passed = lambda _: None
) -> Imported:
    """Reads the file page by page. The same file again changes nothing.

    Raises SheetError when the file as a whole cannot be read.
    """
    total, seen = Imported(), set[bytes]()
    source = rows(path, COLUMNS, ALIASES)
    while page := list(islice(source, PAGE)):
        total = _sum(total, await _page(house, page, seen, dry_run))
        passed(len(page))
    if not dry_run:
        async with house.db.write() as tx:
            counted = {"read": total.read, "added": total.added, "updated": total.updated,
                       "refused": len(total.refused)}  # fmt: skip
            await audit.note(tx, actor, "members imported", counted, house.now())
    return total


async def _page(house: House, page: Sequence[Row], seen: set[bytes], dry_run: bool) -> Imported:
    usable: dict[bytes, Taken] = {}
    refused: list[Refused] = []
    for row in page:
        taken = read(row)
        if isinstance(taken, Taken) and (key := house.vault.digest(taken.nik)) not in seen:
            usable[key] = taken
            seen.add(key)
        else:
            why = taken if isinstance(taken, str) else "twice"
            refused.append(Refused(row.number, samarkan(row.cells.get("nik", "")), why))
    async with house.db.write() as tx:
        changed, added = await _changed(house, tx, usable)
        if not dry_run:
            await members.put(tx, changed, house.now())
            moved = await members.people_with(tx, [one.nik_hash for one in changed])
            await reminders.plan(house, tx, moved, house.now())
    updated = len(changed) - added
    unchanged = len(usable) - len(changed)
    return Imported(len(page), added, updated, unchanged, tuple(refused))


async def _changed(
    house: House, tx: Transaction, usable: dict[bytes, Taken]
) -> tuple[list[Member], int]:
    """What is not held already as it is here, and how many of it are new."""
    held = await members.found(tx, list(usable))
    changed = [
        Member(key, seal_number(house.vault, one.kpj, key), one.paid_until, one.payer)
        for key, one in usable.items()
        if not _is_held(house, held.get(key), one)
    ]
    return changed, sum(one.nik_hash not in held for one in changed)


def _is_held(house: House, held: Member | None, one: Taken) -> bool:
    if held is None or (held.paid_until, held.payer) != (one.paid_until, one.payer):
        return False
    return open_number(house.vault, held.sealed, held.nik_hash) == one.kpj


def read(row: Row) -> Taken | str:
    """The row, or the name of what is wrong with it."""
    cells = row.cells
    nik = re.sub(r"[\s.'-]", "", cells.get("nik", ""))
    kpj = re.sub(r"[\s.'-]", "", cells.get("kpj", ""))
    month = cells.get("paid_until", "")[:7]
    payer = cells.get("payer", "").lower()
    payer = PAYERS.get(payer, payer)
    if not re.fullmatch(r"[0-9]{16}", nik):
        return "nik"
    if not re.fullmatch(r"[0-9]{11}", kpj):
        return "kpj"
    if not MONTH.fullmatch(month):
        return "paid_until"
    if payer not in ("self", "government", "other"):
        return "payer"
    return Taken(nik, kpj, month, payer)


def _sum(one: Imported, other: Imported) -> Imported:
    return Imported(
        one.read + other.read,
        one.added + other.added,
        one.updated + other.updated,
        one.unchanged + other.unchanged,
        (*one.refused, *other.refused),
    )


def write_refused(path: Path, refused: Sequence[Refused], heading: Sequence[str],
                  said: Callable[[str], str]) -> None:  # fmt: skip
    """Row number, masked NIK and the reason; readable by this user alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        lines: Iterator[tuple[object, ...]] = (
            (one.number, one.nik, said(one.why)) for one in refused
        )
        csv.writer(file).writerows([tuple(heading), *lines])
