"""How well sentences are understood: `python -m bench.topics [FILE…]`, tab-separated with the
columns topic, style, language, also and text. By topic, style and language, with the confusions."""

import argparse
import csv
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.mind import open_mind
from understanding.topics import OUT_OF_SCOPE, Mind, Understood

MOST_CONFUSIONS = 25
HELD_OUT = Path(__file__).parents[1] / "tests" / "heldout"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and what a careful reader says it is about."""

    topic: str
    style: str
    language: str
    also: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what was understood, in how many milliseconds."""

    case: Case
    found: Understood
    milliseconds: float

    @property
    def right(self) -> bool:
        """Accepted, and the right topic."""
        return self.found.topic == self.case.topic

    @property
    def offered(self) -> bool:
        """Right, or among the few that are asked about when unsure."""
        shown = {guess.topic for guess in self.found.guesses} if not self.found.topic else set()
        return self.right or self.case.topic in shown


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1; `turned_away`: questions of ours that were called somebody else's."""

    right: float
    macro_f1: float
    minangkabau: float
    out_of_scope_found: float
    turned_away: float
    offered: float


def cases(paths: Iterable[Path]) -> list[Case]:
    found: list[Case] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [Case(**row) for row in rows]
    return found


def judged(mind: Mind, given: Sequence[Case]) -> list[Judged]:
    return [_judged(mind, case) for case in given]


def _judged(mind: Mind, case: Case) -> Judged:
    start = time.perf_counter()
    found = mind.understand(case.text)
    return Judged(case, found, (time.perf_counter() - start) * 1000)


def score(results: Sequence[Judged]) -> Score:
    ours = [one for one in results if one.case.topic != OUT_OF_SCOPE]
    others = [one for one in results if one.case.topic == OUT_OF_SCOPE]
    return Score(
        right=_share(results, lambda one: one.right),
        macro_f1=statistics.fmean(_f1(results, topic) for topic in _topics(results)),
        minangkabau=_share(
            [one for one in results if one.case.language == "min"], lambda one: one.right
        ),
        out_of_scope_found=_share(others, lambda one: one.right),
        turned_away=_share(ours, lambda one: one.found.topic == OUT_OF_SCOPE),
        offered=_share(results, lambda one: one.offered),
    )


def _topics(results: Sequence[Judged]) -> list[str]:
    return sorted({one.case.topic for one in results})


def _share(results: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return sum(map(holds, results)) / len(results) if results else 1.0


def _f1(results: Sequence[Judged], topic: str) -> float:
    hit = sum(one.right for one in results if one.case.topic == topic)
    given = sum(one.case.topic == topic for one in results)
    said = sum(one.found.topic == topic for one in results)
    return 2 * hit / (given + said) if given + said else 0.0


def report(results: Sequence[Judged]) -> Iterator[str]:
    """Lines to read."""
    total = score(results)
    yield f"{len(results)} sentences, macro-F1 {total.macro_f1:.3f}"
    yield f"  right and accepted {total.right:.1%}, or among the proposals {total.offered:.1%}"
    yield f"  Minangkabau {total.minangkabau:.1%}"
    yield f"  out of scope found {total.out_of_scope_found:.1%}"
    yield f"  ours turned away as out of scope {total.turned_away:.1%}"
    times = [one.milliseconds for one in results]
    yield f"  {statistics.median(times):.2f} ms a sentence (median), {max(times):.1f} at most"
    yield from _grouped("style", results, lambda one: one.case.style)
    yield from _grouped("language", results, lambda one: one.case.language)
    yield from _grouped("topic", results, lambda one: one.case.topic)
    yield from _confusions(results)


def _grouped(name: str, results: Sequence[Judged], key: Callable[[Judged], str]) -> Iterator[str]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in results:
        groups[key(one)].append(one)
    yield f"by {name}:"
    for group, members in sorted(groups.items()):
        right = _share(members, lambda one: one.right)
        yield f"  {group:30} {len(members):5} {right:7.1%}"


def _confusions(results: Sequence[Judged]) -> Iterator[str]:
    wrong = Counter(
        (one.case.topic, one.found.topic or "(unsure)") for one in results if not one.right
    )
    yield "confusions (meant, understood):"
    for (meant, understood), count in wrong.most_common(MOST_CONFUSIONS):
        yield f"  {count:4}  {meant:30} {understood}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.topics", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="without any: tests/heldout/")
    args = parser.parse_args(arguments)
    start = time.perf_counter()
    mind = open_mind()
    print(f"ready in {time.perf_counter() - start:.2f} s")
    given = cases(args.files or sorted(HELD_OUT.glob("questions_*.tsv")))
    print("\n".join(report(judged(mind, given))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
