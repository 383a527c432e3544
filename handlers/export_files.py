"""The shapes an export can have. NIK and telephone are text; no cell can be a formula."""

import asyncio
import csv
import hashlib
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import xlsxwriter

Row = Mapping[str, str]
COLUMNS = (
    "number", "status", "submitted_at", "full_name", "nik", "birth_date", "gender", "phone",
    "district", "nagari", "occupation", "occupation_detail", "employed", "employer", "income",
    "programmes", "payer", "consent", "channel", "source",
)  # fmt: skip
_XLSX = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Written:
    rows: int
    sha256: str


Writer = Callable[[Path, AsyncIterator[Row], Sequence[str]], Awaitable[Written]]
"""Where to, the rows, and the columns in their order."""


def harmless(value: str) -> str:
    """A cell that a spreadsheet would calculate becomes plain text; names come from strangers."""
    return f"'{value}" if value.startswith(_FORMULA) else value


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    if path.is_file():
        path.unlink()  # an older file would keep its own, wider rights
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        yield file


async def write_csv(path: Path, rows: AsyncIterator[Row], columns: Sequence[str]) -> Written:
    """UTF-8 with a mark, so that a spreadsheet reads the letters right."""
    count = 0
    with _private(path) as file:
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow(columns)
        async for row in rows:
            writer.writerow([_csv_cell(row.get(column, "")) for column in columns])
            count += 1
    return Written(count, await _hash(path))


def _csv_cell(value: str) -> str:
    """Long digit runs and telephone numbers would lose digits or their plus in a spreadsheet."""
    loses_digits = len(value) > 11 or value[:-1].startswith(("+", "0"))
    is_number = value.lstrip("+").isdigit()
    return f"'{value}" if is_number and loses_digits else harmless(value)


async def write_jsonl(path: Path, rows: AsyncIterator[Row], columns: Sequence[str]) -> Written:
    count = 0
    with _private(path) as file:
        async for row in rows:
            line = {column: row.get(column, "") for column in columns}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return Written(count, await _hash(path))


async def write_xlsx(path: Path, rows: AsyncIterator[Row], columns: Sequence[str]) -> Written:
    """A row at a time to disk, beside the file: memory stays the same for any number of rows,
    and nothing is left in a shared folder for temporary files."""
    with _private(path):
        pass  # made private before anything is in it
    with TemporaryDirectory(dir=path.parent, prefix=".xlsx-") as folder:
        book = xlsxwriter.Workbook(str(path), {**_XLSX, "tmpdir": folder})
        try:
            count = await _fill(book, rows, columns)
        finally:  # packs the whole file: seconds for many rows
            await asyncio.to_thread(book.close)
    return Written(count, await _hash(path))


async def _fill(book: xlsxwriter.Workbook, rows: AsyncIterator[Row], columns: Sequence[str]) -> int:
    sheet = book.add_worksheet("daftar")
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(columns) - 1, 18, text)
    sheet.write_row(0, 0, columns)
    count = 0
    async for row in rows:
        count += 1
        for position, column in enumerate(columns):
            sheet.write_string(count, position, row.get(column, ""), text)
    return count


async def _hash(path: Path) -> str:
    return await asyncio.to_thread(_digest, path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


WRITERS: Mapping[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "jsonl": write_jsonl}
