"""Roles are given and taken; each time a line in the audit."""

from dialog.wire import Address
from handlers.house import House
from storage import audit, people
from storage.people import Grant


async def grant(house: House, to: Address, role: str, area: str | None, actor: str) -> None:
    now = house.now()
    async with house.db.write() as tx:
        await people.grant(tx, Grant(to, role, area, actor), now)
        details = {"address": str(to), "role": role, "area": area}
        await audit.note(tx, actor, "role granted", details, now)


async def revoke(house: House, address: Address, role: str, actor: str) -> bool:
    """Whether the role was there to be taken."""
    now = house.now()
    async with house.db.write() as tx:
        taken = await people.revoke(tx, address, role)
        if taken:
            details = {"address": str(address), "role": role}
            await audit.note(tx, actor, "role revoked", details, now)
    return taken


async def listed(house: House, role: str | None = None) -> list[Grant]:
    async with house.db.read() as tx:
        return await people.grants(tx, role)


__all__ = ["Grant", "grant", "listed", "revoke"]
