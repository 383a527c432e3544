"""Turns the flow files into forms, pages and words. Keys are Indonesian: officers edit them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dialog.flow import Form, Link, Option, Page, Question, Reply
from dialog.words import Commands
from messages.yaml_files import LINE, read

_TARGETS = {"halaman": "p", "formulir": "f", "perintah": "d"}
Data = Mapping[str, Any]


def forms(folder: Path) -> dict[str, Form]:
    loaded = (
        _form(data) for path in sorted(folder.glob("*.yaml")) if "formulir" in (data := read(path))
    )
    return {form.name: form for form in loaded}


def _form(data: Data) -> Form:
    name = data["formulir"]
    return Form(
        name=name,
        title=data["judul"],
        questions=tuple(_question(name, item) for item in data["pertanyaan"]),
        finish=data["selesai"],
        derive=data.get("turunan"),
        review=_yes(data, "periksa"),
        confirm_cancel=_yes(data, "tanya_batal", default="ya"),
        intro=data.get("pembuka"),
        ends_if=_conditions(data.get("akhiri_jika")),
        roles=frozenset(data.get("hanya_untuk", ())),
        nudges=_yes(data, "ingatkan"),
        once=_yes(data, "sekali"),
    )


YES_NO = (Option("ya", "@ya"), Option("tidak", "@tidak"))


def _question(form: str, data: Data) -> Question:
    given = tuple(_option(item) for item in data.get("pilihan", ()))
    return Question(
        field=data["isi"],
        kind=data["jawaban"],
        label=data["nama"],
        text=f"{form}/{data['isi']}",
        options=given or (YES_NO if data["jawaban"] == "ya_tidak" else ()),
        options_from=data.get("pilihan_dari"),
        only_if=_conditions(data.get("hanya_jika")),
        depends_on=tuple(data.get("bergantung", ())),
        optional=_yes(data, "boleh_dilewati"),
        reviewed=_yes(data, "tampil_di_periksa", default="ya"),
        offer_officer=_yes(data, "tawarkan_petugas"),
        private=_yes(data, "rahasia"),
        page_here=_yes(data, "tawarkan_halaman"),
    )


def _option(data: Data) -> Option:
    return Option(str(data["nilai"]), data["label"], _words(data.get("sama_dengan", ())))


def _conditions(data: Data | None) -> dict[str, frozenset[str]]:
    return {
        field: frozenset(str(value) for value in values)
        for field, values in (data or {}).items()
        if field != LINE
    }


def _yes(data: Data, key: str, default: str = "tidak") -> bool:
    return bool(data.get(key, default) == "ya")


def _words(items: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(item) for item in items)


def pages(path: Path) -> dict[str, Page]:
    return {item["halaman"]: _page(item) for item in read(path)["halaman"]}


def _page(data: Data) -> Page:
    name = data["halaman"]
    return Page(
        name=name,
        text=data.get("teks", f"halaman/{name}"),
        links=tuple(_link(item) for item in data.get("tombol", ())),
        own=data.get("tentang_saya"),
        card=data.get("kartu"),
        asks_contact=_yes(data, "minta_kontak"),
    )


def _link(data: Data) -> Link:
    return Link(
        label=data["label"],
        to=target(data["ke"]),
        synonyms=_words(data.get("sama_dengan", ())),
        roles=frozenset(data.get("hanya_untuk", ())),
    )


def target(words: str) -> str:
    """ "halaman jkk" -> "p|jkk"; raises KeyError for anything else."""
    kind, _, name = words.partition(" ")
    return f"{_TARGETS[kind]}|{name.strip()}"


def topics(path: Path) -> dict[str, str]:
    data = read(path)["topik"]
    return {topic: target(words) for topic, words in data.items() if topic != LINE}


def commands(path: Path) -> Commands:
    """Every spelling of every word that works anywhere."""
    data = read(path)
    spellings = {str(word): name for name, words in data.items() if name != LINE for word in words}
    return Commands(spellings)


def sayings(path: Path, part: str) -> dict[str, tuple[str, ...]]:
    """Where sentences known by their words are answered, and how they are said."""
    return {target(item["ke"]): _words(item["ucapan"]) for item in read(path)[part]}


def replies(path: Path) -> dict[str, Reply]:
    """The answers that officers have ready, by short name."""
    data = read(path)
    return {
        str(name): Reply(item["nama"], item["teks"]) for name, item in data.items() if name != LINE
    }
