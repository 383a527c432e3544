"""Whatever people send, wherever they are: it never raises and never loses an accepted answer."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.fit import units
from dialog.effects import (
    Correct,
    EraseData,
    LeaveOfficer,
    PassOn,
    ResumeMessages,
    StopMessages,
    Submit,
)
from dialog.engine import Event, Said, WentQuiet, advance, correct
from dialog.flow import Form
from dialog.session import Person, Session, Turn
from dialog.silence import Patience
from dialog.steps import STEPS
from dialog.turns import Scene
from dialog.wire import Choice, Kind
from handlers.book import open_book
from messages import catalog
from tests.houses import REGISTRATION, mind

CATALOG = catalog.load("13.11", 90)
BOOK = open_book(CATALOG, mind())
TODAY = date(2026, 11, 24)
SIXTEEN_DIGITS = re.compile(r"\d{16}")

# What people really send, so that chance goes deep into the conversation.
PHRASES = (
    *REGISTRATION, "1", "2", "3", "15", "0", "ya", "tidak", "iyo", "ndak", "kirim", "ubah 3",
    "ubah 99", "ubah", "kembali", "lewati", "batal", "menu", "lanjut", "ulang", "berhenti", "mulai",
    "hapus", "simpan dulu", "hapus jawaban", "data saya", "status", "perbaiki", "petugas",
    "bantuan", "daftar", "hitung", "pengingat", "ekspor", "bahaso minang", "bahasa indonesia",
    "apa itu jkk", "berapa iurannya", "1311010113900001", "1311010101580008", "50 ribu sehari",
    "tidak tentu", "1-2 juta", "50 ribu", "luar daerah", "sungai", "17-8-1990", "08/17/1980",
    "laki-laki", "nomor ini", "081234567890", "bulan depan", "12 bulan", "31", "*tebal*",
    "selesai", "antrean", "/antrean", "ambil 1", "ambil 99999999999", "ambil satu", "lepas",
    "balas", "/balas", "/balas kantor", "#kantor", "#", "# apa", "/petugas", "/selesai", "/lepas",
    "/", "alamat obrolan", "<b>A_*", "{{ 7 * 7 }}", "nik saya 1311010101900001 ya",
    "\u202e\x00\ud83d", "👍", "", " ",
    "kata " * 300,
)  # fmt: skip
UNREADABLE: tuple[Kind, ...] = (
    "photo", "voice", "video", "sticker", "location", "document", "group", "other",
)  # fmt: skip
IDS = (
    "", "|", "q|", "q|daftar", "q|daftar|1|nik|1311010101900001", "p|", "p|tidak_ada", "f|ekspor",
    "f|tidak_ada", "d|", "d|ubah", "d|bahasa_", "d|bahasa_xx", "q|daftar|1|@cancel|drop", "x" * 64,
    "h|", "h|ambil|1", "h|ambil|x", "h|ambil|", "h|balas|kantor", "h|balas|", "h|sulap|1",
    "h|selesai", "d|antrean", "d|selesai", "d|lepas", "d|ambil",
)  # fmt: skip

texts = st.sampled_from(PHRASES) | st.text(max_size=40)
moves = (
    texts.map(lambda text: ("say", text))
    | st.tuples(st.just("tap"), st.integers(0, 40))
    | st.sampled_from(IDS).map(lambda choice: ("id", choice))
    | st.sampled_from(UNREADABLE).map(lambda kind: ("send", kind))
    | st.sampled_from([None, "+6281234567890", "x"]).map(lambda phone: ("contact", phone))
    | st.just(("start", "poster"))
    | st.just(("quiet", ""))
)
people = st.builds(
    Person,
    channel=st.just("telegram"),
    roles=st.sampled_from([frozenset[str](), frozenset({"admin"}), frozenset({"officer"})]),
    phone=st.sampled_from([None, "+6281234567890"]),
    new=st.booleans(),
    handover=st.sampled_from(["", "", "waiting", "taken"]),
    serving=st.booleans(),
)


@dataclass
class Story:
    """One person's conversation, with effects made true as far as the dialog can see them."""

    person: Person
    session: Session = field(default_factory=Session)
    shown: tuple[Choice, ...] = ()
    sent: Mapping[str, str] | None = None

    def hear(self, event: Event) -> Turn:
        """One turn, checked: it renders, it keeps, it fits."""
        before = self.session
        session = Session.from_json(json.loads(json.dumps(before.to_json())))
        assert session == before
        turn = advance(BOOK, self.person, session, event, TODAY)
        assert_kept(before, turn)
        self._make_true(turn)
        self._read(turn)
        return turn

    def _make_true(self, turn: Turn) -> None:
        self.session = turn.session
        for effect in turn.effects:
            match effect:
                case Submit(answers):
                    self.sent = answers
                    self.person = replace(self.person, registration="PD-26-000001")
                case EraseData():
                    self.session, self.sent = Session(run=turn.session.run), None
                    self.person = replace(self.person, registration=None)
                case StopMessages() | ResumeMessages():
                    stopped = isinstance(effect, StopMessages)
                    self.person = replace(self.person, stopped=stopped)
                case Correct() if self.sent:
                    scene = Scene(BOOK, self.person, self.session, TODAY)
                    opened = correct(scene, BOOK.forms["daftar"], self.sent)
                    self.session = opened.session
                    self._read(opened)
                case _:
                    pass
        self.person = replace(self.person, new=False)

    def _read(self, turn: Turn) -> None:
        if not turn.says:
            return
        message = CATALOG.compose(turn.says, TODAY, turn.session.language)
        assert message.body.strip()
        assert units(message.body) <= 4096
        assert not SIXTEEN_DIGITS.search(message.body)
        for choice in message.choices:
            assert 1 <= len(choice.id.encode()) <= 64
            assert choice.label.strip()
            assert len(choice.label) <= 30
            assert not SIXTEEN_DIGITS.search(choice.id + choice.label)
        self.shown = (*self.shown, *message.choices)[-60:]


