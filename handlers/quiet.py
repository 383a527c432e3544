"""People who went quiet in the middle of a form are reminded, and later the form is put aside."""

from dialog.engine import WentQuiet
from handlers.house import House
from handlers.turns import OvertakenError, play, ring, store
from storage import people, sessions

CHUNK = 100


async def nudge(house: House) -> int:
    """Runs the silence of those for whom it is time. Not in the quiet hours."""
    now = house.now()
    if house.is_quiet(now):
        return 0
    try:
        async with house.db.write() as tx:
            ids = await sessions.due(tx, now, CHUNK)
            event = WentQuiet(house.rules.patience)
            silent = await people.known_people(tx, ids) if ids else []
            played = [await play(house, tx, known, event, now) for known in silent]
            await store(tx, played, now)
    except OvertakenError:
        return 0  # somebody wrote this very moment: the next tick looks again
    ring(house, played)
    return len(played)
