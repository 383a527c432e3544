"""What an error of the Cloud API means for a message. Pure.

Decided by `code` alone: 131047 (window closed) comes with the same status 400 as a malformed
request. The same table serves the answer to a request and a `failed` status that comes later.
Source: Meta's page of Cloud API error codes, through pywa 4.5.0's table and copies by providers.

An answer                        an outcome
├── 190, 10, 131031, 131042 …    Refused, channel_down: keep every message, tell somebody
├── 4, 80007, 130429             Later, whole_channel: everybody waits
├── 131056                       Later: this person waits, longer each time
├── 1, 2, 131000, 5xx …          Later: Meta's own trouble
├── 131049                       Later, 12 hours: Meta holds marketing back from this person
├── 131047, 131026, 130472 …     Refused: this message cannot be delivered
├── 131050                       Refused, wants_no_more: the person told Meta to stop
├── 100, 131009, 132000 …        Refused, our_fault: somebody should look
└── no answer                    Later, maybe_sent
"""

from collections.abc import Mapping
from datetime import timedelta

from channels.untrusted import Json, dict_at, dicts_at, int_at, text_at
from dialog.wire import Later, Outcome, Refused, Sent

SOON = timedelta(seconds=2)
"""The first wait; whoever counts the attempts lets it grow."""
PAIR = timedelta(seconds=6)
"""One message to the same person every six seconds."""
CALLS = timedelta(minutes=10)
MAINTENANCE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
POLICY = timedelta(hours=12)

TELLS = timedelta(minutes=1)
"""So long a receipt may still tell that a message without an answer arrived after all."""

UNSURE = Later(TELLS, "no_answer", maybe_sent=True)
UNREACHABLE = Later(SOON, "unreachable")

_DOWN: Mapping[int, str] = {
    0: "token_refused",
    3: "no_permission",
    10: "no_permission",
    190: "token_refused",
    368: "account_restricted",
    131005: "no_permission",
    131031: "account_locked",
    131037: "display_name",
    131042: "payment",
    131044: "payment",
    131045: "certificate",
    133010: "not_registered",
}
_TROUBLE = frozenset({1, 2, 131000, 131016, 131055, 133004})
_ALL_WAIT: Mapping[int, Later] = {
    4: Later(CALLS, "call_limit", whole_channel=True),
    80007: Later(CALLS, "call_limit", whole_channel=True),
    130429: Later(timedelta(seconds=5), "too_many", whole_channel=True),
    131057: Later(timedelta(minutes=1), "maintenance", whole_channel=True),
    133016: Later(MAINTENANCE, "maintenance", whole_channel=True),
}
_LATER: Mapping[int, Later] = {
    131049: Later(POLICY, "held_by_meta"),
    131052: Later(SOON, "media"),
    131053: Later(SOON, "media"),
    131056: Later(PAIR, "pair_rate"),
    132069: Later(MAINTENANCE, "flow_limit"),
}
_NEVER: Mapping[int, str] = {
    470: "window_closed",
    130472: "experiment",
    130497: "country",
    131021: "own_number",
    131026: "undeliverable",
    131030: "not_a_tester",
    131047: "window_closed",
    131048: "spam_limit",
    131062: "number_needed",
    131064: "template_misuse",
    132001: "template_missing",
    132007: "template_policy",
    132015: "template_paused",
    132016: "template_disabled",
    132068: "flow_blocked",
}
_OURS: Mapping[int, str] = {
    33: "bad_request",
    100: "bad_request",
    131008: "bad_request",
    131009: "bad_request",
    131051: "bad_request",
    132000: "template_parameters",
    132005: "template_parameters",
    132008: "template_parameters",
    132012: "template_parameters",
    132018: "template_parameters",
}


def outcome_of(status: int, body: Json, retry_after: str = "") -> Outcome:
    """What an HTTP answer says. `retry_after` is the header of that name, in seconds."""
    error = dict_at(body, "error")
    if not error and status < 300:
        return _sent(body)
    known = int_at(error, "code") is not None
    return _told(failure_of(error) if known else _by_status(status), retry_after)


def spoilt(outcome: Outcome) -> bool:
    """Whether it may be the picture that was refused: the words may still go."""
    return isinstance(outcome, Later | Refused) and outcome.why in ("media", "bad_request")


def _sent(body: Json) -> Outcome:
    """An accepted message carries its id; anything else is no answer to rely on."""
    message = next(dicts_at(body, "messages"), {})
    number = text_at(message, "id")
    return Sent(number) if 0 < len(number) <= 160 else UNSURE


def _by_status(status: int) -> Later | Refused:
    """An answer without an error that can be read: a provider's own page, most likely."""
    if status == 429:
        return Later(SOON, "too_many", whole_channel=True)
    if status >= 500 or status == 408:
        return Later(SOON, "server_trouble")
    if status in (401, 403):
        return Refused("token_refused", channel_down=True)
    return UNSURE if status < 400 else Refused("bad_request", our_fault=True)


def _told(failure: Later | Refused, retry_after: str) -> Later | Refused:
    """A time that the network names itself goes before ours."""
    if not isinstance(failure, Later) or failure.maybe_sent or not retry_after.isdecimal():
        return failure
    seconds = min(int(retry_after[:9]), int(LONGEST_WAIT.total_seconds()))
    wait = max(failure.after, timedelta(seconds=seconds))
    return Later(wait, failure.why, failure.whole_channel)


def failure_of(error: Json) -> Later | Refused:
    """What went wrong, by the code of an `error` object, or of one of a status's `errors`."""
    code = int_at(error, "code")
    if code is None:
        return Refused("unknown")
    if code in _DOWN or 200 <= code <= 299:
        return Refused(_DOWN.get(code, "no_permission"), channel_down=True)
    if code in _TROUBLE:
        return Later(SOON, "server_trouble")
    if wait := _ALL_WAIT.get(code) or _LATER.get(code):
        return wait
    if code == 131050:
        return Refused("wants_no_more", wants_no_more=True)
    if code in _NEVER:
        return Refused(_NEVER[code])
    return Refused(_OURS.get(code, f"error_{code}"), our_fault=True)
