"""The text of a campaign as an officer writes it: words, variables, and little else.

A strict subset of Jinja2 in its sandbox: what a person may be told of is a variable, a variable
nobody knows is a fault before anything is sent, and no loop or call can stop the service.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from messages.filters import FILTERS, mask_all
from messages.texts import STAR, emphasise

VARIABLES = ("nama", "nagari", "kecamatan", "kabupaten", "pekerjaan", "nomor", "lunas_sampai")
"""What a text may say of the person it goes to."""

LONGEST = 3500
"""Characters of the text as written, and UTF-16 units of what becomes of it: every network takes
that much in one message."""

CAPTION = 1024
"""The same below a picture, for which the networks have less room."""

_SPELT_OUT = re.compile("[*_~`]")
"""What WhatsApp would read as emphasis: it takes a second character to stay as it is."""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.If,
    nodes.Test, nodes.Compare, nodes.Operand, nodes.Const, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
_FILTERS = frozenset(("default", "bulan", "upper", "title"))
Filters = Mapping[str, Callable[[object], str]]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a text cannot be sent: `problem` names the sentence that says so."""

    problem: str
    """empty, too_long, too_long_for_picture, unreadable, unknown_variable or not_allowed"""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A variable that is not known of a person; or a text that cannot be made of it ("")."""

    variable: str


def environment(
    undefined: type[Undefined] = StrictUndefined, filters: Filters = FILTERS
) -> ImmutableSandboxedEnvironment:
    """What texts of officers are rendered in; `undefined` stands for what nobody knows."""
    made = ImmutableSandboxedEnvironment(
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text; each channel escapes for itself
        finalize=lambda value: value.replace("*", STAR) if isinstance(value, str) else value,
    )
    made.filters.update(filters)
    return made


_ENVIRONMENT = environment()


def flaw(
    text: str,
    pictured: bool = False,
    known: Collection[str] = VARIABLES,
    filters: Collection[str] = _FILTERS,
) -> Flaw | None:
    """What is wrong with a text that may name these variables, found without knowing anybody.
    `pictured`: it goes below a picture."""
    if not text.strip():
        return Flaw("empty")
    if len(text) > LONGEST:
        return Flaw("too_long", str(LONGEST))
    if pictured and _caption(emphasise(text.strip())) > CAPTION:
        return Flaw("too_long_for_picture", str(CAPTION))
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        return Flaw("unreadable", f"{error.lineno}")
    look = partial(_fault, known, filters)
    return next(filter(None, map(look, tree.find_all(nodes.Node))), None)


def _fault(known: Collection[str], filters: Collection[str], node: nodes.Node) -> Flaw | None:
    if not isinstance(node, _ALLOWED):
        return Flaw("not_allowed", type(node).__name__.lower())
    if isinstance(node, nodes.Name) and node.name not in known:
        return Flaw("unknown_variable", node.name)
    if isinstance(node, nodes.Operand) and node.op not in ("eq", "ne"):
        return Flaw("not_allowed", node.op)
    if isinstance(node, nodes.Filter) and node.name not in filters:
        return Flaw("not_allowed", node.name)
    if isinstance(node, nodes.Test) and node.name not in ("defined", "undefined"):
        return Flaw("not_allowed", node.name)
    return None


@lru_cache(64)
def variables(text: str) -> frozenset[str]:
    """Which variables it names; of a text without a flaw."""
    tree = _ENVIRONMENT.parse(text)
    return frozenset(node.name for node in tree.find_all(nodes.Name))


@lru_cache(64)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def render(text: str, known: Mapping[str, str], pictured: bool = False) -> str | Missing:
    """The text as one person gets it, or what is not known of them. No NIK leaves whole."""
    try:
        rendered = _template(text).render(known)
    except UndefinedError as error:
        named = (name for name in VARIABLES if f"'{name}'" in str(error))
        return Missing(next(named, ""))
    except (ValueError, TypeError):  # a filter that this value is not made for
        return Missing("")
    body = mask_all(emphasise(rendered.strip()))
    fits = _units(body) <= LONGEST and (not pictured or _caption(body) <= CAPTION)
    return body if fits else Missing("")


def _units(body: str) -> int:
    return len(body.encode("utf-16-le")) // 2


def _caption(body: str) -> int:
    """How long it is on the network that makes it longest."""
    return _units(body) + len(_SPELT_OUT.findall(body))
