"""A Cloud API that enforces Meta's limits on a clock of its own, and carries nothing anywhere."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Set
from datetime import datetime, timedelta

from bench.processes import CannotRunError
from channels.web_pace import Doorkeeper, Pace
from channels.whatsapp_api import Account, CloudApi
from channels.whatsapp_outcome import outcome_of
from dialog.wire import Outcome

THROUGHPUT = 80
"""Messages a second of one number, in and out together (Meta, "Throughput", May 2026)."""
PAIR = Pace(per_minute=10, burst=20)
"""To one person one in six seconds; a short burst is borrowed from later."""
SECOND = timedelta(seconds=1)
NOBODY = Account("token", "phone", "business", "secret", "word")


class Meta(CloudApi):
    """`open_to`: whose window is open; to everybody else only a template goes."""

    def __init__(self, now: Callable[[], datetime], open_to: Set[str]) -> None:
        super().__init__(NOBODY)
        self._now, self._open_to = now, open_to
        self._gone: deque[datetime] = deque()
        self._pairs = Doorkeeper(PAIR)
        self.taken = Counter[str]()
        """By the kind of message."""
        self.refused = Counter[int]()
        """By the code of the error."""

    async def send(self, path: str, body: Mapping[str, object]) -> Outcome:
        """Read marks are not asked for here."""
        if not path.endswith("/messages"):
            raise CannotRunError(path)
        if code := self._broken(str(body["to"]), str(body["type"])):
            self.refused[code] += 1
            return outcome_of(400, {"error": {"code": code}})
        self.taken[str(body["type"])] += 1
        return outcome_of(200, {"messages": [{"id": f"wamid.{self.taken.total()}"}]})

    def _broken(self, key: str, kind: str) -> int | None:
        """The code of the rule that a message breaks, if one."""
        now = self._now()
        while self._gone and now - self._gone[0] >= SECOND:
            self._gone.popleft()
        self._gone.append(now)
        if len(self._gone) > THROUGHPUT:
            return 130429
        if self._pairs.wait(key, now):
            return 131056
        return 131047 if kind != "template" and key not in self._open_to else None
