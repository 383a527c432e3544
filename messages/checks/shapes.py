"""Which keys a flow file may have, which it must have, and what stands behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from messages.checks.faults import Fault, Keys, Source

ROLES = frozenset({"admin", "officer", "editor"})
_LIST, _MAP, _YES_NO, _WORD = "daftar", "pasangan", "ya_tidak", "tulisan"


@dataclass(frozen=True, slots=True)
class Shape:
    """Keys by the kind of value behind them."""

    needed: Mapping[str, str]
    allowed: Mapping[str, str]


FORM = Shape(
    {"formulir": _WORD, "judul": _WORD, "selesai": _WORD, "pertanyaan": _LIST},
    {
        "pembuka": _WORD, "turunan": _WORD, "periksa": _YES_NO, "tanya_batal": _YES_NO,
        "ingatkan": _YES_NO, "sekali": _YES_NO, "akhiri_jika": _MAP, "hanya_untuk": _LIST,
    },
)  # fmt: skip
QUESTION = Shape(
    {"isi": _WORD, "nama": _WORD, "jawaban": _WORD},
    {
        "pilihan": _LIST, "pilihan_dari": _WORD, "hanya_jika": _MAP, "bergantung": _LIST,
        "boleh_dilewati": _YES_NO, "tampil_di_periksa": _YES_NO, "tawarkan_petugas": _YES_NO,
        "rahasia": _YES_NO, "tawarkan_halaman": _YES_NO,
    },
)  # fmt: skip
OPTION = Shape({"nilai": _WORD, "label": _WORD}, {"sama_dengan": _LIST})
PAGES = Shape({"halaman": _LIST, "topik": _MAP}, {})
PAGE = Shape(
    {"halaman": _WORD},
    {
        "teks": _WORD, "kartu": _WORD, "tentang_saya": _WORD, "tombol": _LIST,
        "minta_kontak": _YES_NO,
    },
)  # fmt: skip
SAYINGS = Shape({"dulu": _LIST, "luar": _LIST}, {})
SAYING = Shape({"ke": _WORD, "ucapan": _LIST}, {})
LINK = Shape({"label": _WORD, "ke": _WORD}, {"sama_dengan": _LIST, "hanya_untuk": _LIST})


def form_shape(source: Source) -> Iterator[Fault]:
    yield from _fits(source, (), source.data, FORM)
    for at, question in _items(source.data, "pertanyaan"):
        keys: Keys = ("pertanyaan", at)
        yield from _fits(source, keys, question, QUESTION)
        for number, option in _items(question, "pilihan"):
            yield from _fits(source, (*keys, "pilihan", number), option, OPTION)


def pages_shape(source: Source) -> Iterator[Fault]:
    yield from _fits(source, (), source.data, PAGES)
    for at, page in _items(source.data, "halaman"):
        keys: Keys = ("halaman", at)
        yield from _fits(source, keys, page, PAGE)
        for number, link in _items(page, "tombol"):
            yield from _fits(source, (*keys, "tombol", number), link, LINK)


def sayings_shape(source: Source) -> Iterator[Fault]:
    yield from _fits(source, (), source.data, SAYINGS)
    for part in SAYINGS.needed:
        for at, saying in _items(source.data, part):
            yield from _fits(source, (part, at), saying, SAYING)


def _items(data: object, key: str) -> list[tuple[int, Any]]:
    found = data.get(key) if isinstance(data, dict) else None
    return list(enumerate(found)) if isinstance(found, list) else []


def _fits(source: Source, keys: Keys, data: object, shape: Shape) -> Iterator[Fault]:
    if not isinstance(data, dict):
        yield source.fault(keys, "bukan_pasangan")
        return
    kinds = {**shape.needed, **shape.allowed}
    for key in shape.needed.keys() - data.keys():
        yield source.fault((*keys, key), "kunci_kurang", kunci=key)
    for key, value in data.items():
        if key not in kinds:
            yield source.fault((*keys, key), "kunci_asing", kunci=key, kenal=", ".join(kinds))
        elif not _is(kinds[key], value):
            yield source.fault((*keys, key), f"harus_{kinds[key]}", kunci=key)
    for role in data.get("hanya_untuk") or ():
        if role not in ROLES:
            known = ", ".join(sorted(ROLES))
            yield source.fault((*keys, "hanya_untuk"), "peran_asing", peran=role, kenal=known)


def _is(kind: str, value: object) -> bool:
    if kind == _MAP:
        return isinstance(value, dict) and all(map(_speaks, value.values()))
    if kind == _LIST:
        return isinstance(value, list)
    if kind == _YES_NO:
        return value in ("ya", "tidak")
    return isinstance(value, str | int) and not isinstance(value, bool)


def _speaks(value: object) -> bool:
    """A condition lists values; a topic names one place."""
    return isinstance(value, list | str)
