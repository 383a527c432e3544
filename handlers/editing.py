"""What editors see in chat: the list of questions, one group of them, what their act came to.

The role is checked here, whatever a button or a word led to."""

from collections.abc import Iterable
from dataclasses import replace

from dialog.choices import chosen
from dialog.editing import EDITORS, FORM, again, expects_name
from dialog.effects import (
    DropWording,
    Editing,
    IgnoreGroup,
    ProlongAnswer,
    ShowAnswer,
    ShowGroup,
    ShowQuestions,
    TeachNamed,
    TeachTopic,
    WithdrawAnswer,
    WriteAnswer,
)
from dialog.engine import correct
from dialog.flow import Asking, Option, Problem, Question
from dialog.session import Offer, Person, Say, Turn
from dialog.turns import Scene, command_offer, first
from dialog.votes import UNRATED, topic_offer
from handlers import own_answers
from handlers.pupil import OWN
from handlers.questions import GONE, Done, Editor, Group, Upset
from storage import questions

MOST_GROUPED = 1000
"""In chat the newest so many are grouped: a turn must not hold up the others."""
ON_A_PAGE = 6
MOST_TOPICS = 3
MOST_WEAK = 5
MOST_ENDING = 2
MOST_CHANGES = 5
VOTE_DAYS = 30
SHOWN_TEXT = 70


async def edit(editor: Editor, person: Person, turn: Turn, effect: Editing) -> Turn:
    """The turn with the words for what the editor wanted."""
    if not person.roles & EDITORS:
        return said(turn, Say("umum/tidak_berhak", {}, (command_offer("menu"),)))
    match effect:
        case ShowQuestions(start):
            return said(turn, await _board(editor, start))
        case ShowGroup(question):
            return await _group(editor, turn, question)
        case TeachNamed(question, name):
            return await _named(editor, turn, question, name)
        case DropWording(question, place):
            return await _dropped(editor, turn, question, place)
        case WriteAnswer():
            return await _written(editor, person, turn, effect)
        case ShowAnswer() | ProlongAnswer() | WithdrawAnswer():
            return said(turn, await own_answers.handle(editor, effect))
        case _:
            return said(turn, await _act(editor, effect))


def said(turn: Turn, reply: Say, expected: tuple[str, ...] = ()) -> Turn:
    """A typed number means one of the buttons."""
    ids = (*(offer.id for offer in reply.choices), *expected)
    return replace(turn, session=replace(turn.session, proposed=ids), says=(reply, *turn.says))


async def _board(editor: Editor, start: int) -> Say:
    groups, ending = await editor.groups(MOST_GROUPED), editor.ending()
    page = groups[start : start + ON_A_PAGE]
    params = {
        "jumlah": await questions.count_open(editor.tx),
        "baris": [_row(place, group) for place, group in enumerate(page, start=1)],
        "belum_dipahami": [
            {"teks": _short(one.text), "hal": _name(editor, one.topic)}
            for one in editor.house.pupil.learned.unlearned[:MOST_WEAK]
        ],
        "lemah": await _weak(editor),
        "habis": own_answers.rows(ending),
    }
    offers = [
        Offer(f"e|g|{group.id}", "@nomor_ke", {"nomor": place})
        for place, group in enumerate(page, start=1)
    ]
    if len(groups) > start + ON_A_PAGE:
        offers.append(Offer(f"e|p|{start + ON_A_PAGE}", "@berikutnya"))
    offers += [own_answers.offer(topic, own) for topic, own in ending[:MOST_ENDING]]
    return Say("penyunting/daftar", params, (*offers, command_offer("menu")))


def _row(place: int, group: Group) -> dict[str, object]:
    return {
        "nomor": place,
        "teks": _short(group.text),
        "jumlah": group.count,
        "jenis": group.kind,
    }


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rstrip()}…"


async def _weak(editor: Editor) -> list[dict[str, object]]:
    """The answers that were most often called no answer."""
    tallies = [one for one in await editor.tallies(VOTE_DAYS) if one.not_helped]
    return [
        {"nama": _name(editor, one.answer), "belum": one.not_helped, "membantu": one.helped}
        for one in tallies[:MOST_WEAK]
    ]


def _name(editor: Editor, answer: str) -> str:
    """What people call a topic, an editor's answer, or (its own name) a page."""
    if own := editor.house.pupil.written(answer):
        return own.title
    places = editor.house.catalog.topics
    if answer in places:
        return editor.house.catalog.label(f"topik_{answer}")
    topic = next((one for one, place in places.items() if place == f"p|{answer}"), None)
    return editor.house.catalog.label(f"topik_{topic}") if topic else answer


async def _group(editor: Editor, turn: Turn, question: int, *before: Say) -> Turn:
    group = await editor.find(question, MOST_GROUPED)
    if group is None:
        return said(turn, _gone())
    params = {
        "jumlah": group.count,
        "baris": list(group.shown),
        "lain": len(group.wordings) - len(group.shown),
        "jenis": group.kind,
    }
    topics = (topic_offer(editor.house.book, topic) for topic in _likely(editor, group))
    offers = (
        *(replace(one, id=f"e|t|{group.id}|{one.id.removeprefix('t|')}") for one in topics),
        Offer(f"e|w|{group.id}|{group.missing}", "@tulis_jawaban"),
        Offer(f"e|i|{group.id}", "@abaikan"),
        Offer("e|p|0", "@pertanyaan"),
    )
    shown = said(turn, Say("penyunting/kelompok", params, offers), (expects_name(group.id),))
    return replace(shown, says=(*before, *shown.says))


