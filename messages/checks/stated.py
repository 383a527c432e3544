"""Which figures a text states, and which of them it looks at first with `masih_berlaku`."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

STATES, LOOKS = "fakta", "masih_berlaku"


@dataclass(frozen=True, slots=True)
class Stated:
    """One call of `fakta`. Guarded: it is only reached on days on which the figure holds."""

    name: str
    line: int
    guarded: bool


def stated(tree: nodes.Node, assured: frozenset[str] = frozenset()) -> Iterator[Stated]:
    """Every figure below a node; `assured` are those known to hold there."""
    for name in called(tree, STATES) or ():
        yield Stated(name, tree.lineno, name in assured)
    if isinstance(tree, nodes.If):
        yield from _branches(tree, assured)
    elif isinstance(tree, nodes.CondExpr):
        yield from _either(tree, assured)
    else:
        for below in tree.iter_child_nodes():
            yield from stated(below, assured)


def _branches(tree: nodes.If, assured: frozenset[str]) -> Iterator[Stated]:
    yield from stated(tree.test, assured)
    for below in tree.body:
        yield from stated(below, assured | _holding(tree.test))
    for below in (*tree.elif_, *tree.else_):
        yield from stated(below, assured | _denied(tree.test))


def _either(tree: nodes.CondExpr, assured: frozenset[str]) -> Iterator[Stated]:
    yield from stated(tree.test, assured)
    yield from stated(tree.expr1, assured | _holding(tree.test))
    if tree.expr2:
        yield from stated(tree.expr2, assured | _denied(tree.test))


def _holding(test: nodes.Node) -> frozenset[str]:
    """What must hold where the condition is met."""
    if isinstance(test, nodes.And):
        return _holding(test.left) | _holding(test.right)
    return frozenset(called(test, LOOKS) or ())


def _denied(test: nodes.Node) -> frozenset[str]:
    """What must hold where the condition is not met."""
    return _holding(test.node) if isinstance(test, nodes.Not) else frozenset()


def called(node: nodes.Node, function: str) -> list[str] | None:
    """The names a call of this function is given; nothing when the node is no such call. What
    is not written out is no name: "" stands for it."""
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)):
        return None
    if node.node.name != function:
        return None
    return [str(arg.value) if isinstance(arg, nodes.Const) else "" for arg in node.args]
