"""What every button must keep to: room on a phone, and an id that fits a network."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dialog.typed import plain
from messages.checks.faults import Fault, Keys, Source

WIDEST = 20
MOST = 10
LONGEST_ID = 64  # bytes, Telegram's callback_data
LONGEST_RUN = 9999  # how many forms one person may begin before an id grows further
LONGEST_DYNAMIC = "13.11.01.2001"  # a village code, the longest value that no file lists

Buttons = Iterable[tuple[Keys, Mapping[str, Any]]]


def _most_shown(listed: Sequence[tuple[Keys, Mapping[str, Any]]]) -> int:
    """How many somebody with one role sees of them, at most."""
    audiences = [set(button.get("hanya_untuk", ())) for _, button in listed]
    roles = set().union(*audiences)
    everybody = sum(not audience for audience in audiences)
    own = (sum(role in audience for audience in audiences) for role in roles)
    return everybody + max(own, default=0)


def crowd(source: Source, keys: Keys, buttons: Buttons) -> Iterator[Fault]:
    """Too many of them, too long, or two that answer to the same word."""
    listed = list(buttons)
    if (shown := _most_shown(listed)) > MOST:
        yield source.fault(keys, "tombol_banyak", jumlah=shown, paling=MOST)
    for where, button in listed:
        if not str(button["label"]).startswith("@"):
            yield from too_long(source, (*where, "label"), str(button["label"]))
    yield from _same_words(source, listed)


def too_long(source: Source, keys: Keys, label: str) -> Iterator[Fault]:
    if len(label) > WIDEST:
        said = {"label": label, "jumlah": len(label), "paling": WIDEST}
        yield source.fault(keys, "tombol_panjang", **said)


def _same_words(source: Source, buttons: Buttons) -> Iterator[Fault]:
    """Twice in the list of one button is no fault; at two buttons nobody could tell them apart."""
    counted = Counter(word for _, button in buttons for word in _called(button))
    for where, button in buttons:
        for word in sorted(_called(button)):
            if counted[word] > 1:
                yield source.fault(where, "kata_dua_tombol", kata=word)


def _called(button: Mapping[str, Any]) -> set[str]:
    words = (button["label"], *button.get("sama_dengan", ()))
    return {plain(str(word)) for word in words if not str(word).startswith("@")}


def tap_id(source: Source, keys: Keys, form: str, field: str, value: str) -> Iterator[Fault]:
    """A tap names form, run, field and value; it must fit whatever the run."""
    tap = f"q|{form}|{LONGEST_RUN}|{field}|{value}"
    if (size := len(tap.encode())) > LONGEST_ID:
        yield source.fault(keys, "id_panjang", id=tap, jumlah=size, paling=LONGEST_ID)


def link_id(source: Source, keys: Keys, link: str) -> Iterator[Fault]:
    if (size := len(link.encode())) > LONGEST_ID:
        yield source.fault(keys, "id_panjang", id=link, jumlah=size, paling=LONGEST_ID)
