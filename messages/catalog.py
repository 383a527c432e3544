"""Loads everything people read: flows, pages, texts, labels, the office, the places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dialog import wire
from dialog.flow import Form, Page, Reply
from dialog.hours import Hours
from dialog.lexicon import Lexicon
from dialog.session import Say
from dialog.words import Commands
from messages import (
    flows,
    office,
    places,
    reminder_rules,
    templates,
    whatsapp_prices,
    wording,
)
from messages.form_page import FormPage
from messages.reminder_rules import ReminderRules
from messages.templates import Approved
from messages.texts import Message, Texts
from messages.whatsapp_prices import Prices
from messages.yaml_files import plain, read
from understanding.sayings import Patterns

HERE = Path(__file__).parent
# Bumped whenever the words of the consent change: what people agreed to must be shown later.
CONSENT_VERSION = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the bot can say, in every language it speaks."""

    forms: Mapping[str, Form]
    pages: Mapping[str, Page]
    topics: Mapping[str, str]
    commands: Commands
    sayings: Patterns
    elsewhere: Patterns
    lexicon: Lexicon
    staff_words: Mapping[str, str]
    replies: Mapping[str, Reply]  # answers that officers have ready, by short name
    hours: Hours | None  # of the office; nothing while they are unknown
    places: places.Places
    texts: Mapping[str, Texts]
    web: Mapping[str, str]
    menus: Mapping[str, Sequence[tuple[str, str]]]
    page: FormPage
    approved: Mapping[str, Approved]
    prices: Prices = field(default_factory=Prices)
    reminders: ReminderRules = field(default_factory=ReminderRules)

    def compose(self, says: Sequence[Say], today: date, language: str = "id") -> Message:
        return self.texts.get(language, self.texts["id"]).compose(says, today)

    def stand_in(self, say: Say, today: date) -> wire.Approved | None:
        """The approved template for a text, where there is one."""
        return self.compose([say], today).template

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
        sayings=flows.sayings(flow_folder / "ucapan.yaml", "dulu"),
        elsewhere=flows.sayings(flow_folder / "ucapan.yaml", "luar"),
        lexicon=wording.load(folder / "words", found),
        staff_words=flows.commands(flow_folder / "kata_petugas.yaml"),
        replies=flows.replies(folder / "balasan.yaml"),
        hours=office.hours(plain(read(folder / "office.yaml"))),
        places=found,
        texts=texts,
        web=plain(read(folder / "web.yaml")),
        menus=_menus(folder / "menu_telegram.yaml"),
        reminders=reminder_rules.load(folder),
        page=FormPage(texts, plain(read(folder / "formulir.yaml")), folder),
        approved=approved,
        prices=whatsapp_prices.load(folder),
    )


def _texts(
    folder: Path, found: places.Places, retention_days: int, approved: Mapping[str, Approved]
) -> dict[str, Texts]:
    shared = {
        "kantor": office.shown(plain(read(folder / "office.yaml")), found.timezone),
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
