"""Lessons take effect: each process looks for newer ones and learns them beside its work."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date

from dialog.flow import OwnAnswer
from handlers.house import House
from handlers.mind import known
from handlers.pupil import Learned, Lesson, Pupil, own_topic
from handlers.sealed import open_lesson
from storage import lessons
from storage.database import Transaction
from understanding.changes import Change, changes
from understanding.model import Example
from understanding.plain import plain

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks. Learning takes less than one: what is taught is in force in time."""


async def keep_up(house: House) -> None:
    """Until cancelled."""
    while True:
        await catch_up(house)
        await asyncio.sleep(EVERY)


async def catch_up(house: House) -> bool:
    """Learns what is new, in a thread. Whether there was anything.

    Always from the examples of the release and all lessons: every process understands the same,
    whatever it has seen come and go."""
    async with house.db.read() as tx:
        version = await lessons.version(tx)
        if version == house.pupil.learned.version:
            return False
        taught, answers = await _read(house, tx)
    house.pupil.learned = await asyncio.to_thread(_learn, house.pupil, version, taught, answers)
    log.info("learned %d lessons", len(taught))
    return True


async def upset(house: House, taught: Sequence[Example]) -> list[Change]:
    """What these lessons would change for examples and earlier lessons that are right now. Takes
    about a second, in a thread."""
    return await asyncio.to_thread(_upset, house.pupil, taught)


def _upset(pupil: Pupil, taught: Sequence[Example]) -> list[Change]:
    said_anew = {plain(one.text) for one in taught}
    earlier = [Example(one.text, one.topic) for one in pupil.learned.lessons]
    kept = [one for one in earlier if plain(one.text) not in said_anew]
    after = pupil.base.taught([*kept, *taught])
    return changes(pupil.learned.mind, after, taught, [*earlier, *known()])


async def _read(house: House, tx: Transaction) -> tuple[list[Lesson], dict[str, OwnAnswer]]:
    taught = [
        Lesson(
            one.id,
            open_lesson(house.vault, one.sealed, one.digest),
            one.topic or own_topic(one.answer_id or 0),
            one.taught_by,
        )
        for one in await lessons.listed(tx)
    ]
    written = await lessons.answers(tx)
    return taught, {own_topic(one.id): _own(one) for one in written}


def _own(one: lessons.Written) -> OwnAnswer:
    return OwnAnswer(one.title, one.body, one.source, date.fromisoformat(one.valid_until))


def _learn(
    pupil: Pupil, version: tuple[int, ...], taught: Sequence[Lesson], answers: dict[str, OwnAnswer]
) -> Learned:
    mind = pupil.base.taught([Example(one.text, one.topic) for one in taught])
    unlearned = tuple(one for one in taught if mind.understand(one.text).topic != one.topic)
    return Learned(mind, version, answers, tuple(taught), unlearned)
