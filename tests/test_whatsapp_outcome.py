"""Every error of the Cloud API becomes the outcome that the outbox acts on."""

from datetime import timedelta

import pytest

from channels.whatsapp_outcome import (
    CALLS,
    MAINTENANCE,
    PAIR,
    POLICY,
    SOON,
    UNSURE,
    failure_of,
    outcome_of,
)
from dialog.wire import Later, Outcome, Refused, Sent


def answered(code: int, status: int = 400, retry_after: str = "") -> Outcome:
    told = {"error": {"message": "x", "type": "OAuthException", "code": code, "fbtrace_id": "y"}}
    return outcome_of(status, told, retry_after)


DOWN = [0, 190, 3, 10, 200, 299, 368, 131031, 131037, 131042, 131044, 131045]
TROUBLE = [1, 2, 131000, 131016, 133004]
NEVER = {
    470: "window_closed", 131047: "window_closed", 131026: "undeliverable", 130472: "experiment",
    131021: "own_number", 131030: "not_a_tester", 131048: "spam_limit", 131062: "number_needed",
    131064: "template_misuse", 132001: "template_missing", 132007: "template_policy",
    132015: "template_paused", 132016: "template_disabled", 132068: "flow_blocked",
    130497: "country",
}  # fmt: skip
OURS = {
    33: "bad_request", 100: "bad_request", 131008: "bad_request", 131009: "bad_request",
    131051: "bad_request", 132000: "template_parameters", 132005: "template_parameters",
    132008: "template_parameters", 132012: "template_parameters", 132018: "template_parameters",
    999999: "error_999999",
}  # fmt: skip
LATER = {
    131049: Later(POLICY, "held_by_meta"),
    131056: Later(PAIR, "pair_rate"),
    131052: Later(SOON, "media"),
    131053: Later(SOON, "media"),
    132069: Later(MAINTENANCE, "flow_limit"),
    4: Later(CALLS, "call_limit", whole_channel=True),
    80007: Later(CALLS, "call_limit", whole_channel=True),
    130429: Later(timedelta(seconds=5), "too_many", whole_channel=True),
    131057: Later(timedelta(minutes=1), "maintenance", whole_channel=True),
    133016: Later(MAINTENANCE, "maintenance", whole_channel=True),
}


@pytest.mark.parametrize("code", DOWN)
def test_the_account_itself_is_in_trouble(code: int) -> None:
    outcome = answered(code, 401)
    assert isinstance(outcome, Refused)
    assert outcome.channel_down


@pytest.mark.parametrize("code", TROUBLE)
def test_meta_is_in_trouble(code: int) -> None:
    assert answered(code, 500) == Later(SOON, "server_trouble")


@pytest.mark.parametrize(("code", "why"), NEVER.items())
def test_this_message_will_never_arrive(code: int, why: str) -> None:
    assert answered(code) == Refused(why)


@pytest.mark.parametrize(("code", "why"), OURS.items())
def test_the_request_was_wrong(code: int, why: str) -> None:
    assert answered(code) == Refused(why, our_fault=True)


@pytest.mark.parametrize(("code", "expected"), LATER.items())
def test_later_for_one_or_for_all(code: int, expected: Later) -> None:
    assert answered(code) == expected


def test_somebody_told_meta_to_stop() -> None:
    assert answered(131050) == Refused("wants_no_more", wants_no_more=True)


def test_the_code_decides_and_not_the_status() -> None:
    for code in (131047, 131056):
        told = {answered(code, status) for status in (400, 429, 500)}
        assert told == {failure_of({"code": code})}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (500, Later(SOON, "server_trouble")),
        (502, Later(SOON, "server_trouble")),
        (408, Later(SOON, "server_trouble")),
        (429, Later(SOON, "too_many", whole_channel=True)),
        (401, Refused("token_refused", channel_down=True)),
        (403, Refused("token_refused", channel_down=True)),
        (404, Refused("bad_request", our_fault=True)),
        (302, UNSURE),
    ],
)
def test_an_answer_that_is_no_json_is_told_by_its_status(status: int, expected: Outcome) -> None:
    assert outcome_of(status, {}) == expected


def test_an_accepted_message_has_a_number() -> None:
    assert outcome_of(200, {"messages": [{"id": "wamid.1"}]}) == Sent("wamid.1")


@pytest.mark.parametrize("body", [{}, {"messages": []}, {"messages": [{"id": "x" * 300}]}])
def test_a_success_without_a_number_is_no_answer(body: dict[str, object]) -> None:
    assert outcome_of(200, body) == UNSURE


@pytest.mark.parametrize(
    ("told", "seconds"), [("30", 30), ("1", 5), ("999999999999", 3600), ("soon", 5), ("", 5)]
)
def test_a_time_that_is_told_goes_before_ours_if_longer(told: str, seconds: int) -> None:
    expected = Later(timedelta(seconds=seconds), "too_many", whole_channel=True)
    assert answered(130429, 429, told) == expected
