"""What must not happen is forbidden by the schema, whatever the code above it does."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dialog.wire import Address
from handlers.house import House
from storage import people, registrations
from storage.people import Newcomer
from storage.registrations import Filed, Filing, Filter
from storage.tables import registrations as table
from tests import ledger
from tests.houses import START

NIK = b"n" * 32


async def meet(house: House, count: int) -> None:
    newcomers = [Newcomer(Address("telegram", str(key)), "") for key in range(1, count + 1)]
    async with house.db.write() as tx:
        await people.add(tx, newcomers, START)


def filing(person: int, nik: bytes = NIK, number: str = "") -> Filing:
    return Filing(
        person, number or f"PD-26-{person:06d}", nik, b"sealed", "13.11.01", "13.11.01.2001",
        "petani", "jkk,jkm", "self", "teman", "telegram", "v1",
    )  # fmt: skip


async def add(house: House, one: Filing) -> str | None:
    async with house.db.write() as tx:
        return await registrations.add(tx, one, START)


async def test_one_open_a_person_and_one_a_nik(house: House) -> None:
    await meet(house, 3)
    assert await add(house, filing(1)) == "submitted"
    assert await add(house, filing(1, b"m" * 32, "PD-26-000001-2")) is None
    assert await add(house, filing(2)) == "review"
    assert await add(house, filing(2, b"o" * 32, "PD-26-000002-2")) is None
    assert await add(house, filing(3, b"o" * 32)) == "submitted"


async def test_at_once_from_twenty_people_too(house: House) -> None:
    await meet(house, 20)
    states = await asyncio.gather(*(add(house, filing(person)) for person in range(1, 21)))
    assert sorted(map(str, states)) == ["review"] * 19 + ["submitted"]


async def test_at_once_from_one_person_one_is_stored(house: House) -> None:
    await meet(house, 1)
    tries = [filing(1, bytes([at]) * 32, f"PD-26-000001-{at}") for at in range(6)]
    states = await asyncio.gather(*(add(house, one) for one in tries))
    assert sorted(map(str, states)) == ["None"] * 5 + ["submitted"]


async def test_an_erased_row_cannot_keep_what_names_a_person(house: House) -> None:
    await meet(house, 1)
    await add(house, filing(1))
    with pytest.raises(IntegrityError):
        async with house.db.write() as tx:
            await tx.execute(table.update().values(status="erased"))


async def test_erasing_keeps_what_the_counts_need_and_nothing_else(house: House) -> None:
    await meet(house, 1)
    await add(house, filing(1))
    async with house.db.write() as tx:
        assert await registrations.erase(tx, 1, START + timedelta(days=1)) == 1
        assert await registrations.erase(tx, 1, START) == 0
        assert await registrations.open_of(tx, 1) is None
        assert await registrations.count_of(tx, 1) == 1
    [row] = await ledger.rows(house, table)
    gone = ("nik_hash", "sealed", "nagari", "occupation")
    assert [row[name] for name in gone] == [None] * len(gone)
    assert (row["number"], row["submitted_at"]) == ("PD-26-000001", START)


async def test_a_failed_correction_leaves_the_transaction_usable(house: House) -> None:
    await meet(house, 2)
    await add(house, filing(1))
    await add(house, filing(2, b"m" * 32))
    async with house.db.write() as tx:
        changed = replace(filing(2), sealed=b"new")
        assert await registrations.replace(tx, changed, START) == "review"
        latest = await registrations.latest_of(tx, 2)
        assert latest
        assert (latest.status, latest.sealed) == ("review", b"new")


async def test_many_at_once_are_all_or_none(house: House) -> None:
    await meet(house, 3)
    good = [Filed(filing(person, bytes([person]) * 32), "submitted", START) for person in (1, 2)]
    async with house.db.write() as tx:
        await registrations.add_all(tx, good)
        await registrations.add_all(tx, [])
    taken = Filed(filing(3, bytes([1]) * 32), "submitted", START)
    async with house.db.read() as tx:
        with pytest.raises(IntegrityError):
            await registrations.add_all(tx, [taken])
    assert await ledger.filed(house) == [
        ("PD-26-000001", "submitted"),
        ("PD-26-000002", "submitted"),
    ]


async def test_counting_and_streaming_choose_alike(house: House) -> None:
    await meet(house, 4)
    for person in range(1, 5):
        async with house.db.write() as tx:
            at = START + timedelta(days=person)
            await registrations.add(tx, filing(person, bytes([person % 2]) * 32), at)
    day = timedelta(days=1)
    filters = {
        Filter(): [1, 2, 3, 4],
        Filter(since=START + 2 * day): [2, 3, 4],
        Filter(until=START + 2 * day): [1],
        Filter(status="review"): [3, 4],
        Filter(nagari="13.11.01.2001", until=START + 4 * day): [1, 2, 3],
        Filter(nagari="elsewhere"): [],
    }
    async with house.db.read() as tx:
        for wanted, expected in filters.items():
            found = [one.person_id async for one in registrations.stream(tx, wanted, 2)]
            assert found == expected
            assert await registrations.count(tx, wanted) == len(expected)
