"""Topics of the officers' group: every step of opening, writing and closing, and every refusal."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels.telegram_place import place_of, topic_key
from channels.telegram_threads import GroupPace
from dialog.wire import (
    BOLD_OFF,
    BOLD_ON,
    Address,
    Choice,
    Later,
    Moved,
    Outcome,
    Outgoing,
    Refused,
    Sent,
    Thread,
)
from tests.fake_forum import GROUP
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many
from tests.houses import Clock
from tests.telegram_bot import channel

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
TITLE = "No. 12 · Lubuk Gadang"


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


def post(body: str = "Halo", key: str = "", **more: object) -> Outgoing:
    thread = Thread(TITLE, key, **more)  # type: ignore[arg-type]
    return Outgoing(Address("telegram", str(GROUP)), body, thread=thread)


async def sent_by(server: FakeTelegram, *messages: Outgoing) -> list[Outcome]:
    async with channel(server) as bot:
        return [await bot.send(message) for message in messages]


async def opened(server: FakeTelegram) -> str:
    [outcome] = await sent_by(server, post())
    assert isinstance(outcome, Moved)
    return outcome.thread


def posted(server: FakeTelegram) -> list[tuple[int, str]]:
    """Topic and text of everything in the group."""
    return [(each.params["message_thread_id"], each.text) for each in server.sent(GROUP)]


async def test_a_topic_is_opened_first_and_nothing_said_in_it_yet(server: FakeTelegram) -> None:
    assert await opened(server) == f"{GROUP}/101"
    assert server.forum.names() == [TITLE]
    assert posted(server) == []


async def test_then_it_is_written_in_without_any_keyboard(server: FakeTelegram) -> None:
    key = await opened(server)
    [outcome] = await sent_by(server, post(f"{BOLD_ON}Permintaan{BOLD_OFF} no. 12 <b>", key))
    [said] = server.sent(GROUP)
    assert outcome == Sent(str(said.message_id))
    assert (said.text, said.bold, said.markup) == ("Permintaan no. 12 <b>", ("Permintaan",), {})
    assert said.params["message_thread_id"] == 101


async def test_a_long_text_comes_in_parts_in_the_same_topic(server: FakeTelegram) -> None:
    key = await opened(server)
    await sent_by(server, post("kata " * 1500, key))
    assert [topic for topic, _ in posted(server)] == [101, 101]


async def test_a_title_is_cut_to_what_telegram_takes(server: FakeTelegram) -> None:
    long = Outgoing(Address("telegram", str(GROUP)), "x", thread=Thread("No. 1 · " + "a" * 200))
    await sent_by(server, long)
    assert [len(name) for name in server.forum.names()] == [128]


async def test_it_is_closed_after_the_last_word_and_opened_before_the_next(
    server: FakeTelegram,
) -> None:
    key = await opened(server)
    await sent_by(server, post("Selesai", key, then="close"))
    assert server.forum.closed() == [True]
    await sent_by(server, post("Permintaan lagi", key, reopen=True))
    assert server.forum.closed() == [False]
    assert [text for _, text in posted(server)] == ["Selesai", "Permintaan lagi"]


async def test_opening_what_is_open_and_closing_what_is_closed_do_no_harm(
    server: FakeTelegram,
) -> None:
    key = await opened(server)
    outcomes = await sent_by(
        server,
        post("a", key, reopen=True),
        post("b", key, then="close"),
        post("c", key, then="close"),
    )
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent, Sent]


async def test_a_topic_closed_by_hand_is_opened_again(server: FakeTelegram) -> None:
    key = await opened(server)
    server.fail("sendMessage", Fault(400, "Bad Request: TOPIC_CLOSED"))
    [outcome] = await sent_by(server, post("Halo", key))
    assert isinstance(outcome, Sent)
    assert len(server.called("reopenForumTopic")) == 1


@pytest.mark.parametrize("more", [{}, {"reopen": True}, {"then": "close"}])
async def test_a_topic_that_was_deleted_is_forgotten(
    server: FakeTelegram, more: dict[str, object]
) -> None:
    key = await opened(server)
    server.forum.topics.clear()
    assert await sent_by(server, post("Halo", key, **more)) == [Moved("")]
    assert posted(server) == []


async def test_deleting_takes_everything_along(server: FakeTelegram) -> None:
    key = await opened(server)
    twice = await sent_by(server, *[post("hapus", key, then="delete")] * 2)
    assert twice == [Sent(""), Sent("")]
    assert server.forum.names() == []
    assert posted(server) == []


async def test_where_the_bot_may_not_delete_somebody_is_asked_to(server: FakeTelegram) -> None:
    key = await opened(server)
    server.forum.may_delete = False
    [outcome] = await sent_by(server, post("Mohon hapus topik ini", key, then="delete"))
    assert isinstance(outcome, Sent)
    assert posted(server) == [(101, "Mohon hapus topik ini")]


def bad(why: str) -> Fault:
    return Fault(400, f"Bad Request: {why}")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (too_many(35), Later(timedelta(seconds=35), "too_many", uncounted=True)),
        (bad("the chat is not a forum"), Later(MINUTE, "not_a_forum", uncounted=True)),
        (bad("not enough rights to create a topic"), Later(MINUTE, "no_rights", uncounted=True)),
        (bad("CHAT_ADMIN_REQUIRED"), Later(MINUTE, "no_rights", uncounted=True)),
        (Fault(403, "Forbidden: bot was kicked"), Refused("kicked", person_left=True)),
        (bad("chat not found"), Refused("chat_not_found", person_left=True)),
        (Fault(500), Later(timedelta(seconds=1), "server_trouble")),
    ],
)
@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
async def test_a_refusal_has_the_outcome_that_loses_nothing(
    server: FakeTelegram, method: str, fault: Fault, outcome: Outcome
) -> None:
    key = await opened(server) if method == "sendMessage" else ""
    server.fail(method, fault)
    assert await sent_by(server, post("Halo", key)) == [outcome]


async def test_an_answer_that_cannot_be_read_may_have_opened_one(server: FakeTelegram) -> None:
    server.fail("createForumTopic", Fault(200, garbage=b'{"ok":true,"result":true}'))
    [outcome] = await sent_by(server, post())
    assert isinstance(outcome, Later)
    assert outcome.maybe_sent


async def test_when_only_the_closing_fails_the_words_may_come_twice_and_not_more(
    server: FakeTelegram,
) -> None:
    key = await opened(server)
    server.fail("closeForumTopic", Fault(500))
    [outcome] = await sent_by(server, post("Selesai", key, then="close"))
    assert outcome == Later(timedelta(seconds=1), "server_trouble", maybe_sent=True)


async def test_buttons_are_left_out_of_a_topic(server: FakeTelegram) -> None:
    key = await opened(server)
    message = Outgoing(
        Address("telegram", str(GROUP)), "a", (Choice("p|menu", "Menu"),), thread=Thread(TITLE, key)
    )
    await sent_by(server, message)
    assert server.sent(GROUP)[0].buttons == []


async def test_a_group_is_not_written_to_more_than_it_allows(server: FakeTelegram) -> None:
    """Twenty in any minute, opening counted; others are not held up by it."""
    clock = Clock(NOON)
    async with channel(server, clock=clock) as bot:
        key = (await bot.send(post())).thread  # type: ignore[union-attr]
        outcomes = []
        for _ in range(25):
            outcomes.append(await bot.send(post("a", key)))
            clock.forward(timedelta(seconds=1))
        assert [type(one).__name__ for one in outcomes] == ["Sent"] * 19 + ["Later"] * 6
        assert outcomes[19] == Later(timedelta(seconds=41), "group_pace", uncounted=True)
        assert isinstance(await bot.send(Outgoing(Address("telegram", "5550001"), "b")), Sent)
        clock.forward(timedelta(seconds=35))
        assert isinstance(await bot.send(post("c", key)), Sent)


def test_the_pace_lets_twenty_go_in_any_minute() -> None:
    pace, at, gone = GroupPace(), NOON, list[datetime]()
    for _ in range(600):
        if pace.wait("g", at) is None:
            gone.append(at)
        at += timedelta(seconds=0.7)
    for start in gone:
        assert len([one for one in gone if start <= one < start + MINUTE]) <= 20
    assert len(gone) >= 7 * 20 - 1
    assert pace.wait("another group", at) is None


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("5550001", {"chat_id": 5550001}),
        ("-1001234567890", {"chat_id": -1001234567890}),
        (topic_key("-1001234567890", 45), {"chat_id": -1001234567890, "message_thread_id": 45}),
        ("@saluran", {"chat_id": "@saluran"}),
    ],
)
def test_a_key_leads_to_a_chat_or_to_a_topic_in_it(key: str, place: dict[str, object]) -> None:
    assert place_of(key) == place


# What the doctor asks


@pytest.mark.parametrize(
    ("chat", "member", "fault"),
    [
        ({"is_forum": True}, {"status": "administrator", "can_manage_topics": True}, ""),
        ({"is_forum": True}, {"status": "administrator"}, "group_no_rights"),
        ({"is_forum": True}, {"status": "member"}, "group_no_rights"),
        ({}, {"status": "administrator", "can_manage_topics": True}, "group_without_topics"),
    ],
)
async def test_what_is_wrong_with_the_group_is_named(
    server: FakeTelegram, chat: dict[str, object], member: dict[str, object], fault: str
) -> None:
    server.forum.chat, server.forum.member = {"id": GROUP, "type": "supergroup", **chat}, member
    async with channel(server) as bot:
        assert await bot.check_officers() == fault


async def test_a_group_that_cannot_be_seen_is_named(server: FakeTelegram) -> None:
    server.fail("getChat", Fault(400, "Bad Request: chat not found"))
    async with channel(server) as bot:
        assert await bot.check_officers() == "group_unreachable"
