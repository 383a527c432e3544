"""Pictures that go with campaigns, each kept once."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from storage.database import Transaction, insert
from storage.tables import campaigns, pictures


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture without its bytes."""

    name: str
    kind: str
    size: int  # bytes
    width: int
    height: int


_COLUMNS = [pictures.c[name] for name in Kept.__slots__]


async def put(tx: Transaction, picture: Kept, sealed: bytes, at: datetime) -> None:
    """The same one again only begins its time anew."""
    await tx.execute(
        insert(tx, pictures)
        .values(**asdict(picture), sealed=sealed, kept_at=at)
        .on_conflict_do_update(index_elements=[pictures.c.name], set_={"kept_at": at})
    )


async def get(tx: Transaction, name: str) -> Kept | None:
    row = (await tx.execute(select(*_COLUMNS).where(pictures.c.name == name))).one_or_none()
    return Kept(*row) if row else None


async def sealed(tx: Transaction, name: str) -> bytes | None:
    query = select(pictures.c.sealed).where(pictures.c.name == name)
    found: bytes | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def forget_unused(tx: Transaction, kept_before: datetime) -> None:
    """Those of drafts that came to nothing."""
    used = exists().where(campaigns.c.picture == pictures.c.name)
    await tx.execute(delete(pictures).where(pictures.c.kept_at < kept_before, ~used))
