"""Benefit cards on WhatsApp: uploaded once, in one message with the words, never in their way."""

from dataclasses import replace

import pytest

from channels.whatsapp_render import to_requests
from dialog.wire import Choice, Picture, Sent
from tests.fake_whatsapp import FakeWhatsApp
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
