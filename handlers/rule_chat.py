"""The rules of reminders in chat: shown, switched, changed by a form.

Who it is is looked up here, whatever a button or a word led to; what they may is the use case's.
"""

from collections.abc import Mapping

from dialog.effects import (
    ChangeRule,
    EditRule,
    ReadRule,
    ResetRule,
    Ruling,
    ShowRule,
    ShowRules,
    SwitchRule,
)
from dialog.engine import correct
from dialog.flow import Accepted, Asking, Problem, Reader, Reading
from dialog.rule_answers import span
from dialog.rules import FORM, LIST, again, opened
from dialog.session import Offer, Person, Say, Turn
from dialog.turns import Scene, command_offer, first
from handlers.editing import said
from handlers.house import House
from handlers.moments import moment
from handlers.officer import officer_at
from handlers.reminder_words import name_of
from handlers.rule_edits import (
    AHEAD,
    CHANGED_BY_OTHERS,
    GONE,
    ONLY_LOOK,
    Change,
    Done,
    Seen,
    Steward,
)
from handlers.work import Work
from messages import reminder_text
from messages.catalog import Catalog
from storage.people import Known

BACK = (Offer(LIST, "@aturan"), command_offer("menu"))


def readers(catalog: Catalog) -> Mapping[str, Reader]:
    """The kind of answer that only this form asks for."""

    def words(text: str, asking: Asking) -> Reading:
        """What is wrong with the words of a reminder is told at once."""
        about = catalog.reminders.find(asking.answers.get("rule"))
        read = reminder_text.read(text, about.anchor if about else "")
        return Accepted(read) if isinstance(read, str) else read

    return {"tulisan": words}


async def rule(work: Work, known: Known, person: Person, turn: Turn, effect: Ruling) -> Turn:
    """The turn with the words for what the officer wanted."""
    by = await officer_at(work.house, work.tx, known.address)
    if by is None:
        return said(turn, Say("umum/tidak_berhak", {}, (command_offer("menu"),)))
    steward = Steward(work.house, work.tx, by, work.now)
    scene = Scene(work.house.book, person, turn.session, work.house.today(work.now))
    match effect:
        case ShowRules():
            return said(turn, await _board(steward))
        case EditRule() if known.serving:  # what is typed now goes to a worker
            offers = (command_offer("selesai"), *BACK)
            return said(turn, Say("aturan/sedang_melayani", {}, offers))
        case EditRule():
            return await _asked(steward, scene, turn, effect)
        case ChangeRule():
            return await _changed(steward, scene, turn, effect)
        case _:
            return said(turn, await _act(steward, effect))


async def _board(steward: Steward) -> Say:
    listed = await steward.listed()
    rows = [
        {"nomor": place, **_described(steward.house, one)}
        for place, one in enumerate(listed, start=1)
    ]
    offers = tuple(
        Offer(f"a|o|{one.rule.name}", "@nomor_ke", {"nomor": place})
        for place, one in enumerate(listed, start=1)
    )
    params = {"baris": rows, "hari": AHEAD.days}
    return Say("aturan/daftar", params, (*offers, command_offer("menu")))


def _described(house: House, one: Seen) -> dict[str, object]:
    return {
        "nama": name_of(house, one.rule),
        "aktif": one.rule.active,
        "dari": one.rule.first_hour,
        "sampai": one.rule.last_hour,
        "diubah": one.edited,
        "berjalan": one.runs,
        "menunggu": one.waiting,
    }


async def _act(steward: Steward, effect: Ruling) -> Say:
    match effect:
        case ShowRule(name):
            found = await steward.find(name)
            return _one(steward, found) if found else _problem(GONE)
        case ReadRule(name):
            found = await steward.find(name)
            return _words(steward, found) if found else _problem(GONE)
        case SwitchRule(name, active, seen):
            return await _done(steward, name, Change(active=active), seen)
        case ResetRule(name, seen):
            done = await steward.reset(name, seen)
            if isinstance(done, Problem):
                return _again(name, done)
            return _told(steward, done, "aturan/asli")
        case _:
            raise TypeError(effect)


async def _done(steward: Steward, name: str, wanted: Change, seen: int) -> Say:
    done = await steward.change(name, wanted, seen)
    return _told(steward, done) if isinstance(done, Done) else _again(name, done)