def answers_of(session: Session) -> dict[str, Mapping[str, str]]:
    """All accepted answers by form, whether it is open or put aside."""
    held = {name: draft.answers for name, draft in session.drafts.items()}
    return held | ({session.form: session.answers} if session.form else {})


def assert_kept(before: Session, turn: Turn) -> None:
    """An answer changes only where it was asked for or follows from what was, and disappears
    only with a form that was sent, ended, or dropped with the person's agreement."""
    after = answers_of(turn.session)
    for name, given_before in answers_of(before).items():
        if name not in after:
            assert not given_before or may_go(before, name, turn), name
            continue
        allowed = may_change(BOOK.forms[name], before) if name == before.form else set[str]()
        for asked, value in given_before.items():
            same = after[name].get(asked) == value
            assert same or asked in allowed or may_go(before, name, turn), asked


def may_go(before: Session, name: str, turn: Turn) -> bool:
    form = BOOK.forms[name]
    said = {reply.text for reply in turn.says}
    agreed = before.asked in ("@cancel", "@resume") or not form.confirm_cancel
    dropped = bool(said & {"umum/dibatalkan", "umum/perubahan_dibatalkan", form.intro})
    ended = {f"{name}/ditutup_{asked}" for asked in form.ends_if}
    finished = not form.review or any(isinstance(effect, Submit) for effect in turn.effects)
    sent = finished and name not in turn.session.drafts and name != turn.session.form
    return (agreed and dropped) or bool(said & ended) or (sent and name == before.form)


def may_change(form: Form, before: Session) -> set[str]:
    """The field asked for, what an answer to it may bring along, and what depends on these."""
    open_fields = {before.asked or ""}
    if before.asked == "district":
        open_fields.add("nagari")
    while True:
        more = {q.field for q in form.questions if open_fields & set(q.depends_on)}
        if more <= open_fields:
            return open_fields
        open_fields |= more


def event_of(story: Story, move: tuple[str, object]) -> Event:
    kind, what = move
    match kind:
        case "tap" if story.shown:
            choice = story.shown[-1 - int(str(what)) % len(story.shown)]
            return Said(choice.label, "tap", choice.id)
        case "id":
            return Said("", "tap", str(what))
        case "send":
            return Said(kind=next(kind for kind in UNREADABLE if kind == what))
        case "contact":
            return Said(kind="contact", phone=str(what) if what else None)
        case "start":
            return Said(str(what), "start")
        case "quiet":
            return WentQuiet(Patience())
        case _:
            return Said(str(what))


def told(*words: str) -> Story:
    story = Story(Person(channel="telegram", new=True))
    for word in words:
        story.hear(Said(word))
    return story


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(REGISTRATION)), st.lists(moves, min_size=1, max_size=8))
def test_anything_at_any_question_in_any_order_loses_nothing(
    answered: int, sent: list[tuple[str, object]]
) -> None:
    story = told(*REGISTRATION[:answered])
    for move in sent:
        story.hear(event_of(story, move))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(people, st.lists(moves, min_size=1, max_size=12))
def test_anything_from_the_first_word_on_is_answered(
    person: Person, sent: list[tuple[str, object]]
) -> None:
    story = Story(person)
    for move in sent:
        story.hear(event_of(story, move))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(moves, min_size=1, max_size=8))
def test_anything_while_correcting_what_was_sent_loses_nothing(
    sent: list[tuple[str, object]],
) -> None:
    story = told(*REGISTRATION, "kirim", "perbaiki")
    for move in sent:
        story.hear(event_of(story, move))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, len(REGISTRATION) - 1), st.lists(moves, max_size=6))
def test_after_any_detour_the_registration_can_be_finished(
    answered: int, sent: list[tuple[str, object]]
) -> None:
    """Unless the person threw the answers away, LANJUT leads back to what is still open."""
    story = told(*REGISTRATION[:answered])
    for move in sent:
        story.hear(event_of(story, move))
    held = answers_of(story.session).get("daftar")
    if not held or story.person.registration:
        return
    for _ in range(3):
        story.hear(Said("", "tap", "f|daftar"))
        story.hear(Said("lanjut"))
    assert story.session.form == "daftar"
    assert set(held) <= set(story.session.answers)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(REGISTRATION)), moves)
def test_while_an_officer_speaks_nothing_said_moves_the_form(
    answered: int, move: tuple[str, object]
) -> None:
    story = told(*REGISTRATION[:answered])
    before = story.session
    story.person = replace(story.person, handover="taken", new=False)
    turn = story.hear(event_of(story, move))
    passed_on = [effect.text for effect in turn.effects if isinstance(effect, PassOn)]
    assert not (passed_on and turn.says), "the bot is silent where the officer is spoken to"
    if not {StopMessages, LeaveOfficer} & {type(effect) for effect in turn.effects}:
        assert answers_of(turn.session) == answers_of(before)
        assert (turn.session.form, turn.session.asked) == (before.form, before.asked)


def test_the_steps_of_the_engine_are_no_fields_of_a_form() -> None:
    fields = {question.field for form in BOOK.forms.values() for question in form.questions}
    assert not fields & STEPS.keys()


def test_a_story_tells_when_an_answer_was_lost() -> None:
    """The check itself: a turn that forgets is found out."""
    story = told(*REGISTRATION[:4])
    forgetful = Turn(replace(story.session, answers={"consent": "ya"}))
    try:
        assert_kept(story.session, forgetful)
    except AssertionError:
        return
    raise AssertionError("the lost answer was not noticed")
