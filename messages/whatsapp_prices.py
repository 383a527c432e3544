"""What one message on WhatsApp costs: messages/whatsapp_prices.csv, dated, each with its source."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

FILE = "whatsapp_prices.csv"
RATE = "rupiah"  # the row that says how many rupiah a dollar is


@dataclass(frozen=True, slots=True)
class Price:
    """From that day on one delivered message of the category costs so many US dollars."""

    since: date
    category: str
    usd: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Prices:
    rows: Sequence[Price] = ()

    def rupiah(self, category: str, count: int, day: date) -> int:
        """What so many messages cost, in whole rupiah, rounded up. Raises KeyError for a category
        that has no price on that day."""
        cost = self._on(category, day) * self._on(RATE, day) * count
        return int(cost.to_integral_value(ROUND_CEILING))

    def _on(self, category: str, day: date) -> Decimal:
        known = [one for one in self.rows if one.category == category and one.since <= day]
        if not known:
            raise KeyError(category)
        return max(known, key=lambda one: one.since).usd


def load(folder: Path) -> Prices:
    """Raises KeyError or ValueError where a row cannot be read."""
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        return Prices(tuple(_price(row) for row in csv.DictReader(file)))


def _price(row: dict[str, str]) -> Price:
    usd = Decimal(row["usd"])
    if usd < 0 or not row["source"].strip():
        raise ValueError(row["category"])
    return Price(date.fromisoformat(row["since"]), row["category"], usd, row["source"])
