"""A fault as an officer reads it, and YAML files that remember where everything stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from messages.operator_words import words

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Keys = tuple[str | int, ...]
"""The way to a value in a file: ("pertanyaan", 3, "isi")."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something that should not stay so. A warning does no harm yet."""

    file: str
    line: int
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else self.message


def fault(path: Path, line: int, why: str, **said: object) -> Fault:
    return Fault(path.as_posix(), line, words("check")[f"salah.{why}"].format(**said))


def warning(path: Path, line: int, why: str, **said: object) -> Fault:
    return Fault(path.as_posix(), line, words("check")[f"awas.{why}"].format(**said), True)


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file with the line of each of its values."""

    path: Path
    data: Any
    lines: Mapping[Keys, int]

    def line(self, keys: Keys) -> int:
        """Where the value stands; for one that is missing, where it should be."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def fault(self, keys: Keys, why: str, **said: object) -> Fault:
        return fault(self.path, self.line(keys), why, **said)


def opened(path: Path) -> tuple[Source | None, list[Fault]]:
    """The file, or nothing, and what is wrong with how it is written."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except (OSError, UnicodeDecodeError):
        return None, [fault(path, 0, "tidak_ada", file=path.name)]
    except yaml.YAMLError as error:
        return None, [_unreadable(path, error)]
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict):
        return None, [fault(path, 1, "bukan_pasangan")]
    repeats = [fault(path, line, "kunci_dua_kali", kunci=key) for key, line in _repeats(node)]
    return Source(path, data, dict(_lines(node, ()))), repeats


def _unreadable(path: Path, error: yaml.YAMLError) -> Fault:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    why = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error)
    return fault(path, mark.line + 1 if mark else 1, "yaml", sebab=why)


def _lines(node: yaml.Node, keys: Keys) -> Iterator[tuple[Keys, int]]:
    yield keys, node.start_mark.line + 1
    for key, place, below in _children(node):
        yield from _lines(below, (*keys, key))
        yield (*keys, key), place.start_mark.line + 1


def _children(node: yaml.Node) -> Iterable[tuple[str | int, yaml.Node, yaml.Node]]:
    """Key, what stands at its place, and the value."""
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), key, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(index, item, item) for index, item in enumerate(node.value)]
    return ()


def _repeats(node: yaml.Node) -> Iterator[tuple[str | int, int]]:
    """Keys written twice in one place: the first would be lost without a word."""
    seen = set[str | int]()
    for key, place, below in _children(node):
        if key in seen:
            yield key, place.start_mark.line + 1
        seen.add(key)
        yield from _repeats(below)
