"""The officers' own words: the queue, taking somebody, answering, closing, the rules of
reminders."""

from collections.abc import Mapping

from dialog.effects import AnswerPerson, CloseCall, Effect, PutBack, ShowQueue, TakeCall
from dialog.flow import Book, Reply
from dialog.pages import start
from dialog.rules import board
from dialog.session import Offer, Say, Turn
from dialog.turns import Scene, command_offer, say
from dialog.typed import plain

STAFF = frozenset({"officer", "admin"})
ADMIN_FORM = "petugas"
COMMANDS = frozenset({"antrean", "ambil", "lepas", "selesai", "balas", "aturan"})
WITH_MORE = frozenset({"ambil", "balas"})  # a number or a name may follow
ENDINGS = frozenset({"selesai", "lepas"})  # all that is no answer in the middle of a conversation


def is_staff(scene: Scene) -> bool:
    return bool(STAFF & scene.person.roles)


def on_duty(scene: Scene, kind: str, text: str, choice: str | None) -> Turn | None:
    """What an officer's word does; nothing where it is meant for the bot as anybody's is."""
    if kind == "tap":
        return _tapped(scene, choice or "")
    if kind == "command" or (kind == "text" and text.startswith("/")):
        return _ordered(scene, text.removeprefix("/"))
    if not scene.person.serving:
        return _asked(scene, text) if kind == "text" else None
    if kind == "start":
        return None
    if kind == "hidden":
        return say(scene, Say("umum/nik_di_obrolan"))
    return _answered(scene, text) if kind == "text" else say(scene, Say("petugas/hanya_tulisan"))


def dismissed(scene: Scene) -> Turn:
    """Somebody who is no officer any more still has a conversation: it goes to the others."""
    return say(scene, Say("umum/tidak_berhak"), effects=(PutBack(),))


def _tapped(scene: Scene, choice: str) -> Turn | None:
    kind, _, rest = choice.partition("|")
    name, _, more = rest.partition("|")
    return obeyed(scene, name, more) if kind == "h" and name in COMMANDS else None


def _ordered(scene: Scene, text: str) -> Turn | None:
    """With a slash everything counts, also in the middle of a conversation."""
    if plain(text) == ADMIN_FORM and "admin" in scene.person.roles:
        return start(scene, ADMIN_FORM)
    name, more = command(scene.book, text)
    return obeyed(scene, name, more) if name else None


def _asked(scene: Scene, text: str) -> Turn | None:
    """Without a slash an ending is one only where nothing else can end."""
    name, more = command(scene.book, text)
    elsewhere = scene.form() is not None or scene.person.handover
    if not name or (name in ENDINGS and elsewhere):
        return None
    return obeyed(scene, name, more)


def _answered(scene: Scene, text: str) -> Turn:
    name, more = meant(scene.book, text)
    if name == "balas":
        return _prepared(scene, more)
    if name:
        return obeyed(scene, name, more)
    return Turn(scene.session, (), (AnswerPerson(text),))


def meant(book: Book, text: str) -> tuple[str, str]:
    """What a message in the middle of a conversation is beside an answer: an ending, somebody
    else's number, a command with a slash; or "balas" and the name of a reply, for "#jam"."""
    if text.strip().startswith("#"):
        return "balas", plain(text)
    name, more = command(book, text.removeprefix("/"))
    plainly = name in ENDINGS or (name == "ambil" and more.isdecimal())
    return (name, more) if plainly or text.startswith("/") else ("", "")


def command(book: Book, text: str) -> tuple[str, str]:
    """The command and what follows it: "ambil 12" is "ambil" and "12"."""
    said = plain(text)
    if name := book.staff_words.get(said, ""):
        return name, ""
    head, _, more = said.partition(" ")
    name = book.staff_words.get(head, "")
    return (name, more) if name in WITH_MORE else ("", "")


def obeyed(scene: Scene, name: str, more: str = "") -> Turn:
    """Does what the command says. Who is no officer is told so."""
    if not is_staff(scene):
        return say(scene, Say("umum/tidak_berhak", {}, (command_offer("menu"),)))
    match name:
        case "ambil" if more.isdecimal() and len(more) < 10:
            return _brings(scene, TakeCall(int(more)))
        case "lepas" | "selesai" if not scene.person.serving:
            return say(scene, Say("petugas/tidak_melayani", {}, (command_offer("antrean"),)))
        case "lepas":
            return _brings(scene, PutBack())
        case "selesai":
            return _brings(scene, CloseCall())
        case "balas":
            return _prepared(scene, more)
        case "aturan":
            return board(scene)
        case _:
            return _brings(scene, ShowQueue())


def _brings(scene: Scene, effect: Effect) -> Turn:
    return Turn(scene.session, (), (effect,))


def _prepared(scene: Scene, name: str) -> Turn:
    """Sends the reply of that name; without one, or without anybody to send it to, shows all."""
    if name in scene.book.replies and scene.person.serving:
        return _brings(scene, AnswerPerson(reply=name))
    return say(scene, listed(scene.book.replies, scene.person.serving))


def listed(replies: Mapping[str, Reply], tappable: bool) -> Say:
    """The prepared replies by name."""
    rows = [{"nama": name, "judul": reply.title} for name, reply in replies.items()]
    offers = tuple(Offer(f"h|balas|{name}", reply.title) for name, reply in replies.items())
    return Say("petugas/balasan_siap", {"baris": rows}, offers if tappable else ())
