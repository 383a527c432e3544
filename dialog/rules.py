"""What officers do with the rules of reminders: choices become effects, and a form is opened.

What is shown needs the database, so the words come from handlers/rule_chat.py, which also checks
who it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dialog.asking import ask_again, ask_next
from dialog.effects import (
    ChangeRule,
    EditRule,
    ReadRule,
    ResetRule,
    Ruling,
    ShowRule,
    ShowRules,
    SwitchRule,
)
from dialog.flow import Answers
from dialog.pages import show
from dialog.session import Ending, Person, Say, Turn
from dialog.turns import Scene, first, park
from dialog.typed import plain

STEWARDS = frozenset({"admin", "officer"})
FORM = "aturan"
LIST = "a|l"
_NAME = re.compile(r"[a-z_]{1,24}")
_CHOICES: Mapping[str, Callable[[str, int], Ruling]] = {
    "o": lambda rule, _: ShowRule(rule),
    "b": lambda rule, _: ReadRule(rule),
    "n": lambda rule, seen: SwitchRule(rule, True, seen),
    "m": lambda rule, seen: SwitchRule(rule, False, seen),
    "k": ResetRule,
    "d": lambda rule, seen: EditRule(rule, "days", seen),
    "h": lambda rule, seen: EditRule(rule, "hours", seen),
    "w": lambda rule, seen: EditRule(rule, "words", seen),
}
_SPOKEN: Mapping[str, str] = {
    "lihat aturan": "o",
    "lihat tulisan": "b",
    "hidupkan": "n",
    "matikan": "m",
    "pakai yang asli": "k",
    "ubah hari": "d",
    "ubah jam": "h",
    "ubah tulisan": "w",
    "aturan lain": "l",
}
"""What the buttons are called, and the act each stands for."""


def board(scene: Scene) -> Turn:
    return _effect(scene, ShowRules())


def leads(choice: str) -> bool:
    """Whether a choice "act|rule|revision" is one of these."""
    act, rule, seen = _parts(choice)
    known = act in _CHOICES and bool(_NAME.fullmatch(rule)) and seen is not None
    return known or choice == "l"


def follow(scene: Scene, choice: str) -> Turn:
    """Does what the choice says. It must lead somewhere."""
    act, rule, seen = _parts(choice)
    return board(scene) if act == "l" else _effect(scene, _CHOICES[act](rule, seen or 0))


def _parts(choice: str) -> tuple[str, str, int | None]:
    act, rule, seen = (*choice.split("|"), "", "")[:3]
    small = seen.isascii() and seen.isdecimal() and len(seen) < 10
    return act, rule, int(seen) if small else None if seen else 0


def named(scene: Scene, text: str) -> Turn | None:
    """What was typed below a rule: the words of a button."""
    choice = _worded(scene.session.proposed, _SPOKEN.get(plain(text), ""))
    return follow(scene, choice) if choice else None


def _worded(proposed: Sequence[str], act: str) -> str | None:
    ours = (one.removeprefix("a|") for one in proposed if one.startswith("a|"))
    return next((one for one in ours if act and leads(one) and one[0] == act), None)


def _effect(scene: Scene, effect: Ruling) -> Turn:
    if not scene.may_use(STEWARDS):
        form = scene.form()
        turn = ask_again(scene, form) if form else show(scene, "menu")
        return first(turn, Say("umum/tidak_berhak"))
    return Turn(park(scene).session, (), (effect,))


def opened(scene: Scene, effect: EditRule) -> Turn:
    """The form for one thing about a rule, which knows the rule from the beginning."""
    form, run = scene.book.forms[FORM], scene.session.run + 1
    given = _given(effect.rule, effect.part, effect.seen)
    return ask_next(park(scene).to(form=form.name, answers=given, run=run), form)


def _given(rule: str, part: str, seen: int) -> dict[str, str]:
    return {"subject": rule, "wanted": part, "seen": str(seen)}


def again(effect: ChangeRule, seen: int) -> Answers:
    """The answers of the form once more, by what the rule has become meanwhile."""
    return {**_given(effect.rule, effect.part, seen), effect.part: effect.value}


def subject(answers: Answers, _: date) -> Answers:
    """What the form knows without asking."""
    return {
        "rule": answers.get("subject", ""),
        "part": answers.get("wanted", ""),
        "revision": answers.get("seen", "0"),
    }


def finish(answers: Answers, _: Person, __: date) -> Ending:
    part = answers["part"]
    changed = ChangeRule(answers["rule"], part, answers.get(part, ""), int(answers["revision"]))
    return Ending(effects=(changed,))
