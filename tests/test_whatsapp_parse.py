"""Deliveries of the Cloud API become events and receipts, or nothing."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp_parse import Heard, heard
from dialog.wire import (
    Address,
    Incoming,
    Kind,
    Later,
    PhotoSize,
    Preference,
    Receipt,
    Refused,
    TemplateNews,
)

PAYLOADS = Path(__file__).parent / "payloads" / "whatsapp"
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 30, 5, tzinfo=UTC)
NAME, NUMBER, PHONE_ID = "Siti *A* <b>Contoh", "6281200000001", "106540352242922"
NIK = "1311010101900001"

HEARD: dict[str, tuple[Kind, str]] = {
    "text": ("text", "Pak, bara bulan iuran? 🙂"),
    "text_with_user_id": ("text", "halo"),
    "text_without_number": ("text", "halo"),
    "text_quoting": ("text", "yang ini"),
    "command": ("command", "data saya"),
    "template_button_without_payload": ("text", "Lanjut"),
    "flow_reply": ("other", ""),
    "contacts": ("other", ""),
    "image": ("photo", "KTP saya"),
    "image_with_a_nik": ("hidden", ""),
    "audio": ("voice", ""),
    "video": ("video", ""),
    "sticker": ("sticker", ""),
    "document": ("document", ""),
    "location": ("location", ""),
    "unsupported": ("other", ""),
    "order": ("other", ""),
    "welcome": ("start", ""),
    "nik_typed": ("hidden", ""),
    "empty": ("other", ""),
}
TAPS = {
    "template_button": ("d|lanjut", "Lanjut"),
    "button_reply": ("q|daftar|1|consent|ya", "Setuju"),
    "list_reply": ("p|manfaat", "Manfaat"),
}
IGNORED = {
    "reaction",
    "system_number_changed",
    "without_an_id",
    "without_a_sender",
    "in_a_group",
}


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def value_of(body: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = body["entry"][0]["changes"][0]["value"]
    return value


def only(name: str) -> Incoming:
    [incoming] = heard(payload(name), NOW, PHONE_ID).messages
    return incoming


def test_every_payload_file_has_an_expectation() -> None:
    files = {path.stem for path in PAYLOADS.glob("*.json")}
    assert files == HEARD.keys() | TAPS.keys() | IGNORED | {"template_status"}


@pytest.mark.parametrize("name", sorted(HEARD))
def test_what_a_person_sends_keeps_its_kind_and_words(name: str) -> None:
    kind, text = HEARD[name]
    key = "ID.1349000000000002" if name == "text_without_number" else NUMBER
    number = value_of(payload(name))["messages"][0]["id"]
    other = "ID.1349000000000001" if name == "text_with_user_id" else ""
    sender = Address("whatsapp", key)
    expected = Incoming(sender, number, text, WRITTEN, kind, None, None, NAME, other)
    sizes = (PhotoSize("900000000000001"),) if kind == "photo" else ()
    assert only(name) == replace(expected, sizes=sizes)


@pytest.mark.parametrize("name", sorted(TAPS))
def test_a_tap_brings_the_id_and_the_label(name: str) -> None:
    incoming = only(name)
    assert (incoming.kind, incoming.choice, incoming.text) == ("tap", *TAPS[name])


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_what_needs_no_answer_is_nothing(name: str) -> None:
    assert heard(payload(name), NOW, PHONE_ID) == Heard()


def test_how_a_template_stands_is_no_word_of_a_person() -> None:
    found = heard(payload("template_status"), NOW, PHONE_ID)
    paused = TemplateNews("pengingat_iuran", "id", "status", "paused", NOW)
    assert found == Heard(templates=(paused,))


def test_a_shared_contact_is_never_proven_to_be_ones_own() -> None:
    """The network does not say whose card it is: anybody may pass on the number of another."""
    assert (only("contacts").kind, only("contacts").phone) == ("other", None)


@pytest.mark.parametrize(
    "written",
    [NIK, "1311 0101 0190 0001", "1311.0101.0190.0001", "131101-010190-0001", f"nik{NIK}ya",
     f"ini nik ambo {NIK}, tolong daftarkan", "13110101O190OOO1", "1311\n0101\n0190\n0001"],
)  # fmt: skip
def test_a_typed_nik_does_not_leave_the_parser(written: str) -> None:
    body = payload("text")
    value_of(body)["messages"][0]["text"]["body"] = written
    [incoming] = heard(body, NOW).messages
    assert (incoming.kind, incoming.text) == ("hidden", "")


def test_a_nik_in_a_profile_name_does_not_leave_the_parser() -> None:
    body = payload("text")
    value_of(body)["contacts"][0]["profile"]["name"] = f"Siti {NIK}"
    [incoming] = heard(body, NOW).messages
    assert incoming.name == ""


def test_every_item_of_every_level_is_heard() -> None:
    body = payload("text")
    change = body["entry"][0]["changes"][0]
    for number in range(2, 5):
        more = deepcopy(value_of(body)["messages"][0]) | {"id": f"wamid.{number}"}
        value_of(body)["messages"].append(more)
    other = deepcopy(change)
    other["value"]["messages"] = [deepcopy(value_of(body)["messages"][0]) | {"id": "wamid.5"}]
    body["entry"][0]["changes"].append(other)
    third = deepcopy(other)
    third["value"]["messages"][0]["id"] = "wamid.6"
    body["entry"].append({"id": "1", "changes": [third]})
    found = [incoming.external_id for incoming in heard(body, NOW).messages]
    assert found[1:] == ["wamid.2", "wamid.3", "wamid.4", "wamid.5", "wamid.6"]


@pytest.mark.parametrize("bad", [None, 7, "x", [], {}, {"id": 5, "from": [], "type": {}}])
def test_a_bad_item_costs_none_of_its_neighbours(bad: object) -> None:
    body = payload("text")
    value = value_of(body)
    good = value["messages"][0]
    value["messages"] = [bad, good, bad, good | {"id": "wamid.2"}]
    value["contacts"] = [bad, *value["contacts"]]
    body["entry"][0]["changes"].insert(0, bad)
    body["entry"].insert(0, bad)
    assert [one.external_id for one in heard(body, NOW).messages] == [good["id"], "wamid.2"]


def test_what_is_meant_for_another_number_of_the_account_is_left_out() -> None:
    assert heard(payload("text"), NOW, "999").messages == ()
    assert len(heard(payload("text"), NOW, PHONE_ID).messages) == 1


def test_what_has_no_date_of_its_own_is_of_now() -> None:
    body = payload("text")
    for told in (None, "soon", "-5", True, 10**12):
        value_of(body)["messages"][0]["timestamp"] = told
        assert heard(body, NOW).messages[0].at == NOW


def status(**changes: object) -> dict[str, Any]:
    told = {
        "id": "wamid.out1",
        "status": "delivered",
        "timestamp": "1796014800",
        "recipient_id": NUMBER,
        "biz_opaque_callback_data": "42",
    }
    body = payload("text")
    value_of(body).pop("messages")
    value_of(body)["statuses"] = [told | changes]
    return body


def test_a_status_tells_how_far_a_message_came_and_what_it_cost() -> None:
    pricing = {
        "billable": True,
        "pricing_model": "PMP",
        "category": "utility",
        "type": "regular",
    }
    assert heard(status(pricing=pricing), NOW).receipts == (
        Receipt(42, "wamid.out1", "delivered", WRITTEN, None, "utility", True),
    )


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (131047, Refused("window_closed")),
        (131049, Later(timedelta(hours=12), "held_by_meta")),
        (131050, Refused("wants_no_more", wants_no_more=True)),
    ],
)
def test_a_failed_status_goes_through_the_table_of_errors(
    code: int, failure: Later | Refused
) -> None:
    body = status(status="failed", errors=[{"code": code, "title": "x"}])
    assert heard(body, NOW).receipts[0].failure == failure


@pytest.mark.parametrize(
    "changes",
    [{"status": "warned"}, {"biz_opaque_callback_data": "another program"}, {"id": ""},
     {"biz_opaque_callback_data": None}, {"biz_opaque_callback_data": "9" * 30}],
)  # fmt: skip
def test_a_status_that_is_not_of_our_messages_is_nothing(changes: dict[str, object]) -> None:
    assert heard(status(**changes), NOW) == Heard()


@pytest.mark.parametrize(("told", "stop"), [("stop", True), ("resume", False)])
def test_a_preference_told_to_the_network_is_heard(told: str, stop: bool) -> None:
    body = status()
    value = value_of(body)
    value.pop("statuses")
    value["user_preferences"] = [
        {"wa_id": NUMBER, "category": "marketing_messages", "value": told},
        {"wa_id": NUMBER, "value": "maybe"},
    ]
    assert heard(body, NOW).preferences == (Preference(Address("whatsapp", NUMBER), stop),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@settings(max_examples=80)
@given(st.sampled_from(sorted(HEARD)), st.data())
def test_nothing_that_can_be_written_as_json_breaks_it(name: str, data: st.DataObject) -> None:
    body = payload(name)
    message = value_of(body)["messages"][0]
    field = data.draw(st.sampled_from(sorted(message)))
    message[field] = data.draw(JSON)
    value_of(body)["contacts"] = data.draw(JSON)
    for incoming in heard(body, NOW).messages:
        assert incoming.sender.key
        incoming.text.encode()
