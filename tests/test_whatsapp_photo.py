"""Benefit cards on WhatsApp: uploaded once, in one message with the words, never in their way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.whatsapp_outcome import SOON
from channels.whatsapp_photo import NOT_MADE
from channels.whatsapp_render import to_requests
from dialog.wire import Choice, Later, Outcome, Picture, Refused, Sent
from tests.fake_whatsapp import FakeWhatsApp
from tests.fake_whatsapp_wire import Fault
from tests.whatsapp_number import SITI, WORDS, hooked, message

CARD = Picture("kartu:{}", "JKM", "Meninggal dunia. Rp42 juta.", 1080, 1350)
LONG = "kata " * 300


async def test_a_card_is_uploaded_once_and_reused() -> None:
    async with FakeWhatsApp() as server, hooked(server) as channel:
        server.say(SITI, "halo")
        for row in (1, 2):
            words = replace(message("Rp42 juta", "Menu", row=row), picture=CARD)
            assert isinstance(await channel.send(words), Sent)
        first, second = server.sent(SITI)
        assert first.picture == second.picture
        assert server.files == {first.picture: CARD.alt.encode()}
        assert server.violations == []


async def test_a_card_the_network_forgot_does_not_hold_up_the_words() -> None:
    async with FakeWhatsApp() as server, hooked(server) as channel:
        server.say(SITI, "halo")
        words = replace(message("Rp42 juta", "Menu"), picture=CARD)
        await channel.send(words)
        server.files.clear()
        assert isinstance(await channel.send(words), Sent)
        assert server.sent(SITI)[-1].picture == ""
        assert isinstance(await channel.send(words), Sent)
        assert server.sent(SITI)[-1].picture, "uploaded once more"


NEEDED = replace(CARD, required=True)


async def test_a_needed_picture_the_network_forgot_is_uploaded_anew_and_sent_once() -> None:
    async with FakeWhatsApp() as server, hooked(server) as channel:
        server.say(SITI, "halo")
        words = replace(message("Besok", "Menu"), picture=NEEDED)
        await channel.send(words)
        server.files.clear()
        assert isinstance(await channel.send(words), Sent)
        assert [bool(one.picture) for one in server.sent(SITI)] == [True, True]
        assert list(server.files) == [server.sent(SITI)[-1].picture]
        assert server.violations == []


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(131053, Refused("media")), (100, Refused("bad_request", our_fault=True))],
)
async def test_one_that_is_refused_twice_ends_the_message(code: int, outcome: Outcome) -> None:
    async with FakeWhatsApp() as server, hooked(server) as channel:
        server.say(SITI, "halo")
        words = replace(message("Besok", "Menu"), picture=NEEDED)
        server.fail(Fault(400, code), Fault(400, code))
        assert await channel.send(words) == outcome
        assert server.sent(SITI) == []
        assert isinstance(await channel.send(words), Sent)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(400, 100), Refused("media")),
        (Fault(400, 131053), NOT_MADE),
        (Fault(500), Later(SOON, "server_trouble")),
        (Fault(401, 190), Refused("token_refused", channel_down=True)),
        (Fault(429, 130429), Later(timedelta(seconds=5), "too_many", whole_channel=True)),
        (Fault(200), NOT_MADE),
    ],
)
async def test_an_upload_that_fails_says_why_and_the_words_wait_or_end(
    fault: Fault, outcome: Outcome
) -> None:
    async with FakeWhatsApp() as server, hooked(server) as channel:
        server.say(SITI, "halo")
        server.fail_uploads(fault)
        assert await channel.send(replace(message("Besok"), picture=NEEDED)) == outcome
        assert server.sent(SITI) == []
        server.fail_uploads(fault)
        assert isinstance(await channel.send(replace(message("Besok"), picture=CARD)), Sent)


@pytest.mark.parametrize(
    ("body", "labels", "kinds"),
    [
        ("Pendek", (), ["image"]),
        ("Pendek", ("Menu",), ["interactive"]),
        ("Pendek", ("Lagi", "Hitung", "Daftar", "Menu"), ["interactive"]),
        ("Pendek", ("Nama yang lebih panjang dari tombol",), ["image"]),
        (LONG, ("Menu",), ["image", "text"]),
    ],
)
def test_words_and_card_are_one_message_wherever_they_can_be(
    body: str, labels: tuple[str, ...], kinds: list[str]
) -> None:
    words = replace(message(body, *labels), picture=CARD)
    assert [one["type"] for one in to_requests(words, WORDS, "900")] == kinds


def test_answers_of_a_question_stay_together_below_the_card() -> None:
    choices = tuple(Choice(f"q|x|{n}", f"Jawaban {n}") for n in range(5))
    words = replace(message("Yang mana?"), choices=choices, picture=CARD)
    card, question = to_requests(words, WORDS, "900")
    assert (card["type"], question["type"]) == ("image", "interactive")
