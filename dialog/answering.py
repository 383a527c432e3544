"""An answer to the question at hand: accepted, doubted or refused."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace

from dialog.asking import ask, ask_again, ask_next, option_offers
from dialog.effects import EraseData
from dialog.flow import Accepted, Asking, Form, Option, Problem, Question, Reading, Unsure
from dialog.forms import ends_early, final_answers, options, record
from dialog.session import Guess, Say, Turn
from dialog.steps import CANCEL, RESUME, REVIEW, STEPS, WHICH
from dialog.turns import Scene, command_offer, first, leave, park, say
from dialog.typed import plain

MISSES_BEFORE_HELP = 3
_NUMBER = re.compile(r"^(?:no |nomor |nomer |ubah )?(\d{1,2})$")


def asked(scene: Scene) -> Asking | None:
    """The question at hand with all that its reader may look at; none when it is gone."""
    form = scene.form()
    if form is None:
        return None
    now = scene.progress(form)
    question = STEPS.get(scene.session.asked or "") or now.find(scene.session.asked)
    if question is None:
        return None
    return Asking(
        question,
        options(scene.book, question, now.view),
        now.view,
        scene.today,
        scene.person.phone,
        scene.book.lexicon,
        tuple(Option(guess.value, guess.label) for guess in scene.session.unsure),
    )


def picks_a_row(question: Question, text: str) -> bool:
    """Whether the text names a row of the review, or should: UBAH alone asks which."""
    return question is WHICH or (question is REVIEW and row(text) is not None)


def row(text: str) -> int | None:
    found = _NUMBER.match(plain(text))
    return int(found.group(1)) if found else None


def judge(scene: Scene, form: Form, question: Question, reading: Reading) -> Turn:
    """Goes on with an accepted answer, stays with any other."""
    match reading:
        case Accepted(value) if question.field in STEPS:
            return take_step(scene, form, question.field, value)
        case Accepted(value, note, also):
            turn = accept(scene, form, {question.field: value, **also})
            return first(turn, Say(note)) if note else turn
        case Unsure(problem, proposed, params):
            return _doubt(scene, form, question, Say(problem, params), proposed)
        case Problem(reason, params):
            return _refuse(scene, form, Say(reason, params))


def accept(scene: Scene, form: Form, given: Mapping[str, str]) -> Turn:
    answers = record(form, scene.session.answers, given)
    skipped = tuple(field for field in scene.session.skipped if field not in given)
    scene = scene.to(answers=answers, skipped=skipped, misses=0, unsure=())
    ended = ends_early(form, answers)
    if ended:
        closed = leave(scene)
        turn = say(closed, Say(f"{form.name}/ditutup_{ended}", {}, (command_offer("menu"),)))
        return with_way_back(turn) if closed.session.drafts else turn
    return first(go_on(scene, form), *_remarks(scene, form, given))


def _remarks(scene: Scene, form: Form, given: Mapping[str, str]) -> tuple[Say, ...]:
    """What follows from the new answers and should be said before going on."""
    view = scene.progress(form).view
    return tuple(Say(view[f"remark:{field}"]) for field in given if f"remark:{field}" in view)


def go_on(scene: Scene, form: Form) -> Turn:
    """The next question, the review, or the end."""
    if scene.progress(form).next() or form.review:
        return ask_next(scene, form)
    return finish(scene, form)


def finish(scene: Scene, form: Form) -> Turn:
    answers = final_answers(scene.book, form, scene.session.answers, scene.today)
    ending = scene.book.finish[form.finish](answers, scene.person, scene.today)
    drafts = {name: d for name, d in scene.session.drafts.items() if name != form.name}
    turn = say(leave(scene.to(drafts=drafts)), *ending.says, effects=ending.effects)
    if not drafts or any(isinstance(effect, EraseData) for effect in ending.effects):
        return turn
    return with_way_back(turn) if turn.says else _still_waiting(turn, scene.book.forms)


def _still_waiting(turn: Turn, forms: Mapping[str, Form]) -> Turn:
    """What the effect says comes first; then a word about the form put aside."""
    form = forms.get(list(turn.session.drafts)[-1])
    return replace(turn, says=(Say("umum/masih_menunggu", {"judul": form.title}),) if form else ())


def with_way_back(turn: Turn) -> Turn:
    """Another form is waiting: offer to go on with it. Last, so that numbers stay theirs."""
    if not turn.says:
        return turn
    last = turn.says[-1]
    offers = (*last.choices, command_offer("lanjut"))
    return replace(turn, says=(*turn.says[:-1], replace(last, choices=offers)))


def mark(value: str) -> str:
    """Stands for a proposed value in a button: the value may be a NIK, which goes nowhere."""
    return f"~{zlib.crc32(value.encode()):08x}"


def _doubt(
    scene: Scene, form: Form, question: Question, why: Say, proposed: tuple[Option, ...]
) -> Turn:
    guesses = tuple(Guess(option.value, option.label) for option in proposed)
    shown = tuple(replace(option, value=mark(option.value)) for option in proposed)
    offers = option_offers(scene, form, question, shown)
    return say(scene.to(unsure=guesses), replace(why, choices=offers))


def _refuse(scene: Scene, form: Form, why: Say) -> Turn:
    misses = scene.session.misses + 1
    if misses < MISSES_BEFORE_HELP:
        return first(ask_again(scene.to(misses=misses), form), why)
    again = ask_again(scene.to(misses=0), form)
    offers = tuple(command_offer(name) for name in ("petugas", "bantuan"))
    question = replace(again.says[-1], choices=(*again.says[-1].choices, *offers))
    return Turn(again.session, (why, *again.says[:-1], question, Say("umum/tawaran_petugas")))


def take_step(scene: Scene, form: Form, step: str, value: str) -> Turn:
    """What a choice at the review, the cancel or the resume question does."""
    match step, value:
        case REVIEW.field, "send":
            now = scene.progress(form)
            return ask_next(scene, form) if now.next() else finish(scene, form)
        case REVIEW.field, _:
            return ask(scene, form, WHICH)
        case CANCEL.field, "keep":
            offers = (command_offer("lanjut"), command_offer("menu"))
            return say(park(scene), Say("umum/disimpan_dulu", {}, offers))
        case CANCEL.field, "drop":
            return drop(scene, form)
        case RESUME.field, "again":
            return begin(scene, form)
        case _:
            return ask_next(scene, form)


def drop(scene: Scene, form: Form) -> Turn:
    """The form and its answers are gone, as the person asked."""
    drafts = {name: d for name, d in scene.session.drafts.items() if name != form.name}
    gone = leave(scene.to(drafts=drafts))
    sent_before = form.once and scene.person.registration
    kept = "umum/dibatalkan" if scene.session.answers else "umum/tidak_jadi"
    key = "umum/perubahan_dibatalkan" if sent_before else kept
    return say(gone, Say(key, {}, (command_offer("menu"),)))


def begin(scene: Scene, form: Form) -> Turn:
    """The form from its first question."""
    drafts = {name: d for name, d in scene.session.drafts.items() if name != form.name}
    fresh = leave(scene.to(drafts=drafts)).to(form=form.name, run=scene.session.run + 1)
    turn = ask_next(fresh, form)
    return first(turn, Say(form.intro)) if form.intro else turn


def change(scene: Scene, form: Form, number: int | None) -> Turn:
    """UBAH 3: asks that question again, keeping everything else."""
    rows = scene.progress(form).reviewed()
    if number is None or not 1 <= number <= len(rows):
        why = Say("umum/nomor_tidak_ada", {"jumlah": len(rows)})
        return first(ask(scene, form, WHICH), why)
    return ask(scene, form, rows[number - 1])
