"""Putting questions: the next one, the same one again, the review."""

from dialog.flow import Book, Form, Option, Question
from dialog.forms import Progress, options
from dialog.session import Offer, Say, Turn, Typed
from dialog.steps import REVIEW, STEPS, WHICH
from dialog.turns import Scene, command_offer, say


def ask_next(scene: Scene, form: Form) -> Turn:
    """The first question without an answer; the review or the end when there is none."""
    question = scene.progress(form).next()
    return ask(scene, form, question or REVIEW)


def ask_again(scene: Scene, form: Form) -> Turn:
    """The question last asked, or the next one if that question is gone."""
    asked = scene.session.asked
    question = STEPS.get(asked or "") or scene.progress(form).find(asked)
    return ask(scene, form, question) if question else ask_next(scene, form)


def ask(scene: Scene, form: Form, question: Question) -> Turn:
    scene = scene.to(asked=question.field, unsure=())
    if question.field in STEPS:
        return say(scene, _step(scene, form, question))
    return say(scene, *_question(scene, form, question))


WHOLE_FORM = "*"
AND_MORE = "+"
"""After a field: whoever likes may fill in the rest of the form on the same page."""


def _question(scene: Scene, form: Form, question: Question) -> tuple[Say, ...]:
    now = scene.progress(form)
    number = now.number(question.field)
    chosen = options(scene.book, question, now.view)
    offers = [_offer(scene, form, question, option) for option in chosen]
    says = [
        Say(
            question.text + _wording(scene, question),
            dict(now.view),
            (*_page_offers(scene, question), *offers, *_controls(question, number)),
            ask_contact=question.kind == "telepon",
        ),
    ]
    if question.page_here and scene.person.page:
        says.insert(0, Say(f"{form.name}/halaman"))
    if now.total() > 1:
        says.insert(0, Say("umum/progres", {"nomor": number, "jumlah": now.total()}))
    if question.field in now.view:
        says.insert(-1, Say("umum/jawaban_sekarang", {"nilai": shown(scene.book, question, now)}))
    return tuple(says)


def _wording(scene: Scene, question: Question) -> str:
    """Which wording of a question: the page comes first where there is one, and where no photo
    can be sent it says so."""
    if question.kind == "gambar":
        return "" if scene.person.photos else "_tanpa_foto"
    if not question.private or not scene.person.page:
        return ""
    return "_halaman" if scene.person.page == "only" else "_halaman_dulu"


def _page_offers(scene: Scene, question: Question) -> tuple[Offer, ...]:
    if not scene.person.page:
        return ()
    if question.private:
        return (Offer(f"l|{question.field}{_and_more(scene, question)}", "@isi_aman"),)
    return (Offer(f"l|{WHOLE_FORM}", "@isi_semua"),) if question.page_here else ()


def _and_more(scene: Scene, question: Question) -> str:
    """Where each message costs, somebody on the page anyway is spared the rest of them."""
    form = scene.form()
    rest = form and any(one is not question for one in scene.progress(form).open)
    return AND_MORE if rest and scene.person.page == "only" else ""


def _controls(question: Question, number: int) -> tuple[Offer, ...]:
    names = []
    if question.optional:
        names.append("lewati")
    if question.offer_officer:
        names.append("petugas")
    if number > 1:
        names.append("kembali")
    return tuple(command_offer(name) for name in names)


def _offer(scene: Scene, form: Form, question: Question, option: Option) -> Offer:
    tap = f"q|{form.name}|{scene.session.run}|{question.field}|{option.value}"
    return Offer(tap, option.label, option.params)


def option_offers(
    scene: Scene, form: Form, question: Question, given: tuple[Option, ...]
) -> tuple[Offer, ...]:
    """Buttons for options that are proposed only this once."""
    return tuple(_offer(scene, form, question, option) for option in given)


def _step(scene: Scene, form: Form, step: Question) -> Say:
    now = scene.progress(form)
    following = now.next()
    params: dict[str, object] = {
        "judul": form.title,
        "nomor": now.number(following.field) if following else now.total(),
        "jumlah": now.total(),
    }
    offers = option_offers(scene, form, step, step.options)
    if step in (REVIEW, WHICH):
        params["baris"] = rows(scene.book, now)
    if step is REVIEW:
        offers = (*offers, command_offer("batal"))
    return Say(step.text, params, offers)


def rows(book: Book, now: Progress) -> list[dict[str, object]]:
    """The answers as a numbered list: the numbers UBAH 3 speaks of."""
    return [
        {"nomor": position, "label": question.label, "nilai": shown(book, question, now)}
        for position, question in enumerate(now.reviewed(), start=1)
    ]


def shown(book: Book, question: Question, now: Progress) -> Typed:
    """An answer as it is read back: the label of an option, or the value by its kind."""
    value = now.view.get(question.field)
    if value is None:
        return Typed("label", "@tidak_diisi")
    for option in options(book, question, now.view):
        if option.value == value:
            return Typed("label", option.label)
    return Typed(question.kind, value)
