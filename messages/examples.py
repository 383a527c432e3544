"""Example sentences by topic, which an officer can add to: understanding/examples/*.yaml."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from messages.yaml_files import plain, read

LANGUAGES = {"contoh": "id", "minang": "min"}
"""The lists of a file and the language of their sentences."""


def load(folder: Path) -> list[tuple[str, str]]:
    """(topic, sentence) of every file, in a fixed order."""
    return [(path.stem, text) for path in paths(folder) for _, text in sentences(path)]


def write(folder: Path, by_topic: Mapping[str, Iterable[str]]) -> list[Path]:
    """A file a topic, in the form of the others. Raises FileExistsError rather than write over
    one: the files of the release carry remarks of people."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder / f"{topic}.yaml", by_topic[topic]) for topic in sorted(by_topic)]


def _written(path: Path, texts: Iterable[str]) -> Path:
    with path.open("x", encoding="utf-8") as file:
        yaml.safe_dump({"contoh": list(texts)}, file, allow_unicode=True, width=200)
    return path


def paths(folder: Path) -> list[Path]:
    """One file a topic."""
    return sorted(folder.glob("*.yaml"))


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """(language, sentence) of one file."""
    lists = plain(read(path))
    for name, language in LANGUAGES.items():
        yield from ((language, str(text)) for text in lists.get(name) or ())
