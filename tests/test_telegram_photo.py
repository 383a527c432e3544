"""Pictures on Telegram: valid requests, each uploaded once, and words that always arrive."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError

from channels.telegram_photo import file_id_of
from channels.telegram_render import (
    CAPTION_UNITS,
    lost_file,
    to_requests,
    unwanted_picture,
)
from channels.uploads import Uploads, kind_of
from dialog.wire import BOLD_OFF, BOLD_ON, Later, Outcome, Outgoing, Picture, Refused, Sent
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram_wire import Fault, too_many
from tests.photos import photo
from tests.telegram_bot import BUYUNG, LABEL, SITI, channel, described, message

JKM = Picture("card:jkm", "Meninggal dunia", "Meninggal dunia. Rp42 juta.", 720, 900)
JKK = Picture("card:jkk", "Kecelakaan kerja", "Kecelakaan kerja. Tanpa batas.", 720, 900)
SOON = timedelta(seconds=1)
WORDS = f"{BOLD_ON}JKM{BOLD_OFF}, Jaminan Kematian <3"
LOST = Fault(400, "Bad Request: wrong file identifier/HTTP URL specified")


def pictured(body: str = WORDS, *choices: str, picture: Picture = JKM, to: int = SITI) -> Outgoing:
    return replace(message(body, *choices, to=to), picture=picture)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running
        assert running.violations == []


def uploads(server: FakeTelegram) -> list[bytes]:
    """What was uploaded, request by request."""
    sent = [params["photo"] for params in server.called("sendPhoto")]
    return [photo for photo in sent if isinstance(photo, bytes)]


async def test_a_picture_carries_the_words_and_the_buttons(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        outcome = await bot.send(pictured(WORDS, "Menu"))
    [arrived] = server.sent(SITI)
    assert outcome == Sent(str(arrived.message_id))
    assert (arrived.text, arrived.bold) == ("JKM, Jaminan Kematian <3", ("JKM",))
    assert [button["text"] for button in arrived.buttons] == ["Menu"]
    assert server.files[arrived.photo] == JKM.alt.encode()


async def test_each_picture_is_uploaded_once_for_everybody(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        for to in (SITI, BUYUNG):
            for picture in (JKM, JKK):
                await bot.send(pictured(picture=picture, to=to))
    assert uploads(server) == [JKM.alt.encode(), JKK.alt.encode()]
    assert [m.photo for m in server.sent(SITI)] == [m.photo for m in server.sent(BUYUNG)]


async def test_whoever_comes_during_the_upload_waits_for_it(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        sending = [bot.send(pictured(to=SITI + number)) for number in range(20)]
        outcomes = await asyncio.gather(*sending)
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert len(uploads(server)) == 1
    assert server.sent_in_all() == 20


async def test_when_the_upload_fails_each_one_tries_for_itself(server: FakeTelegram) -> None:
    server.fail("sendPhoto", Fault(502))
    async with channel(server) as bot:
        first, *others = await asyncio.gather(
            *(bot.send(pictured(to=SITI + number)) for number in range(5))
        )
    assert first == Later(SOON, "server_trouble")
    assert all(isinstance(outcome, Sent) for outcome in others)


async def test_after_a_restart_it_is_uploaded_again(server: FakeTelegram) -> None:
    for _ in range(2):
        async with channel(server) as bot:
            await bot.send(pictured())
    assert len(uploads(server)) == 2


async def test_an_id_that_telegram_has_lost_is_uploaded_again(server: FakeTelegram) -> None:
    async with channel(server) as bot:
        await bot.send(pictured())
        server.files.clear()
        outcome = await bot.send(pictured())
        await bot.send(pictured())
    assert isinstance(outcome, Sent)
    assert len(uploads(server)) == 2
    assert len(server.called("sendPhoto")) == 4
    assert server.sent_in_all() == 3


async def test_words_too_long_for_a_picture_come_below_it(server: FakeTelegram) -> None:
    long = "kata " * 250
    async with channel(server) as bot:
        await bot.send(pictured(long, "Menu"))
    first, second = server.sent(SITI)
    assert (first.text, first.photo != "", first.buttons) == (JKM.title, True, [])
    assert (second.text, second.photo) == (long.strip(), "")
    assert [button["text"] for button in second.buttons] == ["Menu"]


@pytest.mark.parametrize(("body", "parts"), [("a" * 1024, 1), ("a" * 1025, 2), ("🙂" * 513, 2)])
def test_a_caption_is_counted_as_telegram_counts(body: str, parts: int) -> None:
    assert CAPTION_UNITS == 1024
    marked = f"{BOLD_ON}{body}{BOLD_OFF}\n"
    assert len(to_requests(pictured(marked), LABEL)) == parts


@pytest.mark.parametrize(
    "why",
    [
        "Bad Request: PHOTO_INVALID_DIMENSIONS",
        "Bad Request: IMAGE_PROCESS_FAILED",
        "Bad Request: not enough rights to send photos to the chat",
        LOST.description,
    ],
)
@pytest.mark.parametrize("body", [WORDS, "kata " * 250])
async def test_a_picture_that_is_refused_does_not_keep_the_words(
    server: FakeTelegram, why: str, body: str
) -> None:
    server.fail("sendPhoto", Fault(400, why))
    async with channel(server) as bot:
        outcome = await bot.send(pictured(body, "Menu"))
    [arrived] = server.sent(SITI)
    assert outcome == Sent(str(arrived.message_id))
    assert arrived.photo == ""
    assert [button["text"] for button in arrived.buttons] == ["Menu"]


async def test_a_picture_that_cannot_be_made_does_not_keep_the_words(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Picture) -> bytes:
        raise OSError("no font")

    async with channel(server, fetch=broken) as bot:
        outcome = await bot.send(pictured())
    assert isinstance(outcome, Sent)
    assert [one.photo for one in server.sent(SITI)] == [""]
    assert "Jaminan" not in caplog.text


async def test_one_that_can_be_made_later_is_shown_then(server: FakeTelegram) -> None:
    broken = True

    async def fetch(picture: Picture) -> bytes:
        if broken:
            raise OSError("no font")
        return await described(picture)

    async with channel(server, fetch=fetch) as bot:
        await bot.send(pictured())
        broken = False
        await bot.send(pictured())
    assert [one.photo != "" for one in server.sent(SITI)] == [False, True]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (too_many(7), Later(timedelta(seconds=7), "too_many", whole_channel=True)),
        (Fault(403, "Forbidden: bot was blocked by the user"), Refused("blocked", True)),
        (Fault(400, "Bad Request: chat not found"), Refused("chat_not_found")),
        (Fault(401, "Unauthorized"), Refused("token_refused", channel_down=True)),
        (Fault(close=True), Later(SOON, "no_answer", maybe_sent=True)),
        (Fault(200, garbage=b"?"), Later(SOON, "no_answer", maybe_sent=True)),
    ],
)
async def test_what_is_not_about_the_picture_is_as_with_any_message(
    server: FakeTelegram, fault: Fault, expected: Outcome
) -> None:
    server.fail("sendPhoto", fault)
    async with channel(server) as bot:
        assert await bot.send(pictured()) == expected
    assert server.sent_in_all() == 0


@pytest.mark.parametrize("why", ["Bad Request: PHOTO_INVALID_DIMENSIONS", LOST.description])
async def test_words_that_are_nothing_without_it_do_not_go_alone(
    server: FakeTelegram, why: str
) -> None:
    needed = replace(JKM, required=True)
    server.fail("sendPhoto", Fault(400, why))
    async with channel(server) as bot:
        assert await bot.send(pictured(picture=needed)) == Refused("media")
        assert server.sent_in_all() == 0
        assert isinstance(await bot.send(pictured(picture=needed)), Sent)
    assert len(server.sent(SITI)) == 1


async def test_words_that_need_it_wait_until_it_can_be_made(server: FakeTelegram) -> None:
    async def broken(_: Picture) -> bytes:
        raise OSError("no database")

    async with channel(server, fetch=broken) as bot:
        outcome = await bot.send(pictured(picture=replace(JKM, required=True)))
    assert outcome == Later(timedelta(seconds=5), "media")
    assert server.sent_in_all() == 0


async def test_a_lost_id_of_a_needed_one_is_uploaded_again(server: FakeTelegram) -> None:
    needed = replace(JKM, required=True)
    async with channel(server) as bot:
        await bot.send(pictured(picture=needed))
        server.files.clear()
        assert isinstance(await bot.send(pictured(picture=needed)), Sent)
    assert len(uploads(server)) == 2
    assert server.sent_in_all() == 2


@pytest.mark.parametrize(
    ("data", "told"), [(photo(), "image/jpeg"), (photo("PNG"), "image/png"), (b"", "image/png")]
)
def test_what_a_picture_is_called_follows_from_its_bytes(data: bytes, told: str) -> None:
    assert kind_of(data) == told


async def test_words_that_fail_after_their_picture_may_have_arrived(server: FakeTelegram) -> None:
    server.fail("sendMessage", Fault(500))
    async with channel(server) as bot:
        outcome = await bot.send(pictured("kata " * 250))
    assert outcome == Later(SOON, "server_trouble", maybe_sent=True)


async def test_a_caption_that_cannot_be_parsed_goes_without_marks(server: FakeTelegram) -> None:
    server.fail("sendPhoto", Fault(400, "Bad Request: can't parse entities"))
    async with channel(server) as bot:
        await bot.send(pictured())
    [arrived] = server.sent(SITI)
    assert (arrived.text, arrived.bold) == ("JKM, Jaminan Kematian <3", ())
    assert arrived.photo


async def test_a_bot_without_pictures_sends_words(server: FakeTelegram) -> None:
    async with channel(server, fetch=None) as bot:
        await bot.send(pictured())
    assert [one.photo for one in server.sent(SITI)] == [""]


async def test_logs_tell_neither_token_nor_text(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.fail("sendPhoto", Fault(400, "Bad Request: PHOTO_INVALID rahasia"))
    async with channel(server) as bot:
        await bot.send(pictured("rahasia"))
    assert "rahasia" not in caplog.text
    assert server.token not in caplog.text


@pytest.mark.parametrize(
    "result",
    [None, {}, {"photo": []}, {"photo": [{}]}, {"photo": "x"}, {"photo": [{"file_id": 5}]}],
)
def test_an_answer_without_an_id_is_no_harm(result: object) -> None:
    assert file_id_of(result) is None


def test_a_lost_file_and_an_unwanted_picture_are_told_by_permanent_refusals_only() -> None:
    assert lost_file(BadRequest("Wrong remote file identifier specified: wrong padding"))
    assert not lost_file(NetworkError("file identifier"))
    assert unwanted_picture(BadRequest("PHOTO_INVALID_DIMENSIONS"))
    assert not unwanted_picture(BadRequest("chat not found"))


async def test_only_the_newest_names_are_kept() -> None:
    known = Uploads(kept=2)
    made = [Picture(f"card:{number}", "", "", 1, 1) for number in range(3)]
    for number, picture in enumerate(made):
        known.keep(picture, f"id-{number}")
    assert [await known.find(picture) for picture in made] == [None, "id-1", "id-2"]


async def test_a_name_that_was_replaced_meanwhile_is_not_forgotten() -> None:
    known = Uploads()
    known.keep(JKM, "new")
    known.forget(JKM, "old")
    assert await known.find(JKM) == "new"
