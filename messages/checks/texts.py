"""Rules for the texts: they can be rendered, say nothing invented, and fit a phone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, meta, nodes

from benefits.facts import Facts, UnknownFact, fact
from messages.checks.faults import Fault, warning
from messages.checks.faults import fault as found
from messages.filters import FILTERS

SOON = timedelta(days=30)
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIGURE = re.compile(r"(?<!ke-)\d(?:[\d.,]*\d)")
_EXAMPLE = re.compile(r"\b(contoh|misalnya|seperti)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Template:
    """One text: its key, its source and what may stand in it."""

    key: str
    path: Path
    source: str
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Law:
    """The figures, and the day they are read."""

    facts: Facts
    today: date


def environment() -> Environment:
    made = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701  plain text
    made.filters.update(FILTERS)
    return made


def template_faults(template: Template, law: Law) -> list[Fault]:
    try:
        tree = environment().parse(template.source)
        return [*_variables(template, tree), *_facts(template, tree, law), *_figures(template)]
    except TemplateSyntaxError as error:
        return [found(template.path, error.lineno, "jinja", sebab=error.message)]


def _variables(template: Template, tree: nodes.Template) -> Iterator[Fault]:
    unknown = meta.find_undeclared_variables(tree) - template.known
    for name in sorted(unknown):
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        said = {"nama": name, "kenal": ", ".join(sorted(template.known))}
        yield found(template.path, line, "isian_asing", **said)


def _facts(template: Template, tree: nodes.Template, law: Law) -> Iterator[Fault]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "fakta":
            first = call.args[0] if call.args else None
            name = first.value if isinstance(first, nodes.Const) else None
            yield from _fact(template, call.lineno, str(name), law)


def _fact(template: Template, line: int, name: str, law: Law) -> Iterator[Fault]:
    try:
        today, soon = (fact(name, day, law.facts) for day in (law.today, law.today + SOON))
    except UnknownFact:
        yield found(template.path, line, "fakta_tidak_ada", nama=name)
        return
    if today.expired:
        yield warning(template.path, line, "fakta_lewat", nama=name)
    elif soon.expired:
        yield warning(template.path, line, "fakta_hampir_lewat", nama=name, hari=SOON.days)


def _figures(template: Template) -> Iterator[Fault]:
    """Figures belong to the tables; in a text only those of an example may be typed."""
    bare = _CODE.sub(lambda code: "\n" * code[0].count("\n"), template.source)
    for number, line in enumerate(bare.splitlines(), start=1):
        for figure in _FIGURE.finditer(line):
            if not _EXAMPLE.search(line[: figure.start()]) and figure[0].strip("0"):
                yield found(template.path, number, "angka_diketik", angka=figure[0])


def read(
    folder: Path, known: Mapping[str, frozenset[str]], common: frozenset[str]
) -> list[Template]:
    """Every text below a folder, with the names that its key may use."""
    texts = []
    for path in sorted(folder.rglob("*.j2")):
        key = path.relative_to(folder).with_suffix("").as_posix()
        source = path.read_text(encoding="utf-8")
        texts.append(Template(key, path, source, common | known.get(key, frozenset())))
    return texts
