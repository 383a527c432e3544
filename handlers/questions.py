"""What people asked and were not answered: kept without the person, dealt with by editors.

`Editor` is what chat, commands and later a web console call; no wording of any of them is here.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from dialog.editing import WORDINGS
from dialog.effects import CountVote, NoteQuestion, WriteAnswer
from dialog.flow import Accepted, OwnAnswer, Problem
from dialog.prose import different, read_body, read_sentences, read_source, read_title
from handlers.endings import HORIZON
from handlers.house import House
from handlers.learning import upset
from handlers.pupil import OWN, own_topic
from handlers.sealed import open_question, seal_lesson, seal_question
from storage import audit, lessons, questions, votes
from storage.database import Transaction
from storage.lessons import Written
from storage.questions import IGNORED
from understanding.changes import Change
from understanding.grouping import grouped
from understanding.masking import masked, unmarked
from understanding.model import Example
from understanding.plain import plain

MOST_READ = 5000
"""Open questions that are grouped at a time, the newest ones."""
MOST_TAUGHT = 5
"""Wordings of a group that an editor is shown, and that are taught: nobody teaches unseen."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for the same thing. `id` is that of the one that speaks for all."""

    id: int
    text: str
    kind: str
    topic: str | None
    count: int
    newest: datetime
    wordings: tuple[str, ...]
    asked: tuple[tuple[int, ...], ...]  # the questions of each wording

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(chain.from_iterable(self.asked))

    @property
    def shown(self) -> tuple[str, ...]:
        return self.wordings[:MOST_TAUGHT]

    @property
    def missing(self) -> int:
        """Wordings that are wanting for an answer of its own."""
        return max(0, WORDINGS - len(different(map(unmarked, self.shown))))


@dataclass(frozen=True, slots=True)
class Done:
    """What an editor's act came to: the topic, questions closed, sentences taught."""

    topic: str
    closed: int
    taught: int = 0


@dataclass(frozen=True, slots=True)
class Upset:
    """These sentences would be understood otherwise than now; none: nobody is upset."""

    changes: tuple[Change, ...]


GONE = Problem("penyunting/tidak_ada")
"""Somebody else has dealt with it."""


async def note(house: House, tx: Transaction, one: NoteQuestion, now: datetime) -> None:
    """Masked, sealed, and counted once a day however often it is asked."""
    text = masked(one.text)
    day, digest = house.today(now).isoformat(), house.vault.digest(f"question:{plain(text)}")
    sealed = seal_question(house.vault, text, digest, day)
    kept = questions.Noted(day, digest, sealed, one.kind, one.topic, one.language)
    await questions.note(tx, kept, now)


