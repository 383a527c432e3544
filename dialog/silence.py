"""Somebody went quiet in the middle of a form: when to remind, when to put the form aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialog.flow import Book, Form
from dialog.quiet_time import QuietRules, quiet
from dialog.session import Say, Session, Turn
from dialog.turns import Scene, command_offer, park, say


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before each reminder, and before the form is put aside."""

    nudges: tuple[timedelta, ...] = (timedelta(hours=3), timedelta(hours=20))
    expiry: timedelta = timedelta(days=3)


LEAST = timedelta(hours=1)
"""Sooner after a turn a reminder would be a nuisance."""
SLACK = timedelta(minutes=10)
"""A reminder that must be there by a certain time leaves so much earlier: others go before it."""
STEP = timedelta(minutes=5)


def wait(book: Book, session: Session, patience: Patience) -> timedelta | None:
    """How long after the last turn to look again; nothing when no form is open."""
    if book.forms.get(session.form or "") is None:
        return None
    return patience.nudges[session.nudged] if reminds(book, session, patience) else patience.expiry


def reminds(book: Book, session: Session, patience: Patience) -> bool:
    """Whether the person is reminded next, and the form not put aside yet."""
    form = book.forms.get(session.form or "")
    nudges = form is not None and form.nudges and bool(session.answers)
    return nudges and session.nudged < len(patience.nudges)


def in_time(now: datetime, pause: timedelta, closes: datetime, rules: QuietRules) -> datetime:
    """When to remind somebody who can be written to freely only until `closes`; all times local.

    After the pause, if that and the quiet time it falls into are over by then. Else earlier, but
    not at once and not in a quiet time; where there is no such moment, after the pause all the
    same: then what was approved stands in for it, or it waits until the person writes.
    """
    wished, last = now + pause, closes - SLACK
    held = quiet(wished, rules)
    if (held.until if held else wished) <= last:
        return wished
    return _last_awake(min(wished, last), now + LEAST, rules) or wished


def _last_awake(at: datetime, earliest: datetime, rules: QuietRules) -> datetime | None:
    while at >= earliest:
        if quiet(at, rules) is None and quiet(at + SLACK, rules) is None:
            return at
        at -= STEP
    return None


def went_quiet(scene: Scene, patience: Patience) -> Turn:
    """A reminder, at most as many as `patience` holds; then the form is put aside silently.

    Nobody is reminded of a form without answers, or of changing what was sent already."""
    form = scene.form()
    if form is None:
        return Turn(scene.session)
    reminds = form.nudges and bool(scene.session.answers) and not _is_sent(scene, form)
    if not reminds or scene.session.nudged >= len(patience.nudges):
        return Turn(park(scene).to(expired=form.name if reminds else None).session)
    now = scene.progress(form)
    following = now.next()
    params: dict[str, object] = {
        "judul": form.title,
        "nomor": now.number(following.field) if following else now.total(),
        "jumlah": now.total(),
    }
    offers = (command_offer("lanjut"), command_offer("mulai_lagi"), command_offer("batal"))
    reminded = scene.to(nudged=scene.session.nudged + 1)
    return say(reminded, Say("umum/belum_selesai", params, offers))


def _is_sent(scene: Scene, form: Form) -> bool:
    return form.once and scene.person.registration is not None
