"""Free words: a question answered, two at once, or the few things it may have meant."""

from dataclasses import replace

from dialog.flow import Meant
from dialog.going import follow
from dialog.hearing import OUT_OF_SCOPE, SURE, named
from dialog.pages import meant, show
from dialog.session import Offer, Say, Turn
from dialog.turns import Scene, command_offer, first, park, say
from dialog.typed import plain

AT_ONCE = frozenset({"d|berhenti"})
LAST_RESORT = "manfaat"  # the page whose links are worth knowing by name everywhere


def outside(scene: Scene, text: str) -> Turn:
    """Words that answer no question of ours."""
    if picked := _picked(scene.session.proposed, text):
        return follow(scene, picked)
    here = named(scene.book, scene.session.page or "menu", text)
    here = here or named(scene.book, "menu", text)
    if target := here or scene.book.sayings(text) or meant(scene, text):
        return follow(scene, target)
    if target := named(scene.book, LAST_RESORT, text):
        return follow(scene, target)
    understood = scene.book.understand(text)
    is_ours = understood.topic not in (None, OUT_OF_SCOPE)
    if not is_ours and (target := scene.book.elsewhere(text)):
        return follow(scene, target)
    if not is_ours and scene.person.handover:
        return say(scene, Say("sambung/dicatat", {}, (command_offer("menu"),)))
    if understood.topic in scene.book.topics and not _rash(scene, understood, text):
        return _answered(scene, understood)
    return _unsure(scene, understood)


def _rash(scene: Scene, understood: Meant, text: str) -> bool:
    """What changes something at once is asked about first, unless it was said plainly."""
    plainly = understood.confidence >= SURE and len(plain(text).split()) > 1
    return scene.book.topics.get(understood.topic or "") in AT_ONCE and not plainly


def _picked(proposed: tuple[str, ...], text: str) -> str | None:
    """The proposal whose number was typed."""
    number = text.strip().rstrip(".")
    at = int(number) if number.isdecimal() and len(number) < 3 else 0
    return proposed[at - 1] if 1 <= at <= len(proposed) else None


def _answered(scene: Scene, understood: Meant) -> Turn:
    """The answer; of two requests the weightier first."""
    target = f"t|{understood.topic}"
    if understood.also is None:
        return follow(scene, target)
    main, second = (_page(scene, topic) for topic in (understood.topic, understood.also))
    if second is None:
        return _offered(follow(scene, target), understood.also)
    if main is None:
        return _after(scene, second, follow(scene, target))
    return _after(scene, main, show(scene, second))


def _after(scene: Scene, page: str, turn: Turn) -> Turn:
    """The turn behind the words of a page, whose buttons and card give way to its own."""
    read = show(scene, page)
    words = (replace(reply, choices=(), card=None) for reply in read.says)
    return first(turn, *words, effects=read.effects)


def _page(scene: Scene, topic: str | None) -> str | None:
    """The page that answers a topic, where it is a page."""
    kind, _, name = scene.book.topics.get(topic or "", "").partition("|")
    return name if kind == "p" else None


def _offered(turn: Turn, topic: str) -> Turn:
    """The turn with a button for the other request, last, so that numbers stay theirs."""
    if not turn.says:
        return turn
    last = turn.says[-1]
    choices = (*last.choices, topic_offer(topic))
    return replace(turn, says=(*turn.says[:-1], replace(last, choices=choices)))


def topic_offer(topic: str) -> Offer:
    return Offer(f"t|{topic}", f"@topik_{topic}")


def _unsure(scene: Scene, understood: Meant) -> Turn:
    """Asks which of a few it was; the second time in a row an officer is offered first."""
    misses = scene.session.misses + 1
    guesses = [topic for topic in understood.guesses if topic in scene.book.topics]
    offers = tuple(topic_offer(topic) for topic in guesses if topic != OUT_OF_SCOPE)
    if misses > 1:
        offers = (command_offer("petugas"), *offers, command_offer("menu"))
        turn = _proposing(scene, Say("umum/tidak_paham_dua", {}, offers))
    elif offers:
        offers = (*offers, command_offer("menu"))
        turn = _proposing(scene, Say("umum/maksudnya", {}, offers))
    else:
        turn = first(show(park(scene), "menu"), Say("umum/tidak_paham"))
    return replace(turn, session=replace(turn.session, misses=misses))


def _proposing(scene: Scene, question: Say) -> Turn:
    ids = tuple(offer.id for offer in question.choices)
    return say(park(scene).to(proposed=ids), question)
