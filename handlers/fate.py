"""What an outcome means for the message it belongs to. Pure."""

from datetime import datetime, timedelta

from dialog.wire import Later, Moved, Outcome, Refused, Sent
from storage.outbox import CAMPAIGN, REPLY, TEMPLATE_TROUBLE, Claimed, Fate

ATTEMPTS = 6
UNSURE_ATTEMPTS = 2
HELD = timedelta(days=1)
"""What is said first and cannot be, is looked at again; at once when the person writes."""
LONGEST_WAIT = timedelta(minutes=1)


def decide(row: Claimed, outcome: Outcome, now: datetime) -> Fate:
    """A reply that may have arrived is tried once more; a campaign message is not."""
    match outcome:
        case Sent(external_id):
            return Fate(row.id, "sent", row.attempts + 1, now, external_id)
        case Moved(thread) if thread:
            return Fate(row.id, "queued", row.attempts, now)
        case Moved():  # counted, so that threads that vanish at once are not opened for ever
            return _again(row, timedelta(0), "thread gone", now)
        case Refused(why, channel_down=True):
            return Fate(row.id, "queued", row.attempts, now + LONGEST_WAIT, None, why)
        case Refused(why) if _waits(row, why) and row.attempts + 1 < ATTEMPTS:
            return Fate(row.id, "queued", row.attempts + 1, now + HELD, None, why)
        case Refused(why):
            return Fate(row.id, "refused", row.attempts + 1, now, None, why[:200])
        case Later(after, why, whole_channel=True) | Later(after, why, uncounted=True):
            return Fate(row.id, "queued", row.attempts, now + after, None, why[:200])
        case Later(after, why, maybe_sent=True):
            return _unsure(row, after, why, now)
        case Later(after, why):
            return _again(row, after, why, now)


def _waits(row: Claimed, why: str) -> bool:
    """Whether it may go later: when the person writes, or the template is approved again. A
    campaign whose template is in trouble stops as a whole (`release.write_back`)."""
    if why in TEMPLATE_TROUBLE:
        return row.lane != CAMPAIGN
    return why == "window_closed" and row.lane != REPLY


def _unsure(row: Claimed, after: timedelta, why: str, now: datetime) -> Fate:
    """Waits as long as the network may still tell that it arrived."""
    tried = row.attempts + 1
    if row.lane == CAMPAIGN or tried >= UNSURE_ATTEMPTS:
        return Fate(row.id, "uncertain", tried, now, None, why[:200])
    return Fate(row.id, "queued", tried, now + after, None, why[:200])


def _again(row: Claimed, after: timedelta, why: str, now: datetime) -> Fate:
    """Waits longer each time, and gives up after the last attempt."""
    tried = row.attempts + 1
    if tried >= ATTEMPTS:
        return Fate(row.id, "failed", tried, now, None, why[:200])
    pause = max(after, min(after * 2**row.attempts, LONGEST_WAIT))
    return Fate(row.id, "queued", tried, now + pause, None, why[:200])


def orphaned(row: Claimed, now: datetime) -> Fate:
    """Its sender died: nobody knows whether it arrived."""
    return _unsure(row, timedelta(0), "sender stopped", now)
