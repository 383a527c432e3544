"""What new lessons would change for sentences that are rightly understood today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from understanding.model import Example
from understanding.plain import plain
from understanding.topics import Mind

MOST_NEAR = 400
"""So many sentences are looked at, the most alike: what shares no word with a lesson stays as it
is, and an editor waits for the answer."""


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence understood as `topic` until now. `becomes` is empty where it is not clear."""

    text: str
    topic: str
    becomes: str


def changes(
    before: Mind, after: Mind, lessons: Sequence[Example], known: Sequence[Example]
) -> list[Change]:
    """The known sentences that are right before and wrong after. What the lessons say of the very
    same sentence counts too, where it was known as something else."""
    return [
        Change(one.text, one.topic, becomes)
        for one in _near(lessons, known)
        if before.understand(one.text).topic == one.topic
        and (becomes := after.understand(one.text).topic or "") != one.topic
    ]


def _near(lessons: Sequence[Example], known: Sequence[Example]) -> list[Example]:
    """The known sentences with words of the lessons in them; rare words count for more."""
    words = [frozenset(plain(one.text).split()) for one in known]
    often = Counter(word for some in words for word in some)
    told = {word for one in lessons for word in plain(one.text).split()}
    alike = [sum(1 / often[word] for word in told & some) for some in words]
    order = sorted(range(len(known)), key=lambda at: -alike[at])
    return [known[at] for at in order[:MOST_NEAR] if alike[at]]
