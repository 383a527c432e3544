"""The small parts of the web chat: pace, open pages, words on the wire, the finished page."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web_live import BACKLOG, PAGES_EACH, OpenPages
from channels.web_pace import REMEMBERED, Doorkeeper, Pace
from channels.web_page import SCRIPTS, STYLE, build_page, read_part
from channels.web_wire import address_of, seen_up_to, to_event, to_incoming, to_start
from dialog.wire import BOLD_ON, Address, Choice, Incoming, Outgoing
from tests.web_brain import web_words

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SITI = Address("web", "a" * 64)
BUDI = Address("web", "b" * 64)
ID = "0b0f1f7e-1111-4222-8333-123456789abc"
PACE = Pace(per_minute=30, burst=10)


def test_a_burst_is_let_in_and_then_two_seconds_are_asked_for() -> None:
    door = Doorkeeper(PACE)
    waits = [door.wait("siti", NOW) for _ in range(11)]
    assert waits == [0.0] * 10 + [2.0]


def test_a_busy_sender_does_not_keep_others_out() -> None:
    door = Doorkeeper(PACE)
    for _ in range(20):
        door.wait("siti", NOW)
    assert door.wait("budi", NOW) == 0


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    door = Doorkeeper(PACE)
    door.wait("siti", NOW)
    assert door.wait("siti", NOW - timedelta(hours=1)) == 0


@given(st.lists(st.integers(0, 5_000), max_size=200))
def test_never_more_than_the_burst_and_the_pace_together(gaps: list[int]) -> None:
    door, now, let_in = Doorkeeper(PACE), NOW, 0
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        let_in += door.wait("siti", now) == 0
    minutes = (now - NOW).total_seconds() / 60
    assert let_in <= PACE.burst + PACE.per_minute * minutes + 1e-6


@given(st.integers(10, 30))
def test_waiting_as_long_as_asked_is_always_enough(knocks: int) -> None:
    door = Doorkeeper(PACE)
    for _ in range(knocks):
        door.wait("siti", NOW)
    asked = door.wait("siti", NOW)
    assert asked > 0
    assert door.wait("siti", NOW + timedelta(seconds=asked + 0.001)) == 0


def test_idle_senders_are_forgotten_and_busy_ones_are_not() -> None:
    door = Doorkeeper(PACE)
    for number in range(REMEMBERED - 1):
        door.wait(f"idle-{number}", NOW)
    later = NOW + timedelta(minutes=1)
    for _ in range(10):
        door.wait("busy", later)
    assert door.wait("newcomer", later) == 0
    assert door.wait("busy", later) > 0
    assert door.remembered() == 2


def test_the_database_never_learns_the_token() -> None:
    token = "x" * 43
    address = address_of(token)
    assert address == Address("web", hashlib.sha256(token.encode()).hexdigest())
    assert token not in str(address)


@pytest.mark.parametrize(
    "token", ["", "short", "x" * 21, "x" * 129, "x" * 30 + "é", "x" * 30 + " "]
)
def test_what_cannot_be_our_token_is_nobody(token: str) -> None:
    assert address_of(token) is None


def test_typed_text_becomes_an_event() -> None:
    heard = to_incoming({"id": ID, "text": " halo\n"}, SITI, NOW)
    assert heard == Incoming(SITI, f"web:{'a' * 32}:{ID}", " halo\n", NOW, kind="text")


def test_a_tap_carries_the_choice_and_its_label() -> None:
    heard = to_incoming({"id": ID, "text": "Daftar", "choice": "f|daftar"}, SITI, NOW)
    assert isinstance(heard, Incoming)
    assert (heard.kind, heard.choice, heard.text) == ("tap", "f|daftar", "Daftar")


def test_the_same_id_from_two_people_are_two_events() -> None:
    first = to_incoming({"id": ID, "text": "a"}, SITI, NOW)
    second = to_incoming({"id": ID, "text": "a"}, BUDI, NOW)
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert first.external_id != second.external_id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": 7}, "bad_id"),
        ({"id": "1"}, "bad_id"),
        ({"id": ID.upper()}, "bad_id"),
        ({"id": ID + "\n"}, "bad_id"),
        ({"text": None}, "bad_text"),
        ({"text": ["a"]}, "bad_text"),
        ({"text": "a\0b"}, "bad_text"),
        ({"text": "\ud800"}, "bad_text"),
        ({"text": " \n "}, "empty"),
        ({"text": "a" * 8_001}, "too_long"),
        ({"choice": None}, "bad_choice"),
        ({"choice": ""}, "bad_choice"),
        ({"choice": "\udfff"}, "bad_choice"),
        ({"choice": "é" * 33}, "bad_choice"),
    ],
)
def test_what_cannot_be_taken_has_a_named_reason(change: dict[str, object], reason: str) -> None:
    assert to_incoming({"id": ID, "text": "a"} | change, SITI, NOW) == reason


def test_the_longest_text_and_choice_are_taken() -> None:
    body = {"id": ID, "text": "a" * 8_000, "choice": "é" * 32}
    assert isinstance(to_incoming(body, SITI, NOW), Incoming)


@given(st.dictionaries(st.sampled_from(["id", "text", "choice", "n"]), st.text() | st.integers()))
def test_any_object_is_an_event_or_a_reason(body: dict[str, object]) -> None:
    for read in (to_incoming, to_start):
        assert isinstance(read(body, SITI, NOW), Incoming | str)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("13.11.01.2001", "13.11.01.2001"),
        ("poster_A-1", "poster_A-1"),
        ("", ""),
        ("a" * 65, ""),
        ("<b>", ""),
        ("13.11\n", ""),
        (13, ""),
        (None, ""),
    ],
)
def test_the_first_knock_carries_only_a_plain_payload(payload: object, text: str) -> None:
    knock = to_start({"id": ID, "n": payload}, SITI, NOW)
    assert isinstance(knock, Incoming)
    assert (knock.kind, knock.text) == ("start", text)


def test_a_knock_without_an_id_is_refused() -> None:
    assert to_start({}, SITI, NOW) == "bad_id"


@given(st.text(), st.text())
def test_no_text_can_break_out_of_its_event(body: str, label: str) -> None:
    message = Outgoing(SITI, body + BOLD_ON, (Choice("c", label),), id=7)
    name, data, *rest = to_event(message).decode().split("\n")
    assert (name, rest) == ("id: 7", ["", ""])
    told = json.loads(data.removeprefix("data: "))
    assert told == {
        "id": 7,
        "body": body + BOLD_ON,
        "choices": [{"id": "c", "label": label}],
    }


def test_a_link_travels_with_its_address() -> None:
    link = Choice("l|nik", "Isi", "https://bot.example/form/abc")
    told = to_event(Outgoing(SITI, "x", (link,), id=7)).decode()
    assert '"url": "https://bot.example/form/abc"' in told


@pytest.mark.parametrize(
    ("header", "query", "seen"),
    [("", "", 0), ("", "5", 5), ("9", "5", 9), ("x", "5", 5), ("-1", "", 0), ("9" * 40, "", 0)],
)
def test_a_page_goes_on_after_what_it_has_seen(header: str, query: str, seen: int) -> None:
    assert seen_up_to(header, query) == seen


async def test_only_the_pages_of_that_person_show_a_message() -> None:
    pages = OpenPages()
    siti, budi = pages.open(SITI), pages.open(BUDI)
    assert siti is not None
    assert budi is not None
    message = Outgoing(SITI, "halo", id=1)
    pages.show(message)
    assert await siti.next(1) == message
    with pytest.raises(TimeoutError):
        await budi.next(0)


async def test_a_page_that_does_not_keep_up_is_ended() -> None:
    pages = OpenPages()
    page = pages.open(SITI)
    assert page is not None
    for number in range(BACKLOG + 1):
        pages.show(Outgoing(SITI, "halo", id=number))
    assert await page.next(1) is None


def test_one_person_cannot_open_pages_without_end() -> None:
    pages = OpenPages()
    opened = [pages.open(SITI) for _ in range(PAGES_EACH)]
    assert None not in opened
    assert pages.open(SITI) is None
    assert pages.open(BUDI) is not None
    assert opened[0] is not None
    pages.close(SITI, opened[0])
    assert pages.open(SITI) is not None


def test_closed_pages_leave_nothing_behind() -> None:
    pages = OpenPages()
    page = pages.open(SITI)
    assert page is not None
    pages.close(SITI, page)
    pages.close(SITI, page)
    assert pages.count() == 0


def test_the_page_is_small_and_needs_nothing_from_elsewhere() -> None:
    page = build_page(web_words())
    assert len(page.html) < 60_000
    text = page.html.decode()
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"'](?!data:)", text) == []
    assert "@import" not in text
    assert "url(" not in text
    assert "innerHTML" not in text


def test_the_policy_lets_only_the_pages_own_parts_run() -> None:
    page = build_page(web_words())
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.html.decode(), re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in page.policy
    assert "unsafe" not in page.policy


def test_words_are_text_even_when_they_look_like_tags() -> None:
    words = dict(web_words()) | {"title": "A & <b>", "typing": "</script><script>alert(1)"}
    text = build_page(words).html.decode()
    assert "<h1>A &amp; &lt;b&gt;</h1>" in text
    assert text.count("</script>") == 2
    data = re.search(r'id="words">(.*?)</script>', text)
    assert data is not None
    assert json.loads(data[1]) == words


def test_a_missing_word_is_found_when_the_page_is_built() -> None:
    words = {key: word for key, word in web_words().items() if key != "send"}
    with pytest.raises(KeyError, match="send"):
        build_page(words)


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    script = "".join(map(read_part, SCRIPTS))
    asked = set(re.findall(r"words\.(\w+)", script))
    states = re.search(r"STATE_WORDS = \{(.*?)\}", script, re.DOTALL)
    assert states is not None
    asked |= set(re.findall(r'"(\w+)"', states[1]))
    asked |= set(re.findall(r"\$([a-z_]+)", read_part("index.html")))
    assert asked - {"style_part", "script_part", "words_part"} == set(web_words())


def test_a_changed_word_makes_a_new_version_of_the_page() -> None:
    changed = dict(web_words()) | {"send": "Lanjut"}
    assert build_page(web_words()).etag == build_page(web_words()).etag
    assert build_page(changed).etag != build_page(web_words()).etag


def colours(scheme: int) -> dict[str, str]:
    """The palette of the style sheet: 0 light, 1 dark."""
    block = re.findall(r":root \{(.*?)\n *\}", read_part(STYLE), re.DOTALL)[scheme]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 counts it."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


READ = "ink/bot ink/paper own-ink/own faint/paper faint/bot top-ink/top top-faint/top"
READ += " button-ink/button button-ink/bot button-ink/own button-ink/button-over strong-ink/strong"
READ += " alarm/paper"
SEEN = "button-line/paper focus/paper focus/bot strong/paper"


@pytest.mark.parametrize("scheme", [0, 1])
def test_everything_can_be_read_in_sunlight_and_at_night(scheme: int) -> None:
    palette = colours(scheme)
    for need, pairs in ((4.5, READ), (3.0, SEEN)):
        for pair in pairs.split():
            front, back = pair.split("/")
            assert contrast(palette[front], palette[back]) >= need, pair
