"""Prints figures for people, or as one JSON value for programs."""

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bench.figures import Figure

_HEAD = ("", "figure", "baseline", "ratio", "of the rounds", "aim", "met", "baseline is")
_MACHINE = "{date}, {cores} cores, load {load:.1f} at the end, Python {python}"
_MET = {True: "yes", False: "no", None: ""}


def as_json(figures: Sequence[Figure], failed: Mapping[str, str]) -> str:
    told = {**_machine(), "figures": [asdict(one) for one in figures], "failed": failed}
    return json.dumps(told, ensure_ascii=False)


def as_text(figures: Sequence[Figure], failed: Mapping[str, str]) -> str:
    """A line for each figure, the machine it was measured on, and what could not be measured."""
    rows = [_HEAD, *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    reasons = [f"{name} could not be measured: {why}" for name, why in failed.items()]
    return "\n".join([*lines, "", _MACHINE.format(**_machine()), *reasons])


def _row(one: Figure) -> tuple[str, ...]:
    least, greatest = one.spread
    return (
        one.name,
        f"{_short(one.figure)} {one.unit}",
        _short(one.baseline),
        f"{one.ratio:.2f}",
        f"{least:.2f}–{greatest:.2f}",
        one.aim,
        _MET[one.met],
        one.against,
    )


def _short(value: float) -> str:
    """Three digits that tell something; no fraction from a hundred on."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _machine() -> dict[str, object]:
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
