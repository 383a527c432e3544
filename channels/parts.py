"""Messages that go out as several requests. Pure."""

from dataclasses import replace

from dialog.wire import Later, Outcome


def after_parts(outcome: Outcome) -> Outcome:
    """Something has arrived already: sending it all again would repeat it."""
    return replace(outcome, maybe_sent=True) if isinstance(outcome, Later) else outcome
