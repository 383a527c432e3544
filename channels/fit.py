"""Fits choices and texts into what a phone and a network can show. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence

from dialog.wire import BOLD_OFF, BOLD_ON, Choice

Row = tuple[Choice, ...]

# The widest label, in columns of a small phone, at which so many buttons share a row unclipped.
_WIDEST = {2: 16, 3: 9}


def width(label: str) -> int:
    """How many columns a label takes: an emoji takes two, a joining mark none."""
    if label.isascii():
        return len(label)
    return sum(_columns(char) for char in label)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def button_rows(choices: Sequence[Choice]) -> tuple[Row, ...]:
    """Two or three short labels side by side, a long one alone. The order stays."""
    most = 2 if len(choices) == 4 else 3
    rows: list[Row] = []
    for choice in choices:
        wider = (*rows[-1], choice) if rows else ()
        if 2 <= len(wider) <= most and _side_by_side(wider):
            rows[-1] = wider
        else:
            rows.append((choice,))
    return tuple(rows)


def _side_by_side(row: Row) -> bool:
    return all(width(choice.label) <= _WIDEST[len(row)] for choice in row)


def plain(body: str) -> str:
    """The text without its marks of emphasis."""
    return body.replace(BOLD_ON, "").replace(BOLD_OFF, "")


def units(body: str) -> int:
    """The length in UTF-16 units, as Telegram counts it: an emoji is two, a mark is nothing."""
    return sum(map(_units, body))


def _units(char: str) -> int:
    if char in (BOLD_ON, BOLD_OFF):
        return 0
    return 2 if ord(char) > 0xFFFF else 1


def split_text(body: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units, cut between paragraphs, lines or words.

    A cut falls inside bold only where nothing else is left to cut; both parts are then bold.
    A text of blanks alone has no parts. `limit` is at least 2.
    """
    parts: list[str] = []
    rest = body.strip()
    while 2 * len(rest) > limit and units(rest) > limit:
        cut = _cut(rest, limit)
        head, rest = _reopen(rest[:cut].rstrip(), rest[cut:].lstrip())
        parts += [head] if plain(head).strip() else []
    return [*parts, rest] if plain(rest).strip() else parts


def _cut(body: str, limit: int) -> int:
    """Where the longest part ends that fits; a paragraph or line must fill half of it."""
    end = _end(body, limit)
    outside = _outside_bold(body)
    for gap, least in (("\n\n", end // 2), ("\n", end // 2), (" ", 1), ("\n", 1)):
        found = [at for at in _places(body, gap, end) if at >= least and at in outside]
        if found:
            return found[-1]
    return max(body.rfind(" ", 1, end), body.rfind("\n", 1, end), 0) or end


def _end(body: str, limit: int) -> int:
    """The index before the first character that is too many."""
    used = 0
    for at, char in enumerate(body):
        used += _units(char)
        if used > limit:
            return at
    return len(body)


def _places(body: str, gap: str, end: int) -> Iterator[int]:
    at = body.find(gap, 1)
    while 0 < at <= end:
        yield at
        at = body.find(gap, at + 1)


def _outside_bold(body: str) -> set[int]:
    outside, bold = set[int](), False
    for at, char in enumerate(body):
        if not bold:
            outside.add(at)
        if char in (BOLD_ON, BOLD_OFF):
            bold = char == BOLD_ON
    return outside


def _reopen(head: str, rest: str) -> tuple[str, str]:
    """Ends the emphasis of the first part and takes it up again in the next."""
    if head.rfind(BOLD_ON) > head.rfind(BOLD_OFF):
        return head + BOLD_OFF, BOLD_ON + rest
    return head, rest


def titles(labels: Sequence[str], limit: int) -> list[str] | None:
    """Each label in at most `limit` units, cut after a word where it must be; nothing when one
    cannot be cut so, or when two would look the same."""
    cut = [_title(label.strip(), limit) for label in labels]
    shown = [title for title in cut if title]
    return shown if len({title.casefold() for title in shown}) == len(labels) else None


def _title(label: str, limit: int) -> str:
    if units(label) <= limit:
        return label
    words = label.split()
    fitting = [" ".join(words[:count]).rstrip(" ,;:/-") for count in range(1, len(words))]
    return next((f"{part}…" for part in reversed(fitting) if units(part) < limit), "")
