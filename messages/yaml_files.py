"""Reads the YAML files an officer edits, remembering the line of every mapping."""

from pathlib import Path
from typing import Any

import yaml

LINE = "__line__"

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, with the line number kept in each mapping."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


class UnreadableFileError(Exception):
    """The file is not YAML; the message names file and line."""


def read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise UnreadableFileError(f"{path.name}:{line}: {error.problem}") from error


def plain(data: Any) -> Any:
    """The same data without the line numbers."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items() if key != LINE}
    if isinstance(data, list):
        return [plain(item) for item in data]
    return data
