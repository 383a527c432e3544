"""python -m bench [NAME…] [--quick] [--json]: measures the bot beside its baselines.

Exits with 0 whatever the figures are, with 1 when something could not be measured.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import campaigns, memory, people, start, turns, whatsapp
from bench.figures import FULL, QUICK, Figure, Measure, Size
from bench.processes import CannotRunError
from bench.table import as_json, as_text

# One line for each measurement: the name on the command line, and what is called.
MEASUREMENTS: Mapping[str, Measure] = {
    "turns": turns.measure,
    "start": start.measure,
    "memory": memory.measure,
    "people": people.measure,
    "campaigns": campaigns.measure,
    "whatsapp": whatsapp.measure,
}
_NAMES = ", ".join(MEASUREMENTS)


def main(arguments: Sequence[str]) -> int:
    args = _parser().parse_args(arguments)
    if not Path("/proc/self/stat").exists():
        print("what a process used is read from /proc: this runs on Linux", file=sys.stderr)
        return 1
    figures, failed = _measured(args.names or list(MEASUREMENTS), QUICK if args.quick else FULL)
    print(as_json(figures, failed) if args.json else as_text(figures, failed))
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", type=_name, metavar="NAME", help=f"of {_NAMES}; all without")
    add("--quick", action="store_true", help="a few seconds in all: shows that it runs, no more")
    add("--json", action="store_true", help="one JSON value instead of a table")
    return parser


def _name(text: str) -> str:
    if text not in MEASUREMENTS:
        raise argparse.ArgumentTypeError(f"{text} is none of {_NAMES}")
    return text


def _measured(names: Sequence[str], size: Size) -> tuple[list[Figure], dict[str, str]]:
    """What could be measured, and why the rest could not."""
    figures, failed = list[Figure](), dict[str, str]()
    for name in names:
        try:
            figures += MEASUREMENTS[name](size)
        except CannotRunError as error:
            failed[name] = str(error)
    return figures, failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
