"""Who may send campaigns, and how far they reach."""

from dataclasses import dataclass

from dialog.wire import Address
from handlers.areas import STAFF, areas_of, within
from handlers.house import House
from storage import people
from storage.database import Transaction


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
        return area is not None and within(area, self.area)


async def officer_at(house: House, tx: Transaction, address: Address) -> Officer | None:
    """The officer with this address; nothing when they are none."""
    met = (await people.known(tx, [address])).get(address)
    granted = await people.grants_of(tx, address)
    first = address in house.rules.admins
    if not first and not any(one.role in STAFF for one in granted):
        return None
    areas = None if first else areas_of(granted)
    area = None if areas is None else next(iter(areas), "")  # one role, one area
    return Officer(str(address), met.address_id if met else None, area)
