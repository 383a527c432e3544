"""One-time links to the secure form, known by a hash only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from storage.database import Transaction
from storage.tables import addresses, form_links


@dataclass(frozen=True, slots=True)
class Link:
    """Which draft of whom it opens. Without a field: the rest of the form."""

    person_id: int
    address_id: int
    form: str
    run: int
    field: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A link with what has become of it, and the address it was sent to."""

    link: Link
    channel: str
    key: str
    expires_at: datetime
    used: bool


async def add(tx: Transaction, token_hash: str, link: Link, expires_at: datetime) -> None:
    await tx.execute(
        insert(form_links).values(
            token_hash=token_hash,
            person_id=link.person_id,
            address_id=link.address_id,
            form=link.form,
            run=link.run,
            field=link.field,
            expires_at=expires_at,
        )
    )


async def find(tx: Transaction, token_hash: str) -> Found | None:
    """Inside a write transaction nobody else can use it meanwhile."""
    query = (
        select(form_links, addresses.c.channel, addresses.c.key)
        .join(addresses, addresses.c.id == form_links.c.address_id)
        .where(form_links.c.token_hash == token_hash)
        .with_for_update(of=form_links)
    )
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    link = Link(row.person_id, row.address_id, row.form, row.run, row.field)
    return Found(link, row.channel, row.key, row.expires_at, row.used_at is not None)


async def use(tx: Transaction, link: Link, at: datetime) -> None:
    """Dead from now on, together with every other link to the same place."""
    await tx.execute(
        update(form_links)
        .where(
            form_links.c.person_id == link.person_id,
            form_links.c.form == link.form,
            form_links.c.run == link.run,
            form_links.c.field.is_not_distinct_from(link.field),
            form_links.c.used_at.is_(None),
        )
        .values(used_at=at)
    )


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Links that expired before this moment."""
    done = await tx.execute(delete(form_links).where(form_links.c.expires_at < moment))
    return done.rowcount
