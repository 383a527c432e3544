"""A calendar month, the unit in which contributions are owed."""

import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A contribution month, written YYYY-MM. Months compare by time."""

    year: int
    month: int

    @staticmethod
    def parse(text: str) -> "Month":
        """Raises ValueError when the text is not YYYY-MM."""
        if not (found := _WRITTEN.fullmatch(text)):
            raise ValueError(f"not a month written YYYY-MM: {text!r}")
        return Month(int(found[1]), int(found[2]))

    @staticmethod
    def of(day: date) -> "Month":
        return Month(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def plus(self, months: int) -> "Month":
        """So many months later, or earlier when negative."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def next(self) -> "Month":
        return self.plus(1)

    def span(self, months: int) -> tuple["Month", ...]:
        """This month and those after it, `months` in all."""
        return tuple(self.plus(step) for step in range(months))
