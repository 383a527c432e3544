"""Column types shared by the tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time, stored as whole milliseconds since 1970 UTC: equal on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> Any:
        return None if value is None else (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: Any | None, _: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MILLISECOND
