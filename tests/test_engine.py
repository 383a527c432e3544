"""What a transcript cannot show: forms that change meanwhile, groups, hostile taps."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialog.effects import CallOfficer, RequestExport, ResumeMessages, StopMessages, Submit
from dialog.engine import SAME_REPLY_LIMIT, Said, WentQuiet, advance
from dialog.flow import Book, Option, Question
from dialog.session import Draft, Person, Session, Turn
from dialog.silence import Patience, wait
from handlers.book import open_book
from messages import catalog
from tests.houses import REGISTRATION, mind

BOOK = open_book(catalog.load("13.11", 90), mind())
WORKER = Person(channel="telegram")
TODAY = date(2026, 11, 24)
NIK = "1311010101900001"
HALFWAY: Mapping[str, str] = {"consent": "ya", "full_name": "Budi Santoso", "nik": NIK}


def say(session: Session, *words: str, book: Book = BOOK, person: Person = WORKER) -> Turn:
    """The last turn after saying these words."""
    turn = Turn(session)
    for word in words:
        turn = advance(book, person, turn.session, Said(word), TODAY)
    return turn


def tap(session: Session, choice: str, person: Person = WORKER) -> Turn:
    return advance(BOOK, person, session, Said("", "tap", choice), TODAY)


def texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.says]


def at(field: str | None, **answers: str) -> Session:
    return Session(form="daftar", asked=field, answers={**HALFWAY, **answers}, run=1)


def changed(form: str, change: Callable[[tuple[Question, ...]], tuple[Question, ...]]) -> Book:
    """The book with other questions in a form."""
    old = BOOK.forms[form]
    return replace(BOOK, forms={**BOOK.forms, form: replace(old, questions=change(old.questions))})


def without(field: str) -> Book:
    return changed("daftar", lambda asked: tuple(one for one in asked if one.field != field))


def with_question_before(field: str) -> Book:
    new = Question("mother", "nama", "Nama ibu", "daftar/full_name")

    def change(asked: tuple[Question, ...]) -> tuple[Question, ...]:
        place = next(at for at, one in enumerate(asked) if one.field == field)
        return (*asked[:place], new, *asked[place:])

    return changed("daftar", change)


# A form that is changed while somebody is in the middle of it


def test_a_question_added_earlier_is_asked_after_the_one_at_hand() -> None:
    turn = say(at("nik_confirmed"), "ya", book=with_question_before("full_name"))
    assert turn.session.answers["nik_confirmed"] == "ya"
    assert turn.session.asked == "mother"


def test_a_question_taken_out_while_it_is_being_asked_is_passed_over() -> None:
    turn = say(at("phone", nik_confirmed="ya"), "081234567890", book=without("phone"))
    assert turn.session.asked == "district"
    assert turn.session.answers == {**HALFWAY, "nik_confirmed": "ya"}


def test_an_answer_to_a_question_that_is_gone_is_not_sent() -> None:
    book = without("source")
    ready = say(Session(), *REGISTRATION).session
    turn = say(replace(ready, asked="@review"), "kirim", book=book)
    (effect,) = turn.effects
    assert isinstance(effect, Submit)
    assert "source" not in effect.answers
    assert effect.answers["full_name"] == "Budi Santoso"


def test_at_the_review_a_new_question_is_asked_before_anything_is_sent() -> None:
    ready = say(Session(), *REGISTRATION).session
    turn = say(ready, "kirim", book=with_question_before("phone"))
    assert turn.effects == ()
    assert turn.session.asked == "mother"
    assert turn.session.answers == ready.answers


def test_an_option_that_is_gone_is_asked_again() -> None:
    def shorter(asked: tuple[Question, ...]) -> tuple[Question, ...]:
        left = (Option("petani", "Petani"),)
        return tuple(replace(q, options=left) if q.field == "occupation" else q for q in asked)

    ready = say(Session(), *REGISTRATION).session
    ready = replace(ready, answers={**ready.answers, "occupation": "ojek"})
    turn = say(ready, "kirim", book=changed("daftar", shorter))
    assert turn.session.asked == "occupation"


def test_a_form_that_is_gone_altogether_leaves_the_person_at_the_menu() -> None:
    forms = {name: form for name, form in BOOK.forms.items() if name != "daftar"}
    turn = say(at("phone"), "menu", book=replace(BOOK, forms=forms))
    assert texts(turn) == ["sapa/menu"]


def test_a_draft_of_a_form_that_is_gone_harms_nobody() -> None:
    waiting = Session(drafts={"lama": Draft({"x": "y"}, "x")}, expired="lama")
    for word in ("lanjut", "batal", "halo", "hitung"):
        assert say(waiting, word).says


def test_a_session_of_a_newer_version_is_read_without_what_is_unknown() -> None:
    stored = {**at("phone").to_json(), "invented_later": 1}
    assert Session.from_json(stored) == at("phone")


# Places


@pytest.mark.parametrize("field", ["consent", "full_name", "nik", "phone", "district"])
def test_in_a_group_nothing_is_asked_and_nothing_changes(field: str) -> None:
    before = at(field)
    turn = advance(BOOK, WORKER, before, Said("/daftar", "group"), TODAY)
    assert texts(turn) == ["umum/grup"]
    assert replace(turn.session, last="") == before


def test_in_a_group_nobody_is_greeted() -> None:
    newcomer = Person(new=True)
    turn = advance(BOOK, newcomer, Session(), Said("halo", "group"), TODAY)
    assert texts(turn) == ["umum/grup"]


def test_whoever_writes_first_is_greeted_once() -> None:
    newcomer = Person(new=True)
    for said in (Said("halo"), Said("", "start"), Said("", "photo")):
        turn = advance(BOOK, newcomer, Session(), said, TODAY)
        assert texts(turn).count("sapa/salam") == 1
        assert texts(turn)[0] == "sapa/salam"


# Words


@pytest.mark.parametrize("name", ["Mulia", "Ralit", "Baliak Putra"])
def test_a_name_that_is_nearly_a_command_is_a_name(name: str) -> None:
    asked = Session(form="daftar", asked="full_name", answers={"consent": "ya"}, run=1)
    assert say(asked, name).session.answers["full_name"] == name


def test_elsewhere_a_slip_in_a_command_is_forgiven() -> None:
    assert say(at("phone", nik_confirmed="ya"), "kembalu").session.asked == "nik_confirmed"


# Taps


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "|",
        "q|",
        "q|daftar|1|phone",
        "q|daftar|99|nik|1",
        "q|daftar|1|consent|tidak",
        "q|hitung|1|work|other",
        "p|tidak_ada",
        "f|tidak_ada",
        "d|tidak_ada",
        "x|y",
    ],
)
def test_a_tap_that_means_nothing_now_changes_nothing(choice: str) -> None:
    before = at("phone", nik_confirmed="ya")
    turn = tap(before, choice)
    assert turn.session.answers == before.answers
    assert turn.session.asked == "phone"
    assert turn.says[-1].text == "daftar/phone"


def test_a_value_that_is_no_option_cannot_be_tapped_in() -> None:
    before = at("occupation")
    turn = tap(before, "q|daftar|1|occupation|presiden")
    assert "occupation" not in turn.session.answers
    assert texts(turn)[0] == "umum/tombol_lama"


def test_a_tapped_link_to_what_only_admins_may_do_is_refused() -> None:
    assert "umum/tidak_berhak" in texts(tap(Session(), "f|ekspor"))
    admin = Person(roles=frozenset({"admin"}))
    assert tap(Session(), "f|ekspor", admin).session.form == "ekspor"


def test_a_role_taken_away_ends_the_form_at_the_next_tap() -> None:
    admin = Person(roles=frozenset({"admin"}))
    begun = say(tap(Session(), "f|ekspor", admin).session, "semua", person=admin)
    again = tap(replace(begun.session, form=None, drafts={}), "f|ekspor")
    assert "umum/tidak_berhak" in texts(again)


def test_the_button_of_a_doubted_nik_does_not_hold_it() -> None:
    turn = say(at("nik"), "1311010113900001")
    (offer,) = turn.says[-1].choices
    assert "1311010113900001" not in offer.id
    assert tap(turn.session, offer.id).session.answers["nik"] == "1311010113900001"


# BATAL


@pytest.mark.parametrize(
    "word", ["ya", "tidak", "simpan dulu", "1", "2", "nanti", "lanjut", "menu", "asdf", "yakin"]
)
def test_only_an_outspoken_wish_throws_answers_away(word: str) -> None:
    asked = say(at("phone", nik_confirmed="ya"), "batal").session
    assert asked.asked == "@cancel"
    after = say(asked, word).session
    kept = after.answers or after.drafts["daftar"].answers
    assert kept == {**HALFWAY, "nik_confirmed": "ya"}


def test_who_wants_the_answers_gone_gets_them_gone() -> None:
    for word in ("hapus jawaban", "3", "buang"):
        after = say(at("phone"), "batal", word).session
        assert (after.form, after.answers, after.drafts) == (None, {}, {})


def test_whoever_saved_at_batal_comes_back_to_the_question_and_not_to_batal() -> None:
    back = say(at("phone", nik_confirmed="ya"), "batal", "simpan dulu", "lanjut")
    assert back.session.asked == "phone"


def test_batal_at_the_menu_is_about_the_form_that_waits() -> None:
    turn = say(at("phone"), "menu", "batal")
    assert (turn.session.form, turn.session.asked) == ("daftar", "@cancel")


# What follows from other answers


def test_back_passes_over_what_was_read_from_the_nik() -> None:
    assert say(at("phone", nik_confirmed="ya"), "kembali").session.asked == "nik_confirmed"
    typed = at("phone", nik_confirmed="tidak", birth_date="1990-01-02", gender="L")
    assert say(typed, "kembali").session.asked == "gender"


def test_agreeing_with_the_nik_after_all_forgets_the_typed_birth_date() -> None:
    typed = at("nik_confirmed", nik_confirmed="tidak", birth_date="1990-01-02", gender="L")
    answers = say(typed, "ya").session.answers
    assert "birth_date" not in answers
    assert answers["nik_confirmed"] == "ya"


# Silence


def test_the_silence_is_looked_at_after_three_hours_then_twenty_then_three_days() -> None:
    patience = Patience()
    waits = [wait(BOOK, replace(at("phone"), nudged=n), patience) for n in (0, 1, 2)]
    assert waits == [timedelta(hours=3), timedelta(hours=20), timedelta(days=3)]
    assert wait(BOOK, Session(), patience) is None


def test_at_most_two_reminders_then_the_form_waits_with_all_answers() -> None:
    session, told = at("phone", nik_confirmed="ya"), list[list[str]]()
    for _ in range(4):
        turn = advance(BOOK, WORKER, session, WentQuiet(Patience()), TODAY)
        session = turn.session
        told.append(texts(turn))
    assert told == [["umum/belum_selesai"], ["umum/belum_selesai"], [], []]
    assert session.form is None
    assert session.drafts["daftar"].answers == {**HALFWAY, "nik_confirmed": "ya"}


def test_nobody_is_reminded_of_a_form_without_answers() -> None:
    empty = Session(form="daftar", asked="consent", run=1)
    turn = advance(BOOK, WORKER, empty, WentQuiet(Patience()), TODAY)
    assert (turn.says, turn.session.form, turn.session.drafts) == ((), None, {})


def test_nobody_is_told_that_a_sent_registration_was_not_sent() -> None:
    sent = replace(WORKER, registration="PD-26-000001")
    turn = advance(BOOK, sent, at("@review"), WentQuiet(Patience()), TODAY)
    assert turn.says == ()
    assert say(turn.session, "halo", person=sent).session.form is None


def test_after_a_word_the_reminders_begin_anew() -> None:
    turn = say(replace(at("phone"), nudged=2), "081234567890")
    assert turn.session.nudged == 0


# Machines


def test_two_machines_do_not_talk_to_each_other_for_ever() -> None:
    session, answered = Session(), 0
    for _ in range(20):
        turn = say(session, "halo")
        session, answered = turn.session, answered + bool(turn.says)
    assert answered == SAME_REPLY_LIMIT + 1
    assert say(session, "menu").says


def test_somebody_who_cannot_get_it_right_is_never_left_without_an_answer() -> None:
    session = at("phone", nik_confirmed="ya")
    for attempt in range(30):
        turn = say(session, f"salah {attempt}")
        assert any(reply.choices for reply in turn.says)
        session = turn.session
    assert session.answers == {**HALFWAY, "nik_confirmed": "ya"}


# Effects


def test_stop_and_begin_again_ask_for_what_they_promise() -> None:
    assert say(Session(), "berhenti").effects == (StopMessages(),)
    stopped = replace(WORKER, stopped=True)
    assert say(Session(), "mulai", person=stopped).effects == (ResumeMessages(),)
    assert say(at("phone"), "mulai", person=stopped).effects == (ResumeMessages(),)
    assert say(at("phone"), "mulai", person=stopped).session.form == "daftar"


def test_an_officer_is_called_in_the_middle_and_the_question_stays() -> None:
    turn = say(at("phone"), "petugas")
    assert turn.effects == (CallOfficer("diminta"),)
    assert turn.session.asked == "phone"


def test_a_shared_contact_of_somebody_else_is_not_an_answer() -> None:
    turn = advance(BOOK, WORKER, at("phone"), Said(kind="contact"), TODAY)
    assert texts(turn)[0] == "umum/kontak_orang_lain"
    assert "phone" not in turn.session.answers


def test_the_number_of_this_chat_is_used_where_the_network_tells_it() -> None:
    known = replace(WORKER, phone="+6281234567890")
    turn = say(at("phone", nik_confirmed="ya"), "nomor ini", person=known)
    assert turn.session.answers["phone"] == "+6281234567890"


def test_what_is_exported_carries_the_dates_and_the_reason() -> None:
    admin = Person(roles=frozenset({"admin"}))
    words = ("ekspor", "pilih tanggal", "1 November 2026", "kemarin", "baru", "csv", "rapat")
    (effect,) = say(Session(), *words, person=admin).effects
    assert effect == RequestExport("csv", "2026-11-01", "2026-11-23", "submitted", "rapat")


def test_a_chosen_language_stays_and_the_question_with_it() -> None:
    turn = say(at("phone"), "bahaso minang")
    assert (turn.session.language, turn.session.asked) == ("min", "phone")
    assert say(turn.session, "menu").session.language == "min"
