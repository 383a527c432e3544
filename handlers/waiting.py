"""Conversations with officers that stand still: nobody came, or both sides fell silent."""

import logging
from collections.abc import Sequence

from dialog.session import Say
from dialog.turns import command_offer
from handlers import handover, officers
from handlers.house import House
from handlers.turns import follow, ring
from handlers.work import Work
from storage import handovers
from storage.handovers import ClosedBy, Handover

log = logging.getLogger(__name__)

CHUNK = 50
CLOCK = "clock"


async def look_after(house: House) -> int:
    """Looks at those for whom it is time; a missed or doubled tick does no harm."""
    now = house.now()
    async with house.db.read() as tx:
        numbers = await handovers.due(tx, now, CHUNK, house.is_quiet(now))
    if not numbers:
        return 0
    try:
        return await _look_at(house, numbers)
    except Exception as error:
        log.warning("%d conversations together: %s", len(numbers), type(error).__name__)
    return sum([await _alone(house, number) for number in numbers])


async def _alone(house: House, number: int) -> int:
    """One that fails does not hold up the others; the next tick looks again."""
    try:
        return await _look_at(house, [number])
    except Exception:
        log.exception("conversation %d cannot be looked after", number)
        return 0


async def _look_at(house: House, numbers: Sequence[int]) -> int:
    now = house.now()
    async with house.db.write() as tx:
        work = Work(house, tx, now)
        found = await handovers.claim(tx, now, numbers)
        for held in found:
            await _move_on(work, held)
        played = await follow(work)
    ring(house, played)
    work.ring()
    return len(found)


async def _move_on(work: Work, held: Handover) -> None:
    """Silent for too long: closed. Not taken yet: said once; and at the very end, closed."""
    if not held.taken and held.told_at is None:
        await handover.explain(work, held)
        return
    by: ClosedBy = "silence" if held.taken else "nobody"
    if await handover.close(work, held, by, CLOCK):
        say = Say(f"petugas/selesai_{by}", {"nomor": held.number}, (command_offer("antrean"),))
        await officers.tell(work, held, say, closes=True)
