"""Who a campaign is for: `all`, or conditions such as `area=13.11.01 occupation=petani,nelayan`.

Conditions are joined by spaces and must all hold; values by commas, one of which must.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

ALL = "all"
FIELDS = ("area", "occupation", "status", "channel", "source", "paid_until")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
SEGMENT = "segment"
"""`segment=NAME` stands for a saved expression; whoever keeps them puts it in its place."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_CONDITION = re.compile(r"([a-z_]+)(=|(?=[<>]))(.*)", re.DOTALL)
_BOUND = re.compile(r"(<=|>=|<|>|)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Months:
    """Months from `first` to `last`, both included, as YYYY-MM; empty means without an end."""

    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """An expression that was understood. An empty field leaves everybody in."""

    area: tuple[str, ...] = ()
    occupation: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    paid_until: tuple[Months, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an expression is not understood, and the part of it that is meant."""

    problem: str  # unknown_field, no_value, unknown_value, month, twice, empty, no_condition
    part: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The values there are, by field; a field that is not named takes any."""

    values: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])


def segment_of(text: str) -> str | None:
    """The name of the saved expression this one is."""
    name, _, value = text.strip().partition("=")
    return value if name == SEGMENT else None


def parse(text: str, known: Known) -> Audience | Wrong:
    """What the expression means, or the first thing in it that cannot be understood."""
    parts = text.split()
    if not parts:
        return Wrong("empty", "", (ALL, *FIELDS))
    if parts == [ALL]:
        return Audience()
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        condition = _condition(part, found, known)
        if isinstance(condition, Wrong):
            return condition
        found[condition[0]] = condition[1]
    months = [_months(value) for value in found.pop("paid_until", ())]
    return Audience(**found, paid_until=tuple(one for one in months if one))


def _condition(
    part: str, found: Collection[str], known: Known
) -> tuple[str, tuple[str, ...]] | Wrong:
    shape = _CONDITION.fullmatch(part)
    if shape is None:
        return Wrong("no_condition", part, FIELDS)
    name, values = shape[1], tuple(shape[3].split(","))
    if name not in FIELDS:
        return Wrong("unknown_field", name, FIELDS)
    if name in found:
        return Wrong("twice", name)
    if not all(values):
        return Wrong("no_value", part)
    return _unknown(name, values, known) or (name, values)


def _unknown(name: str, values: Collection[str], known: Known) -> Wrong | None:
    """The first value that cannot be one of this field."""
    if name == "paid_until":
        wrong = next((value for value in values if _months(value) is None), None)
        return Wrong("month", wrong) if wrong is not None else None
    if name not in known.values:
        return None
    strange = next((value for value in values if value not in known.values[name]), None)
    if strange is None:
        return None
    listed = tuple(sorted(known.values[name])) if name != "area" else ()
    return Wrong("unknown_value", f"{name}={strange}", listed)


def _months(text: str) -> Months | None:
    """`2026-12`, `2026-11..2027-01`, `<2026-12`, `>=2026-12`; nothing for anything else."""
    if ".." in text:
        first, _, last = text.partition("..")
        fits = MONTH.fullmatch(first) and MONTH.fullmatch(last) and first <= last
        return Months(first, last) if fits else None
    sign, month = _BOUND.fullmatch(text).groups()  # type: ignore[union-attr]  # matches anything
    if not MONTH.fullmatch(month):
        return None
    match sign:
        case "<":
            return Months("", _moved(month, -1))
        case "<=":
            return Months("", month)
        case ">":
            return Months(_moved(month, 1), "")
        case ">=":
            return Months(month, "")
        case _:
            return Months(month, month)


def _moved(month: str, by: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"
