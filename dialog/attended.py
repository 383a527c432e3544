"""Somebody asked for an officer: the bot keeps their words for the officer, and is silent once
one has come."""

from dataclasses import replace

from dialog.asking import ask_again
from dialog.commanding import obey
from dialog.effects import CallOfficer, Effect, EraseData, LeaveOfficer, PassOn
from dialog.pages import show
from dialog.session import Say, Turn
from dialog.turns import Scene, command_offer, first, say
from dialog.typed import plain
from dialog.words import Command, command_of

RIGHTS = frozenset({"berhenti", "hapus"})  # they work at any time, and end the conversation
ENDINGS = frozenset({"selesai", "menu"})
TO_THE_BOT = frozenset({"tap", "command", "start"})


def with_officer(scene: Scene, kind: str, text: str, choice: str | None) -> Turn:
    """An officer has come: words go to them and not to the form, which stays as it is."""
    name = _meant(scene, kind, text, choice)
    if name in RIGHTS:
        turn = obey(scene, Command(name))
        return first(turn, Say("sambung/selesai_pekerja"), effects=(LeaveOfficer(),))
    if name in ENDINGS:
        return left(scene, "sambung/selesai_pekerja")
    if kind in TO_THE_BOT or text.startswith("/"):
        return say(scene, Say("sambung/masih", {}, (command_offer("selesai"),)))
    if kind == "hidden":
        return say(scene, Say("umum/nik_di_obrolan"))
    if kind != "text":
        return say(scene, Say("sambung/hanya_tulisan"))
    return Turn(scene.session, (), (PassOn(text),))


def _meant(scene: Scene, kind: str, text: str, choice: str | None) -> str:
    """The command a whole message or a button stands for. In a conversation between people no
    slip is forgiven: nobody should be cut off by a word that only looks like an end."""
    if choice:
        return choice.partition("|")[2] if choice.startswith("d|") else ""
    said = text.removeprefix("/")
    if is_ending(scene, said):
        return "selesai"
    command = command_of(scene.book.commands, said, near=False)
    return command.name if command and kind in ("text", "command") else ""


def is_ending(scene: Scene, text: str) -> bool:
    return scene.book.staff_words.get(plain(text)) == "selesai"


def left(scene: Scene, key: str) -> Turn:
    """Back with the bot, at the question where it was left."""
    return first(here(scene), Say(key), effects=(LeaveOfficer(),))


def here(scene: Scene) -> Turn:
    """The question at hand once more, or the menu."""
    form = scene.form()
    return ask_again(scene, form) if form else show(scene, "menu")


def overheard(before: Scene, kind: str, text: str, turn: Turn) -> Turn:
    """While somebody waits for an officer, what they write is kept for the officer, and so are
    the words that called one. What was an answer to a form belongs to the form."""
    calls = any(isinstance(effect, CallOfficer) for effect in turn.effects)
    if not calls and (not before.person.handover or _was_answer(before, turn)):
        return turn
    if kind != "text" or text.startswith("/") or command_of(before.book.commands, text):
        return turn
    if calls:
        return replace(turn, effects=tuple(_with_words(one, text) for one in turn.effects))
    return replace(turn, effects=(*turn.effects, PassOn(text)))


def _with_words(effect: Effect, text: str) -> Effect:
    return replace(effect, words=text) if isinstance(effect, CallOfficer) else effect


def _was_answer(before: Scene, turn: Turn) -> bool:
    if any(isinstance(effect, EraseData | LeaveOfficer) for effect in turn.effects):
        return True
    old, new = before.session, turn.session
    return before.form() is not None and (old.form, old.answers) != (new.form, new.answers)
