"""How many typed answers the registration form reads rightly: `python -m bench.answers FILE`.

FILE holds one case a line: {"field", "text", "ok", "value"} for an answer; for what is none
"ok": false and, where one must be seen, "command" or "topic". A "note" may say what the case shows.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from commands.understand import FIELDS, reader
from dialog.flow import Book
from handlers.book import open_book
from handlers.mind import open_mind
from messages import catalog

REGION, DAY = "13.11", date(2026, 11, 24)
MOST_SHOWN = 400
Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """One case and what the form made of it."""

    case: Case
    given: Case
    seconds: float

    @property
    def right(self) -> bool:
        if self.case["ok"]:
            return bool(self.given["ok"]) and self.given["value"] == self.case["value"]
        wanted = {key: self.case[key] for key in ("command", "topic") if self.case.get(key)}
        return not self.given["ok"] and all(self.given[key] == wanted[key] for key in wanted)

    @property
    def kind(self) -> str:
        """What the text is: an answer, which order, a question, or nothing of these."""
        if self.case["ok"]:
            return "answer"
        return str(self.case.get("command") or ("question" if self.case.get("topic") else "none"))

    @property
    def wrongly_accepted(self) -> bool:
        """What was no answer would have been stored."""
        return not self.case["ok"] and bool(self.given["ok"])


def scores(book: Book, cases: Iterable[Case], today: date = DAY) -> list[Score]:
    """Every case read as the form reads it."""
    read = {field: reader(book, field, today) for field in FIELDS}
    return [_score(case, read[case["field"]]) for case in cases]


def _score(case: Case, read: Callable[[str], Case]) -> Score:
    start = time.perf_counter()
    given = read(case["text"])
    return Score(case, given, time.perf_counter() - start)


def report(found: Sequence[Score]) -> str:
    """A line a field, the whole, a line a kind of text, and what was read otherwise than meant."""
    fields = _rows(found, lambda score: str(score.case["field"]))
    kinds = _rows(sorted(found, key=lambda score: score.kind), lambda score: score.kind)
    head = f"{'field':<12}{'cases':>7}{'right':>9}{'wrongly accepted':>19}{'median ms':>12}"
    wrong = [_confusion(score) for score in found if not score.right]
    more = [f"… and {len(wrong) - MOST_SHOWN} more"] if len(wrong) > MOST_SHOWN else []
    told = [head, *fields, _row("all", found), "", head.replace("field", "kind ", 1), *kinds]
    return "\n".join([*told, "", *wrong[:MOST_SHOWN], *more])


def _rows(found: Sequence[Score], name: Callable[[Score], str]) -> list[str]:
    names = dict.fromkeys(map(name, found))
    return [_row(each, [score for score in found if name(score) == each]) for each in names]


def _row(name: str, found: Sequence[Score]) -> str:
    right = sum(score.right for score in found) / len(found)
    refusable = sum(not score.case["ok"] for score in found)
    accepted = sum(score.wrongly_accepted for score in found)
    share = f"{accepted} of {refusable} ({accepted / max(refusable, 1):.1%})"
    speed = median(score.seconds for score in found) * 1000
    return f"{name:<12}{len(found):>7}{right:>9.1%}{share:>19}{speed:>12.3f}"


def _confusion(score: Score) -> str:
    wanted = {k: v for k, v in score.case.items() if k in {"value", "command", "topic"} and v}
    given = {k: v for k, v in score.given.items() if k not in {"text", "ok"} and v is not None}
    mark = "!" if score.wrongly_accepted else " "
    meant = f"{score.case['field']}: {score.case['text']!r} meant {wanted or 'no answer'}"
    return f"{mark} {meant}, read {given}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    parser.add_argument("file", type=Path)
    args = parser.parse_args(arguments)
    cases = [json.loads(line) for line in args.file.read_text("utf-8").splitlines() if line.strip()]
    print(report(scores(open_book(catalog.load(REGION, 90), open_mind()), cases)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
