"""Messages go out valid and as written, and every refusal becomes the right outcome."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from channels.telegram_render import Request, problem_of, repaired, to_html, to_requests
from dialog.wire import (
    BOLD_OFF,
    BOLD_ON,
    Address,
    Choice,
    Later,
    Outcome,
    Outgoing,
    Picture,
    Refused,
    Sent,
)
from tests import telegram_spec
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many
from tests.telegram_bot import LABEL, SITI, channel, message

SOON = timedelta(seconds=1)
UNSURE = Later(SOON, "no_answer", maybe_sent=True)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


async def sent_by(server: FakeTelegram, outgoing: Outgoing) -> Outcome:
    async with channel(server) as bot:
        return await bot.send(outgoing)


async def test_a_message_arrives_and_its_number_comes_back(server: FakeTelegram) -> None:
    outcome = await sent_by(server, message("Halo Bapak/Ibu"))
    [arrived] = server.sent(SITI)
    assert outcome == Sent(str(arrived.message_id))
    assert (arrived.text, arrived.bold) == ("Halo Bapak/Ibu", ())


async def test_a_message_takes_the_place_of_another_and_keeps_its_number(
    server: FakeTelegram,
) -> None:
    first = await sent_by(server, message("1 dari 3"))
    assert isinstance(first, Sent)
    later = replace(message("2 dari 3", "Jeda"), replaces=first.external_id)
    assert await sent_by(server, later) == first
    assert await sent_by(server, later) == first  # not modified
    [shown] = server.sent(SITI)
    assert (shown.text, [each["text"] for each in shown.buttons]) == ("2 dari 3", ["Jeda"])


async def test_what_is_not_there_any_more_cannot_be_replaced(server: FakeTelegram) -> None:
    gone = replace(message("2 dari 3"), replaces="999")
    assert await sent_by(server, gone) == Refused("not_editable")


async def test_a_name_full_of_marks_arrives_as_typed(server: FakeTelegram) -> None:
    name = "<b>A_* & [x](y) `z` &amp; </i>"
    await sent_by(server, message(f"Halo {name}"))
    await sent_by(server, message(f"{BOLD_ON}Halo{BOLD_OFF} {name}"))
    plain, marked = server.sent(SITI)
    assert plain.text == marked.text == f"Halo {name}"
    assert (plain.bold, marked.bold) == ((), ("Halo",))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{BOLD_ON}a{BOLD_OFF}b", "<b>a</b>b"),
        (f"{BOLD_ON}a", "<b>a</b>"),
        (f"a{BOLD_OFF}b", "ab"),
        (f"{BOLD_ON}a{BOLD_ON}b{BOLD_OFF}{BOLD_OFF}c", "<b>ab</b>c"),
        ("a<b&c>", "a&lt;b&amp;c&gt;"),
    ],
)
def test_marks_without_a_partner_do_no_harm(body: str, expected: str) -> None:
    assert to_html(body) == expected


async def test_buttons_carry_their_ids_in_rows(server: FakeTelegram) -> None:
    await sent_by(server, message("Setuju?", "Ya", "Tidak", "Apa gunanya bagi saya?"))
    rows = server.sent(SITI)[0].markup["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [
        ["Ya", "Tidak"],
        ["Apa gunanya bagi saya?"],
    ]
    assert rows[0][1] == {"text": "Tidak", "callback_data": "p|tidak"}


async def test_asking_for_the_number_shows_keys_that_go_away(server: FakeTelegram) -> None:
    await sent_by(server, message("Nomor HP?", "Nomor lain", "Batal", ask_contact=True))
    await sent_by(server, message("Terima kasih"))
    asked, thanked = (each.markup for each in server.sent(SITI))
    share = {"text": LABEL, "request_contact": True}
    assert asked["keyboard"] == [[share], [{"text": "Nomor lain"}, {"text": "Batal"}]]
    assert asked["one_time_keyboard"] is asked["resize_keyboard"] is True
    assert thanked == {"remove_keyboard": True}


async def test_links_show_no_preview(server: FakeTelegram) -> None:
    await sent_by(server, message("https://www.bpjsketenagakerjaan.go.id"))
    assert server.sent(SITI)[0].params["link_preview_options"] == {"is_disabled": True}


async def test_a_long_text_comes_in_parts_with_the_buttons_last(server: FakeTelegram) -> None:
    bold = f"{BOLD_ON}penting sekali{BOLD_OFF}"
    outcome = await sent_by(server, message(f"{'🙂 & ' * 1200}{bold} {'x ' * 2000}", "Ya"))
    parts = server.sent(SITI)
    assert len(parts) == 3
    assert [len(part.buttons) for part in parts] == [0, 0, 1]
    assert [part.bold for part in parts if part.bold] == [("penting sekali",)]
    assert outcome == Sent(str(parts[-1].message_id))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (too_many(7), Later(timedelta(seconds=7), "too_many", True, maybe_sent=True)),
        (Fault(500), Later(SOON, "server_trouble", maybe_sent=True)),
        (Fault(400, "Bad Request: chat not found"), Refused("chat_not_found")),
    ],
)
async def test_when_a_later_part_fails_something_has_arrived(
    server: FakeTelegram, fault: Fault, expected: Outcome
) -> None:
    server.fail("sendMessage", Fault(200, accept=True), fault)
    assert await sent_by(server, message("kata " * 1500)) == expected
    assert len(server.sent(SITI)) == 1


async def test_text_the_server_cannot_parse_is_sent_once_more_without_marks(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("sendMessage", Fault(400, "Bad Request: can't parse entities: rahasia"))
    outcome = await sent_by(server, message(f"{BOLD_ON}Siti{BOLD_OFF} <3 & Tono"))
    [arrived] = server.sent(SITI)
    assert outcome == Sent(str(arrived.message_id))
    assert (arrived.text, arrived.bold) == ("Siti <3 & Tono", ())
    assert "BadRequest" in caplog.text
    assert "Siti" not in caplog.text
    assert "rahasia" not in caplog.text


async def test_a_second_refusal_stands(server: FakeTelegram) -> None:
    unparsed = Fault(400, "Bad Request: can't parse entities")
    server.fail("sendMessage", unparsed, unparsed)
    outcome = await sent_by(server, message(f"{BOLD_ON}a{BOLD_OFF}"))
    assert outcome == Refused("markup", our_fault=True)


async def test_a_group_that_moved_is_written_to_at_its_new_address(server: FakeTelegram) -> None:
    moved = Fault(400, "Bad Request: group upgraded", {"migrate_to_chat_id": -100777})
    server.fail("sendMessage", moved)
    assert isinstance(await sent_by(server, message("halo", to=-777)), Sent)
    assert len(server.sent(-100777)) == 1


def test_what_cannot_be_repaired_is_left_alone() -> None:
    params: dict[str, object] = {"chat_id": 1, "text": "a"}
    assert repaired(Request(params), BadRequest("can't parse entities")) is None
    marked = Request(params | {"parse_mode": "HTML"})
    assert repaired(marked, BadRequest("chat not found")) is None


@pytest.mark.parametrize(
    ("outgoing", "why"),
    [
        (message(" \n"), "empty_text"),
        (message(BOLD_ON + BOLD_OFF), "empty_text"),
        (message("a", " "), "empty_label"),
        (Outgoing(Address("telegram", "1"), "a", (Choice("é" * 33, "b"),)), "button_id"),
        (Outgoing(Address("telegram", "1"), "a", (Choice("", "b"),)), "button_id"),
    ],
)
async def test_what_telegram_would_refuse_is_not_even_sent(
    server: FakeTelegram, outgoing: Outgoing, why: str
) -> None:
    assert await sent_by(server, outgoing) == Refused(why, our_fault=True)
    assert server.calls == []


def test_asking_for_the_number_needs_a_label() -> None:
    assert problem_of(message("a", ask_contact=True), " ") == "empty_label"


CARD = Picture("card:{}", "Kecelakaan kerja", "Kecelakaan kerja. Rp42 juta.", 720, 900)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
CHOICES = st.lists(st.builds(Choice, TEXT.map(lambda text: text[:20]), TEXT), max_size=9)


@given(
    body=st.lists(TEXT | st.sampled_from([BOLD_ON, BOLD_OFF, "\n\n", "🙂 " * 900])).map("".join),
    choices=CHOICES,
    ask=st.booleans(),
    key=st.integers().map(str) | st.just("@kanal"),
    picture=st.none() | st.just(CARD),
)
def test_every_request_the_channel_makes_is_valid(
    body: str, choices: list[Choice], ask: bool, key: str, picture: Picture | None
) -> None:
    outgoing = Outgoing(Address("telegram", key), body, tuple(choices), ask, picture=picture)
    if problem_of(outgoing, LABEL) is not None:
        return
    requests = to_requests(outgoing, LABEL)
    assert [request.picture for request in requests[:1]] == [picture]
    assert ["reply_markup" in request.params for request in requests].index(True) + 1 == len(
        requests
    )
    for request in requests:
        method, photo = ("sendPhoto", {"photo": "id"}) if request.picture else ("sendMessage", {})
        assert telegram_spec.violations(method, request.params | photo) == []


async def test_logs_tell_neither_token_nor_text(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.fail("sendMessage", Fault(200, garbage=b'"rahasia'), Fault(502, garbage=b"rahasia"))
    for _ in range(3):
        await sent_by(server, message("rahasia"))
    assert len(server.sent(SITI)) == 1
    assert "rahasia" not in caplog.text
    assert server.token not in caplog.text


async def test_the_secure_page_opens_inside_telegram_and_other_links_outside(
    server: FakeTelegram,
) -> None:
    ours = Choice("l|nik", "Isi di halaman aman", "https://bot.example/form/x")
    other = Choice("u|1", "Situs", "https://bpjsketenagakerjaan.go.id")
    async with channel(server) as bot:
        await bot.send(Outgoing(Address("telegram", str(SITI)), "?", (ours, other)))
    shown = server.sent(SITI)[0].buttons
    assert [button.get("web_app") or button["url"] for button in shown] == [
        {"url": "https://bot.example/form/x"},
        "https://bpjsketenagakerjaan.go.id",
    ]
