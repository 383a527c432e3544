"""How the approved templates stand at the network, as it was told last."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from dialog.wire import TemplateNews
from storage.database import Transaction, insert
from storage.tables import template_standings as table

Key = tuple[str, str, str]
"""Name, language and aspect."""


async def tell(tx: Transaction, told: Sequence[TemplateNews]) -> list[TemplateNews]:
    """Keeps what is newer than what is known; those of them that say something else than before.
    A word that comes again, or late, changes nothing."""
    before = await _values(tx, {one.name for one in told})
    changed = []
    for one in sorted(told, key=lambda one: one.at):
        key = (one.name, one.language, one.aspect)
        if await _kept(tx, one) and before.get(key) != one.value:
            changed.append(one)
            before[key] = one.value
    return changed


async def _values(tx: Transaction, names: set[str]) -> dict[Key, str]:
    query = select(table).where(table.c.name.in_(sorted(names))).with_for_update()
    rows = await tx.execute(query)
    return {(row.name, row.language, row.aspect): row.value for row in rows}


async def _kept(tx: Transaction, one: TemplateNews) -> bool:
    statement = insert(tx, table).values(
        name=one.name, language=one.language, aspect=one.aspect, value=one.value, told_at=one.at
    )
    news = {"value": statement.excluded.value, "told_at": statement.excluded.told_at}
    done = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.name, table.c.language, table.c.aspect],
            set_=news,
            where=table.c.told_at < statement.excluded.told_at,
        ).returning(table.c.name)
    )
    return done.first() is not None


async def status(tx: Transaction, name: str, language: str) -> str:
    """Empty where nothing was told yet."""
    query = select(table.c.value).where(
        table.c.name == name, table.c.language == language, table.c.aspect == "status"
    )
    return (await tx.execute(query)).scalar_one_or_none() or ""


async def known(tx: Transaction) -> Mapping[Key, tuple[str, datetime]]:
    """Everything that was told, and when."""
    rows = await tx.execute(select(table))
    return {(row.name, row.language, row.aspect): (row.value, row.told_at) for row in rows}
