"""The yardstick itself: it passes what the service takes and names what it refuses."""

from typing import Any

import pytest

from tests.whatsapp_spec import violations

TEXT: dict[str, Any] = {
    "messaging_product": "whatsapp",
    "to": "6281200000001",
    "type": "text",
    "text": {"body": "halo"},
}


def shown(kind: str, body: str, **action: object) -> dict[str, Any]:
    inner = {"type": kind, "body": {"text": body}, "action": action}
    return TEXT | {"type": "interactive", "interactive": inner, "text": None}


def reply(title: str) -> dict[str, object]:
    return {"type": "reply", "reply": {"id": title, "title": title}}


def without(request: dict[str, Any], field: str = "text") -> dict[str, Any]:
    return {key: value for key, value in request.items() if key != field}


def rows(count: int, title: str = "a") -> list[dict[str, object]]:
    return [{"rows": [{"id": str(at), "title": f"{title}{at}"} for at in range(count)]}]


def test_what_the_service_takes_passes() -> None:
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert violations(TEXT) == []
    assert violations(read | {"typing_indicator": {"type": "text"}}) == []
    assert violations(without(shown("button", "?", buttons=[reply("Ya"), reply("Tidak")]))) == []
    assert violations(without(shown("list", "?", button="Pilih", sections=rows(10)))) == []


@pytest.mark.parametrize(
    "request_body",
    [
        TEXT | {"text": {"body": "x" * 4097}},
        TEXT | {"text": {"body": ""}},
        TEXT | {"text": {"body": "x", "colour": "red"}},
        TEXT | {"messaging_product": "telegram"},
        TEXT | {"type": "poem"},
        without(TEXT),
        without(TEXT, "to"),
        without(shown("button", "?", buttons=[reply(str(at)) for at in range(4)])),
        without(shown("button", "?", buttons=[reply("x" * 21)])),
        without(shown("button", "?", buttons=[reply("ya"), reply("Ya")])),
        without(shown("button", "x" * 1025, buttons=[reply("ya")])),
        without(shown("list", "?", button="Pilih", sections=rows(11))),
        without(shown("list", "?", button="Pilih", sections=rows(2, "x" * 24))),
        without(shown("list", "?", button="x" * 21, sections=rows(2))),
        without(shown("list", "?", buttons=[reply("ya")])),
        {"status": "read", "message_id": "wamid.1"},
    ],
)
def test_what_the_service_refuses_is_named(request_body: dict[str, Any]) -> None:
    assert violations(request_body)


@pytest.mark.parametrize("value", ["a\nb", "a\tb", "a    b", ""])
def test_a_parameter_of_a_template_is_one_plain_line(value: str) -> None:
    body = {"type": "body", "parameters": [{"type": "text", "text": value}]}
    template = {"name": "x", "language": {"code": "id"}, "components": [body]}
    assert violations(without(TEXT) | {"type": "template", "template": template})
