"""People who went quiet in the middle of a form are reminded, and later the form is put aside."""

import logging
from collections.abc import Sequence
from datetime import datetime

from dialog.engine import WentQuiet
from handlers.errors import OvertakenError
from handlers.house import House
from handlers.turns import play, ring, store
from storage import people, sessions

log = logging.getLogger(__name__)

CHUNK = 100


async def nudge(house: House) -> int:
    """Runs the silence of those for whom it is time. Not in the quiet hours."""
    now = house.now()
    if house.is_quiet(now):
        return 0
    async with house.db.read() as tx:
        ids = await sessions.due(tx, now, CHUNK)
    try:
        return await _nudge(house, ids, now)
    except Exception as error:
        log.warning("%d silences together: %s, each alone now", len(ids), type(error).__name__)
    return sum([await _alone(house, one, now) for one in ids])


async def _alone(house: House, person_id: int, now: datetime) -> int:
    """One that cannot be nudged does not hold up the others; the next tick looks again."""
    try:
        return await _nudge(house, [person_id], now)
    except OvertakenError:
        return 0
    except Exception:
        log.exception("the silence of person %d failed", person_id)
        return 0


async def _nudge(house: House, ids: Sequence[int], now: datetime) -> int:
    event = WentQuiet(house.rules.patience)
    async with house.db.write() as tx:
        still = await sessions.claim(tx, now, ids)
        silent = await people.known_people(tx, still) if still else []
        played = [await play(house, tx, known, event, now) for known in silent]
        await store(tx, played, now)
    ring(house, played)
    return len(played)
