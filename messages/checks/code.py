"""Which texts, labels and pages the program itself names, found in its source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PLACES = ("dialog/*.py", "handlers/*.py", "messages/texts.py", "messages/reminder_text.py")
_KEY = re.compile(r"[a-z]+/[a-z0-9_]+")
_GROUP = re.compile(r"[a-z]+/")
_OFFERS = ("command_offer", "label")


@dataclass(frozen=True, slots=True)
class Used:
    """A name in the source. With a star it stands for all that fit: "salah/tanggal_*"."""

    name: str
    path: Path
    line: int


def used(root: Path) -> list[Used]:
    """Text keys as "group/name", labels as "@name", pages as "p|name"."""
    paths = sorted(path for place in PLACES for path in root.glob(place))
    return [
        Used(name, path, line)
        for path in paths
        for name, line in _names(ast.parse(path.read_text(encoding="utf-8")))
    ]


def _names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    composed = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in composed for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and (name := _star(node)):
            yield name, node.lineno
        if isinstance(node, ast.Constant) and id(node) not in inside and _is_name(node.value):
            yield str(node.value), node.lineno
        if isinstance(node, ast.Call) and (name := _offered(node)):
            yield name, node.lineno


def _is_name(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return bool(_KEY.fullmatch(value) or re.fullmatch(r"@[a-z_0-9]+|p\|[a-z_0-9]+", value))


def _star(node: ast.JoinedStr) -> str:
    """A key put together while running: its fixed parts, with a star for each other."""
    parts = [str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values]
    whole = "".join(parts)
    return whole if _GROUP.match(whole) and re.fullmatch(r"[a-z0-9_/*]+", whole) else ""


def _offered(call: ast.Call) -> str:
    """`command_offer("menu")` shows the label "@menu"."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    first = call.args[0] if call.args else None
    given = first.value if isinstance(first, ast.Constant) else None
    return f"@{given}" if name in _OFFERS and isinstance(given, str) else ""
