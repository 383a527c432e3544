"""Free words: a question answered, two at once, or the few things it may have meant."""

from dataclasses import replace

from dialog import editing
from dialog.flow import Meant
from dialog.going import answer_of, answered, follow, leads_somewhere, reach
from dialog.pages import meant, named, show
from dialog.session import Say, Turn
from dialog.turns import Scene, command_offer, first, park, say
from dialog.typed import plain
from dialog.votes import LONGEST_NOTED, answers, noting, ratable, topic_offer, typed_vote

LAST_RESORT = "manfaat"  # the page whose links are worth knowing by name everywhere
ELSEWHERE = "out_of_scope"
SURELY, WORDY = 0.8, 3
"""How sure a topic must be, and how many words it must have, where the text is not worded as a
question and may as well be an answer to what was asked."""


def aside(scene: Scene, text: str, refused: bool) -> Turn | None:
    """A question asked in the middle of a form; or, where the text is no answer to what was
    asked, one of the menu's own words."""
    target = _interrupting(scene, text, refused)
    if target is None and refused:
        target = named(scene, "menu", text)
    if target is None or target == f"f|{scene.session.form}":
        return None
    return follow(scene, target)


def _interrupting(scene: Scene, text: str, refused: bool) -> str | None:
    """Where a question in the middle is answered. What may be an answer must be worded as one."""
    understood = scene.book.understand(text)
    if understood.topic in (None, ELSEWHERE):
        return None
    wordy = refused and len(plain(text).split()) >= WORDY
    if understood.asks or (understood.confidence >= SURELY and wordy):
        own = scene.book.own(understood.topic)
        return f"t|{understood.topic}" if own else scene.book.topics.get(understood.topic)
    return None


def outside(scene: Scene, text: str) -> Turn:
    """Words that answer no question of ours."""
    picked = _picked(scene.session.proposed, text)
    if picked and leads_somewhere(scene.book, picked):
        return follow(scene, picked)
    if turn := editing.named(scene, text):
        return turn
    if voted := typed_vote(scene, text):
        return follow(scene, f"v|{voted}")
    here = named(scene, scene.session.page or "menu", text)
    if target := here or named(scene, "menu", text) or meant(scene, text):
        return follow(scene, target)
    if target := named(scene, LAST_RESORT, text):
        return follow(scene, target)
    understood = scene.book.understand(text)
    scene = scene.to(question=text[:LONGEST_NOTED])
    if understood.topic and answers(scene.book, understood.topic):
        return _answered(scene, understood.topic, understood.also)
    return _unsure(scene, understood)


def _picked(proposed: tuple[str, ...], text: str) -> str | None:
    """The proposal whose number was typed."""
    number = text.strip().rstrip(".")
    at = int(number) if number.isdecimal() and len(number) < 3 else 0
    return proposed[at - 1] if 1 <= at <= len(proposed) else None


def _answered(scene: Scene, topic: str, also: str | None) -> Turn:
    """The answer; of two requests the weightier first."""
    if topic == ELSEWHERE:
        scene, kept = noting(scene, scene.session.question, "outside", None)
        return first(reach(scene, topic), effects=kept)
    if also is None:
        return answered(scene, topic)
    return ratable(_both(scene, topic, also), topic, answer_of(scene.book, topic))


def _both(scene: Scene, topic: str, also: str) -> Turn:
    main, second = (_page(scene, one) for one in (topic, also))
    if second is None:
        return _offered(scene, reach(scene, topic), also)
    if main is None:
        return first(reach(scene, topic), Say(scene.book.pages[second].text))
    return first(show(scene, second), Say(scene.book.pages[main].text))


def _page(scene: Scene, topic: str) -> str | None:
    """The page that answers a topic, where it is a page."""
    kind, _, name = scene.book.topics.get(topic, "").partition("|")
    return name if kind == "p" else None


def _offered(scene: Scene, turn: Turn, topic: str) -> Turn:
    """The turn with a button for the other request, last, so that numbers stay theirs."""
    if not turn.says:
        return turn
    last = turn.says[-1]
    choices = (*last.choices, topic_offer(scene.book, topic))
    return replace(turn, says=(*turn.says[:-1], replace(last, choices=choices)))


def _unsure(scene: Scene, understood: Meant) -> Turn:
    """Asks which of a few it was; the second time in a row an officer is offered first."""
    misses = scene.session.misses + 1
    guesses = [one for one in understood.guesses if answers(scene.book, one) and one != ELSEWHERE]
    scene, kept = noting(scene, scene.session.question, "unsure", next(iter(guesses), None))
    offers = tuple(topic_offer(scene.book, topic) for topic in guesses)
    if misses > 1:
        offers = (command_offer("petugas"), *offers, command_offer("menu"))
        turn = _proposing(scene, Say("umum/tidak_paham_dua", {}, offers))
    elif offers:
        offers = (*offers, command_offer("menu"))
        turn = _proposing(scene, Say("umum/maksudnya", {}, offers))
    else:
        turn = first(show(park(scene), "menu"), Say("umum/tidak_paham"))
    effects = (*turn.effects, *kept)
    return replace(turn, session=replace(turn.session, misses=misses), effects=effects)


def _proposing(scene: Scene, question: Say) -> Turn:
    ids = tuple(offer.id for offer in question.choices)
    return say(park(scene).to(proposed=ids), question)
