"""What editors do with questions nobody answered: choices become effects, and a form is opened.

What is shown needs the database, so the words come from handlers/editing.py, which also checks
the role."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dialog.asking import ask_again, ask_next
from dialog.effects import (
    DropWording,
    Editing,
    IgnoreGroup,
    ProlongAnswer,
    ShowAnswer,
    ShowGroup,
    ShowQuestions,
    TeachNamed,
    TeachTopic,
    WithdrawAnswer,
    WriteAnswer,
)
from dialog.flow import Answers
from dialog.pages import show
from dialog.session import Say, Turn
from dialog.turns import Scene, first, park
from dialog.typed import plain

EDITORS = frozenset({"admin", "editor"})
FORM = "jawaban"
WORDINGS = 3
"""So many sentences an answer of its own needs, to be found again by other words."""
_CHOICES: Mapping[str, Callable[[int, str], Editing]] = {
    "p": lambda number, _: ShowQuestions(number),
    "g": lambda number, _: ShowGroup(number),
    "t": TeachTopic,
    "y": lambda number, topic: TeachTopic(number, topic, sure=True),
    "i": lambda number, _: IgnoreGroup(number),
    "o": lambda number, _: ShowAnswer(number),
    "x": lambda number, _: ProlongAnswer(number),
    "c": lambda number, _: WithdrawAnswer(number),
}
_SPOKEN: Mapping[str, str] = {
    **dict.fromkeys(("tulis jawaban", "tulis", "jawab", "jawaban"), "w"),
    **dict.fromkeys(("abaikan", "bukan untuk kami", "bukan pertanyaan untuk kami"), "i"),
    **dict.fromkeys(("berikutnya", "pertanyaan lain", "lain"), "p"),
    **dict.fromkeys(("tetap ajarkan", "tetap", "ya", "simpan"), "y"),
    **dict.fromkeys(("pilih hal lain", "hal lain", "jangan", "tidak"), "g"),
    **dict.fromkeys(("perpanjang", "perpanjang setahun"), "x"),
    "cabut": "c",
}
"""What the buttons are called, and the act each stands for."""
_NAMED = "e|n|"
"""Not a button: proposed last, it says that the next words name a topic, or a wording to drop."""
_DROP = re.compile(r"(?:buang|keluarkan) ([a-z])")


def board(scene: Scene) -> Turn:
    return _effect(scene, ShowQuestions())


def leads(choice: str) -> bool:
    """Whether a choice "act|number|more" is one of an editor's."""
    act, number, _ = _parts(choice)
    return (act in _CHOICES or act == "w") and number is not None


def follow(scene: Scene, choice: str) -> Turn:
    """Does what the choice says. It must lead somewhere."""
    act, number, more = _parts(choice)
    if act == "w":
        return _write(scene, number or 0, more)
    return _effect(scene, _CHOICES[act](number or 0, more))


def _parts(choice: str) -> tuple[str, int | None, str]:
    act, number, more = (*choice.split("|", 2), "", "")[:3]
    small = number.isascii() and number.isdecimal() and len(number) < 19
    return act, int(number) if small else None, more


def expects_name(question: int) -> str:
    """To be proposed last beside the buttons of a group."""
    return f"{_NAMED}{question}"


def named(scene: Scene, text: str) -> Turn | None:
    """What was typed below something of an editor's: what a button says, or a topic's name."""
    if choice := _worded(scene.session.proposed, plain(text)):
        return follow(scene, choice)
    last = scene.session.proposed[-1] if scene.session.proposed else ""
    if not last.startswith(_NAMED):
        return None
    question, drop = int(last.removeprefix(_NAMED)), _DROP.fullmatch(plain(text))
    if drop:
        return _effect(scene, DropWording(question, ord(drop[1]) - ord("a") + 1))
    return _effect(scene, TeachNamed(question, text))


def _worded(proposed: Sequence[str], said: str) -> str | None:
    """The button that is meant by its words."""
    acts = _SPOKEN.get(said, "")
    ours = (one.removeprefix("e|") for one in proposed if one.startswith("e|"))
    return next((one for one in ours if leads(one) and one[0] in acts), None)


def _effect(scene: Scene, effect: Editing) -> Turn:
    if not scene.may_use(EDITORS):
        return _refused(scene)
    return Turn(park(scene).session, (), (effect,))


def _write(scene: Scene, question: int, missing: str) -> Turn:
    """The form for an answer, which knows the group from the beginning."""
    if not scene.may_use(EDITORS):
        return _refused(scene)
    form = scene.book.forms[FORM]
    given = {"subject": str(question), "missing": missing}
    run = scene.session.run + 1
    opened = park(scene).to(form=form.name, answers=given, run=run)
    return ask_next(opened, form)


def _refused(scene: Scene) -> Turn:
    """A worker may well type "pertanyaan": the form they fill in stays open."""
    form = scene.form()
    turn = ask_again(scene, form) if form else show(scene, "menu")
    return first(turn, Say("umum/tidak_berhak"))


def subject(answers: Answers, _: date) -> Answers:
    """What the form knows without asking: the group, and whether it has too few wordings."""
    missing = answers.get("missing", str(WORDINGS))
    few = "no" if missing == "0" else "yes"
    known = {"question": answers.get("subject", "0"), "few": few, "needed": missing}
    return {**known, "seen": "yes" if "sure" in answers else "no"}


def again(wanted: WriteAnswer) -> Answers:
    """The answers of the form once more, for whoever is told first what it would change."""
    more = {"more": wanted.more} if wanted.more else {}
    return {
        "subject": str(wanted.question),
        "missing": str(len(wanted.more.splitlines())),
        "title": wanted.title,
        "body": wanted.body,
        **more,
        "source": wanted.source,
        "until": "dates",
        "last_day": wanted.until,
        "sure": "yes",
    }
