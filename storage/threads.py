"""Which thread of the officers' group is about whom."""

from collections.abc import Collection

from sqlalchemy import delete, select

from storage.database import Transaction, insert
from storage.tables import threads


async def keys(tx: Transaction, people: Collection[int]) -> dict[tuple[int, int], str]:
    """The network's key by person and by the address of the group."""
    query = select(threads).where(threads.c.person_id.in_(people))
    return {(row.person_id, row.address_id): row.key for row in await tx.execute(query)}


async def person_of(tx: Transaction, address_id: int, key: str) -> int | None:
    """Whom a thread of the group is about."""
    query = select(threads.c.person_id).where(
        threads.c.address_id == address_id, threads.c.key == key
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def keep(tx: Transaction, person_id: int, address_id: int, key: str) -> None:
    """The thread is this one from now on."""
    values = {"person_id": person_id, "address_id": address_id, "key": key}
    await tx.execute(
        insert(tx, threads)
        .values(**values)
        .on_conflict_do_update(
            index_elements=[threads.c.person_id, threads.c.address_id], set_={"key": key}
        )
    )


async def drop(tx: Transaction, person_id: int, address_id: int) -> None:
    await tx.execute(
        delete(threads).where(threads.c.person_id == person_id, threads.c.address_id == address_id)
    )
