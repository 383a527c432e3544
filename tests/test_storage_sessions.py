"""Where conversations stand: two turns of one person can never cross."""

import asyncio
from datetime import datetime, timedelta

import pytest

from dialog.session import Draft, Guess, Session
from dialog.wire import Address
from handlers.house import House
from handlers.sealed import open_session, seal_session
from storage import people, sessions
from storage.people import Newcomer
from storage.sessions import Saved
from storage.tables import sessions as table
from storage.vault import WrongKeyError
from tests import ledger
from tests.houses import START


async def meet(house: House, count: int = 1) -> None:
    newcomers = [Newcomer(Address("telegram", str(key)), "") for key in range(1, count + 1)]
    async with house.db.write() as tx:
        await people.add(tx, newcomers, START)


def saved(person: int, revision: int, word: str = "x", wake_at: datetime | None = None) -> Saved:
    return Saved(person, revision, person, "daftar", "nik", word.encode(), wake_at)


async def save(house: House, *rows: Saved) -> set[int]:
    async with house.db.write() as tx:
        return await sessions.save(tx, rows, START)


async def test_a_session_is_stored_over_the_one_that_was_read(house: House) -> None:
    await meet(house)
    assert await save(house, saved(1, 0, "first")) == {1}
    assert await save(house, saved(1, 1, "second")) == {1}
    [row] = await ledger.rows(house, table)
    assert (row["revision"], row["sealed"], row["updated_at"]) == (2, b"second", START)


@pytest.mark.parametrize("revision", [0, 2, 99])
async def test_a_session_read_before_another_turn_is_refused(house: House, revision: int) -> None:
    await meet(house)
    await save(house, saved(1, 0, "first"))
    assert await save(house, saved(1, revision, "late")) == set()
    [row] = await ledger.rows(house, table)
    assert row["sealed"] == b"first"


async def test_of_many_saves_one_that_is_late_does_not_stop_the_others(house: House) -> None:
    await meet(house, 3)
    await save(house, saved(2, 0))
    assert await save(house, saved(1, 0), saved(2, 0), saved(3, 0)) == {1, 3}


async def test_of_six_turns_at_once_one_wins(house: House) -> None:
    await meet(house)
    await save(house, saved(1, 0))
    won = await asyncio.gather(*(save(house, saved(1, 1, str(turn))) for turn in range(6)))
    assert sorted(map(len, won)) == [0] * 5 + [1]


async def test_who_is_due_is_found_in_the_order_of_waiting(house: House) -> None:
    await meet(house, 4)
    minutes = {1: 30, 2: 10, 3: 90, 4: None}
    rows = [
        saved(person, 0, wake_at=None if wait is None else START + timedelta(minutes=wait))
        for person, wait in minutes.items()
    ]
    await save(house, *rows)
    async with house.db.read() as tx:
        hour = START + timedelta(hours=1)
        assert await sessions.due(tx, hour, 10) == [2, 1]
        assert await sessions.due(tx, hour, 1) == [2]
        assert await sessions.due(tx, START, 10) == []


async def test_a_silence_belongs_to_one_scheduler_at_a_time(house: House) -> None:
    await meet(house, 2)
    await save(house, saved(1, 0, wake_at=START), saved(2, 0, wake_at=START + timedelta(hours=2)))
    hour = START + timedelta(hours=1)
    async with house.db.write() as tx:
        assert await sessions.claim(tx, hour, [1, 2, 3]) == [1]
        if not house.db.is_sqlite:  # SQLite has one writer: nobody else gets this far
            async with house.db.write() as other:
                assert await sessions.claim(other, hour, [1]) == []


async def test_a_sealed_session_opens_for_its_person_alone(house: House) -> None:
    session = Session(
        form="daftar",
        asked="nik",
        answers={"consent": "ya", "full_name": "Budi"},
        unsure=(Guess("1311010113900001", "Ya"),),
        skipped=("source",),
        drafts={"hitung": Draft({"work": "other"}, "income", ("x",))},
        run=3,
    )
    sealed = seal_session(house.vault, session, 1)
    assert open_session(house.vault, sealed, 1) == session
    assert open_session(house.vault, None, 1) == Session()
    with pytest.raises(WrongKeyError):
        open_session(house.vault, sealed, 2)
