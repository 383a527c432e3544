"""How fast a network may be written to. Pure: the time comes in as an argument."""

from collections import deque
from dataclasses import dataclass, field

AT_ONCE = 0.2
"""The part of a second's worth that what nobody waits for may use at once. Small, so that a
network whose second begins a little later than ours does not count two bursts in one."""


@dataclass
class Pace:
    """Never more than `rate` in any second; seconds come in, never going back.

    Answers may use a whole second's worth at once. What is said first is spread: it takes from
    a bucket that fills at the rate and holds little.
    """

    rate: float
    _gone: deque[float] = field(default_factory=deque)
    _held: float = 0.0
    _seen: float = 0.0

    def __post_init__(self) -> None:
        self._most = max(1, int(self.rate))
        self._window = self._most / self.rate if self.rate < 1 else 1.0
        self._bucket = max(1.0, self.rate * AT_ONCE)
        self._held = self._bucket

    def available(self, now: float) -> int:
        """How many may go now if somebody waits for them."""
        while self._gone and now - self._gone[0] >= self._window:
            self._gone.popleft()
        return self._most - len(self._gone)

    def spread(self, now: float) -> int:
        """How many may go now if nobody waits for them."""
        self._held = min(self._bucket, self._held + (now - self._seen) * self.rate)
        self._seen = now
        return min(self.available(now), int(self._held + 1e-9))

    def take(self, now: float, count: int, first_words: int = 0) -> None:
        """So many go now; `first_words` of them are spread."""
        self._gone.extend([now] * count)
        self._held -= first_words

    def wait(self, now: float) -> float:
        """Seconds until an answer may go."""
        return 0.0 if self.available(now) else self._gone[0] + self._window - now

    def wait_spread(self, now: float) -> float:
        """Seconds until something may be said first."""
        if self.spread(now):
            return 0.0
        return max(self.wait(now), (1 - self._held) / self.rate)


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
