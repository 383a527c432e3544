"""Cards beside the words: for whoever wants them, and with a word on the data they cost."""

from dataclasses import replace

from dialog.asking import ask_again
from dialog.pages import show
from dialog.session import Say, Turn
from dialog.turns import Scene, command_offer, first, say


def illustrated(turn: Turn) -> Turn:
    """The turn as this person wants it: without cards, or with them, the first one explained."""
    if not any(reply.card for reply in turn.says):
        return turn
    match turn.session.pictures:
        case "off":
            return replace(turn, says=tuple(replace(reply, card=None) for reply in turn.says))
        case "new":
            explained = (*turn.says, Say("umum/gambar_pertama"))
            return Turn(replace(turn.session, pictures="on"), explained, turn.effects)
        case "on":
            return turn


def without_pictures(scene: Scene) -> Turn:
    """Only words from now on. What was being read is not sent again: it costs data too."""
    scene = scene.to(pictures="off")
    if form := scene.form():
        return first(ask_again(scene, form), Say("umum/tanpa_gambar"))
    buttons = (command_offer("pakai_gambar"), command_offer("menu"))
    return say(scene, Say("umum/tanpa_gambar", {}, buttons))


def with_pictures(scene: Scene) -> Turn:
    """Pictures again, beginning with the page just read."""
    scene = scene.to(pictures="on")
    reply = Say("umum/pakai_gambar")
    if form := scene.form():
        return first(ask_again(scene, form), reply)
    page = scene.book.pages.get(scene.session.page or "")
    if page and page.card and page.text in scene.session.last.split():
        return first(show(scene, page.name), reply)
    return say(scene, Say(reply.text, {}, (command_offer("menu"),)))
