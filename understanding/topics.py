"""What a sentence is about: one topic when that is clear, else the few it may be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from understanding.model import Example, Model, learn_on

OUT_OF_SCOPE = "out_of_scope"
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "menu_help", OUT_OF_SCOPE})
"""Topics that are no request of their own beside another one."""

SURE, LEAD = 0.35, 0.15
POSSIBLE, MOST = 0.06, 3
NEAR = 0.01
ALSO_SURE = 0.75
SHORTEST_PART = 3
_BREAKS = re.compile(
    r"[.?!;\n]+|,? (?:dan|trus|terus|lalu|sekalian|sama juga|satu lagi|ciek lai|sudah tu) "
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic and how likely it is, 0 to 1."""

    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understood:
    """`topic` only when it is clear. `also`: a second request in the same message.
    `nearest`: the likeliest few, down to one in a hundred."""

    topic: str | None
    guesses: tuple[Guess, ...]
    also: str | None = None
    nearest: tuple[Guess, ...] = ()

    @property
    def confidence(self) -> float:
        return self.guesses[0].confidence if self.guesses else 0.0


NOTHING = Understood(OUT_OF_SCOPE, (Guess(OUT_OF_SCOPE, 1.0),))


class Mind:
    """A model and the rules of when to believe it."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def taught(self, lessons: Sequence[Example]) -> "Mind":
        """Another mind that knows the lessons too; takes a good part of a second."""
        return Mind(learn_on(self._model, lessons))

    def understand(self, text: str) -> Understood:
        """Never raises; a text without letters is about nothing of ours."""
        if not any(character.isalpha() for character in text):
            return NOTHING
        ranked = [Guess(*one) for one in self._model.likelihoods(text)]
        guesses = tuple(one for one in ranked[:MOST] if one.confidence >= POSSIBLE) or (ranked[0],)
        nearest = tuple(one for one in ranked[: MOST + 1] if one.confidence >= NEAR)
        if not _clear(ranked):
            return Understood(None, guesses, None, nearest)
        topic = ranked[0].topic
        return Understood(topic, guesses, self._second(text, topic), nearest)

    def _second(self, text: str, first: str) -> str | None:
        """What a part of the message asks for that is not the main request."""
        parts = list(_parts(text))
        if len(parts) < 2:
            return None
        tops = [Guess(*self._model.likelihoods(part)[0]) for part in parts]
        found = [one.topic for one in tops if one.confidence >= ALSO_SURE]
        others = [topic for topic in found if topic != first and topic not in SMALL_TALK]
        return others[0] if first in found and others else None


def _clear(ranked: list[Guess]) -> bool:
    best, second = ranked[0].confidence, ranked[1].confidence if len(ranked) > 1 else 0.0
    return best >= SURE or best - second >= LEAD


def _parts(text: str) -> Iterator[str]:
    for part in _BREAKS.split(text):
        if len(part.split()) >= SHORTEST_PART:
            yield part
