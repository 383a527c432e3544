"""Small pieces from which a turn is put together."""

from dataclasses import dataclass, field, replace
from datetime import date

from dialog.effects import Effect
from dialog.flow import Book, Form
from dialog.forms import Progress, progress
from dialog.session import Draft, Offer, Person, Say, Session, Turn
from dialog.steps import STEPS


@dataclass(frozen=True, slots=True)
class Scene:
    """What every rule looks at: the book, the person, where we are, and the day."""

    book: Book
    person: Person
    session: Session
    today: date
    _seen: dict[object, Progress] = field(default_factory=dict, repr=False, compare=False)

    def to(self, **changes: object) -> "Scene":
        """The same scene with the session changed."""
        session = replace(self.session, **changes)  # type: ignore[arg-type]
        return Scene(self.book, self.person, session, self.today, self._seen)

    def form(self) -> Form | None:
        """The form being filled in, unless it has been taken out of the book."""
        return self.book.forms.get(self.session.form or "")

    def progress(self, form: Form) -> Progress:
        """Worked out once for the same answers: a turn looks at it many times."""
        answers, skipped = self.session.answers, self.session.skipped
        key = (form.name, skipped, *answers.items())
        if key not in self._seen:
            self._seen[key] = progress(self.book, form, answers, skipped, self.today)
        return self._seen[key]

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
    """Put the form aside with its answers, so that nothing is lost. "Do you want to stop?" is
    not asked again when the person comes back."""
    session = scene.session
    if not session.form:
        return scene
    drafts = {name: draft for name, draft in session.drafts.items() if name != session.form}
    if session.answers:
        asked = None if session.asked in STEPS else session.asked
        drafts[session.form] = Draft(session.answers, asked, session.skipped)
    return leave(scene.to(drafts=drafts))


def leave(scene: Scene) -> Scene:
    """No form any more."""
    return scene.to(form=None, asked=None, answers={}, skipped=(), unsure=(), misses=0, nudged=0)