def _one(steward: Steward, one: Seen) -> Say:
    params = {
        **_described(steward.house, one),
        "tulisan_diubah": one.rule.text is not None,
        "hari": AHEAD.days,
        "terkirim": one.told.get("sent", 0),
        "dimatikan": one.told.get("off", 0),
        "lain": sum(count for state, count in one.told.items() if state not in ("sent", "off")),
        "oleh": one.edit.changed_by if one.edit else "",
        "kapan": moment(steward.house, one.edit.changed_at) if one.edit else "",
        "boleh": steward.may_change,
    }
    return Say("aturan/satu", params, _possible(steward, one))


def _possible(steward: Steward, one: Seen) -> tuple[Offer, ...]:
    """What is decided is tied to what was shown; looking always works."""
    name, seen = one.rule.name, one.revision
    look = Offer(f"a|b|{name}", "@lihat_tulisan")
    if not steward.may_change:
        return (look, *BACK)
    active = one.rule.active
    switch = Offer(f"a|m|{name}|{seen}", "@matikan") if active else None
    changes = (
        switch or Offer(f"a|n|{name}|{seen}", "@hidupkan"),
        Offer(f"a|d|{name}|{seen}", "@ubah_hari"),
        Offer(f"a|h|{name}|{seen}", "@ubah_jam"),
        Offer(f"a|w|{name}|{seen}", "@ubah_tulisan"),
    )
    reset = (Offer(f"a|k|{name}|{seen}", "@pakai_asli"),) if one.edited else ()
    return (*changes, look, *reset, *BACK)


def _words(steward: Steward, one: Seen) -> Say:
    params = {
        "nama": name_of(steward.house, one.rule),
        "isi": steward.example(one.rule),
        "diubah": one.rule.text is not None,
    }
    return Say("aturan/tulisan", params, (_open(one.rule.name), *BACK))


def _open(name: str) -> Offer:
    return Offer(f"a|o|{name}", "@lihat_aturan")


def _told(steward: Steward, done: Done, text: str = "aturan/diubah") -> Say:
    params = {**_described(steward.house, done.seen), "ditarik": done.withdrawn}
    return Say(text, params, _possible(steward, done.seen))


def _problem(problem: Problem) -> Say:
    return Say(problem.reason, problem.params, BACK)


def _again(name: str, problem: Problem) -> Say:
    """With the way to see what the rule has become."""
    return Say(problem.reason, problem.params, (_open(name), *BACK))


# By a form


async def _asked(steward: Steward, scene: Scene, turn: Turn, effect: EditRule) -> Turn:
    """The form; for words, below those there are."""
    found = await steward.find(effect.rule)
    if found is None or not steward.may_change:
        return said(turn, _problem(ONLY_LOOK if found else GONE))
    asked = opened(scene, effect)
    if effect.part != "words":
        return asked
    return first(asked, Say("aturan/tulisan_sekarang", {"isi": steward.text(found.rule)}))


async def _changed(steward: Steward, scene: Scene, turn: Turn, effect: ChangeRule) -> Turn:
    """Nothing that was typed is lost: what cannot be used is asked for again, and what somebody
    else changed meanwhile is told above the same answer."""
    done = await steward.change(effect.rule, _wanted(effect), effect.seen)
    if isinstance(done, Done):
        written = effect.part == "words"
        return said(turn, _written(steward, done) if written else _told(steward, done))
    found = await steward.find(effect.rule)
    if found is None or not steward.may_change:
        return said(turn, _problem(done))
    if done.reason == CHANGED_BY_OTHERS:
        form = steward.house.book.forms[FORM]
        shown = correct(scene, form, again(effect, found.revision))
    else:
        shown = opened(scene, EditRule(effect.rule, effect.part, found.revision))
    return first(shown, Say(done.reason, done.params))


def _wanted(effect: ChangeRule) -> Change:
    match effect.part:
        case "days":
            return Change(days=int(effect.value))
        case "hours":
            return Change(hours=span(effect.value))
        case "words":
            return Change(text=effect.value)
        case _:
            return Change()


def _written(steward: Steward, done: Done) -> Say:
    rule = done.seen.rule
    params = {"nama": name_of(steward.house, rule), "isi": steward.example(rule)}
    return Say("aturan/ditulis", params, _possible(steward, done.seen))
