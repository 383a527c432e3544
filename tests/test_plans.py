"""No turn reads a whole table: what a conversation costs must not grow with the people known."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from handlers.house import House
from storage.database import Transaction
from tests import transcripts
from tests.houses import Clock, house_at
from tests.transcripts import Transcript
from tests.ways import Terminal, play

GROWING = {
    *("people", "addresses", "sessions", "registrations", "consents", "inbox", "outbox"),
    *("officer_calls", "handovers", "handover_words", "reminders", "served", "older"),
}
WHOLE = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")
FILES = "ekspor"  # a whole file is read from the whole table, and not within a turn

Asked = dict[str, object]


@contextmanager
def listening() -> Iterator[Asked]:
    """Every statement of the block, each with values it was asked with."""
    asked = Asked()

    def hear(*told: object) -> None:
        values = told[3]
        asked[str(told[2])] = values[0] if isinstance(values, list) else values

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def conversations() -> list[Transcript]:
    played = [one for one in transcripts.every() if not one.has_group and not one.only_at]
    return [one for one in played if FILES not in one.path.stem]


async def statements(empty: Path, folder: Path) -> dict[str, list[str]]:
    """Every statement of every conversation, and how SQLite goes about it."""
    found = dict[str, list[str]]()
    for one in conversations():
        clock = Clock(one.begins)
        shutil.copy(empty, folder / "bot.db")
        async with house_at(f"sqlite:///{folder}/bot.db", folder, clock, hours=one.hours) as house:
            with listening() as asked:
                await play(one, Terminal(house, clock))
            found |= await plans(house, {sql: asked[sql] for sql in asked if sql not in found})
    return found


async def plans(house: House, asked: Asked) -> dict[str, list[str]]:
    async with house.db.read() as tx:
        return {
            sql: await plan(tx, sql, asked[sql])
            for sql in asked
            if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
        }


async def plan(tx: Transaction, sql: str, values: object) -> list[str]:
    rows = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
    return list(rows.scalars(3))


def reads_a_whole_table(steps: Sequence[str], small: set[str]) -> bool:
    scans = [found for step in steps if (found := WHOLE.match(step))]
    return any(scan[1] in GROWING and scan[2] not in small for scan in scans)


async def partial_indexes(house: House) -> set[str]:
    """Indexes over few rows: reading all of such a one is reading what is open."""
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
    async with house.db.read() as tx:
        return set((await tx.exec_driver_sql(query)).scalars())


async def test_no_turn_reads_a_whole_table(tmp_path: Path) -> None:
    async with house_at(f"sqlite:///{tmp_path}/empty.db", tmp_path) as house:
        small = await partial_indexes(house)
    found = await statements(tmp_path / "empty.db", tmp_path)
    assert len(found) > 30
    guilty = {sql: steps for sql, steps in found.items() if reads_a_whole_table(steps, small)}
    assert guilty == {}


def test_a_whole_table_is_seen_in_a_plan() -> None:
    assert reads_a_whole_table(["SCAN registrations"], set())
    assert reads_a_whole_table(["SCAN outbox USING COVERING INDEX ix_outbox_history"], {"other"})
    assert not reads_a_whole_table(["SCAN handovers USING INDEX ix_open"], {"ix_open"})
    assert not reads_a_whole_table(["SEARCH people USING INTEGER PRIMARY KEY (rowid=?)"], set())
    assert not reads_a_whole_table(["SCAN roles"], set())
