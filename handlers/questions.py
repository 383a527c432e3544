"""What people asked and were not answered: kept without the person, dealt with by editors.

`Editor` is what chat, commands and later a web console call; no wording of any of them is here.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialog.editing import WORDINGS
from dialog.effects import CountVote, NoteQuestion
from dialog.flow import Accepted, Problem
from dialog.prose import different, read_body, read_sentences, read_title
from handlers.house import House
from handlers.pupil import OWN, own_topic
from handlers.sealed import open_question, seal_lesson, seal_question
from storage import audit, lessons, questions, votes
from storage.database import Transaction
from storage.questions import IGNORED
from understanding.grouping import grouped
from understanding.masking import masked, unmarked
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
    wordings: tuple[str, ...]
    ids: tuple[int, ...]

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

    async def teach(self, group: Group, topic: str) -> Done | Problem:
        """The wordings shown become examples of the topic."""
        if self.house.book.place(topic) is None:
            return Problem("penyunting/hal_tidak_ada", {"teks": topic})
        taught = await self._teach(different(map(unmarked, group.shown)), topic)
        return await self._close(group, topic, "question taught", taught)

    async def answer(self, group: Group, title: str, body: str, more: str) -> Done | Problem:
        """The wordings, and `more` of them, get an answer of their own, at least three in all."""
        wanted = (read_title(title), read_body(body), read_sentences(more, group.missing))
        read = [one.value for one in wanted if isinstance(one, Accepted)]
        if len(read) < len(wanted):
            return next(one for one in wanted if isinstance(one, Problem))
        added = map(masked, read[2].splitlines())
        sentences = different(map(unmarked, (*group.shown, *added)))
        if len(sentences) < WORDINGS:
            said = {"jumlah": len(sentences), "min": WORDINGS}
            return Problem("salah/kalimat_kurang", said)
        number = await lessons.write(self.tx, read[0], read[1], self.actor, self.now)
        topic = own_topic(number)
        taught = await self._teach(sentences, topic)
        return await self._close(group, topic, "answer written", taught)

    async def ignore(self, group: Group) -> Done:
        """These words are not kept again."""
        return await self._close(group, IGNORED, "question ignored", 0)

    async def withdraw(self, topic: str) -> bool:
        """Takes an editor's answer back, with all that leads to it."""
        number = topic.removeprefix(OWN)
        known = topic.startswith(OWN) and number.isdecimal()
        if not known or not await lessons.withdraw(self.tx, int(number), self.now):
            return False
        await self._note("answer withdrawn", {"answer": topic})
        return True

    async def forget(self, lesson: int) -> bool:
        """Takes a single sentence back."""
        gone = await lessons.forget(self.tx, lesson)
        if gone:
            await self._note("lesson forgotten", {"lesson": lesson})
        return gone

    async def tallies(self, days: int) -> list[votes.Tally]:
        """Votes of the last days by answer, the least helpful first."""
        since = self.house.today(self.now) - timedelta(days=days - 1)
        return await votes.tallies(self.tx, since.isoformat())

    async def _teach(self, sentences: Sequence[str], topic: str) -> int:
        number = topic.removeprefix(OWN) if topic.startswith(OWN) else None
        taught = [self._lesson(text, topic, int(number) if number else None) for text in sentences]
        if taught:
            await lessons.teach(self.tx, taught, self.actor, self.now)
        return len(taught)

    def _lesson(self, text: str, topic: str, answer: int | None) -> lessons.Lesson:
        vault = self.house.vault
        digest = vault.digest(f"lesson:{plain(text)}")
        sealed = seal_lesson(vault, text, digest)
        return lessons.Lesson(digest, sealed, None if answer else topic, answer)

    async def _close(self, group: Group, became: str, action: str, taught: int) -> Done:
        closed = await questions.close(self.tx, group.ids, became, self.actor, self.now)
        details = {"became": became, "closed": closed, "sentences": taught, "question": group.id}
        await self._note(action, details)
        return Done(became, closed, taught)

    async def _note(self, action: str, details: dict[str, object]) -> None:
        await audit.note(self.tx, self.actor, action, details, self.now)


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


def _group(asked: Sequence[questions.Open], texts: Sequence[str]) -> Group:
    topics = Counter(one.topic for one in asked if one.topic)
    return Group(
        id=asked[0].id,
        text=texts[0],
        kind=Counter(one.kind for one in asked).most_common(1)[0][0],
        topic=next(iter(topic for topic, _ in topics.most_common(1)), None),
        count=len(asked),
        wordings=tuple(different(texts)) or (texts[0],),
        ids=tuple(one.id for one in asked),
    )
