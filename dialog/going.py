"""Where a choice leads: to a page, a form, a command, the answer to a topic, a vote on an answer,
or something that editors or officers do."""

from dataclasses import replace

from dialog import editing, rules, votes
from dialog.asking import ask_again
from dialog.commanding import COMMANDS, obey
from dialog.desk import COMMANDS as STAFF_COMMANDS
from dialog.effects import NoteQuestion
from dialog.flow import Book, OwnAnswer
from dialog.pages import show, start
from dialog.session import Say, Turn
from dialog.turns import Scene, command_offer, first, say
from dialog.words import Command


def leads_somewhere(book: Book, choice: str) -> bool:
    """Whether the choice, perhaps of an old button, still has a meaning."""
    kind, _, name = choice.partition("|")
    match kind:
        case "t":
            return votes.answers(book, name)
        case "e":
            return editing.leads(name)
        case "a":
            return rules.leads(name)
        case "v":
            return True
        case _:
            commands = COMMANDS | STAFF_COMMANDS
            known = {"p": book.pages, "f": book.forms, "d": commands}.get(kind, ())
            return name in known or (kind == "d" and name.startswith("bahasa_"))


def follow(scene: Scene, choice: str) -> Turn:
    """Goes there. The choice must lead somewhere."""
    kind, _, name = choice.partition("|")
    match kind:
        case "t":
            return _chosen(scene, name)
        case "v":
            return votes.vote(scene, name)
        case "e":
            return editing.follow(scene, name)
        case "a":
            return rules.follow(scene, name)
        case "p":
            return show(scene, name)
        case "f":
            return start(scene, name)
        case _:
            return obey(scene, Command(name))


def _chosen(scene: Scene, topic: str) -> Turn:
    """A proposal that is chosen tells what the question before it was about."""
    question = scene.session.question
    if not question or f"t|{topic}" not in scene.session.proposed:
        return answered(scene.to(question=""), topic)
    turn = answered(scene, topic)
    told = NoteQuestion(question, "unsure", topic, scene.session.language)
    return replace(turn, effects=(*turn.effects, told))


def answered(scene: Scene, topic: str) -> Turn:
    """The answer to a topic, with a way to say whether it was one."""
    return votes.ratable(reach(scene, topic), topic, answer_of(scene, topic))


def reach(scene: Scene, topic: str) -> Turn:
    """The answer to a topic: an editor's own, or what the pages say."""
    own = scene.book.written(topic)
    return _told(scene, own) if own else follow(scene, scene.book.topics[topic])


def _told(scene: Scene, own: OwnAnswer) -> Turn:
    """An editor's answer; in the middle of a form the question comes again."""
    words = Say("umum/jawaban_penyunting", {"isi": own.body, "sumber": own.source})
    if own.until < scene.today:
        words = Say("umum/sedang_diperiksa")
    if form := scene.form():
        return first(ask_again(scene.to(misses=0), form), words, Say("umum/pertanyaan_jeda"))
    offers = (command_offer("petugas"), command_offer("menu"))
    ids = tuple(offer.id for offer in offers)
    scene = scene.to(page=None, misses=0, proposed=ids)
    return say(scene, Say(words.text, words.params, offers))


def answer_of(scene: Scene, topic: str) -> str:
    """What votes on the answer to a topic are counted for; empty where there is nothing to vote
    on."""
    if own := scene.book.written(topic):
        return topic if scene.today <= own.until else ""
    kind, _, name = scene.book.topics[topic].partition("|")
    return name if kind == "p" else ""
