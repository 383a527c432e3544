"""What a sentence is about: weighted key words, and nothing at all when they do not tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from understanding.normalise import normalise

_TOPICS_FILE = Path(__file__).with_name("topics.txt")
ENOUGH, LEAD = 3, 1
_ADDRESSES = frozenset({"pak", "bapak", "bu", "buk", "ibu", "min", "kak", "bang", "uda", "uni"})
_ASKING = frozenset({"apa", "bagaimana", "berapa", "kapan", "mana", "kenapa", "siapa"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A topic of topics.txt and how sure that is (0 to 1)."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Clue:
    """A topic is likelier by `weight` when a word of every group is there."""

    weight: int
    groups: tuple[frozenset[str], ...]


def understand(text: str) -> Understood | None:
    """The topic of a sentence, or nothing when no topic is ahead. Plain answers have none."""
    words = _telling(normalise(text).split())
    scores = {topic: _score(clues, words) for topic, clues in clues_by_topic().items()}
    ranked = sorted(scores, key=lambda topic: -scores[topic])
    best, second = (scores[topic] for topic in ranked[:2])
    if best < ENOUGH or best - second < LEAD:
        return None
    return Understood(ranked[0], round(best / (best + second), 2))


def _telling(words: list[str]) -> frozenset[str]:
    """Without the "or not" that ends a question: "bisa bayar di pos ndak pak"."""
    while len(words) > 2 and words[-1] in _ADDRESSES:
        words = words[:-1]
    return frozenset(words[:-1] if len(words) > 2 and words[-1] == "tidak" else words)


def _score(clues: tuple[Clue, ...], words: frozenset[str]) -> int:
    """The strongest clue counts whole, every other as one."""
    met = sorted(clue.weight for clue in clues if all(map(words.intersection, clue.groups)))
    asked = bool(met) and met[-1] < ENOUGH and bool(_ASKING & words)
    return met[-1] + len(met[:-1]) + asked if met else 0


def looks_like_question(text: str) -> bool:
    """A question mark at the end, or a question word at the start."""
    words = normalise(text).removeprefix("di ").split()
    return text.rstrip().endswith("?") or bool(words and words[0] in _ASKING)


@cache
def clues_by_topic() -> Mapping[str, tuple[Clue, ...]]:
    """The clues of topics.txt by topic."""
    found, topic = dict[str, tuple[Clue, ...]](), ""
    for line in _TOPICS_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            topic = line.strip("[]")
        elif line and not line.startswith("#"):
            found[topic] = (*found.get(topic, ()), _clue(line))
    return found


def _clue(line: str) -> Clue:
    weight, *groups = line.split()
    return Clue(int(weight), tuple(frozenset(group.split("|")) for group in groups))
