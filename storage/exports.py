"""Files of pre-registrations: asked for, made, fetched once, gone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.database import Transaction
from storage.tables import exports


@dataclass(frozen=True, slots=True)
class Job:
    """An export somebody asked for. `filter` is JSON."""

    id: int
    asked_by: str
    address_id: int | None
    filter: str
    reason: str


async def ask(
    tx: Transaction, asked_by: str, address_id: int | None, wanted: str, reason: str, at: datetime
) -> int:
    made = await tx.execute(
        insert(exports)
        .values(
            asked_by=asked_by, address_id=address_id, filter=wanted, reason=reason,
            status="waiting", asked_at=at,
        )
        .returning(exports.c.id)
    )  # fmt: skip
    return int(made.scalar_one())


async def waiting(tx: Transaction, limit: int = 5) -> list[Job]:
    query = (
        select(
            exports.c.id, exports.c.asked_by, exports.c.address_id, exports.c.filter,
            exports.c.reason,
        )
        .where(exports.c.status == "waiting")
        .order_by(exports.c.id)
        .limit(limit)
    )  # fmt: skip
    return [Job(*row) for row in await tx.execute(query)]


async def ready(
    tx: Transaction, job_id: int, token_hash: str, path: str, expires_at: datetime
) -> bool:
    """Whether the job was still waiting: a second maker of the same file gives way."""
    done = await tx.execute(
        update(exports)
        .where(exports.c.id == job_id, exports.c.status == "waiting")
        .values(status="ready", token_hash=token_hash, path=path, expires_at=expires_at)
    )
    return done.rowcount == 1


async def close(tx: Transaction, job_id: int, status: str) -> bool:
    """Ends a job without a file (`failed`, or `expired`: nothing to fetch). Whether it waited."""
    done = await tx.execute(
        update(exports)
        .where(exports.c.id == job_id, exports.c.status == "waiting")
        .values(status=status)
    )
    return done.rowcount == 1


async def fetch(
    tx: Transaction, token_hash: str, now: datetime, keep_until: datetime
) -> tuple[int, str] | None:
    """Id and path of the file, the first time and before it expires; then never again.
    The file itself may go after `keep_until`."""
    taken = await tx.execute(
        update(exports)
        .where(
            exports.c.token_hash == token_hash,
            exports.c.status == "ready",
            exports.c.expires_at > now,
        )
        .values(status="fetched", expires_at=keep_until)
        .returning(exports.c.id, exports.c.path)
    )
    row = taken.first()
    return (row.id, row.path) if row else None


async def expired(tx: Transaction, now: datetime) -> list[str]:
    """Paths of files nobody may fetch any more; they are marked so."""
    over = (exports.c.expires_at <= now) & exports.c.path.is_not(None)
    paths = list((await tx.execute(select(exports.c.path).where(over))).scalars())
    await tx.execute(
        update(exports).where(over).values(status="expired", path=None, token_hash=None)
    )
    return [str(path) for path in paths]
