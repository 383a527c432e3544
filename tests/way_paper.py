"""The dialog alone: no database, no network. The session goes through JSON between turns."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialog.effects import (
    CallOfficer,
    CountVote,
    Effect,
    NoteQuestion,
    ResumeMessages,
    ShowOwn,
    StopMessages,
    Submit,
)
from dialog.engine import Event, Said, WentQuiet, advance
from dialog.flow import Answers, Book
from dialog.session import Offer, Person, Say, Session, Turn
from dialog.silence import Patience, wait
from dialog.turns import command_offer, first
from dialog.wire import Choice
from messages.catalog import Catalog
from tests.houses import Clock, plain
from tests.transcripts import Seen
from tests.ways import KINDS, labelled

WIB = ZoneInfo("Asia/Jakarta")


class Paper:
    """Everybody's conversation, kept in memory as JSON."""

    def __init__(self, book: Book, catalog: Catalog, clock: Clock) -> None:
        self._book, self._catalog, self._clock = book, catalog, clock
        self._people: dict[str, Person] = {}
        self._sessions = defaultdict[str, str](lambda: "{}")
        self._shown = defaultdict[str, list[tuple[Choice, ...]]](list)
        self._wake: dict[str, datetime | None] = {}
        self._sent: dict[str, Answers] = {}
        self._seen: list[Seen] = []

    async def start(self, who: str, payload: str) -> None:
        self._hear(who, Said(payload, "start"))

    async def type(self, who: str, text: str) -> None:
        self._hear(who, Said(text))

    async def tap(self, who: str, label: str, back: int) -> None:
        choice = labelled(self._shown[who][-1 - back], label)
        self._hear(who, Said(choice.label, "tap", choice.id))

    async def share(self, who: str, phone: str | None) -> None:
        self._hear(who, Said(kind="contact", phone=phone))

    async def post(self, who: str, kind: str, detail: str) -> None:
        self._hear(who, Said(kind=KINDS[kind]))

    async def fill(self, who: str, detail: str) -> None:
        raise NotImplementedError("no page is offered here")

    async def wait(self, time: timedelta) -> None:
        self._clock.forward(time)
        for who, due in list(self._wake.items()):
            if due and due <= self._clock():
                self._hear(who, WentQuiet(Patience()))

    async def grant(self, who: str, role: str) -> None:
        known = self._people[who]
        self._people[who] = replace(known, roles=known.roles | {role})

    def heard(self) -> Sequence[Seen]:
        seen, self._seen = self._seen, []
        return seen

    def _hear(self, who: str, event: Event) -> None:
        person = self._people.get(who, Person(new=True))
        session = Session.from_json(json.loads(self._sessions[who]))
        turn = advance(self._book, person, session, event, self._today())
        for effect in turn.effects:
            if isinstance(effect, Submit):
                self._sent[who] = effect.answers
            if isinstance(effect, ShowOwn):
                turn = first(turn, self._own(who, effect.text))
                continue
            person, turn = _stand_in(effect, person, turn, len(self._people), self._today())
        self._people[who] = replace(person, new=False)
        self._sessions[who] = json.dumps(turn.session.to_json())
        pause = None if person.stopped else wait(self._book, turn.session, Patience())
        self._wake[who] = self._clock() + pause if pause else None
        self._tell(who, turn)

    def _own(self, who: str, text: str) -> Say:
        values = self._book.own(self._sent[who], self._today())
        return Say(text, {**(values or {}), "keadaan": "submitted"})

    def _tell(self, who: str, turn: Turn) -> None:
        if not turn.says:
            return
        message = self._catalog.compose(turn.says, self._today(), turn.session.language)
        self._shown[who].append(message.choices)
        labels = tuple(choice.label for choice in message.choices)
        picture = message.picture.alt if message.picture else ""
        self._seen.append(Seen(who, plain(message.body), labels, picture))

    def _today(self) -> date:
        return self._clock().astimezone(WIB).date()


def _stand_in(
    effect: Effect, person: Person, turn: Turn, nth: int, today: date
) -> tuple[Person, Turn]:
    """What an effect says, as far as that needs no database."""
    match effect:
        case StopMessages() | ResumeMessages():
            return replace(person, stopped=isinstance(effect, StopMessages)), turn
        case NoteQuestion() | CountVote():
            return person, turn
        case CallOfficer():
            reply = Say("umum/petugas_tidak_ada", {}, (command_offer("menu"),))
            return person, first(turn, reply)
        case Submit():
            number = f"PD-{today:%y}-{nth or 1:06d}"
            return replace(person, registration=number), first(turn, _thanks(number))
        case _:
            raise NotImplementedError(f"{effect}: the transcript needs '# perlu: simpan'")


def _thanks(number: str) -> Say:
    pages = (Offer("p|cara_bayar", "@cara_bayar"), Offer("f|pengingat", "@pengingat"))
    commands = (command_offer("data_saya"), command_offer("menu"))
    return Say("daftar/selesai", {"nomor": number, "saluran_lain": False}, (*pages, *commands))
