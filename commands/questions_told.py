"""What `bot.py questions` prints: for people line by line, or one JSON value."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dialog.flow import OwnAnswer, Problem
from dialog.session import Say
from handlers.house import House
from handlers.pupil import Learned, Lesson
from handlers.questions import Done, Group
from messages.operator_words import words
from storage.votes import Tally
from understanding.changes import Change
from understanding.topics import Understood

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """Open questions, votes by answer, and the editors' answers that end."""

    groups: Sequence[Group]
    tallies: Sequence[Tally]
    ending: Sequence[tuple[str, OwnAnswer]]


def groups(found: Sequence[Group], limit: int, as_json: bool) -> None:
    rows = [_group_row(one) for one in found[:limit]]
    _print(rows, "group", as_json)


def _group_row(one: Group) -> Row:
    return {
        "id": one.id,
        "text": one.text,
        "kind": one.kind,
        "topic": one.topic,
        "count": one.count,
        "newest": one.newest.isoformat(timespec="seconds"),
        "wordings": list(one.wordings),
    }


def group(one: Group, meant: Understood, as_json: bool) -> None:
    """With the topics it may be about."""
    likely = {guess.topic: round(guess.confidence, 3) for guess in meant.nearest}
    row = {**_group_row(one), "taught": list(one.shown), "missing": one.missing, "likely": likely}
    if as_json:
        _json(row)
        return
    _line("group", row)
    for place, text in enumerate(one.wordings, start=1):
        _line("wording", {"place": place, "text": text})
    for topic, confidence in likely.items():
        _line("likely", {"topic": topic, "confidence": confidence})


def changes(found: Sequence[Change], as_json: bool) -> None:
    if as_json:
        _json({"changes": [asdict(one) for one in found]})
        return
    print(_said("changes" if found else "no_changes"))
    for one in found:
        _line("change", {**asdict(one), "becomes": one.becomes or "-"})


def done(one: Done, as_json: bool) -> None:
    _json(asdict(one)) if as_json else _line("done", asdict(one))


def problem(house: House, one: Problem, as_json: bool) -> None:
    """In the words that an editor reads in chat."""
    message = house.catalog.compose([Say(one.reason, one.params)], house.today(house.now()))
    _json({"problem": one.reason, "said": message.body}) if as_json else print(message.body)


def report(house: House, found: Report, as_json: bool) -> None:
    learned = house.pupil.learned
    counts = {"questions": sum(one.count for one in found.groups), "groups": len(found.groups)}
    votes = [asdict(one) for one in found.tallies]
    ending = [_answer_row(topic, own) for topic, own in found.ending]
    wrong = [_lesson_row(one) for one in learned.unlearned]
    if as_json:
        told = {"lessons": len(learned.lessons), "not_understood": wrong, "ending": ending}
        _json({**counts, "votes": votes, **told})
        return
    _line("counts", {**counts, "lessons": len(learned.lessons)})
    for name, rows in (("vote", votes), ("not_understood", wrong), ("ending", ending)):
        for row in rows:
            _line(name, row)


def answers(held: Mapping[str, OwnAnswer], as_json: bool) -> None:
    _print([_answer_row(topic, own) for topic, own in held.items()], "answer", as_json)


def _answer_row(topic: str, own: OwnAnswer) -> Row:
    return {"answer": topic, **asdict(own), "until": own.until.isoformat()}


def lessons(learned: Learned, as_json: bool) -> None:
    _print([_lesson_row(one) for one in learned.lessons], "lesson", as_json)


def _lesson_row(one: Lesson) -> Row:
    return {"id": one.id, "text": one.text, "topic": one.topic, "by": one.by}


def changed(found: bool, as_json: bool) -> None:
    _json({"changed": found}) if as_json else print(_said("changed" if found else "gone"))


def exported(files: Sequence[Path], sentences: int, as_json: bool) -> None:
    told = {"files": [str(path) for path in files], "sentences": sentences}
    _json(told) if as_json else _line("exported", {"files": len(files), "sentences": sentences})


def _print(rows: Sequence[Row], name: str, as_json: bool) -> None:
    if as_json:
        _json(rows)
        return
    if not rows:
        print(_said("empty"))
    for row in rows:
        _line(name, row)


def _line(name: str, row: Row) -> None:
    print(_said(name).format(**row))


def _said(name: str) -> str:
    return words("questions")[f"keluaran.{name}"]


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))
