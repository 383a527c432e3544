"""`advance()`: one event in, one turn out. Decides everything, does nothing."""

from dataclasses import dataclass, replace
from datetime import date

from dialog.answering import FREE_TEXT, accept, answer, mark, take_step
from dialog.asking import ask, ask_again
from dialog.commanding import COMMANDS, obey
from dialog.flow import Answers, Book, Form
from dialog.forms import options
from dialog.pages import meant, named, show, start
from dialog.session import Person, Say, Session, Turn
from dialog.silence import Patience, went_quiet
from dialog.steps import REVIEW, STEPS
from dialog.turns import Scene, command_offer, first, leave, park, say
from dialog.typed import plain
from dialog.wire import Kind
from dialog.words import ALWAYS, Command, command_of

LONGEST_TEXT = 1000
SAME_REPLY_LIMIT = 6
LAST_RESORT = "manfaat"  # the page whose links are worth knowing by name everywhere
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


@dataclass(frozen=True, slots=True)
class WentQuiet:
    """Nothing came for as long as `dialog.silence.wait` told."""

    patience: Patience


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers from the secure page, read already; `skipped` are optional ones left empty."""

    form: str
    run: int
    answers: Answers
    skipped: tuple[str, ...] = ()


Event = Said | WentQuiet | Filled


def advance(book: Book, person: Person, session: Session, event: Event, today: date) -> Turn:
    """The next step of a conversation. Never raises for anything a person can send."""
    scene = Scene(book, person, session, today)
    if isinstance(event, WentQuiet):
        return went_quiet(scene, event.patience)
    if isinstance(event, Filled):
        return _guard(session, _filled(scene.to(nudged=0), event))
    turn = _heard(scene.to(nudged=0), event)
    if person.new and event.kind != "group":
        turn = _greeted(turn)
    return _guard(session, turn)


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
    session = replace(turn.session, last=said, repeats=repeats)
    if repeats < SAME_REPLY_LIMIT:
        return replace(turn, session=session)
    pause = (Say("umum/berulang"),) if repeats == SAME_REPLY_LIMIT else ()
    return Turn(session, pause)


def _heard(scene: Scene, said: Said) -> Turn:
    if said.kind == "group":
        return say(scene, Say(UNREADABLE[said.kind]))
    if said.kind in UNREADABLE:
        return _same_place(scene, Say(UNREADABLE[said.kind]))
    if said.kind == "hidden":
        return _same_place(scene, Say("umum/nik_di_obrolan"))
    if said.kind == "start":
        return _started(scene)
    if said.kind == "contact":
        return _contact(scene, said)
    if len(said.text) > LONGEST_TEXT:
        return _same_place(scene, Say("umum/terlalu_panjang"))
    if said.choice:
        return _tapped(scene, said.choice)
    if said.kind == "command" or said.text.startswith("/"):
        return _ordered(scene, said.text.removeprefix("/"))
    return _typed(scene, said.text)


def _same_place(scene: Scene, reply: Say) -> Turn:
    """A reply that changes nothing: the question again, or the menu."""
    form = scene.form()
    return first(ask_again(scene, form) if form else show(scene, "menu"), reply)


def _started(scene: Scene) -> Turn:
    form = scene.form()
    if form is None:
        greeting = Say("sapa/salam" if scene.person.new else "sapa/kembali_lagi")
        return first(show(scene, "menu"), greeting)
    now = scene.progress(form)
    params = {"judul": form.title, "jumlah": now.total()}
    return first(ask_again(scene, form), Say("umum/sedang_mengisi", params))


def _contact(scene: Scene, said: Said) -> Turn:
    form = scene.form()
    question = scene.progress(form).find(scene.session.asked) if form else None
    if not said.phone:
        return _same_place(scene, Say("umum/kontak_orang_lain"))
    if form is None or question is None or question.kind != "telepon":
        return _same_place(scene, Say("umum/tidak_dipakai"))
    return answer(scene, form, said.phone, _aside)


def _tapped(scene: Scene, choice: str) -> Turn:
    """A button, perhaps an old one: what it means now."""
    kind, _, rest = choice.partition("|")
    if kind == "q":
        return _chosen(scene, rest)
    if not _known(scene.book, kind, rest):
        return _same_place(scene, Say("umum/tombol_lama"))
    return follow(scene, choice)


def _known(book: Book, kind: str, name: str) -> bool:
    known = {"p": book.pages, "f": book.forms, "d": COMMANDS}.get(kind, ())
    return name in known or (kind == "d" and name.startswith("bahasa_"))


def follow(scene: Scene, choice: str) -> Turn:
    """Goes where a link points: a page, a form or a command."""
    kind, _, name = choice.partition("|")
    if kind == "p":
        return show(scene, name)
    if kind == "f":
        return start(scene, name)
    return obey(scene, Command(name))


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
    target = meant(scene.to(page="menu"), text)
    return follow(scene, target) if target else _typed(scene, text)


def _typed(scene: Scene, text: str) -> Turn:
    command = command_of(scene.book.commands, text, near=not _takes_any_words(scene))
    if command and not _is_option(scene, command, text):
        return obey(scene.to(expired=None), command)
    expired = scene.session.expired or ""
    if expired in scene.session.drafts and expired in scene.book.forms:
        return start(scene, expired)
    form = scene.form()
    return answer(scene, form, text, _aside) if form else _outside(scene, text)


def _takes_any_words(scene: Scene) -> bool:
    """Where a slip of a command may well be an answer: Mulia is a name, not MULAI."""
    form = scene.form()
    question = scene.progress(form).find(scene.session.asked) if form else None
    return question is not None and question.kind in FREE_TEXT


def _is_option(scene: Scene, command: Command, text: str) -> bool:
    """Whether the word is literally one of the options of the question at hand."""
    form = scene.form()
    if form is None or command.name in ALWAYS:
        return False
    step = STEPS.get(scene.session.asked or "")
    now = scene.progress(form)
    question = step or now.find(scene.session.asked)
    given = options(scene.book, question, now.view) if question else ()
    words = {plain(word) for option in given for word in (option.label, *option.synonyms)}
    return plain(text) in words


def _aside(scene: Scene, text: str, refused: bool) -> Turn | None:
    """A question asked in the middle of a form; or, where the text is no answer to what was
    asked, one of the menu's own words."""
    topic = scene.book.understand(text)
    target = scene.book.topics.get(topic.id) if topic else None
    if target is None and refused:
        target = named(scene, "menu", text)
    if target is None or target == f"f|{scene.session.form}":
        return None
    return follow(scene, target)


def _outside(scene: Scene, text: str) -> Turn:
    here = named(scene, scene.session.page or "menu", text)
    if target := here or named(scene, "menu", text) or meant(scene, text):
        return follow(scene, target)
    topic = scene.book.understand(text)
    if topic and (target := scene.book.topics.get(topic.id)):
        return follow(scene, target)
    if target := named(scene, LAST_RESORT, text):
        return follow(scene, target)
    misses = scene.session.misses + 1
    menu = show(park(scene), "menu")
    if misses == 1:
        turn = first(menu, Say("umum/tidak_paham"))
    else:
        offer = Say("umum/tidak_paham_dua", {}, (command_offer("petugas"), command_offer("menu")))
        turn = say(scene, offer)
    return replace(turn, session=replace(turn.session, misses=misses))
