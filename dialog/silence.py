"""Somebody went quiet in the middle of a form: when to remind, when to put the form aside."""

from dataclasses import dataclass
from datetime import timedelta

from dialog.flow import Book, Form
from dialog.session import Say, Session, Turn
from dialog.turns import Scene, command_offer, park, say


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before each reminder, and before the form is put aside."""

    nudges: tuple[timedelta, ...] = (timedelta(hours=3), timedelta(hours=20))
    expiry: timedelta = timedelta(days=3)


def wait(book: Book, session: Session, patience: Patience) -> timedelta | None:
    """How long after the last turn to look again; nothing when no form is open."""
    form = book.forms.get(session.form or "")
    if form is None:
        return None
    if form.nudges and session.answers and session.nudged < len(patience.nudges):
        return patience.nudges[session.nudged]
    return patience.expiry


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
