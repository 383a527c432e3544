"""A message as requests of the Cloud API: within its limits, whatever is said and offered."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.fit import units
from channels.whatsapp_render import Words, problem_of, to_marks, to_requests
from dialog.wire import BOLD_OFF, BOLD_ON, Address, Choice, Outgoing
from tests import whatsapp_spec

SITI = Address("whatsapp", "6281200000001")
WORDS = Words("Pilih", "Ketik salah satu:", "Atau ketik:")
LONG = "Kalimat yang panjang. " * 60


def answers(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"q|daftar|1|x|{at}", label) for at, label in enumerate(labels))


def offers(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"d|{at}", label) for at, label in enumerate(labels))


def rendered(body: str, *choices: Choice, to: Address = SITI) -> dict[str, Any]:
    requests = to_requests(Outgoing(to, body, choices, id=42), WORDS)
    for request in requests:
        assert whatsapp_spec.violations(request) == []
    [only] = requests
    return only


def buttons(request: dict[str, Any]) -> list[str]:
    return [each["reply"]["title"] for each in request["interactive"]["action"]["buttons"]]


def rows(request: dict[str, Any]) -> list[tuple[str, str]]:
    [section] = request["interactive"]["action"]["sections"]
    return [(row["title"], row.get("description", "")) for row in section["rows"]]


def test_a_text_names_its_row_and_shows_no_preview() -> None:
    assert rendered("halo") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281200000001",
        "biz_opaque_callback_data": "42",
        "type": "text",
        "text": {"body": "halo", "preview_url": False},
    }


def test_somebody_without_a_number_is_reached_by_their_id() -> None:
    request = rendered("halo", to=Address("whatsapp", "ID.1349000000000001"))
    assert request["recipient"] == "ID.1349000000000001"
    assert "to" not in request


def test_up_to_three_short_choices_are_buttons() -> None:
    request = rendered("Setuju?", *answers("Setuju", "Tidak setuju"), *offers("Kembali"))
    assert request["interactive"]["type"] == "button"
    assert buttons(request) == ["Setuju", "Tidak setuju", "Kembali"]
    ids = [each["reply"]["id"] for each in request["interactive"]["action"]["buttons"]]
    assert ids == ["q|daftar|1|x|0", "q|daftar|1|x|1", "d|0"]


def test_answers_stay_buttons_where_only_the_ways_out_are_too_many() -> None:
    request = rendered("Siapa?", *answers("Saya", "Pemerintah"), *offers("Lewati", "Kembali"))
    assert buttons(request) == ["Saya", "Pemerintah"]
    body = request["interactive"]["body"]["text"]
    assert body == "Siapa?\n\nAtau ketik:\n*Lewati*\n*Kembali*"


def test_four_to_ten_choices_are_a_list() -> None:
    labels = [f"Pilihan {at}" for at in range(10)]
    request = rendered("Yang mana?", *offers(*labels))
    assert request["interactive"]["type"] == "list"
    assert request["interactive"]["action"]["button"] == "Pilih"
    assert rows(request) == [(label, "") for label in labels]


def test_ten_answers_stay_a_list_beside_ways_out() -> None:
    request = rendered("?", *answers(*(f"Jorong {at}" for at in range(10))), *offers("Kembali"))
    assert len(rows(request)) == 10
    assert request["interactive"]["body"]["text"].endswith("Atau ketik:\n*Kembali*")


def test_more_than_ten_answers_are_numbered() -> None:
    request = rendered("?", *answers(*(f"Nagari {at}" for at in range(11))), *offers("Kembali"))
    lines = request["text"]["body"].split("\n")
    assert lines[2:13] == [f"{at + 1}. Nagari {at}" for at in range(11)]
    assert lines[-2:] == ["Atau ketik:", "*Kembali*"]


def test_few_choices_below_a_long_text_are_words_to_type() -> None:
    request = rendered(LONG, *answers("Setuju", "Tidak setuju"))
    assert request["text"]["body"].endswith("Ketik salah satu:\n*Setuju*\n*Tidak setuju*")
    request = rendered(LONG, *offers("Menu"))
    assert request["text"]["body"].endswith("Ketik salah satu:\n*Menu*")


def test_a_long_label_makes_a_list_and_is_cut_after_a_word() -> None:
    request = rendered("?", *answers("Buruh harian lepas di kebun sawit", "Petani"))
    whole = "Buruh harian lepas di kebun sawit"
    assert rows(request) == [("Buruh harian lepas di…", whole), ("Petani", "")]


def test_titles_that_would_look_the_same_are_numbered_or_written_out() -> None:
    long = "Kelompok tani yang maju bersama"
    labels = [f"{long} {at}" for at in range(5)]
    request = rendered("?", *answers(*labels))
    assert "1. Kelompok tani yang maju bersama 0" in request["text"]["body"]


def test_a_word_is_never_cut() -> None:
    request = rendered("?", *answers("Pekerjaanyangtakberujungsamasekali", "Petani"))
    assert "*Pekerjaanyangtakberujungsamasekali*" in request["text"]["body"]


def test_a_link_is_a_button_and_the_ways_out_are_typed() -> None:
    link = Choice("l|nik", "Isi di halaman", "https://bot.example/form/abc")
    request = rendered("Tekan tombol.", link, *offers("Kembali"))
    action = request["interactive"]["action"]["parameters"]
    assert action == {"display_text": "Isi di halaman", "url": "https://bot.example/form/abc"}
    assert request["interactive"]["body"]["text"] == "Tekan tombol.\n\nAtau ketik:\n*Kembali*"


def test_a_link_below_a_long_text_is_written_out() -> None:
    link = Choice("l|nik", "Isi di halaman", "https://bot.example/form/a_b_c")
    request = rendered(LONG, link, *offers("Kembali"))
    tail = "Isi di halaman:\nhttps://bot.example/form/a_b_c\n\nAtau ketik:\n*Kembali*"
    assert request["text"]["body"].endswith(tail)


def bold(text: str) -> str:
    return f"{BOLD_ON}{text}{BOLD_OFF}"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"Iuran {bold('Rp16.800')} sebulan", "Iuran *Rp16.800* sebulan"),
        (f"{bold(' tebal ')}x", " *tebal* x".strip()),
        (f"{BOLD_ON}dua\nbaris{BOLD_OFF} saja", "*dua*\n*baris* saja"),
        ("Siti *A* _b_", "Siti *\u200bA*\u200b _\u200bb_\u200b"),
        ("~c~ `d`", "~\u200bc~\u200b `\u200bd`\u200b"),
        (f"{bold('A*B')}", "*A*\u200bB*"),
        ("https://x.example/a_b_c*d", "https://x.example/a_b_c*d"),
        (f"{BOLD_ON}ujung", "*ujung*"),
    ],
)  # fmt: skip
def test_emphasis_is_ours_alone(body: str, shown: str) -> None:
    assert to_marks(body) == shown


def test_a_text_beyond_the_longest_comes_in_parts() -> None:
    requests = to_requests(Outgoing(SITI, LONG * 5, offers("Menu")), WORDS)
    assert len(requests) == 2
    for request in requests:
        assert whatsapp_spec.violations(request) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Outgoing(SITI, " \n"), "empty_text"),
        (Outgoing(SITI, "x", (Choice("a", " "),)), "empty_label"),
        (Outgoing(SITI, "x", (Choice("", "a"),)), "button_id"),
        (Outgoing(SITI, "x", (Choice("x" * 201, "a"),)), "button_id"),
        (Outgoing(SITI, "x", (Choice("a", "a", "https://x/" + "y" * 2000),)), "link"),
        (Outgoing(SITI, "x", (Choice("a", "a"),)), None),
    ],
)
def test_what_would_be_refused_for_good_is_known_before(
    message: Outgoing, fault: str | None
) -> None:
    assert problem_of(message) == fault


WORD = st.text("abcdefghij*_~`🙂é-", min_size=1, max_size=30)
LABEL = st.lists(WORD, min_size=1, max_size=6).map(" ".join).filter(str.strip)
BODY = st.lists(WORD, min_size=1, max_size=400).map(" ".join).filter(str.strip)


@settings(max_examples=150)
@given(BODY, st.lists(LABEL, max_size=14), st.lists(LABEL, max_size=4))
def test_whatever_is_said_every_request_is_valid(
    body: str, some: list[str], more: list[str]
) -> None:
    choices = (*answers(*some), *offers(*more))
    for request in to_requests(Outgoing(SITI, body, choices, id=1), WORDS):
        assert whatsapp_spec.violations(request) == []
        for title in re.findall(r'"title": "([^"]*)"', str(request)):
            assert units(title) <= 24
