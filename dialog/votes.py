"""Did it help? Two buttons below an answer to free words, and what pressing them does."""

from dataclasses import replace

from dialog.asking import ask_again
from dialog.effects import CountVote, Effect, NoteQuestion
from dialog.flow import Book
from dialog.session import Answered, Offer, Say, Turn
from dialog.turns import Scene, command_offer, first, say
from dialog.typed import plain

UNRATED = frozenset({"greeting", "thanks", "goodbye", "menu_help", "complaint", "out_of_scope"})
"""Topics whose answers nobody needs to judge, and that nobody is offered instead of another."""
MOST_BUTTONS = 10
"""What a list on WhatsApp holds: an answer with more links goes without these two."""
STILL_OPEN = 3
"""How many answers back a vote still counts."""
MOST_NOTED = 20
"""Questions of one person kept in a day: nobody can fill the editors' list alone."""
LONGEST_NOTED = 200
MOST_OTHERS = 3
_YES = frozenset(
    plain(said)
    for said in ("membantu", "ya membantu", "sangat membantu", "terbantu", "terjawab",
                 "sudah terjawab", "mambantu", "iyo mambantu", "lah tajawab", "tajawab")
)  # fmt: skip
_NO = frozenset(
    plain(said)
    for said in ("belum membantu", "tidak membantu", "kurang membantu", "ga membantu",
                 "belum terjawab", "tidak terjawab", "alun mambantu", "indak mambantu",
                 "alun tajawab", "indak tajawab")
)  # fmt: skip


def ratable(turn: Turn, topic: str, answer: str) -> Turn:
    """The turn with the two buttons after all others."""
    session = turn.session
    if topic in UNRATED or not answer or session.form or not turn.says:
        return turn
    if len(turn.says[-1].choices) + 2 > MOST_BUTTONS:
        return turn
    number = session.rated + 1
    shown = Answered(number, answer, topic, session.question)
    answered = (*session.answered, shown)[-STILL_OPEN:]
    buttons = tuple(
        Offer(f"v|{sign}|{number}|{answer}", label)
        for sign, label in (("+", "@membantu"), ("-", "@belum_membantu"))
    )
    last = replace(turn.says[-1], choices=(*turn.says[-1].choices, *buttons))
    session = replace(session, answered=answered, rated=number)
    return replace(turn, session=session, says=(*turn.says[:-1], last))


def typed_vote(scene: Scene, text: str) -> str | None:
    """The vote that is typed instead of pressed, for the answer shown last."""
    if not scene.session.answered:
        return None
    said, last = plain(text), scene.session.answered[-1]
    sign = "+" if said in _YES else "-" if said in _NO else ""
    return f"{sign}|{last.number}|{last.answer}" if sign else None


def vote(scene: Scene, choice: str) -> Turn:
    """Counted once; whoever changes their mind is moved over. An old button counts no more."""
    sign, number, answer = (*choice.split("|", 2), "", "")[:3]
    held = scene.session.answered
    found = next((one for one in held if (str(one.number), one.answer) == (number, answer)), None)
    if found is None or sign not in ("+", "-") or found.vote == sign:
        return _reply(scene, Say("umum/suara_lewat"))
    voted = replace(found, vote=sign, voted_on=found.voted_on or scene.today.isoformat())
    scene = scene.to(answered=tuple(voted if one is found else one for one in held))
    count = CountVote(found.answer, sign == "+", found.voted_on)
    if sign == "+":
        return _reply(scene, Say("umum/suara_membantu"), (count,))
    return _unanswered(scene, found, count)


def _unanswered(scene: Scene, found: Answered, count: CountVote) -> Turn:
    """What else it may have been, and an officer."""
    scene, kept = noting(scene, found.question, "unhelpful", found.topic)
    effects: tuple[Effect, ...] = (count, *kept)
    if scene.form():
        return _reply(scene, Say("umum/suara_dicatat"), effects)
    others = _others(scene.book, found)
    offers = (
        *(topic_offer(scene.book, topic) for topic in others),
        command_offer("petugas"),
        command_offer("menu"),
    )
    scene = scene.to(proposed=tuple(offer.id for offer in offers), question=found.question)
    key = "umum/suara_belum" if others else "umum/suara_belum_saja"
    return say(scene, Say(key, {}, offers), effects=effects)


def _others(book: Book, found: Answered) -> tuple[str, ...]:
    """The next likeliest topics that could be meant."""
    nearest = book.understand(found.question).nearest if found.question else ()
    fit = [one for one in nearest if one not in (*UNRATED, found.topic) and answers(book, one)]
    return tuple(fit[:MOST_OTHERS])


def _reply(scene: Scene, reply: Say, effects: tuple[Effect, ...] = ()) -> Turn:
    if form := scene.form():
        return first(ask_again(scene, form), reply, effects=effects)
    return say(scene, replace(reply, choices=(command_offer("menu"),)), effects=effects)


def noting(
    scene: Scene, text: str, kind: str, topic: str | None
) -> tuple[Scene, tuple[NoteQuestion, ...]]:
    """The question to be kept, unless it holds no word or the person's day is full."""
    today = scene.today.isoformat()
    before = scene.session.noted if scene.session.noted_on == today else 0
    if before >= MOST_NOTED or not any(len(word) > 2 for word in plain(text).split()):
        return scene, ()
    kept = NoteQuestion(text[:LONGEST_NOTED], kind, topic, scene.session.language)
    return scene.to(noted=before + 1, noted_on=today), (kept,)


def answers(book: Book, topic: str) -> bool:
    """Whether there is an answer to the topic."""
    return book.place(topic) is not None


def topic_offer(book: Book, topic: str) -> Offer:
    """The button for a topic; of an editor's answer it is the title."""
    own = book.written(topic)
    return Offer(f"t|{topic}", own.title if own else f"@topik_{topic}")
