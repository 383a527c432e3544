"""Moments as officers read them."""

from datetime import datetime

from handlers.house import House
from messages.filters import tanggal


def moment(house: House, at: datetime) -> str:
    """Day and time on the clocks of the people here."""
    local = house.local(at)
    return f"{tanggal(local.date())} {local:%H.%M}"
