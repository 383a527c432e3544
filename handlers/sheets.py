"""Tables that people send: CSV or XLSX, row by row, with the number each row has in the file."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

SUFFIXES = (".csv", ".xlsx")


class SheetError(ValueError):
    """The file as a whole cannot be read. `problem` names the sentence that says so."""

    def __init__(self, problem: str, part: str = "") -> None:
        super().__init__(problem, part)
        self.problem, self.part = problem, part


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the heading: its number in the file and its cells by column, as text."""

    number: int
    cells: Mapping[str, str]


def rows(path: Path, columns: Sequence[str], aliases: Mapping[str, str]) -> Iterator[Row]:
    """Every row that has anything in it; memory does not grow with the file.

    Headings are matched without regard to case; `aliases` are other names of columns. Raises
    SheetError when the file or one of `columns` is missing.
    """
    lines = _lines(path)
    heading = [_name(cell, aliases) for cell in next(lines, [])]
    if missing := [column for column in columns if column not in heading]:
        raise SheetError("columns", ", ".join(missing))
    for number, cells in enumerate(lines, start=2):
        if any(cells):
            yield Row(number, dict(zip(heading, cells, strict=False)))


def _name(cell: str, aliases: Mapping[str, str]) -> str:
    plain = cell.strip().lower().replace(" ", "_")
    return aliases.get(plain, plain)


def _lines(path: Path) -> Iterator[list[str]]:
    readers = {".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise SheetError("format")
    try:
        yield from reader(path)
    except SheetError:
        raise
    except Exception as error:  # whatever a broken file makes of the library that reads it
        raise SheetError("file", str(path)) from error


def _csv(path: Path) -> Iterator[list[str]]:
    """Comma or semicolon, as Excel writes it in Indonesia."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        divider = ";" if first.count(";") > first.count(",") else ","
        for line in csv.reader(file, delimiter=divider):
            yield [cell.strip() for cell in line]


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(cell) for cell in line]
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as it would be typed. A month that Excel took for a date is a month again."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
