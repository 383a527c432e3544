"""Who may send campaigns, and how far they reach."""

from dataclasses import dataclass

from dialog.wire import Address
from handlers.house import House
from storage import people
from storage.database import Transaction

MAY_SEND = ("admin", "officer")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may send. `area` is a kecamatan or nagari; nothing: everywhere."""

    name: str  # an address, or `cli:<user>`
    address_id: int | None = None
    area: str | None = None

    def covers(self, area: str | None) -> bool:
        """Whether everybody of `area` is also within this officer's reach."""
        if self.area is None:
            return True
        return area is not None and f"{area}.".startswith(f"{self.area}.")


async def officer_at(house: House, tx: Transaction, address: Address) -> Officer | None:
    """The officer with this address; nothing when they are none."""
    met = (await people.known(tx, [address])).get(address)
    granted = [one for one in await people.grants(tx) if one.address == address]
    reach = [one.area for one in granted if one.role in MAY_SEND]
    if address in house.rules.admins or any(one.role == "admin" for one in granted):
        reach.append(None)
    if not reach:
        return None
    area = None if None in reach else reach[0]
    return Officer(str(address), met.address_id if met else None, area)
