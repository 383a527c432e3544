"""Rules for messages/words: every list the readers go by is there and holds nothing but words."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dialog.typed import plain
from messages.checks.faults import Fault, Keys, Source, opened
from messages.wording import FILES, JOBLESS, LIKELY, NAMES, SIGNS, SURE, TALK

FOLDER = "words"
_KEYS: Mapping[str, Sequence[str]] = dict(zip(FILES, ((*TALK, *SIGNS), (*NAMES,)), strict=False))
# A word in two of these would mean two things at once.
_APART = (("ya", "tidak"),)


def word_list_faults(folder: Path) -> Iterator[Fault]:
    """Every fault of the three files; `folder` is laid out as messages/."""
    for name in FILES:
        source, wrong = opened(folder / FOLDER / name)
        yield from wrong
        if source:
            yield from _jobs(source) if name not in _KEYS else _lists(source, _KEYS[name])


def _lists(source: Source, keys: Sequence[str]) -> Iterator[Fault]:
    yield from _keys(source, (), source.data, keys)
    for key, words in source.data.items():
        yield from _words(source, (key,), words)
    for group in _APART:
        lists: dict[Keys, object] = {(key,): source.data.get(key) for key in group}
        yield from _told_apart(source, lists)


def _jobs(source: Source) -> Iterator[Fault]:
    for code, lists in source.data.items():
        if code == JOBLESS:
            yield from _words(source, (code,), lists)
        elif not isinstance(lists, dict):
            yield source.fault((code,), "harus_pasangan", kunci=code)
        else:
            yield from _keys(source, (code,), lists, (SURE, LIKELY))
            for key, words in lists.items():
                yield from _words(source, (code, key), words)
    pairs = {c: lists for c, lists in source.data.items() if isinstance(lists, dict)}
    yield from _told_apart(source, {(c, SURE): lists.get(SURE) for c, lists in pairs.items()})


def _keys(
    source: Source, at: Keys, data: Mapping[str, object], keys: Sequence[str]
) -> Iterator[Fault]:
    for key in sorted(set(keys) - data.keys()):
        yield source.fault(at, "kunci_kurang", kunci=key)
    for key in data.keys() - set(keys):
        yield source.fault((*at, key), "kunci_asing", kunci=key, kenal=", ".join(keys))


def _words(source: Source, at: Keys, words: object) -> Iterator[Fault]:
    if not isinstance(words, list):
        yield source.fault(at, "harus_daftar", kunci=at[-1])
        return
    for number, word in enumerate(words):
        if not isinstance(word, str):
            yield source.fault((*at, number), "harus_tulisan", kunci=word)


def _told_apart(source: Source, lists: Mapping[Keys, object]) -> Iterator[Fault]:
    seen = dict[str, Keys]()
    for at, words in lists.items():
        for number, word in enumerate(words if isinstance(words, list) else ()):
            if seen.setdefault(plain(str(word)), at) != at:
                yield source.fault((*at, number), "kata_dua_daftar", kata=word)
