"""Where a choice leads: to a page, a form, a command, or the answer to a topic."""

from dialog.commanding import COMMANDS, obey
from dialog.desk import COMMANDS as STAFF_COMMANDS
from dialog.flow import Book
from dialog.pages import show, start
from dialog.session import Turn
from dialog.turns import Scene
from dialog.words import Command


def leads_somewhere(book: Book, choice: str) -> bool:
    """Whether the choice, perhaps of an old button, still has a meaning."""
    kind, _, name = choice.partition("|")
    commands = COMMANDS | STAFF_COMMANDS
    known = {"p": book.pages, "f": book.forms, "d": commands, "t": book.topics}.get(kind, ())
    return name in known or (kind == "d" and name.startswith("bahasa_"))


def follow(scene: Scene, choice: str) -> Turn:
    """Goes there. The choice must lead somewhere."""
    kind, _, name = choice.partition("|")
    match kind:
        case "t":
            return follow(scene, scene.book.topics[name])
        case "p":
            return show(scene, name)
        case "f":
            return start(scene, name)
        case _:
            return obey(scene, Command(name))
