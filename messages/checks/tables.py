"""Rules for the tables: every row can be used, and rows that end or grow old are named."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from benefits import facts, tariffs
from benefits.review import Ending, Entry, entries, running_out, to_check_again
from benefits.rows import TableFaults
from messages.checks.faults import Fault, fault, warning


def table_faults(folder: Path, today: date) -> Iterator[Fault]:
    wrong = list(_unusable(folder))
    yield from wrong
    if not wrong:
        known = entries(folder)
        yield from (_ending(folder, one, today) for one in running_out(known, today))
        yield from _old(folder, to_check_again(known, today))


def _unusable(folder: Path) -> Iterator[Fault]:
    for load in (lambda: tariffs.load(folder), lambda: facts.load(folder / "facts.csv")):
        try:
            load()
        except TableFaults as error:
            for line in error.faults:
                name, number, why = line.split(":", 2)
                yield fault(folder / name, int(number), "tabel", sebab=why.strip())


def _ending(folder: Path, one: Ending, today: date) -> Fault:
    entry, over = one.entry, one.last < today
    said = {"nama": entry.key, "sampai": one.last.isoformat()}
    why = "baris_lewat" if over else "baris_hampir_lewat"
    return warning(folder / entry.table, entry.origin.line, why, **said)


def _old(folder: Path, entries_: Iterable[Entry]) -> Iterator[Fault]:
    """One warning for all rows of a table that were looked at on the same day."""

    def look(entry: Entry) -> tuple[str, date]:
        return entry.table, entry.origin.checked_on

    for (table, day), rows in groupby(sorted(entries_, key=look), key=look):
        lines = sorted(one.origin.line for one in rows)
        said = {"jumlah": len(lines), "hari": day.isoformat(), "baris": _listed(lines)}
        yield warning(folder / table, lines[0], "baris_lama", **said)


def _listed(lines: list[int], most: int = 10) -> str:
    shown = ", ".join(map(str, lines[:most]))
    return shown if len(lines) <= most else f"{shown}, …"
