"""Lessons take effect: each process looks for newer ones and learns them beside its work."""

import asyncio
import logging
from collections.abc import Sequence

from dialog.flow import OwnAnswer
from handlers.house import House
from handlers.pupil import Learned, Lesson, Pupil, own_topic
from handlers.sealed import open_lesson
from storage import lessons
from storage.database import Transaction
from understanding.model import Example

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks. Learning takes less than one: what is taught is in force in time."""


async def keep_up(house: House) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        await catch_up(house)


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
    return taught, {own_topic(one.id): OwnAnswer(one.title, one.body) for one in written}


def _learn(
    pupil: Pupil, version: tuple[int, ...], taught: Sequence[Lesson], answers: dict[str, OwnAnswer]
) -> Learned:
    mind = pupil.base.taught([Example(one.text, one.topic) for one in taught])
    unlearned = tuple(one for one in taught if mind.understand(one.text).topic != one.topic)
    return Learned(mind, version, answers, tuple(taught), unlearned)
