"""The understanding of this installation: learned from the examples, kept until they change."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import understanding
from messages import examples
from understanding.model import Example, Model, learn, load
from understanding.orders import NONE, Orders
from understanding.topics import Mind

log = logging.getLogger(__name__)

ROOM = Path(understanding.__file__).parent
EXAMPLES, ORDERS = ROOM / "examples", ROOM / "orders"
LEARNED = ROOM / "learned"
"""A folder for what can be made again at any time; it need not be writable."""

EACH = 8
"""Of the sentences about a topic every so many also teach what is no order: all of them would
drown the few hundred orders."""
LIKE_ORDERS = frozenset(
    {"stop_messages", "talk_to_human", "menu_help", "goodbye", "change_data", "delete_my_data"}
)
"""Topics that are asked for in the words of orders. They teach the orders nothing."""


def open_mind(folder: Path = EXAMPLES, learned: Path = LEARNED) -> Mind:
    """Ready at once when the examples are those of last time; else after learning (seconds)."""
    name = fingerprint(folder)
    topics = _opened(learned / f"{name}.npz", lambda: known(folder))
    orders = _opened(learned / f"{name}.orders.npz", lambda: known_orders(folder))
    _tidy(learned, name)
    return Mind(topics, Orders(orders))


def known(folder: Path = EXAMPLES) -> list[Example]:
    """Every example sentence with its topic."""
    return [Example(text, topic) for topic, text in examples.load(folder)]


def known_orders(folder: Path = EXAMPLES, orders: Path = ORDERS) -> list[Example]:
    """Example sentences with the command they give, and sentences that give none."""
    given = [Example(text, name) for name, text in examples.load(orders)]
    by_topic = defaultdict[str, list[Example]](list)
    for one in known(folder):
        by_topic[one.topic].append(Example(one.text, NONE))
    others = (some[::EACH] for topic, some in by_topic.items() if topic not in LIKE_ORDERS)
    return [*given, *(one for some in others for one in some)]


def fingerprint(folder: Path) -> str:
    """Changes with the examples, with the lexicon and with the way of learning."""
    digest = hashlib.sha256()
    sources = (*_files(ROOM.glob("*.py")), *_files(ROOM.glob("lexicon/*")))
    for path in (*examples.paths(folder), *examples.paths(ORDERS), *sources):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file())


def _opened(path: Path, examples_of: Callable[[], Sequence[Example]]) -> Model:
    return _kept(path) or _learn(path, examples_of())


def _kept(path: Path) -> Model | None:
    try:
        return load(path)
    except (OSError, ValueError, KeyError):
        return None


def _learn(path: Path, known: Sequence[Example]) -> Model:
    """Where it cannot be kept it is learned again at the next start."""
    model = learn(known)
    try:
        path.parent.mkdir(exist_ok=True)
        model.save(path)
    except OSError as error:
        log.warning("what was learned cannot be kept: %s", type(error).__name__)
    return model


def _tidy(learned: Path, name: str) -> None:
    """Without what was learned from examples that have changed since."""
    try:
        for old in learned.glob("*.npz"):
            if not old.name.startswith(name):
                old.unlink()
    except OSError as error:
        log.warning("what was learned before cannot be removed: %s", type(error).__name__)
