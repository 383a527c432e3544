"""What this process understands now: the examples of the release, and what editors taught since."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialog.flow import OwnAnswer
from storage.lessons import NOTHING, Version
from understanding.topics import Mind, Understood

OWN = "own_"
"""How the topic of an editor's answer begins; its number follows."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence an editor taught, and the topic it asks for."""

    id: int
    text: str
    topic: str
    by: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A mind and all it came from. `version` tells one state of the lessons from another;
    `unlearned` are those that are not understood as taught."""

    mind: Mind
    version: Version = NOTHING
    answers: Mapping[str, OwnAnswer] = field(default_factory=dict[str, OwnAnswer])
    lessons: tuple[Lesson, ...] = ()
    unlearned: tuple[Lesson, ...] = ()


class Pupil:
    """Holds what was learned last. It is replaced whole, in one assignment, between two turns."""

    def __init__(self, base: Mind) -> None:
        self.base = base
        self.learned = Learned(base)

    def understand(self, text: str) -> Understood:
        return self.learned.mind.understand(text)

    def order(self, text: str, certain: bool = False) -> str | None:
        return self.learned.mind.order(text, certain)

    def written(self, topic: str) -> OwnAnswer | None:
        return self.learned.answers.get(topic)


def own_topic(answer_id: int) -> str:
    return f"{OWN}{answer_id}"
