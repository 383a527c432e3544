"""How fast a network may be written to. Pure: the time comes in as an argument."""

from dataclasses import dataclass


@dataclass
class Bucket:
    """At most `rate` a second on average and `burst` at once; time in seconds, never going back."""

    rate: float
    burst: float
    held: float = 0.0
    seen: float = 0.0

    def __post_init__(self) -> None:
        self.held = self.burst

    def available(self, now: float) -> int:
        """How many may go now."""
        self.held = min(self.burst, self.held + (now - self.seen) * self.rate)
        self.seen = now
        return int(self.held + 1e-9)

    def take(self, count: int) -> None:
        self.held -= count

    def wait(self, now: float) -> float:
        """Seconds until one may go."""
        return 0.0 if self.available(now) else (1 - self.held) / self.rate


@dataclass
class ChatPace:
    """First words to one chat: no more than one a second. Answers keep the person's own pace:
    there is one for each thing they said."""

    gap: float = 1.0

    def __post_init__(self) -> None:
        self._next: dict[int, float] = {}

    def wait(self, address_id: int, now: float) -> float:
        """Seconds to hold a first word back; the place in the line is taken."""
        if len(self._next) > 10_000:
            self._next = {key: at for key, at in self._next.items() if at > now}
        start = max(now, self._next.get(address_id, now))
        self._next[address_id] = start + self.gap
        return start - now
