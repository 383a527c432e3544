"""The documentation names every setting, command, option and address, and no others; what it
links to is there."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from bot import COMMANDS
from channels import download, form, health, http
from channels.web import WebChannel
from commands import service
from commands.settings import NAMES, Settings
from handlers.house import Waits
from messages import catalog
from messages.operator_words import words

DOCS = Path(__file__).parent.parent / "docs"
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")
MANUAL = (DOCS / "commands.md").read_text(encoding="utf-8")
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")
VALUES = {"SAME_CHAT"}  # capitals that are no setting
OFFICERS = (DOCS / "petugas.md").read_text(encoding="utf-8")
PAGES = {
    "README.md": README,
    "settings.md": SETTINGS,
    "commands.md": MANUAL,
    "petugas.md": OFFICERS,
    "learning.md": (DOCS / "learning.md").read_text(encoding="utf-8"),
}
ADDRESSES, CHAT = "Alamat web", "Perintah di obrolan"


def setting_rows() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", SETTINGS, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_every_setting_has_a_line_and_every_line_is_a_setting() -> None:
    assert setting_rows().keys() == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_default_that_is_written_is_the_default(name: str) -> None:
    default = getattr(Settings(), name.lower())
    written = setting_rows()[name][0]
    if name == "QUIET_HOURS":
        default = "-".join(f"{hour:%H:%M}" for hour in default)
    if name == "DATABASE_URL":
        default = Settings().database
    if default:
        assert written == f"`{default}`"
    else:
        assert not written.startswith("`")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_setting_that_does_not_exist(page: str) -> None:
    named = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b", PAGES[page]))
    assert {name.removesuffix("_FILE") for name in named - VALUES} <= set(NAMES)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_command_that_does_not_exist(page: str) -> None:
    named = set(re.findall(r"bot\.py ([a-z]+)\b", PAGES[page]))
    assert named <= COMMANDS.keys()


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", MANUAL, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_command_has_a_section_and_every_section_is_a_command() -> None:
    assert sections().keys() - {ADDRESSES, CHAT} == COMMANDS.keys()


def test_every_command_of_the_chat_menus_has_its_place_in_the_manual() -> None:
    menus = catalog.load("13.11", 90).menus
    listed = {f"/{name}" for menu in menus.values() for name, _ in menu}
    assert listed <= set(re.findall(r"`(/[a-z_]+)`", sections()[CHAT]))


def test_officers_read_the_waits_that_are_kept() -> None:
    waits = Waits()
    minutes = [f"{wait.total_seconds() / 60:.0f} menit" for wait in (waits.answer, waits.silence)]
    assert all(told in OFFICERS for told in (*minutes, f"{waits.give_up.days} hari"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_section_shows_an_example_and_every_option_and_no_other(command: str) -> None:
    section = sections()[command]
    assert f"bot.py {command}" in section.split("```")[1]
    parser = argparse.ArgumentParser(command)
    COMMANDS[command][0](parser)
    told = section.split("```")[0]
    assert set(re.findall(r"`(--[a-z-]+)`", told)) == set(options(parser))
    assert all(f"`{action}`" in told for action in subcommands(parser))


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from options(below)
        elif not isinstance(action, argparse._HelpAction):
            yield from (word for word in action.option_strings if word.startswith("--"))


def subcommands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_options(command: str) -> None:
    parser = argparse.ArgumentParser(command)
    COMMANDS[command][0](parser)
    assert parser.description == words(command)["ringkas"]
    silent = [action.dest for action in parser._actions if action.help is None]
    assert set(silent) <= {"action"}


async def _no_file(_: str) -> None:
    return None


def _no_desk() -> form.Desk:
    async def page(*_: object) -> tuple[int, bytes]:
        return 410, b""

    return form.Desk(page, page, "", lambda _: None)


def addresses() -> set[str]:
    """What the one web server answers to."""
    app: web.Application = http.build(
        [*download.routes(_no_file), *health.routes({}), *form.routes(_no_desk())]
    )
    WebChannel.mount(WebChannel.__new__(WebChannel), app)
    hook = re.findall(
        r'add_(?:get|post)\("(.+?)"', Path(service.__file__).read_text(encoding="utf-8")
    )
    return {str(resource.canonical) for resource in app.router.resources()} | set(hook)


def test_every_web_address_has_a_line_and_every_line_is_an_address() -> None:
    listed = re.findall(r"^\| (`/.*?`) \|", sections()[ADDRESSES], re.MULTILINE)
    assert set(re.findall(r"`(.+?)`", " ".join(listed))) == addresses()


LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
LINKED = [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]


def files_linked_from(page: Path) -> Iterator[Path]:
    """Where the relative links of a page lead, without the heading within it."""
    for found in LINK.findall(page.read_text(encoding="utf-8")):
        target = "".join(found).partition("#")[0]
        if target and not re.match(r"[a-z]+:", target):
            yield page.parent / target


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(DOCS.parent)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    assert [str(path) for path in files_linked_from(page) if not path.exists()] == []


def test_links_are_found_in_the_readme() -> None:
    assert {"performance.md", "obrolan.png"} <= {path.name for path in files_linked_from(LINKED[0])}
