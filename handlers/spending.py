"""What WhatsApp costs: so far this month, and when campaigns must wait for the next."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.house import House
from storage import spending
from storage.campaigns import Campaign
from storage.database import Transaction
from storage.outbox import CAMPAIGN, REMINDER, REPLY
from storage.spending import Paid

log = logging.getLogger(__name__)

PAID = "whatsapp"
"""The channel that is paid for."""
MARKETING, UTILITY, SERVICE = "marketing", "utility", "service"
CATEGORIES = (MARKETING, UTILITY, SERVICE)
_BY_LANE: Mapping[int, str] = {CAMPAIGN: MARKETING, REMINDER: UTILITY, REPLY: SERVICE}


def month_began(house: House, now: datetime) -> datetime:
    """Midnight of the first, where the people are."""
    return house.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(house: House, now: datetime) -> datetime:
    return (month_began(house, now) + timedelta(days=32)).replace(day=1)


async def this_month(house: House, tx: Transaction, now: datetime) -> int:
    """Rupiah. What is not told yet counts as its kind usually does: too much, never too little."""
    paid = await spending.since(tx, PAID, month_began(house, now))
    return total(house, paid, house.today(now))


def total(house: House, paid: Iterable[Paid], day: date) -> int:
    return sum(_cost(house, one, day) for one in paid)


def _cost(house: House, one: Paid, day: date) -> int:
    """A category that we have no price for costs what our own word for it does."""
    try:
        return house.catalog.prices.rupiah(one.category or _BY_LANE[one.lane], one.count, day)
    except KeyError:
        log.warning("no price for %s", one.category)
        return house.catalog.prices.rupiah(_BY_LANE[one.lane], one.count, day)


@dataclass(frozen=True, slots=True)
class Bill:
    """Messages, and what they cost in rupiah."""

    messages: int
    rupiah: int


@dataclass(frozen=True, slots=True)
class Spend:
    """What a campaign has cost so far, beside what was expected."""

    estimate: int | None  # rupiah, as of its start; nothing: not started, or nobody on WhatsApp
    charged: Mapping[str, Bill]  # by the category the network told
    untold: Bill  # sent, and not told yet: counted as its kind usually is
    month: int  # this month so far, all messages together

    @property
    def rupiah(self) -> int:
        return self.untold.rupiah + sum(one.rupiah for one in self.charged.values())


async def of_campaign(house: House, tx: Transaction, one: Campaign) -> Spend | None:
    """By the prices of the day it started; nothing where it has nobody on WhatsApp."""
    paid = await spending.of_campaign(tx, one.id, PAID)
    if one.estimate is None and not paid:
        return None
    now = house.now()
    day = house.today(one.started_at or now)
    bills = {each.category: Bill(each.count, _cost(house, each, day)) for each in paid}
    untold = bills.pop("", Bill(0, 0))
    return Spend(one.estimate, bills, untold, await this_month(house, tx, now))


async def affordable(house: House, tx: Transaction, now: datetime) -> int | None:
    """How many campaign messages the month still has money for; nothing where there is no cap."""
    if house.rules.monthly_cap is None:
        return None
    left = house.rules.monthly_cap - await this_month(house, tx, now)
    one = house.catalog.prices.rupiah(MARKETING, 1, house.today(now))
    return max(0, left // max(1, one))
