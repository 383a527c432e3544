"""The terminal: the same conversation, printed. Numbers pick the choices last shown."""

from collections.abc import Callable
from datetime import datetime

from dialog.wire import BOLD_OFF, BOLD_ON, Address, Choice, Incoming, Outcome, Outgoing, Sent

Write = Callable[[str], None]


class TerminalChannel:
    """One person at a keyboard, or a pipe."""

    name = "terminal"

    def __init__(
        self, key: str, write: Write, *, colour: bool = False, picture: str = "[{alt}]"
    ) -> None:
        """`picture` is the line that stands for one, with its words at {alt}."""
        self._picture = picture
        self._address = Address(self.name, key)
        self._write = write
        self._bold = ("\x1b[1m", "\x1b[0m") if colour else ("", "")
        self._shown: tuple[Choice, ...] = ()

    def read(self, line: str, external_id: str, at: datetime) -> Incoming:
        """A typed line: the number of a choice is a tap on it, all else is text."""
        text = line.strip()
        picked = int(text) - 1 if text.isdecimal() and len(text) < 3 else -1
        if 0 <= picked < len(self._shown):
            choice = self._shown[picked]
            return Incoming(self._address, external_id, choice.label, at, "tap", choice.id)
        return Incoming(self._address, external_id, text, at)

    async def send(self, message: Outgoing) -> Outcome:
        body = message.body.replace(BOLD_ON, self._bold[0]).replace(BOLD_OFF, self._bold[1])
        lines = [f"  {number}. {choice.label}" for number, choice in enumerate(message.choices, 1)]
        above = [self._picture.format(alt=message.picture.alt)] if message.picture else []
        self._shown = message.choices
        self._write("\n".join([*above, body, *lines]) + "\n")
        return Sent(str(message.id))