def _likely(editor: Editor, group: Group) -> list[str]:
    """The topics it may be about: what people chose or were shown, then what is likeliest."""
    nearest = [one.topic for one in editor.house.pupil.understand(group.text).nearest]
    guessed = [group.topic] if group.topic else []
    known = [one for one in (*guessed, *nearest) if _worth_a_button(editor, one)]
    return list(dict.fromkeys(known))[:MOST_TOPICS]


def _worth_a_button(editor: Editor, topic: str) -> bool:
    if topic in UNRATED:
        return False
    return editor.house.book.place(topic) is not None


def _gone() -> Say:
    return Say(GONE.reason, {}, (Offer("e|p|0", "@pertanyaan"), command_offer("menu")))


async def _named(editor: Editor, turn: Turn, question: int, name: str) -> Turn:
    """The topic called so; where there is none the group is shown again."""
    meant = _called(editor, name)
    if meant is None:
        unknown = Say("penyunting/hal_tidak_ada", {"teks": _short(name)})
        return await _group(editor, turn, question, unknown)
    return said(turn, await _act(editor, TeachTopic(question, meant.value)))


async def _dropped(editor: Editor, turn: Turn, question: int, place: int) -> Turn:
    """The group without that wording; the list when it was the last one."""
    group = await editor.find(question, MOST_GROUPED)
    if group is None:
        return said(turn, _gone())
    if await editor.drop(group, place) is None:
        return await _group(editor, turn, question, Say("penyunting/tidak_ada_huruf"))
    left = [number for ids in (*group.asked[: place - 1], *group.asked[place:]) for number in ids]
    return await _group(editor, turn, left[0]) if left else said(turn, await _board(editor, 0))


async def _written(editor: Editor, person: Person, turn: Turn, wanted: WriteAnswer) -> Turn:
    """The form is shown once more, at its review, to whoever would change what others are told."""
    group = await editor.find(wanted.question, MOST_GROUPED)
    done = await _answer(editor, group, wanted) if group else GONE
    if not isinstance(done, Upset):
        return said(turn, _outcome(editor, wanted, done))
    house = editor.house
    scene = Scene(house.book, person, turn.session, house.today(editor.now))
    shown = correct(scene, house.book.forms[FORM], again(wanted))
    return first(shown, Say("penyunting/mengubah", _changed(editor, done, wanted.title)))


def _called(editor: Editor, name: str) -> Option | None:
    house, topic = editor.house, Question("topic", "pilihan", "", "")
    asking = Asking(
        topic, tuple(_topics(editor)), {}, house.today(editor.now), lexicon=house.book.lexicon
    )
    return chosen(name, asking, by_place=False)


def _topics(editor: Editor) -> Iterable[Option]:
    house = editor.house
    for topic in (*house.catalog.topics, *house.pupil.learned.answers):
        yield Option(topic, _name(editor, topic))


async def _answer(editor: Editor, group: Group, wanted: WriteAnswer) -> Done | Problem | Upset:
    would = Upset(()) if wanted.sure else await editor.would_answer(group, wanted)
    return would if _stops(would) else await editor.answer(group, wanted)


async def _teach(editor: Editor, group: Group, topic: str, sure: bool) -> Done | Problem | Upset:
    would = Upset(()) if sure else await editor.would_teach(group, topic)
    return would if _stops(would) else await editor.teach(group, topic)


def _stops(would: Problem | Upset) -> bool:
    return isinstance(would, Problem) or bool(would.changes)


async def _act(editor: Editor, effect: Editing) -> Say:
    match effect:
        case TeachTopic(question, topic, sure):
            group = await editor.find(question, MOST_GROUPED)
            done = await _teach(editor, group, topic, sure) if group else GONE
        case IgnoreGroup(question):
            group = await editor.find(question, MOST_GROUPED)
            done = await editor.ignore(group) if group else GONE
        case _:
            raise TypeError(effect)
    return _outcome(editor, effect, done)


def _outcome(editor: Editor, effect: Editing, done: Done | Problem | Upset) -> Say:
    offers = (Offer("e|p|0", "@pertanyaan"), command_offer("menu"))
    match done, effect:
        case Problem(reason, params), _:
            return Say(reason, params, offers)
        case Upset(), TeachTopic(question, topic):
            sure = Offer(f"e|y|{question}|{topic}", "@tetap_ajarkan")
            other = Offer(f"e|g|{question}", "@pilih_lain")
            told = _changed(editor, done, _name(editor, topic))
            return Say("penyunting/mengubah", told, (sure, other, *offers))
        case Done(), IgnoreGroup():
            return Say("penyunting/diabaikan", {"jumlah": done.closed}, offers)
        case Done(), _:
            title = effect.title if isinstance(effect, WriteAnswer) else _name(editor, done.topic)
            return Say("penyunting/diajarkan", {"hal": title, "jumlah": done.taught}, offers)
        case _:
            raise TypeError(effect)


def _changed(editor: Editor, upset: Upset, title: str) -> dict[str, object]:
    """What would be understood otherwise. A topic that is still to be made is called `title`."""
    rows = [
        {
            "teks": _short(one.text),
            "dari": _name(editor, one.topic),
            "menjadi": title if one.becomes == OWN else _name(editor, one.becomes),
        }
        for one in upset.changes[:MOST_CHANGES]
    ]
    return {"hal": title, "baris": rows, "lain": len(upset.changes) - len(rows)}
