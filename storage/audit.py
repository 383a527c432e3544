"""Who did what with people's data. Lines are only ever added."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select

from storage.database import Transaction
from storage.tables import audit


async def note(
    tx: Transaction, actor: str, action: str, details: Mapping[str, object], at: datetime
) -> None:
    """`actor` is an address or `cli:<user>`; `details` never hold a whole NIK."""
    line = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    await tx.execute(insert(audit).values(at=at, actor=actor, action=action, details=line))


async def lines(tx: Transaction, action: str) -> list[tuple[str, dict[str, object]]]:
    """Actor and details of each line of one kind, oldest first."""
    query = select(audit).where(audit.c.action == action).order_by(audit.c.id)
    return [(row.actor, json.loads(row.details)) for row in await tx.execute(query)]
