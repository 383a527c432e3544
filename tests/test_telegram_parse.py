"""Updates of the Bot API become events, or nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.telegram_parse import callback_id, to_incoming
from dialog.wire import Address, Incoming, Kind, PhotoSize
from tests.fake_forum import GROUP

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 30, 5, tzinfo=UTC)
SITI = "Siti A* <b>Contoh"
BOT = "JamsostekUjiBot"

HEARD: dict[str, tuple[Kind, str]] = {
    "text": ("text", "Pak, bara bulan iuran? 🙂"),
    "start": ("start", ""),
    "start_payload": ("start", "n_1311010"),
    "command": ("command", "data saya"),
    "command_with_words": ("command", "ubah 3"),
    "contact_own": ("contact", ""),
    "contact_of_somebody_else": ("contact", ""),
    "contact_unknown_to_telegram": ("contact", ""),
    "photo": ("photo", "KTP saya"),
    "voice": ("voice", ""),
    "audio": ("voice", ""),
    "video": ("video", ""),
    "video_note": ("video", ""),
    "animation": ("video", ""),
    "sticker": ("sticker", ""),
    "location": ("location", ""),
    "venue": ("location", ""),
    "document": ("document", ""),
    "dice": ("other", ""),
    "blocked": ("left", ""),
    "unblocked": ("returned", ""),
}
IN_GROUPS = {
    "group_command": "menu",
    "group_mention": "tanya @jamsostekujibot berapa iuran",
    "tap_in_a_group": "",
}
TAPS = {"tap": ("a|3|consent|tidak", "Tidak"), "tap_on_an_old_message": ("p|menu", "")}
FROM_OFFICERS = {
    "topic_text": ("desk", "-1001234567890/45", "Selamat pagi, Pak"),
    "topic_command": ("desk", "-1001234567890/45", "/selesai"),
    "topic_photo": ("desk", "-1001234567890/45", ""),
    "topic_by_anonymous_admin": ("desk", "-1001234567890/45", "saya bantu"),
    "officers_threw_us_out": ("left", "-1001234567890", ""),
    "officers_took_us_in": ("returned", "-1001234567890", ""),
}
NOT_IN_A_TOPIC = {
    "officers_general",
    "officers_general_command",
    "officers_general_reply",
    "officers_tap",
    "topic_by_a_bot",
    "topic_closed",
    "topic_command_for_another",
    "topic_created",
}
IGNORED = {
    "edited",
    "from_a_bot",
    "group_chatter",
    "group_command_for_another",
    "pinned",
    "poll_answer",
    "removed_from_a_group",
    "tap_without_a_chat",
}


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def heard(update: dict[str, Any]) -> Incoming | None:
    return to_incoming(update, NOW, BOT, str(GROUP))


def test_every_payload_file_has_an_expectation() -> None:
    files = {path.stem for path in PAYLOADS.glob("*.json")}
    assert files == (
        HEARD.keys()
        | IN_GROUPS.keys()
        | TAPS.keys()
        | IGNORED
        | FROM_OFFICERS.keys()
        | NOT_IN_A_TOPIC
    )


@pytest.mark.parametrize("name", sorted(HEARD))
def test_what_a_person_sends_keeps_its_kind_and_words(name: str) -> None:
    update = payload(name)
    kind, text = HEARD[name]
    phone = "6281200000001" if name == "contact_own" else None
    sender = Address("telegram", "5550001")
    expected = Incoming(sender, str(update["update_id"]), text, WRITTEN, kind, None, phone, SITI)
    sizes = (PhotoSize("AgAC", 1200),) if kind == "photo" else ()
    assert heard(update) == replace(expected, sizes=sizes)


@pytest.mark.parametrize("name", sorted(TAPS))
def test_a_tap_brings_the_id_and_the_label_that_was_shown(name: str) -> None:
    incoming = heard(payload(name))
    assert incoming is not None
    assert (incoming.kind, incoming.choice, incoming.text) == ("tap", *TAPS[name])


def test_a_tap_is_dated_now_since_its_message_may_be_old() -> None:
    incoming = heard(payload("tap"))
    assert incoming is not None
    assert incoming.at == NOW


@pytest.mark.parametrize("name", sorted(IN_GROUPS))
def test_a_group_is_heard_only_when_it_speaks_to_the_bot(name: str) -> None:
    incoming = heard(payload(name))
    assert incoming is not None
    assert (incoming.kind, incoming.text) == ("group", IN_GROUPS[name])
    assert incoming.sender == Address("telegram", "-1009990001")


def test_a_mention_needs_the_whole_name() -> None:
    update = payload("group_mention")
    update["message"]["text"] = "tanya @JamsostekUjiBotPalsu"
    assert heard(update) is None
    assert to_incoming(payload("group_mention"), NOW) is None


@pytest.mark.parametrize("name", sorted(FROM_OFFICERS))
def test_an_officer_is_heard_in_the_topics_of_the_group(name: str) -> None:
    incoming = heard(payload(name))
    assert incoming is not None
    assert (incoming.kind, incoming.sender.key, incoming.text) == FROM_OFFICERS[name]


@pytest.mark.parametrize("name", sorted(NOT_IN_A_TOPIC))
def test_nothing_else_in_the_officers_group_is_for_us(name: str) -> None:
    assert heard(payload(name)) is None


@pytest.mark.parametrize("name", sorted(FROM_OFFICERS))
def test_in_any_other_group_the_same_is_nothing_new(name: str) -> None:
    """Without the setting, or with that of another group, only what is addressed to us counts."""
    for officers in ("", "-100999"):
        incoming = to_incoming(payload(name), NOW, BOT, officers)
        expected = "group" if name == "topic_command" else None
        assert (incoming.kind if incoming else None) == expected


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_what_needs_no_answer_is_nothing(name: str) -> None:
    assert heard(payload(name)) is None


def test_the_callback_is_known_also_where_the_tap_is_ignored() -> None:
    assert callback_id(payload("tap")) == "23837520000000001"
    assert callback_id(payload("tap_without_a_chat")) == "23837520000000004"
    assert callback_id(payload("text")) is None


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/", "text", "/"),
        ("/ 5", "text", "/ 5"),
        ("//menu", "text", "//menu"),
        ("/menu", "command", "menu"),
        ("/UBAH_3", "command", "UBAH 3"),
        ("/daftar  Siti\nContoh ", "command", "daftar Siti\nContoh"),
        ("1/2", "text", "1/2"),
        ("/é", "text", "/é"),
    ],
)
def test_only_a_whole_command_loses_its_slash(typed: str, kind: str, text: str) -> None:
    update = payload("text")
    update["message"]["text"] = typed
    incoming = heard(update)
    assert incoming is not None
    assert (incoming.kind, incoming.text) == (kind, text)


def test_text_that_no_database_could_store_is_mended() -> None:
    update = payload("text")
    update["message"]["text"] = "a\0b\ud83dc \ud83d\ude42"
    incoming = heard(update)
    assert incoming is not None
    assert incoming.text == "ab\ufffdc 🙂"


@pytest.mark.parametrize("date", [None, 0, -5, 10**18, "1", True])
def test_an_impossible_date_is_now(date: object) -> None:
    update = payload("text")
    update["message"]["date"] = date
    incoming = heard(update)
    assert incoming is not None
    assert incoming.at == NOW


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def spoil(value: Any, path: list[int], junk: object) -> Any:
    """The value with one of its parts replaced, chosen by the numbers of the path."""
    if not path or not isinstance(value, dict | list) or not value:
        return junk
    if isinstance(value, list):
        at = path[0] % len(value)
        return [spoil(v, path[1:], junk) if i == at else v for i, v in enumerate(value)]
    key = list(value)[path[0] % len(value)]
    return {k: spoil(v, path[1:], junk) if k == key else v for k, v in value.items()}


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from(sorted(path.stem for path in PAYLOADS.glob("*.json"))),
    path=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    junk=JUNK,
)
def test_a_broken_update_is_nothing_or_an_event_that_can_be_stored(
    name: str, path: list[int], junk: object
) -> None:
    update = spoil(payload(name), path, junk)
    callback_id(update)
    incoming = heard(update)
    if incoming is None:
        return
    assert incoming.kind in get_args(Kind)
    assert incoming.external_id == str(int(incoming.external_id))
    for text in (incoming.text, incoming.name, incoming.choice or "", incoming.phone or ""):
        assert "\0" not in text
        assert text.encode().decode() == text


@given(st.dictionaries(st.text(max_size=4) | st.sampled_from(["update_id", "message"]), JUNK))
def test_any_object_at_all_raises_nothing(update: dict[str, object]) -> None:
    assert heard(update) is None
