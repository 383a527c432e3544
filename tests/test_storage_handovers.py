"""Conversations with officers in the database: what must not happen cannot."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from dialog.wire import Address
from handlers.house import House
from storage import handover_words, handovers, people, threads
from storage.handover_words import Word
from storage.handovers import Handover, Request
from storage.people import Newcomer
from storage.tables import handover_words as words_table
from storage.tables import handovers as table
from tests import ledger
from tests.houses import START

SOON, LATER = START + timedelta(minutes=15), START + timedelta(days=3)


async def meet(house: House, count: int = 4) -> None:
    """People 1, 2, …, each with the address of the same number."""
    async with house.db.write() as tx:
        newcomers = [
            Newcomer(Address("telegram", str(n)), f"Orang {n}") for n in range(1, count + 1)
        ]
        await people.add(tx, newcomers, START)


def request(person: int, nagari: str | None = None) -> Request:
    return Request(person, person, "diminta", None, nagari, START, None, SOON)


async def ask(house: House, person: int) -> int | None:
    async with house.db.write() as tx:
        return await handovers.open_for(tx, request(person))


async def take(house: House, number: int, officer: int | None) -> bool:
    async with house.db.write() as tx:
        return await handovers.take(tx, number, officer, START, SOON)


async def found(house: House, number: int) -> Handover:
    async with house.db.read() as tx:
        held = await handovers.find(tx, number)
    assert held
    return held


async def test_a_person_has_one_open_conversation(house: House) -> None:
    await meet(house)
    assert [await ask(house, 1), await ask(house, 1)] == [1, None]
    assert await ask(house, 2) is not None
    async with house.db.write() as tx:
        assert await handovers.close(tx, 1, "worker", START)
        assert not await handovers.close(tx, 1, "officer", START)
    assert await ask(house, 1) is not None


async def test_it_is_read_with_the_addresses_of_both_sides(house: House) -> None:
    await meet(house)
    await ask(house, 1)
    await take(house, 1, 3)
    held = await found(house, 1)
    assert (held.to, held.name, held.taken) == (Address("telegram", "1"), "Orang 1", True)
    assert (held.officer, held.officer_name) == (Address("telegram", "3"), "Orang 3")
    async with house.db.read() as tx:
        known = await people.known(tx, [held.to, held.officer or held.to])
    assert (known[held.to].handover, known[held.to].attended) == (1, True)
    assert known[Address("telegram", "3")].serving == 1


@pytest.mark.parametrize("officers", [[3, 4, 3, 4, 3, 4], [None] * 6])
async def test_of_six_at_once_one_gets_it(house: House, officers: list[int | None]) -> None:
    await meet(house)
    await ask(house, 1)
    won = await asyncio.gather(*(take(house, 1, officer) for officer in officers))
    assert sorted(won) == [False] * 5 + [True]
    assert (await found(house, 1)).officer_id == officers[won.index(True)]


async def test_an_officer_holds_one_at_a_time_and_the_group_many(house: House) -> None:
    await meet(house, 5)
    for person in (1, 2, 3, 4):
        await ask(house, person)
    won = await asyncio.gather(*(take(house, number, 5) for number in (1, 2)))
    assert sorted(won) == [False, True]
    assert [await take(house, number, None) for number in (3, 4)] == [True, True]


async def test_what_was_put_back_waits_at_its_old_place(house: House) -> None:
    await meet(house)
    await ask(house, 1)
    await ask(house, 2)
    await take(house, 1, 3)
    async with house.db.write() as tx:
        assert await handovers.put_back(tx, 1, SOON)
        assert not await handovers.put_back(tx, 1, SOON)
        assert not await handovers.go_on(tx, 1, SOON), "nobody speaks in it"
        assert [held.number for held in await handovers.standing(tx)] == [1, 2]
    assert (await found(house, 1)).officer_id is None


async def test_it_is_told_once_that_nobody_came(house: House) -> None:
    await meet(house)
    await ask(house, 1)
    async with house.db.write() as tx:
        told = [await handovers.tell(tx, 1, START, LATER) for _ in range(3)]
    assert told == [True, False, False]


async def test_what_is_due_is_found_and_belongs_to_one_scheduler(house: House) -> None:
    await meet(house)
    for person in (1, 2, 3):
        await ask(house, person)
    async with house.db.write() as tx:
        await handovers.tell(tx, 2, START, SOON)  # asked long ago, and knows it
        await handovers.take(tx, 3, 4, START, LATER)
    async with house.db.write() as tx:
        assert await handovers.due(tx, START, 9, quiet=False) == []
        assert sorted(await handovers.due(tx, SOON, 9, quiet=False)) == [1, 2]
        assert await handovers.due(tx, SOON, 9, quiet=True) == [1]
        assert sorted(await handovers.due(tx, LATER, 9, quiet=True)) == [1, 3]
        assert [held.number for held in await handovers.claim(tx, SOON, [1, 3])] == [1]
        if not house.db.is_sqlite:  # SQLite has one writer: nobody else gets this far
            async with house.db.write() as other:
                assert await handovers.claim(other, SOON, [1]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"wake_at": None},  # open, and nobody would ever look at it again
        {"officer_id": 2},  # waiting, yet somebody's
        {"status": "closed"},
        {"closed_at": START},
        {"closed_by": "chance"},
    ],
)
async def test_a_state_that_makes_no_sense_is_refused(
    house: House, change: dict[str, object]
) -> None:
    await meet(house)
    await ask(house, 1)
    with pytest.raises(IntegrityError):
        async with house.db.write() as tx:
            await tx.execute(update(table).values(**change))


async def test_a_second_open_one_is_refused_by_the_schema_itself(house: House) -> None:
    await meet(house)
    await ask(house, 1)
    [row] = await ledger.rows(house, table)
    with pytest.raises(IntegrityError):
        async with house.db.write() as tx:
            await tx.execute(insert(table).values(**(row | {"id": 9})))


async def test_words_are_read_back_in_order_and_forgotten_by_age_or_by_person(
    house: House,
) -> None:
    await meet(house)
    for person in (1, 2):
        await ask(house, person)
    async with house.db.write() as tx:
        for number, speaker, day in ((1, "worker", 0), (1, "officer", 1), (2, "worker", 1)):
            word = Word(speaker, f"{number} {day}".encode(), START + timedelta(days=day))  # type: ignore[arg-type]
            await handover_words.add(tx, number, word)
        assert [word.sealed for word in await handover_words.of(tx, 1, 9)] == [b"1 0", b"1 1"]
        assert [word.speaker for word in await handover_words.of(tx, 1, 1)] == ["officer"]
        assert await handover_words.last_of_worker(tx, 1) == b"1 0"
        await handover_words.blank_before(tx, START + timedelta(hours=1))
        assert [word.sealed for word in await handover_words.of(tx, 1, 9)] == [b"1 1"]
        await handover_words.blank_for(tx, 1)
        assert await handover_words.of(tx, 1, 9) == []
        assert len(await handover_words.of(tx, 2, 9)) == 1
    assert len(await ledger.rows(house, words_table)) == 3, "that something was said stays known"


async def test_a_person_has_one_thread_in_a_group(house: House) -> None:
    await meet(house)
    async with house.db.write() as tx:
        await threads.keep(tx, 1, 4, "-100/7")
        await threads.keep(tx, 1, 4, "-100/8")
        await threads.keep(tx, 2, 4, "-100/9")
        assert await threads.keys(tx, [1, 2, 3]) == {(1, 4): "-100/8", (2, 4): "-100/9"}
        assert await threads.person_of(tx, 4, "-100/9") == 2
        assert await threads.person_of(tx, 4, "-100/7") is None
        await threads.drop(tx, 1, 4)
        assert await threads.keys(tx, [1]) == {}
    with pytest.raises(IntegrityError):
        async with house.db.write() as tx:
            await threads.keep(tx, 3, 4, "-100/9")  # that one is about somebody else
