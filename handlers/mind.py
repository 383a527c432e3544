"""The understanding of this installation: learned from the examples, kept until they change."""

import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

import understanding
from messages import examples
from understanding.model import Example, Model, learn, load
from understanding.topics import Mind

log = logging.getLogger(__name__)

ROOM = Path(understanding.__file__).parent
EXAMPLES = ROOM / "examples"
LEARNED = ROOM / "learned"
"""A folder for what can be made again at any time; it need not be writable."""


def open_mind(folder: Path = EXAMPLES, learned: Path = LEARNED) -> Mind:
    """Ready at once when the examples are those of last time; else after learning (seconds)."""
    return Mind(_kept(learned / f"{fingerprint(folder)}.npz") or _learn(folder, learned))


def fingerprint(folder: Path) -> str:
    """Changes with the examples, with the lexicon and with the way of learning."""
    digest = hashlib.sha256()
    sources = (*_files(ROOM.glob("*.py")), *_files(ROOM.glob("lexicon/*")))
    for path in (*examples.paths(folder), *sources):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file())


def _kept(path: Path) -> Model | None:
    try:
        return load(path)
    except (OSError, ValueError, KeyError):
        return None


def _learn(folder: Path, learned: Path) -> Model:
    model = learn([Example(text, topic) for topic, text in examples.load(folder)])
    _keep(model, learned, fingerprint(folder))
    return model


def _keep(model: Model, learned: Path, name: str) -> None:
    """Where it cannot be kept it is learned again at the next start."""
    try:
        learned.mkdir(exist_ok=True)
        model.save(learned / f"{name}.npz")
        for old in learned.glob("*.npz"):
            if old.stem != name:
                old.unlink()
    except OSError as error:
        log.warning("what was learned cannot be kept: %s", type(error).__name__)
