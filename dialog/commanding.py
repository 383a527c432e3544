"""What the words that work anywhere do: MENU, BATAL, KEMBALI, LEWATI, UBAH, LANJUT and others."""

from collections.abc import Callable
from dataclasses import replace

from dialog import desk
from dialog.answering import begin, change, drop, go_on, with_way_back
from dialog.asking import ask, ask_again, ask_next
from dialog.cards import with_pictures, without_pictures
from dialog.editing import board
from dialog.effects import (
    AnswerReminder,
    CallOfficer,
    Correct,
    Effect,
    IssueCode,
    ResumeMessages,
    Separate,
    ShowAddress,
    ShowCampaigns,
    ShowData,
    ShowStatus,
    StopMessages,
)
from dialog.flow import Form
from dialog.joining import FORM as JOINING
from dialog.joining import explained
from dialog.pages import show, start
from dialog.session import Say, Turn
from dialog.steps import CANCEL, RESUME, WHICH
from dialog.turns import Scene, command_offer, first, park, say
from dialog.words import Command

NO_PLACE = frozenset({CANCEL.field, RESUME.field, WHICH.field})
"""Steps that have no place in the order of a form: KEMBALI goes to where one was."""


def obey(scene: Scene, command: Command) -> Turn:
    """Does what the word says, in a form or outside one."""
    if command.name.startswith("bahasa_"):
        return _language(scene, command.name.removeprefix("bahasa_"))
    if command.name in ANYWHERE:
        return ANYWHERE[command.name](scene)
    if command.name in desk.COMMANDS:
        return desk.obeyed(scene, command.name)
    form = scene.form()
    if form and command.name in IN_FORM:
        return IN_FORM[command.name](scene, form, command)
    if form and command.name in ASIDE:
        return first(ask_again(scene, form), effects=ASIDE[command.name])
    if command.name in ASIDE:
        return Turn(scene.session, (), ASIDE[command.name])
    return OUTSIDE[command.name](scene)


def _language(scene: Scene, language: str) -> Turn:
    scene = scene.to(language=language)
    turn = ask_again(scene, form) if (form := scene.form()) else show(scene, "menu")
    return first(turn, Say("umum/bahasa_diganti"))


def _cancel(scene: Scene, form: Form, _: Command) -> Turn:
    if form.confirm_cancel and scene.session.answers:
        return ask(scene, form, CANCEL)
    return drop(scene, form)


def _back(scene: Scene, form: Form, _: Command) -> Turn:
    if scene.session.asked in NO_PLACE:
        return ask_next(scene, form)
    previous = scene.progress(form).before(scene.session.asked)
    if previous is None:
        return first(ask_again(scene, form), Say("umum/awal"))
    return ask(scene, form, previous)


def _skip(scene: Scene, form: Form, _: Command) -> Turn:
    now = scene.progress(form)
    question = now.find(scene.session.asked)
    if question and question.field in now.view:
        return go_on(scene, form)
    if question and question.optional:
        skipped = (*scene.session.skipped, question.field)
        return go_on(scene.to(skipped=skipped, misses=0), form)
    return first(ask_again(scene, form), Say("umum/tidak_bisa_dilewati"))


def _later(scene: Scene, _: Form, __: Command) -> Turn:
    """The question stays open: whoever went to look for the card answers it when they are back."""
    offers = (command_offer("lanjut"), command_offer("menu"))
    return say(scene.to(misses=0), Say("umum/ditunggu", {}, offers))


def _go_on(scene: Scene, form: Form, _: Command) -> Turn:
    if not scene.session.answers and scene.session.drafts:
        return _resume(park(scene))  # nothing begun here, something waiting there
    now = scene.progress(form)
    question = now.find(scene.session.asked)
    if question and question.field not in now.view:
        return ask_again(scene, form)
    return ask_next(scene, form)


def _change(scene: Scene, form: Form, command: Command) -> Turn:
    if command.number is None:
        return ask(scene, form, WHICH)
    return change(scene, form, command.number)


def _restart(scene: Scene, form: Form, _: Command) -> Turn:
    """Starting over throws answers away, so it is asked first."""
    if scene.session.answers and scene.session.asked != RESUME.field:
        return ask(scene, form, RESUME)
    return begin(scene, form)


def _help(scene: Scene, form: Form, _: Command) -> Turn:
    return first(ask_again(scene, form), Say("umum/bantuan"))


def _leave_to_menu(scene: Scene, _: Form, __: Command) -> Turn:
    kept = bool(scene.session.answers)
    turn = show(park(scene), "menu")
    return first(with_way_back(turn), Say("umum/disimpan_dulu")) if kept else turn


