"""Rules for the texts: they can be rendered, say nothing invented, and fit a phone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, meta, nodes

from benefits.facts import Facts
from messages.checks.faults import Fault, warning
from messages.checks.faults import fault as found
from messages.checks.stated import LOOKS, Stated, called, stated
from messages.filters import FILTERS

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_PLACES = re.compile(r"^[ \t]*\d\. |\bk[ea]-\d+|\b1 sampai\b", re.MULTILINE)  # of steps and buttons
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
        return [
            *_variables(template, tree),
            *_facts(template, tree, law.facts),
            *_figures(template),
        ]
    except TemplateSyntaxError as error:
        return [found(template.path, error.lineno, "jinja", sebab=error.message)]


def _variables(template: Template, tree: nodes.Template) -> Iterator[Fault]:
    unknown = meta.find_undeclared_variables(tree) - template.known
    for name in sorted(unknown):
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        said = {"nama": name, "kenal": ", ".join(sorted(template.known))}
        yield found(template.path, line, "isian_asing", **said)


def _facts(template: Template, tree: nodes.Template, facts: Facts) -> Iterator[Fault]:
    """Figures that do not exist, and those that will end without the text looking first."""
    for one in stated(tree):
        if one.name not in facts:
            yield found(template.path, one.line, "fakta_tidak_ada", nama=one.name)
        elif not one.guarded:
            yield from _unguarded(template, one, facts)
    for call in tree.find_all(nodes.Call):
        for name in called(call, LOOKS) or ():
            if name not in facts:
                yield found(template.path, call.lineno, "fakta_tidak_ada", nama=name)


def _unguarded(template: Template, one: Stated, facts: Facts) -> Iterator[Fault]:
    last = facts[one.name][-1].origin.last
    if last is not None:
        said = {"nama": one.name, "sampai": last.isoformat()}
        yield warning(template.path, one.line, "fakta_tanpa_penjaga", **said)


def _figures(template: Template) -> Iterator[Fault]:
    """Figures belong to the tables; in a text only those of an example may be typed."""
    bare = _CODE.sub(lambda code: "\n" * code[0].count("\n"), template.source)
    for number, line in enumerate(_PLACES.sub("", bare).splitlines(), start=1):
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
