"""Example sentences by topic, which an officer can add to: understanding/examples/*.yaml."""

from collections.abc import Iterator
from pathlib import Path

from messages.yaml_files import plain, read

LANGUAGES = {"contoh": "id", "minang": "min"}
"""The lists of a file and the language of their sentences."""


def load(folder: Path) -> list[tuple[str, str]]:
    """(topic, sentence) of every file, in a fixed order."""
    return [(path.stem, text) for path in paths(folder) for _, text in sentences(path)]


def paths(folder: Path) -> list[Path]:
    """One file a topic."""
    return sorted(folder.glob("*.yaml"))


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """(language, sentence) of one file."""
    lists = plain(read(path))
    for name, language in LANGUAGES.items():
        yield from ((language, str(text)) for text in lists.get(name) or ())
