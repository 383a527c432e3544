"""Roles are given and taken; each time a line in the audit."""

from collections.abc import Sequence
from datetime import datetime

from dialog.wire import Address
from handlers.house import House
from storage import audit, people
from storage.database import Transaction
from storage.people import Grant, Known


async def grant(house: House, to: Address, role: str, areas: Sequence[str], actor: str) -> None:
    """The role in exactly these areas; none: everywhere."""
    async with house.db.write() as tx:
        await people.revoke(tx, to, role)
        for area in areas or (None,):
            await give(tx, Grant(to, role, area, actor), house.now())


async def revoke(house: House, address: Address, role: str, actor: str) -> bool:
    """Whether the role was there to be taken."""
    async with house.db.write() as tx:
        return await take(tx, address, role, actor, house.now())


async def give(tx: Transaction, given: Grant, now: datetime) -> None:
    """Grants it inside the caller's transaction, beside other areas of the same role."""
    await people.grant(tx, given, now)
    details = {"address": str(given.address), "role": given.role, "area": given.area}
    await audit.note(tx, given.by, "role granted", details, now)


async def take(tx: Transaction, address: Address, role: str, actor: str, now: datetime) -> bool:
    """Revokes it inside the caller's transaction. Whether it was there to be taken."""
    taken = await people.revoke(tx, address, role)
    if taken:
        details = {"address": str(address), "role": role}
        await audit.note(tx, actor, "role revoked", details, now)
    return taken


async def holding(house: House, tx: Transaction, *roles: str) -> list[Known]:
    """Those who have talked to the bot and want to hear from it."""
    granted = {grant.address for role in roles for grant in await people.grants(tx, role)}
    met = await people.known(tx, granted | house.rules.admins)
    return [one for one in met.values() if not one.left and not one.stopped]


async def listed(house: House, role: str | None = None) -> list[Grant]:
    async with house.db.read() as tx:
        return await people.grants(tx, role)


async def holders(house: House) -> dict[Address, set[str]]:
    """Everybody with a role, the first admins among them, and the roles of each."""
    held: dict[Address, set[str]] = {admin: {"admin"} for admin in house.rules.admins}
    for given in await listed(house):
        held.setdefault(given.address, set()).add(given.role)
    return held


__all__ = ["Grant", "give", "grant", "holders", "listed", "revoke", "take"]
