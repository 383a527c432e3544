"""What a page says first about a person's own case."""

from collections.abc import Iterator

from dialog.effects import Effect, ShowOwn
from dialog.flow import Answers, Page
from dialog.session import Say, Session
from dialog.turns import Scene

UNSENT = "draft"
"""How a case stands whose answers were not sent yet."""


def own_case(scene: Scene, page: Page) -> tuple[tuple[Say, ...], tuple[Effect, ...]]:
    """The words, where the answers are at hand; the effect that looks them up, where they were
    sent and sealed. Whoever answered nothing costs nothing."""
    if page.own is None:
        return (), ()
    if scene.person.registration:
        return (), (ShowOwn(page.own),)
    for answers in _given(scene.session):
        if values := scene.book.own(answers, scene.today):
            return (Say(page.own, {**values, "keadaan": UNSENT}),), ()
    return (), ()


def _given(session: Session) -> Iterator[Answers]:
    """Of the form at hand, then of those put aside, the latest first."""
    if session.answers:
        yield session.answers
    for draft in reversed(tuple(session.drafts.values())):
        yield draft.answers
