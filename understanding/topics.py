"""What a sentence is about: one topic when that is clear, else the few it may be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from understanding.model import Example, Model, learn_on
from understanding.normalise import normalise
from understanding.orders import Orders

OUT_OF_SCOPE = "out_of_scope"
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "menu_help", OUT_OF_SCOPE})
"""Topics that are no request of their own beside another one."""

SURE, LEAD = 0.35, 0.15
POSSIBLE, MOST = 0.06, 3
NEAR = 0.01
ALSO_SURE = 0.75
SHORTEST_PART = 3
_BREAKS = re.compile(
    r"[.!;\n]+|(?<=\?)|,? (?:dan|serta|sarato|jo|plus|&|trus|terus|lalu|kemudian|kamudian|"
    r"habis itu|abis itu|sudah tu|sekalian|sakalian|sekaligus|sama juga|satu lagi|ciek lai) "
)
_ASKING = frozenset(
    {"apa", "siapa", "kenapa", "mana", "kapan", "berapa", "bagaimana", "cara", "bisa", "boleh"}
    | {"mau", "ingin", "tolong", "minta", "mohon", "kirim", "dapat"}
)
"""A part of a message with one of these asks for something; others only tell what happened."""
WEIGHTY = ("claim_death", "claim_accident", "privacy_safety", "complaint")
"""Somebody died, was hurt, is being cheated or was wronged: answered first of two requests."""


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
    """A model of topics, one of orders, and the rules of when to believe them."""

    def __init__(self, model: Model, orders: Orders | None = None) -> None:
        self._model, self._orders = model, orders

    def taught(self, lessons: Sequence[Example]) -> "Mind":
        """Another mind that knows the lessons too; takes a good part of a second."""
        return Mind(learn_on(self._model, lessons), self._orders)

    def order(self, text: str, certain: bool = False) -> str | None:
        """The command the text gives in other words than its own, when that is clear."""
        return self._orders.given(text, certain) if self._orders else None

    def understand(self, text: str) -> Understood:
        """Never raises; a text without letters is about nothing of ours."""
        if not any(character.isalpha() for character in text):
            return NOTHING
        ranked = [Guess(*one) for one in self._model.likelihoods(text)]
        guesses = tuple(one for one in ranked[:MOST] if one.confidence >= POSSIBLE) or (ranked[0],)
        nearest = tuple(one for one in ranked[: MOST + 1] if one.confidence >= NEAR)
        if not _clear(ranked):
            return Understood(None, guesses, None, nearest)
        first, *others = self._requests(text, ranked[0].topic)
        rest = tuple(guess for guess in guesses if guess.topic != first)
        shown = (Guess(first, guesses[0].confidence), *rest)[:MOST]
        return Understood(first, shown, others[0] if others else None, nearest)

    def _requests(self, text: str, main: str) -> list[str]:
        """What the parts of the message ask for: the weightiest first, then as they were said.
        Only `main`, the topic of the whole, unless one of the parts is clearly about it."""
        parts = list(_parts(text))
        tops = [Guess(*self._model.likelihoods(part)[0]) for part in parts if len(parts) > 1]
        found = dict.fromkeys(
            one.topic
            for part, one in zip(parts, tops, strict=False)
            if one.confidence >= ALSO_SURE and (one.topic == main or _asks(part))
        )
        if main not in found:
            return [main]
        return sorted((one for one in found if one == main or one not in SMALL_TALK), key=_weight)


def _asks(part: str) -> bool:
    return "?" in part or not _ASKING.isdisjoint(normalise(part).split())


def _weight(topic: str) -> int:
    return WEIGHTY.index(topic) if topic in WEIGHTY else len(WEIGHTY)


def _clear(ranked: list[Guess]) -> bool:
    best, second = ranked[0].confidence, ranked[1].confidence if len(ranked) > 1 else 0.0
    return best >= SURE or best - second >= LEAD


def _parts(text: str) -> Iterator[str]:
    for part in _BREAKS.split(text):
        if len(part.split()) >= SHORTEST_PART:
            yield part
