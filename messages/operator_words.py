"""The words of the commands: messages/perintah.yaml, for people at a terminal."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "perintah.yaml"


@cache
def words(command: str) -> Mapping[str, str]:
    """Every word of one command by its path in the file, such as "argumen.income".

    Raises KeyError when perintah.yaml has no such command."""
    return dict(_flat(_file()[command], ""))


@cache
def _file() -> Mapping[str, object]:
    found: Mapping[str, object] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def _flat(node: object, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(node, dict):
        yield path, str(node)
        return
    for key, below in node.items():
        yield from _flat(below, f"{path}.{key}" if path else str(key))
