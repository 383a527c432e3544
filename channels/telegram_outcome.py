"""What Telegram's refusals mean for a message. Pure.

Source of the descriptions: Bot API answers as listed by python-telegram-bot and its users; the
API documents the status codes only, so an unknown description falls back to its status.
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from channels.telegram_transport import NotSentError, SlowDownError, UnansweredError
from dialog.wire import Later, Outcome, Refused, Sent

SOON = timedelta(seconds=1)
"""The first wait; whoever counts the attempts lets it grow."""

_UNSURE = Later(SOON, "no_answer", maybe_sent=True)
_LEFT = {
    "blocked": "blocked",
    "deactivated": "deactivated",
    "initiate": "never_started",
    "kicked": "kicked",
}
_GONE = ("chat not found", "peer_id_invalid", "user not found", "chat_id is empty")
_FIXED = ("message to edit not found", "message can't be edited")
_OURS = {
    "parse entities": "markup",
    "too long": "too_long",
    "text is empty": "empty_text",
    "text must be non-empty": "empty_text",
    "button": "buttons",
}


def outcome_of(error: TelegramError) -> Outcome:
    """The order matters: a BadRequest is a NetworkError, yet sending it again never helps."""
    match error:
        case SlowDownError():
            return Later(error.after, "too_many", whole_channel=True)
        case InvalidToken():
            return Refused("token_refused", channel_down=True)
        case Forbidden():
            why = _first(_LEFT, error.message, "forbidden")
            return Refused(why, person_left=why in _LEFT.values())
        case BadRequest():
            return _rejected(error.message.lower())
        case ChatMigrated():
            return Refused("chat_moved")
        case NotSentError():
            return Later(SOON, "unreachable")
        case UnansweredError() | TimedOut():
            return _UNSURE
        case NetworkError() | Conflict():
            return Later(SOON, "server_trouble")
        case _:
            return _UNSURE


def _rejected(description: str) -> Outcome:
    if "message is not modified" in description:
        return Sent("")
    if any(words in description for words in _FIXED):
        return Refused("not_editable")
    if any(words in description for words in _GONE):
        return Refused("chat_not_found")
    return Refused(_first(_OURS, description, "bad_request"), our_fault=True)


def _first(names: dict[str, str], description: str, otherwise: str) -> str:
    found = (name for words, name in names.items() if words in description.lower())
    return next(found, otherwise)


def sent(result: object) -> Outcome:
    """A message that was accepted carries its number; anything else is no answer to rely on."""
    number = result.get("message_id") if isinstance(result, dict) else None
    return Sent(str(number)) if isinstance(number, int) else _UNSURE
