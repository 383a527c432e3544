"""How a transcript is played, whatever the way; and the terminal, which can play them all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Protocol

from channels.terminal import TerminalChannel
from dialog.wire import Address, Choice, Incoming, Kind, Moved, Outcome, Outgoing
from handlers import (
    campaign_clock,
    endings,
    export,
    learning,
    quiet,
    reminders,
    roles,
    waiting,
)
from handlers.delivery import Pump
from handlers.house import House
from handlers.turns import take
from messages.operator_words import words
from tests.houses import Clock
from tests.transcripts import GROUP, Seen, Step, Transcript, silence

KINDS: dict[str, Kind] = {
    "foto": "photo",
    "suara": "voice",
    "video": "video",
    "stiker": "sticker",
    "lokasi": "location",
    "dokumen": "document",
    "lain": "other",
}
PICTURE = words("chat")["keluaran.gambar"]
BETWEEN = timedelta(minutes=1)  # the time it takes to answer


class Way(Protocol):
    """One way of talking to the bot. A call returns when all answers to it have arrived."""

    async def start(self, who: str, payload: str) -> None: ...
    async def type(self, who: str, text: str) -> None: ...
    async def tap(self, who: str, label: str, back: int) -> None: ...
    async def share(self, who: str, phone: str | None) -> None: ...
    async def post(self, who: str, kind: str, detail: str) -> None: ...
    async def fill(self, who: str, detail: str) -> None: ...
    async def wait(self, time: timedelta) -> None: ...
    async def grant(self, who: str, role: str) -> None: ...
    def heard(self) -> Sequence[Seen]: ...


async def play(transcript: Transcript, way: Way) -> list[list[str]]:
    """The lines that are read after each step."""
    met = {GROUP, ""} if transcript.header.get("mulai") == "tidak" else {GROUP}
    for who, role in transcript.roles.items():
        await _meet(way, who, met)
        await way.grant(who, role)
    lines: list[list[str]] = []
    for step in transcript.steps:
        if step.action and step.action[0] == "mulai":
            met.add(step.who)
        await _meet(way, step.who, met)
        await way.wait(BETWEEN)
        await _do(way, step)
        lines.append([line for seen in _in_order(step.who, way.heard()) for line in seen.lines()])
    return lines


def _in_order(who: str, heard: Sequence[Seen]) -> list[Seen]:
    """Who spoke reads first; between other people there is no order to rely on."""
    return sorted(heard, key=lambda seen: (seen.who != who, seen.who))


async def _meet(way: Way, who: str, met: set[str]) -> None:
    """Most people press "start" first; their welcome is shown only where it is the matter."""
    if who not in met:
        met.add(who)
        await way.start(who, "")
        way.heard()


async def _do(way: Way, step: Step) -> None:
    if step.tap:
        await way.tap(step.who, *step.tap)
        return
    action, detail = step.action or ("", "")
    match action:
        case "mulai":
            await way.start(step.who, detail)
        case "diam":
            await way.wait(silence(detail))
        case "kontak":
            await way.share(step.who, None if detail == "orang lain" else detail)
        case "formulir":
            await way.fill(step.who, detail)
        case kind if kind in KINDS:
            await way.post(step.who, kind, detail)
        case _:
            await way.type(step.who, step.text)


def labelled(choices: Sequence[Choice], label: str) -> Choice:
    found = [choice for choice in choices if choice.label == label]
    assert found, f"no button [{label}] among {[choice.label for choice in choices]}"
    return found[0]


@dataclass
class Household:
    """The house behind a way, its clock, and the pump that sends."""

    house: House
    clock: Clock
    pump: Pump

    async def wait(self, time: timedelta) -> None:
        """After a silence the clock knocks, as bot.py lets it."""
        self.clock.forward(time)
        if time > BETWEEN:
            await quiet.nudge(self.house)
            await reminders.send_due(self.house)
            for _ in range(3):
                await campaign_clock.tick(self.house)
            await export.make_waiting(self.house)
            await waiting.look_after(self.house)
            await learning.catch_up(self.house)
            await endings.tell_editors(self.house)
            await self.pump.drain()

    async def promote(self, address: Address, role: str) -> None:
        """The role may have an area: officer@13.11.01"""
        name, _, area = role.partition("@")
        await roles.grant(self.house, address, name, area.split(",") if area else (), "test")


def seconds(clock: Clock) -> Callable[[], float]:
    """The clock as a pump wants it."""
    return lambda: clock().timestamp()


class Screens:
    """Everybody's terminal: what is printed there, in the order it was printed."""

    name = "terminal"

    def __init__(self) -> None:
        self.printed: list[tuple[str, str]] = []
        self.shown: dict[str, list[tuple[Choice, ...]]] = {}
        self.topics = 0
        self._channels: dict[str, TerminalChannel] = {}

    async def send(self, message: Outgoing) -> Outcome:
        if message.thread and not message.thread.key:
            self.topics += 1
            return Moved(f"{GROUP}/{self.topics}")
        self.shown.setdefault(message.to.key, []).append(message.choices)
        return await self.of(message.to.key).send(message)

    def of(self, key: str) -> TerminalChannel:
        def write(text: str) -> None:
            self.printed.append((key, text))

        return self._channels.setdefault(key, TerminalChannel(key, write, picture=PICTURE))


