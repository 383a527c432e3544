"""Column types shared by the tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

Id = BigInteger().with_variant(Integer, "sqlite")


class Codes(TypeDecorator[tuple[str, ...]]):
    """Codes of places, in order, with a space between them; none: everywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: Dialect) -> Any:
        return " ".join(sorted(value)) if value else None

    def process_result_value(self, value: Any | None, _: Dialect) -> tuple[str, ...]:
        return tuple(value.split()) if value else ()


class Moment(TypeDecorator[datetime]):
    """A point in time, stored as whole milliseconds since 1970 UTC: equal on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> Any:
        return None if value is None else (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: Any | None, _: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MILLISECOND
