"""Rules for the example sentences: a known topic or command, plain text, each sentence once."""

import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from messages.checks.faults import Fault, Keys, Source, fault, opened
from messages.examples import LANGUAGES, paths

_LIKE_A_NIK = re.compile(r"\d(?:[ .-]?\d){15}")
_PLAIN = re.compile(r"[\W_]+")
INVENTED = "13110155"
"""How the numbers of examples begin, so that nobody's own stands here."""


ORDERS = frozenset(
    {"kembali", "batal", "lewati", "mulai_lagi", "nanti", "menu", "petugas", "berhenti", "bukan"}
)
"""The commands that are heard in words of one's own, and what is none."""


def example_faults(folder: Path, topics: Set[str]) -> Iterator[Fault]:
    """Every fault of the files <folder>/<topic>.yaml; of understanding/orders/ the topics are the
    commands."""
    if not folder.is_dir():
        return
    given = paths(folder)
    for topic in sorted(topics - {path.stem for path in given}):
        yield fault(folder / f"{topic}.yaml", 1, "contoh_kurang", topik=topic)
    seen: dict[str, str] = {}
    for path in given:
        source, found = opened(path)
        yield from found
        if path.stem not in topics:
            yield fault(path, 1, "topik_asing", topik=path.stem)
        elif source is not None:
            yield from _file(source, seen)


def _file(source: Source, seen: dict[str, str]) -> Iterator[Fault]:
    lists = source.data if isinstance(source.data, dict) else {}
    if not lists.keys() & LANGUAGES.keys() or lists.keys() - LANGUAGES.keys():
        yield source.fault((), "contoh_bagian", bagian=", ".join(LANGUAGES))
        return
    for name, listed in lists.items():
        for at, text in enumerate(listed if isinstance(listed, list) else ()):
            yield from _sentence(source, (name, at), text, seen)


def _sentence(source: Source, keys: Keys, text: Any, seen: dict[str, str]) -> Iterator[Fault]:
    if not isinstance(text, str) or not text.strip():
        yield source.fault(keys, "contoh_bukan_kalimat")
        return
    number = _LIKE_A_NIK.search(text)
    if number and not _PLAIN.sub("", number[0]).startswith(INVENTED):
        yield source.fault(keys, "contoh_nik", awal=INVENTED)
    said = " ".join(_PLAIN.sub(" ", text.casefold()).split()) or text
    topic = source.path.stem
    if seen.setdefault(said, topic) != topic:
        yield source.fault(keys, "contoh_kembar", topik=seen[said])