def _begin_in_form(scene: Scene, form: Form, command: Command) -> Turn:
    """MULAI takes a stop back wherever it is said; else it is another word for the menu."""
    if not (scene.person.stopped or scene.person.news_stopped):
        return _leave_to_menu(scene, form, command)
    return first(ask_again(scene, form), Say("umum/mulai_lagi"), effects=(ResumeMessages(),))


def _leave_to(name: str) -> Callable[[Scene, Form, Command], Turn]:
    def leave(scene: Scene, _: Form, __: Command) -> Turn:
        return OUTSIDE[name](park(scene))

    return leave


def _stop(scene: Scene) -> Turn:
    if scene.person.stopped:
        return say(scene, Say("umum/sudah_berhenti", {}, (command_offer("mulai"),)))
    names = ("berhenti_kabar", "mulai", "hapus")
    offers = tuple(command_offer(name) for name in names)
    return say(scene, Say("umum/berhenti", {}, offers), effects=(StopMessages(),))


def _stop_news(scene: Scene) -> Turn:
    """Only the campaigns: what a person asked to be reminded of goes on."""
    offers = (command_offer("mulai"), command_offer("berhenti"))
    return say(scene, Say("umum/berhenti_kabar", {}, offers), effects=(StopMessages(True),))


def _begin_again(scene: Scene) -> Turn:
    if scene.person.stopped or scene.person.news_stopped:
        return first(show(scene, "menu"), Say("umum/mulai_lagi"), effects=(ResumeMessages(),))
    return show(scene, "menu")


def _resume(scene: Scene) -> Turn:
    waiting = _waiting(scene)
    if not waiting:
        return first(show(scene, "menu"), Say("umum/tidak_ada_yang_lanjut"))
    return start(scene, waiting[-1], resume=True)


def _waiting(scene: Scene) -> list[str]:
    """The forms put aside, the latest last, that are still in the book."""
    return [name for name in scene.session.drafts if name in scene.book.forms]


def _cancel_waiting(scene: Scene) -> Turn:
    """BATAL may also mean the form that was put aside."""
    if not _waiting(scene):
        return first(show(scene, "menu"), Say("umum/tidak_ada_yang_batal"))
    reopened = replace(scene, session=_resume(scene).session)
    form = reopened.form()
    return ask(reopened, form, CANCEL) if form else show(reopened, "menu")


def _correct(scene: Scene) -> Turn:
    return Turn(scene.session, (), (Correct(),))


def _nothing(key: str) -> Callable[[Scene], Turn]:
    def reply(scene: Scene) -> Turn:
        return first(show(scene, "menu"), Say(key))

    return reply


ANYWHERE: dict[str, Callable[[Scene], Turn]] = {
    "tanpa_gambar": without_pictures,
    "pakai_gambar": with_pictures,
    "pertanyaan": board,
    "sambungkan": explained,
    "sambung": lambda scene: start(scene, JOINING),
}
ASIDE: dict[str, tuple[Effect, ...]] = {
    "petugas": (CallOfficer("diminta"),),
    "data_saya": (ShowData(),),
    "status": (ShowStatus(),),
    "alamat_obrolan": (ShowAddress(),),
    "sudah_bayar": (AnswerReminder("paid"),),
    "ingatkan_besok": (AnswerReminder("tomorrow"),),
    "jangan_ingatkan": (AnswerReminder("off"),),
    "laporan": (ShowCampaigns(),),
    "kode_sambung": (IssueCode(),),
    "pisahkan": (Separate(),),
}
IN_FORM: dict[str, Callable[[Scene, Form, Command], Turn]] = {
    "batal": _cancel,
    "kembali": _back,
    "lewati": _skip,
    "nanti": _later,
    "lanjut": _go_on,
    "ubah": _change,
    "perbaiki": _change,
    "mulai_lagi": _restart,
    "bantuan": _help,
    "menu": _leave_to_menu,
    "mulai": _begin_in_form,
    "berhenti": _leave_to("berhenti"),
    "berhenti_kabar": _leave_to("berhenti_kabar"),
    "hapus": _leave_to("hapus"),
}
OUTSIDE: dict[str, Callable[[Scene], Turn]] = {
    "menu": lambda scene: show(scene, "menu"),
    "kembali": lambda scene: show(scene, "menu"),
    "mulai": _begin_again,
    "berhenti": _stop,
    "berhenti_kabar": _stop_news,
    "hapus": lambda scene: start(scene, "hapus"),
    "lanjut": _resume,
    "mulai_lagi": _resume,
    "perbaiki": _correct,
    "ubah": _correct,
    "batal": _cancel_waiting,
    "lewati": _nothing("umum/tidak_dipakai"),
    "nanti": lambda scene: say(scene, Say("umum/kapan_saja", {}, (command_offer("menu"),))),
    "bantuan": _nothing("umum/bantuan_menu"),
}
COMMANDS = frozenset((*ANYWHERE, *ASIDE, *IN_FORM, *OUTSIDE))
