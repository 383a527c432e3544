"""`advance()`: one event in, one turn out. Decides everything, does nothing."""

from dataclasses import dataclass, replace
from datetime import date

from dialog.answering import accept, asked, change, judge, mark, picks_a_row, row, take_step
from dialog.asking import ask, ask_again, ask_next
from dialog.attended import here, is_ending, left, overheard, with_officer
from dialog.cards import illustrated
from dialog.codes import code_in
from dialog.commanding import obey
from dialog.desk import dismissed, is_staff, on_duty
from dialog.flow import Accepted, Answers, Asking, Book, Form
from dialog.forms import options
from dialog.going import follow, leads_somewhere
from dialog.hearing import Aside, heard, order
from dialog.joining import expects_number, go_on_here, number_shared, typed
from dialog.pages import meant, show, start
from dialog.photos import photographed
from dialog.questions import outside
from dialog.session import Person, Say, Session, Turn
from dialog.silence import Patience, went_quiet
from dialog.steering import steered
from dialog.steps import REVIEW, STEPS
from dialog.turns import Scene, first, leave, say
from dialog.wire import Kind, Photo
from dialog.words import Command, command_of

LONGEST_TEXT = 1000
SAME_REPLY_LIMIT = 6
UNREADABLE = {
    "photo": "umum/foto",
    "voice": "umum/suara",
    "video": "umum/video",
    "sticker": "umum/stiker",
    "location": "umum/lokasi",
    "document": "umum/dokumen",
    "group": "umum/grup",
    "other": "umum/lainnya",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A person said, tapped or sent something."""

    text: str = ""
    kind: Kind = "text"
    choice: str | None = None
    phone: str | None = None
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class WentQuiet:
    """Nothing came for as long as `dialog.silence.wait` told."""

    patience: Patience


@dataclass(frozen=True, slots=True)
class Told:
    """Something happened elsewhere that the person must know; the question at hand comes again."""

    say: Say


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers from the secure page, read already; `skipped` are optional ones left empty."""

    form: str
    run: int
    answers: Answers
    skipped: tuple[str, ...] = ()


Event = Said | WentQuiet | Told | Filled


def advance(book: Book, person: Person, session: Session, event: Event, today: date) -> Turn:
    """The next step of a conversation. Never raises for anything a person can send."""
    scene = Scene(book, person, session, today)
    if isinstance(event, WentQuiet):
        return Turn(session) if person.handover == "taken" else went_quiet(scene, event.patience)
    if isinstance(event, Told):
        return first(here(scene), event.say)
    if isinstance(event, Filled):
        return _guard(session, _filled(scene.to(nudged=0), event))
    turn = _heard(scene.to(nudged=0) if session.nudged else scene, event)
    if person.new and event.kind != "group":
        turn = _greeted(turn)
    turn = _guard(session, illustrated(_faded(session, turn)))
    attended = person.handover == "taken"
    return turn if attended else overheard(scene, event.kind, event.text, turn)


def _faded(before: Session, turn: Turn) -> Turn:
    """What was proposed is forgotten with the next word, unless that brought new proposals."""
    if not turn.session.proposed or turn.session.proposed is not before.proposed:
        return turn
    return replace(turn, session=replace(turn.session, proposed=()))


def _filled(scene: Scene, page: Filled) -> Turn:
    """The conversation goes on at what is still open."""
    form = scene.form()
    if form is None or (form.name, scene.session.run) != (page.form, page.run):
        return _same_place(scene, Say("umum/tombol_lama"))
    skipped = tuple(dict.fromkeys((*scene.session.skipped, *page.skipped)))
    turn = accept(scene.to(skipped=skipped), form, page.answers)
    return first(turn, Say("umum/dari_halaman"))


def _greeted(turn: Turn) -> Turn:
    """Whoever writes for the first time learns who is talking, whatever they wrote."""
    greeting = Say("sapa/salam")
    return turn if greeting in turn.says else first(turn, greeting)


def correct(scene: Scene, form: Form, answers: Answers) -> Turn:
    """Opens what was sent before for changes, at its review."""
    opened = leave(scene).to(form=form.name, answers=answers, run=scene.session.run + 1)
    return ask(opened, form, REVIEW)


def _guard(before: Session, turn: Turn) -> Turn:
    """Stops two machines from talking to each other for ever."""
    said = " ".join(reply.text for reply in turn.says)
    repeats = before.repeats + 1 if said and said == before.last else 0
    session = replace(turn.session, last=said or before.last, repeats=repeats)
    if repeats < SAME_REPLY_LIMIT:
        return Turn(session, turn.says, turn.effects)
    pause = (Say("umum/berulang"),) if repeats == SAME_REPLY_LIMIT else ()
    return Turn(session, pause)


def _heard(scene: Scene, said: Said) -> Turn:
    if said.kind == "group":
        return say(scene, Say(UNREADABLE[said.kind]))
    if turn := _between_people(scene, said) or photographed(scene, said.kind, said.photo):
        return turn
    if said.kind in UNREADABLE:
        return _same_place(scene, Say(UNREADABLE[said.kind]))
    if said.kind == "hidden":
        return _same_place(scene, Say("umum/nik_di_obrolan"))
    if said.kind == "start":
        return _started(scene, said.text)
    if said.kind == "contact":
        return _contact(scene, said)
    if len(said.text) > LONGEST_TEXT:
        return _same_place(scene, Say("umum/terlalu_panjang"))
    if said.choice:
        return _tapped(scene, said.choice)
    if said.kind == "command" or said.text.startswith("/"):
        return _ordered(scene, said.text.removeprefix("/"))
    return _typed(scene, said.text)


def _between_people(scene: Scene, said: Said) -> Turn | None:
    """Words between a person and an officer pass the bot by."""
    if scene.person.handover == "taken":
        return with_officer(scene, said.kind, said.text, said.choice)
    if is_staff(scene):
        return on_duty(scene, said.kind, said.text, said.choice)
    return dismissed(scene) if scene.person.serving else None


def _same_place(scene: Scene, reply: Say) -> Turn:
    """A reply that changes nothing: the question again, or the menu."""
    return first(here(scene), reply)


def _started(scene: Scene, link: str) -> Turn:
    if code := code_in(link):
        return typed(scene, code)
    form = scene.form()
    if form is None:
        greeting = Say("sapa/salam" if scene.person.new else "sapa/kembali_lagi")
        return first(show(scene, "menu"), greeting)
    now = scene.progress(form)
    params = {"judul": form.title, "jumlah": now.total()}
    return first(ask_again(scene, form), Say("umum/sedang_mengisi", params))


def _contact(scene: Scene, said: Said) -> Turn:
    form, asking = scene.form(), asked(scene)
    if not said.phone:
        return _same_place(scene, Say("umum/kontak_orang_lain"))
    if expects_number(scene):
        return number_shared(scene, said.phone)
    if form is None or asking is None or asking.question.kind != "telepon":
        return _same_place(scene, Say("umum/tidak_dipakai"))
    return _answered(scene, form, asking, said.phone)


def _tapped(scene: Scene, choice: str) -> Turn:
    """A button, perhaps an old one: what it means now."""
    kind, _, rest = choice.partition("|")
    if kind == "q":
        return _chosen(scene, rest)
    if kind == "s" and (turn := steered(scene, rest)):
        return turn
    if not leads_somewhere(scene.book, choice):
        return _same_place(scene, Say("umum/tombol_lama"))
    return follow(scene, choice)


def _chosen(scene: Scene, tap: str) -> Turn:
    form_name, run, field, value = (*tap.split("|", 3), "", "", "")[:4]
    form = scene.form()
    current = (scene.session.form, str(scene.session.run), scene.session.asked)
    if form is None or current != (form_name, run, field):
        return _same_place(scene, Say("umum/tombol_lama"))
    if field in STEPS:
        return take_step(scene, form, field, value)
    return _option_chosen(scene, form, field, value)


def _option_chosen(scene: Scene, form: Form, field: str, value: str) -> Turn:
    now = scene.progress(form)
    question = now.find(field)
    if question is None:
        return ask_again(scene, form)
    values = {mark(guess.value): guess.value for guess in scene.session.unsure}
    values |= {option.value: option.value for option in options(scene.book, question, now.view)}
    if value in values:
        return accept(scene, form, {field: values[value]})
    return _same_place(scene, Say("umum/tombol_lama"))


def _ordered(scene: Scene, text: str) -> Turn:
    """A word with a slash is never an answer: /daftar at the question for a name is no name."""
    command = command_of(scene.book.commands, text)
    if command:
        return obey(scene.to(expired=None), command)
    if target := meant(scene.to(page="menu"), text):
        return follow(scene, target)
    return _same_place(scene, Say("umum/tidak_dipakai")) if scene.form() else _typed(scene, text)


def _typed(scene: Scene, text: str) -> Turn:
    if scene.person.handover and is_ending(scene, text):
        return left(scene, "sambung/batal_pekerja")
    form, asking = scene.form(), asked(scene)
    book = scene.book
    command = order(book, asking, text) if asking else command_of(book.commands, text)
    if command:
        return obey(scene.to(expired=None), command)
    if code := code_in(text):
        return typed(scene, code)
    if form and scene.person.moved:
        return go_on_here(scene, form)
    expired = scene.session.expired or ""
    if expired in scene.session.drafts and expired in book.forms:
        return start(scene, expired)
    if form is None:
        return outside(scene, text)
    return _answered(scene, form, asking, text) if asking else ask_next(scene, form)


def _answered(scene: Scene, form: Form, asking: Asking, text: str) -> Turn:
    """What was typed at a question, whatever it means."""
    if picks_a_row(asking.question, text):
        return change(scene, form, row(text))
    match heard(scene.book, asking, text):
        case Command() as command:
            return obey(scene.to(expired=None), command)
        case Aside(to, _, reading) if to == f"f|{form.name}":
            # Wants what is going on already: there is nothing to go to.
            if isinstance(reading, Accepted):
                return ask_again(scene, form)
            return judge(scene, form, asking.question, reading)
        case Aside(to):
            return follow(scene, to)
        case _ if asking.question.private and scene.person.page == "only":
            return first(ask_again(scene, form), Say("umum/pakai_halaman"))
        case reading:
            return judge(scene, form, asking.question, reading)
