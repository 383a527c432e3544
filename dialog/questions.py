"""Free words: a question answered, two at once, or the few things it may have meant."""

from dataclasses import replace

from dialog import editing, rules
from dialog.flow import Meant
from dialog.going import answer_of, answered, follow, leads_somewhere, reach
from dialog.hearing import OUT_OF_SCOPE, SURE, named
from dialog.pages import meant, show
from dialog.session import Say, Turn
from dialog.turns import Scene, command_offer, first, park, say
from dialog.typed import plain
from dialog.votes import LONGEST_NOTED, answers, noting, ratable, topic_offer, typed_vote

AT_ONCE = frozenset({"d|berhenti"})
LAST_RESORT = "manfaat"  # the page whose links are worth knowing by name everywhere


def outside(scene: Scene, text: str) -> Turn:
    """Words that answer no question of ours."""
    picked = _picked(scene.session.proposed, text)
    if picked and leads_somewhere(scene.book, picked):
        return follow(scene, picked)
    if turn := editing.named(scene, text) or rules.named(scene, text):
        return turn
    if voted := typed_vote(scene, text):
        return follow(scene, f"v|{voted}")
    return _by_its_words(scene, text) or _understood(scene, text)


def _by_its_words(scene: Scene, text: str) -> Turn | None:
    """Goes where the very words lead."""
    here = named(scene.book, scene.session.page or "menu", text)
    here = here or named(scene.book, "menu", text)
    target = here or scene.book.sayings(text) or meant(scene, text)
    target = target or named(scene.book, LAST_RESORT, text)
    return follow(scene, target) if target else None


def _understood(scene: Scene, text: str) -> Turn:
    """Answers what the words seem to be about."""
    understood = scene.book.understand(text)
    is_ours = understood.topic not in (None, OUT_OF_SCOPE)
    if not is_ours and (target := scene.book.elsewhere(text)):
        return follow(scene, target)
    if not is_ours and scene.person.handover:
        return say(scene, Say("sambung/dicatat", {}, (command_offer("menu"),)))
    scene = scene.to(question=text[:LONGEST_NOTED])
    topic = understood.topic
    if (name := scene.book.ordered(text, True)) and _only_order(scene, understood, name):
        return follow(scene, f"d|{name}")
    if topic and answers(scene.book, topic) and not _rash(scene, understood, text):
        return _answered(scene, topic, understood.also)
    return _unsure(scene, understood)


def _only_order(scene: Scene, understood: Meant, name: str) -> bool:
    """Whether the words ask for nothing else. Orders that are topics too are left to those."""
    told = f"d|{name}" in scene.book.topics.values()
    ours = understood.topic != OUT_OF_SCOPE and understood.confidence >= SURE
    return not told and not ours


def _rash(scene: Scene, understood: Meant, text: str) -> bool:
    """What changes something at once is asked about first, unless it was said plainly."""
    plainly = understood.confidence >= SURE and len(plain(text).split()) > 1
    return scene.book.topics.get(understood.topic or "") in AT_ONCE and not plainly


def _picked(proposed: tuple[str, ...], text: str) -> str | None:
    """The proposal whose number was typed."""
    number = text.strip().rstrip(".")
    at = int(number) if number.isdecimal() and len(number) < 3 else 0
    return proposed[at - 1] if 1 <= at <= len(proposed) else None


def _answered(scene: Scene, topic: str, also: str | None) -> Turn:
    """The answer; of two requests the weightier first."""
    if topic == OUT_OF_SCOPE:
        scene, kept = noting(scene, scene.session.question, "outside", None)
        return first(reach(scene, topic), effects=kept)
    if also is None:
        return answered(scene, topic)
    return ratable(_both(scene, topic, also), topic, answer_of(scene, topic))


def _both(scene: Scene, topic: str, also: str) -> Turn:
    main, second = (_page(scene, one) for one in (topic, also))
    if second is None:
        return _offered(scene, reach(scene, topic), also)
    if main is None:
        return _after(scene, second, reach(scene, topic))
    return _after(scene, main, show(scene, second))


def _after(scene: Scene, page: str, turn: Turn) -> Turn:
    """The turn behind the words of a page, whose buttons and card give way to its own."""
    read = show(scene, page)
    words = (replace(reply, choices=(), card=None) for reply in read.says)
    return first(turn, *words, effects=read.effects)


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
    guesses = [
        one for one in understood.guesses if answers(scene.book, one) and one != OUT_OF_SCOPE
    ]
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
