"""Who may send campaigns, and how far they reach."""

from dataclasses import dataclass

from dialog.wire import Address
from handlers.areas import STAFF, Areas, areas_of
from handlers.house import House
from storage import people
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may send, to people of these areas."""

    name: str  # an address, or `cli:<user>`
    address_id: int | None = None
    areas: Areas = None


async def officer_at(house: House, tx: Transaction, address: Address) -> Officer | None:
    """The officer with this address; nothing when they are none."""
    met = (await people.known(tx, [address])).get(address)
    granted = await people.grants_of(tx, address)
    first = address in house.rules.admins
    if not first and not any(one.role in STAFF for one in granted):
        return None
    areas = None if first else areas_of(granted)
    return Officer(str(address), met.address_id if met else None, areas)