async def count(house: House, tx: Transaction, one: CountVote, now: datetime) -> None:
    """A changed mind counts on the day of the first vote."""
    if one.before:
        await votes.change(tx, one.before, one.answer, one.helped)
    else:
        await votes.count(tx, house.today(now).isoformat(), one.answer, one.helped)


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may edit, within one transaction. Whoever makes one has checked the role."""

    house: House
    tx: Transaction
    actor: str
    now: datetime

    async def groups(self, most: int = MOST_READ) -> list[Group]:
        """The largest first. The grouping runs beside the loop."""
        asked = await questions.open_ones(self.tx, most)
        return await asyncio.to_thread(_groups, self.house, asked)

    async def find(self, question: int, most: int = MOST_READ) -> Group | None:
        """The group that an open question belongs to."""
        listed = await self.groups(most)
        return next((group for group in listed if question in group.ids), None)

    async def would_teach(self, group: Group, topic: str) -> Problem | Upset:
        """What teaching this would change for others. Takes about a second."""
        if self.house.book.place(topic) is None:
            return Problem("penyunting/hal_tidak_ada", {"teks": topic})
        return await self._upset(different(map(unmarked, group.shown)), topic)

    async def teach(self, group: Group, topic: str) -> Done | Problem:
        """The wordings shown become examples of the topic."""
        if self.house.book.place(topic) is None:
            return Problem("penyunting/hal_tidak_ada", {"teks": topic})
        if not await questions.claim(self.tx, group.ids):
            return GONE
        taught = await self._teach(different(map(unmarked, group.shown)), topic)
        return await self._close(group.ids, topic, "question taught", taught)

    async def would_answer(self, group: Group, wanted: WriteAnswer) -> Problem | Upset:
        """What this answer would change for others, or what is wrong with it."""
        read = self._read(group, wanted)
        return read if isinstance(read, Problem) else await self._upset(read[1], OWN)

    async def answer(self, group: Group, wanted: WriteAnswer) -> Done | Problem:
        """The wordings, and `more` of them, get an answer of their own."""
        read = self._read(group, wanted)
        if isinstance(read, Problem):
            return read
        if not await questions.claim(self.tx, group.ids):
            return GONE
        written, sentences = read
        topic = own_topic(await lessons.write(self.tx, written, self.now))
        taught = await self._teach(sentences, topic)
        return await self._close(group.ids, topic, "answer written", taught)

    def _read(self, group: Group, wanted: WriteAnswer) -> tuple[Written, list[str]] | Problem:
        """The answer as it will be kept, and all its sentences, at least three; or the first thing
        wrong with it."""
        read = (
            read_title(wanted.title),
            read_body(wanted.body),
            read_source(wanted.source),
            read_sentences(wanted.more, group.missing),
        )
        texts = [one.value for one in read if isinstance(one, Accepted)]
        if len(texts) < len(read):
            return next(one for one in read if isinstance(one, Problem))
        if wanted.until < self.house.today(self.now).isoformat():
            return Problem("salah/tanggal_sudah_lewat")
        title, body, source, more = texts
        sentences = different(map(unmarked, (*group.shown, *map(masked, more.splitlines()))))
        if len(sentences) < WORDINGS:
            return Problem("salah/kalimat_kurang", {"jumlah": len(sentences), "min": WORDINGS})
        by = self.actor
        return Written(title, body, source, wanted.until, written_by=by), sentences

    async def ignore(self, group: Group) -> Done:
        """These words are not kept again."""
        return await self._close(group.ids, IGNORED, "question ignored", 0)

    async def drop(self, group: Group, place: int) -> Done | None:
        """Leaves one wording out, by its place in the list from 1 on: it is not kept again."""
        if not 1 <= place <= len(group.shown):
            return None
        return await self._close(group.asked[place - 1], IGNORED, "question ignored", 0)

    async def prolong(self, topic: str, until: date) -> bool:
        """Somebody looked at an editor's answer again; it holds until that day."""
        number = _own_number(topic)
        if not number or not await lessons.prolong(self.tx, number, until.isoformat(), self.now):
            return False
        await self._note("answer prolonged", {"answer": topic, "until": until.isoformat()})
        return True

    async def withdraw(self, topic: str) -> bool:
        """Takes an editor's answer back, with all that leads to it."""
        number = _own_number(topic)
        if not number or not await lessons.withdraw(self.tx, number, self.now):
            return False
        await self._note("answer withdrawn", {"answer": topic})
        return True

    async def forget(self, lesson: int) -> bool:
        """Takes a single sentence back."""
        gone = await lessons.forget(self.tx, lesson)
        if gone:
            await self._note("lesson forgotten", {"lesson": lesson})
        return gone

    def ending(self) -> list[tuple[str, OwnAnswer]]:
        """The editors' answers that ended, or end soon, by topic; the oldest first."""
        horizon = self.house.today(self.now) + HORIZON
        held = self.house.pupil.learned.answers.items()
        return sorted(
            (one for one in held if one[1].until <= horizon), key=lambda one: one[1].until
        )

    async def tallies(self, days: int) -> list[votes.Tally]:
        """Votes of the last days by answer, the least helpful first."""
        since = self.house.today(self.now) - timedelta(days=days - 1)
        return await votes.tallies(self.tx, since.isoformat())

    async def _upset(self, sentences: Sequence[str], topic: str) -> Upset:
        found = await upset(self.house, [Example(text, topic) for text in sentences])
        return Upset(tuple(found))

    async def _teach(self, sentences: Sequence[str], topic: str) -> int:
        taught = [self._lesson(text, topic, _own_number(topic)) for text in sentences]
        if taught:
            await lessons.teach(self.tx, taught, self.actor, self.now)
        return len(taught)

    def _lesson(self, text: str, topic: str, answer: int | None) -> lessons.Lesson:
        vault = self.house.vault
        digest = vault.digest(f"lesson:{plain(text)}")
        sealed = seal_lesson(vault, text, digest)
        return lessons.Lesson(digest, sealed, None if answer else topic, answer)

    async def _close(self, ids: Sequence[int], became: str, action: str, taught: int) -> Done:
        closed = await questions.close(self.tx, ids, became, self.actor, self.now)
        details = {"became": became, "closed": closed, "sentences": taught, "question": ids[0]}
        await self._note(action, details)
        return Done(became, closed, taught)

    async def _note(self, action: str, details: dict[str, object]) -> None:
        await audit.note(self.tx, self.actor, action, details, self.now)


@asynccontextmanager
async def reader(house: House, actor: str) -> AsyncIterator[Editor]:
    """The same for whoever only looks: nobody waits for them."""
    async with house.db.read() as tx:
        yield Editor(house, tx, actor, house.now())


@asynccontextmanager
async def editor(house: House, actor: str) -> AsyncIterator[Editor]:
    """An editor with a transaction of their own, for whoever is not in a turn."""
    async with house.db.write() as tx:
        yield Editor(house, tx, actor, house.now())


def _groups(house: House, asked: Sequence[questions.Open]) -> list[Group]:
    texts = [open_question(house.vault, one.sealed, one.digest, one.day) for one in asked]
    return [
        _group([asked[at] for at in found.members], [texts[at] for at in found.members])
        for found in grouped([unmarked(text) for text in texts])
    ]


def _own_number(topic: str) -> int | None:
    """The number of the editor's answer that the topic names."""
    number = topic.removeprefix(OWN) if topic.startswith(OWN) else ""
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


def _group(asked: Sequence[questions.Open], texts: Sequence[str]) -> Group:
    topics = Counter(one.topic for one in asked if one.topic)
    wordings: dict[str, tuple[str, list[int]]] = {}
    for one, text in zip(asked, texts, strict=True):
        wordings.setdefault(plain(text), (text, []))[1].append(one.id)
    return Group(
        id=asked[0].id,
        text=texts[0],
        kind=Counter(one.kind for one in asked).most_common(1)[0][0],
        topic=next(iter(topic for topic, _ in topics.most_common(1)), None),
        count=len(asked),
        newest=max(one.at for one in asked),
        wordings=tuple(text for text, _ in wordings.values()),
        asked=tuple(tuple(ids) for _, ids in wordings.values()),
    )
