"""How often one sender may knock: a token bucket. Pure but for the table it keeps."""

from dataclasses import dataclass
from datetime import datetime

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left for a sender, as of a moment."""

    tokens: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `burst` at once and `per_minute` in the long run."""

    per_minute: float
    burst: int

    def refill(self, bucket: Bucket | None, now: datetime) -> Bucket:
        """Time fills the bucket; a clock that went back takes nothing away."""
        if bucket is None:
            return Bucket(self.burst, now)
        minutes = max(0.0, (now - bucket.at).total_seconds() / 60)
        return Bucket(min(self.burst, bucket.tokens + minutes * self.per_minute), now)

    def take(self, bucket: Bucket | None, now: datetime) -> tuple[Bucket, float]:
        """The bucket after this knock, and the seconds to wait: 0 when it was let in."""
        filled = self.refill(bucket, now)
        if filled.tokens >= 1:
            return Bucket(filled.tokens - 1, now), 0.0
        return filled, (1 - filled.tokens) / self.per_minute * 60


class Doorkeeper:
    """One bucket for each sender, forgotten once it is full again."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._buckets: dict[str, Bucket] = {}

    def wait(self, sender: str, now: datetime) -> float:
        """Seconds until this sender may knock again; 0 lets this knock in."""
        if len(self._buckets) >= REMEMBERED:
            self._forget_idle(now)
        self._buckets[sender], seconds = self._pace.take(self._buckets.get(sender), now)
        return seconds

    def remembered(self) -> int:
        return len(self._buckets)

    def _forget_idle(self, now: datetime) -> None:
        full = self._pace.burst
        kept = {
            sender: bucket
            for sender, bucket in self._buckets.items()
            if self._pace.refill(bucket, now).tokens < full
        }
        self._buckets = kept if len(kept) < REMEMBERED else {}
