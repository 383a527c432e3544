"""Pages to read: the menu, the benefits, answers to questions. And the way into a form."""

from dialog.answering import begin
from dialog.asking import ask, ask_again
from dialog.effects import ShowStatus
from dialog.flow import Accepted, Asking, Form, Link, Option, Page
from dialog.own import own_case
from dialog.session import Offer, Say, Turn
from dialog.steps import RESUME, STEPS
from dialog.turns import Scene, first, park, say


def show(scene: Scene, name: str) -> Turn:
    """A page with its links. In the middle of a form it is read without its card, and the
    question comes again."""
    page = scene.book.pages[name]
    own, effects = own_case(scene, page)
    form = scene.form()
    if form:
        aside = (*own, Say(page.text), Say("umum/pertanyaan_jeda"))
        return first(ask_again(scene.to(misses=0), form), *aside, effects=effects)
    words = Say(page.text, {}, _offers(scene, page), page.asks_contact, page.card)
    return say(scene.to(page=name, misses=0), *own, words, effects=effects)


def links(scene: Scene, page: Page) -> tuple[Link, ...]:
    return tuple(link for link in page.links if scene.may_use(link.roles))


def _offers(scene: Scene, page: Page) -> tuple[Offer, ...]:
    return tuple(Offer(link.to, link.label) for link in links(scene, page))


def start(scene: Scene, name: str, resume: bool = False) -> Turn:
    """Opens a form: where it was left, or from the beginning."""
    form = scene.book.forms[name]
    if not scene.may_use(form.roles):
        return first(show(park(scene), "menu"), Say("umum/tidak_berhak"))
    if scene.session.form == name:
        return ask_again(scene, form)
    kept = (Say("umum/disimpan_dulu"),) if scene.session.answers else ()
    return first(_open(park(scene), form, resume), *kept)


def _open(scene: Scene, form: Form, resume: bool) -> Turn:
    name = form.name
    if form.once and scene.person.registration and name not in scene.session.drafts:
        return Turn(scene.session, (), (ShowStatus(again=True),))
    if name in scene.session.drafts:
        return _reopen(scene, form, resume)
    return begin(scene, form)


def _reopen(scene: Scene, form: Form, resume: bool) -> Turn:
    draft = scene.session.drafts[form.name]
    drafts = {name: d for name, d in scene.session.drafts.items() if name != form.name}
    scene = scene.to(
        form=form.name,
        asked=draft.asked,
        answers=draft.answers,
        skipped=draft.skipped,
        drafts=drafts,
        run=scene.session.run + 1,
        expired=None,
    )
    return ask_again(scene, form) if resume else ask(scene, form, RESUME)


def meant(scene: Scene, text: str) -> str | None:
    """The link of the last page, or of the menu, that a typed number or label means."""
    for name in dict.fromkeys((scene.session.page or "menu", "menu")):
        page = scene.book.pages.get(name)
        if page is None or (name != scene.session.page and text.strip().isdigit()):
            continue
        given = tuple(link.option for link in links(scene, page))
        reading = scene.book.readers["pilihan"](text, _picking(scene, given))
        if isinstance(reading, Accepted):
            return reading.value
    return None


def _picking(scene: Scene, given: tuple[Option, ...]) -> Asking:
    any_step = next(iter(STEPS.values()))
    return Asking(any_step, given, {}, scene.today, lexicon=scene.book.lexicon)
