"""Export jobs as rows: made once, fetched once, gone in time."""

import asyncio
from datetime import timedelta

from handlers.house import House
from storage import exports
from storage.tables import exports as table
from tests import ledger
from tests.houses import START

DAY = timedelta(days=1)


async def asked(house: House) -> int:
    async with house.db.write() as tx:
        return await exports.ask(tx, "telegram:900", None, "{}", "rapat", START)


async def made(house: House, job: int, token: str = "hash") -> bool:
    async with house.db.write() as tx:
        return await exports.ready(tx, job, token, f"/x/{job}", START + DAY)


async def fetched(house: House, token: str = "hash", days: float = 0) -> tuple[int, str] | None:
    now = START + days * DAY
    async with house.db.write() as tx:
        return await exports.fetch(tx, token, now, now + timedelta(hours=1))


async def test_jobs_wait_in_the_order_they_were_asked_for(house: House) -> None:
    jobs = [await asked(house) for _ in range(3)]
    await made(house, jobs[1])
    async with house.db.read() as tx:
        assert [job.id for job in await exports.waiting(tx)] == [jobs[0], jobs[2]]
        assert [job.id for job in await exports.waiting(tx, 1)] == [jobs[0]]


async def test_of_four_makers_at_once_one_hands_over(house: House) -> None:
    job = await asked(house)
    won = await asyncio.gather(*(made(house, job, f"hash-{maker}") for maker in range(4)))
    assert sorted(won) == [False, False, False, True]


async def test_of_four_fetches_at_once_one_gets_it(house: House) -> None:
    job = await asked(house)
    await made(house, job)
    got = await asyncio.gather(*(fetched(house) for _ in range(4)))
    assert [one for one in got if one] == [(job, f"/x/{job}")]


async def test_a_link_ends_at_its_time_and_an_unknown_one_is_none(house: House) -> None:
    await made(house, await asked(house))
    assert await fetched(house, "other") is None
    assert await fetched(house, days=1) is None
    assert await fetched(house, days=0.99) is not None


async def test_only_a_waiting_job_can_be_closed(house: House) -> None:
    job = await asked(house)
    async with house.db.write() as tx:
        assert await exports.close(tx, job, "failed")
        assert not await exports.close(tx, job, "failed")
    assert not await made(house, job), "a maker that comes late gives way"


async def test_what_is_over_is_named_once_with_its_file(house: House) -> None:
    first, second = await asked(house), await asked(house)
    await made(house, first, "a")
    await made(house, second, "b")
    await fetched(house, "a")
    async with house.db.write() as tx:
        assert await exports.expired(tx, START + timedelta(hours=1)) == [f"/x/{first}"]
        assert await exports.expired(tx, START + DAY) == [f"/x/{second}"]
        assert await exports.expired(tx, START + DAY) == []
    rows = await ledger.rows(house, table)
    assert {(row["status"], row["path"], row["token_hash"]) for row in rows} == {
        ("expired", None, None)
    }