TERMINAL_GROUP = Address("terminal", GROUP)


class Terminal:
    """Through the whole house, at terminals. What a keyboard cannot do is put in by hand."""

    def __init__(self, house: House, clock: Clock) -> None:
        self._screens = Screens()
        pump = Pump(house, self._screens, 1000.0, "test", seconds(clock))
        self._home = Household(house, clock, pump)
        self._ids = count(1)

    async def start(self, who: str, payload: str) -> None:
        await self._take(self._event(who, payload, "start"))

    async def type(self, who: str, text: str) -> None:
        if who == GROUP:
            await self._take(self._event(f"{GROUP}/{self._screens.topics}", text, "desk"))
            return
        channel = self._screens.of(_key(who))
        await self._take(channel.read(text, str(next(self._ids)), self._home.clock()))

    async def tap(self, who: str, label: str, back: int) -> None:
        shown = self._screens.shown[_key(who)][-1 - back]
        choice = labelled(shown, label)
        if back == 0:
            await self.type(who, str(shown.index(choice) + 1))
        else:
            await self._take(self._event(who, label, "tap", choice=choice.id))

    async def share(self, who: str, phone: str | None) -> None:
        await self._take(self._event(who, "", "contact", phone=phone))

    async def post(self, who: str, kind: str, detail: str) -> None:
        await self._take(self._event(who, "", KINDS[kind]))

    async def fill(self, who: str, detail: str) -> None:
        raise NotImplementedError("a terminal offers no page")

    async def wait(self, time: timedelta) -> None:
        await self._home.wait(time)

    async def grant(self, who: str, role: str) -> None:
        await self._home.promote(Address("terminal", _key(who)), role)

    def heard(self) -> list[Seen]:
        printed = self._screens.printed[:]
        self._screens.printed.clear()
        return [_seen(key, text) for key, text in printed]

    def _event(
        self, who: str, text: str, kind: Kind, choice: str | None = None, phone: str | None = None
    ) -> Incoming:
        sender, at = Address("terminal", _key(who)), self._home.clock()
        return Incoming(sender, str(next(self._ids)), text, at, kind, choice, phone)

    async def _take(self, event: Incoming) -> None:
        await take(self._home.house, [event])
        await self._home.pump.drain()


def _key(who: str) -> str:
    return who or "saya"


def _seen(key: str, printed: str) -> Seen:
    """The picture, the text and, below it, the numbered choices."""
    lines = printed.rstrip("\n").split("\n")
    shown = re.fullmatch(r"\[Gambar: (.+)\]", lines[0])
    lines = lines[1:] if shown else lines
    labels: list[str] = []
    while lines and lines[-1].startswith("  "):
        labels.insert(0, lines.pop().split(". ", 1)[1])
    who, picture = "" if key == "saya" else key, shown[1] if shown else ""
    return Seen(who, "\n".join(lines), tuple(labels), picture)
