"""What the branch says of members: number, and until which month they have paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, select

from storage.database import Transaction, insert_for
from storage.tables import members, registrations


@dataclass(frozen=True, slots=True)
class Member:
    """One person by the hash of their NIK. `sealed` holds the member number."""

    nik_hash: bytes
    sealed: bytes
    paid_until: str | None  # YYYY-MM
    payer: str = "self"


async def found(tx: Transaction, hashes: Sequence[bytes]) -> dict[bytes, Member]:
    query = select(
        members.c.nik_hash, members.c.sealed, members.c.paid_until, members.c.payer
    ).where(members.c.nik_hash.in_(hashes))
    return {row[0]: Member(*row) for row in await tx.execute(query)}


async def put(tx: Transaction, changed: Sequence[Member], at: datetime) -> None:
    """Adds them, or changes what is held of them."""
    rows = [
        {
            "nik_hash": one.nik_hash, "sealed": one.sealed, "paid_until": one.paid_until,
            "payer": one.payer, "updated_at": at,
        }
        for one in changed
    ]  # fmt: skip
    if rows:
        await tx.execute(_putting(tx.dialect.name), rows)


@cache
def _putting(dialect: str) -> Executable:
    statement = insert_for(dialect, members)
    new = statement.excluded
    names = ("sealed", "paid_until", "payer", "updated_at")
    return statement.on_conflict_do_update(
        index_elements=[members.c.nik_hash], set_={name: new[name] for name in names}
    )


async def people_with(tx: Transaction, hashes: Sequence[bytes]) -> list[int]:
    """The people whose registration has one of these NIKs."""
    query = select(registrations.c.person_id).where(registrations.c.nik_hash.in_(hashes))
    return sorted(set((await tx.execute(query)).scalars()))
