"""Small pieces from which a turn is put together."""

from dataclasses import dataclass, replace
from datetime import date

from dialog.effects import Effect
from dialog.flow import Book, Form
from dialog.forms import Progress, progress
from dialog.session import Draft, Offer, Person, Say, Session, Turn


@dataclass(frozen=True, slots=True)
class Scene:
    """What every rule looks at: the book, the person, where we are, and the day."""

    book: Book
    person: Person
    session: Session
    today: date

    def to(self, **changes: object) -> "Scene":
        """The same scene with the session changed."""
        return replace(self, session=replace(self.session, **changes))  # type: ignore[arg-type]

    def form(self) -> Form | None:
        """The form being filled in, unless it has been taken out of the book."""
        return self.book.forms.get(self.session.form or "")

    def progress(self, form: Form) -> Progress:
        return progress(self.book, form, self.session.answers, self.session.skipped, self.today)

    def may_use(self, roles: frozenset[str]) -> bool:
        return not roles or bool(roles & self.person.roles)


def say(scene: Scene, *says: Say, effects: tuple[Effect, ...] = ()) -> Turn:
    return Turn(scene.session, says, effects)


def first(turn: Turn, *says: Say, effects: tuple[Effect, ...] = ()) -> Turn:
    """The turn with something said before it."""
    return Turn(turn.session, (*says, *turn.says), (*effects, *turn.effects))


def command_offer(name: str) -> Offer:
    return Offer(f"d|{name}", f"@{name}")


def park(scene: Scene) -> Scene:
    """Put the form aside with its answers, so that nothing is lost."""
    session = scene.session
    if not session.form:
        return scene
    drafts = {name: draft for name, draft in session.drafts.items() if name != session.form}
    if session.answers:
        drafts[session.form] = Draft(session.answers, session.asked, session.skipped)
    return leave(scene.to(drafts=drafts))


def leave(scene: Scene) -> Scene:
    """No form any more."""
    return scene.to(form=None, asked=None, answers={}, skipped=(), unsure=(), misses=0, nudged=0)
