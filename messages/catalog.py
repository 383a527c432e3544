"""Loads everything people read: flows, pages, texts, labels, the office, the places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialog.flow import Form, Page
from dialog.session import Say
from messages import flows, places, templates
from messages.form_page import FormPage
from messages.templates import Approved
from messages.texts import Message, Texts
from messages.yaml_files import plain, read

HERE = Path(__file__).parent
# Bumped whenever the words of the consent change: what people agreed to must be shown later.
CONSENT_VERSION = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the bot can say, in every language it speaks."""

    forms: Mapping[str, Form]
    pages: Mapping[str, Page]
    topics: Mapping[str, str]
    commands: Mapping[str, str]
    places: places.Places
    texts: Mapping[str, Texts]
    web: Mapping[str, str]
    menus: Mapping[str, Sequence[tuple[str, str]]]
    page: FormPage
    approved: Mapping[str, Approved]

    def compose(self, says: Sequence[Say], today: date, language: str = "id") -> Message:
        return self.texts.get(language, self.texts["id"]).compose(says, today)

    def label(self, name: str) -> str:
        return self.texts["id"].named_label(name)


def load(region: str, retention_days: int, folder: Path = HERE) -> Catalog:
    """Raises what its readers raise; `messages.check` explains each fault instead."""
    found = places.load(region)
    flow_folder = folder / "flows"
    approved = templates.load(folder / "whatsapp.yaml")
    texts = _texts(folder, found, retention_days, approved)
    return Catalog(
        forms=flows.forms(flow_folder),
        pages=flows.pages(flow_folder / "halaman.yaml"),
        topics=flows.topics(flow_folder / "halaman.yaml"),
        commands=flows.commands(flow_folder / "kata.yaml"),
        places=found,
        texts=texts,
        web=plain(read(folder / "web.yaml")),
        menus=_menus(folder / "menu_telegram.yaml"),
        page=FormPage(texts, plain(read(folder / "formulir.yaml")), folder),
        approved=approved,
    )


def _texts(
    folder: Path, found: places.Places, retention_days: int, approved: Mapping[str, Approved]
) -> dict[str, Texts]:
    shared = {
        "kantor": plain(read(folder / "office.yaml")),
        "wilayah": found.name,
        "sebutan_desa": found.village_word,
        "simpan_obrolan_hari": retention_days,
    }
    labels = plain(read(folder / "labels.yaml"))
    indonesian = folder / "text"
    minang = folder / "text.min"
    own = plain(read(minang / "labels.yaml"))
    return {
        "id": Texts([indonesian], labels, shared, approved),
        "min": Texts([minang, indonesian], {**labels, **own}, shared, approved),
    }


def _menus(path: Path) -> dict[str, list[tuple[str, str]]]:
    data: Mapping[str, Mapping[str, str]] = plain(read(path))
    return {audience: list(commands.items()) for audience, commands in data.items()}
