"""The approved templates: kept to Meta's rules here, and compared with what stands there."""

import asyncio
import json
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from commands.parts import WRONG, Parts
from commands.settings import WHATSAPP, Settings
from commands.templates import State, as_request, at_meta_now, compared, run
from messages import check, templates
from messages.check import HERE
from messages.templates import Approved
from storage import templates as stored
from tests import tiny_messages
from tests.fake_whatsapp import FakeWhatsApp
from tests.houses import START
from tests.test_doctor_whatsapp import at

GOOD = Approved("umum/hasil", "hasil", "utility", "id", "Jumlah {{1}} saja.", ("{{ a }}",), ("x",))
OURS = list(templates.load(HERE / "whatsapp.yaml").values())


@pytest.fixture
async def server() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as running:
        yield running


def test_ours_keep_every_rule() -> None:
    assert OURS
    assert [templates.faults(one) for one in OURS] == [[]] * len(OURS)
    assert [one.slots() for one in OURS] == [len(one.examples) for one in OURS]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (replace(GOOD, name="Hasil Baru"), "templat_nama"),
        (replace(GOOD, category="service"), "templat_kategori"),
        (replace(GOOD, body="x {{1}} " + "y" * 1024), "templat_panjang"),
        (replace(GOOD, body="Dari {{2}} ke {{1}} saja.", fillings=("a", "b")), "templat_nomor"),
        (replace(GOOD, body="{{1}} saja."), "templat_ujung"),
        (replace(GOOD, body="Jumlah {{1}}."), "templat_ujung"),
        (replace(GOOD, body="Jumlah    {{1}} saja."), "templat_spasi"),
        (replace(GOOD, fillings=()), "templat_isian"),
        (replace(GOOD, examples=()), "templat_isian"),
    ],
)
def test_each_rule_of_the_network_is_known_here(broken: Approved, why: str) -> None:
    assert why in templates.faults(broken)
    assert templates.faults(GOOD) == []


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (tiny_messages.APPROVED, ""),
        (tiny_messages.APPROVED.replace("umum/hasil", "umum/tidak_ada"), "umum/tidak_ada"),
        (tiny_messages.APPROVED.replace("utility", "kabar"), "kategori"),
        (tiny_messages.APPROVED.replace("  bahasa: id\n", ""), "belum lengkap"),
        ("[satu]", "harus ada pasangan"),
    ],
)
def test_check_names_a_broken_one(tmp_path: Path, written: str, wanted: str) -> None:
    folder = tiny_messages.build(tmp_path)
    (folder / "whatsapp.yaml").write_text(written, encoding="utf-8")
    found = [one for one in check.faults(folder, "13.11", START.date()) if not one.is_warning]
    assert bool(found) == bool(wanted)
    assert all("whatsapp.yaml" in one.file for one in found)
    assert wanted in " ".join(map(str, found))


@pytest.mark.parametrize("value", ["a\nb", "a\tb", "a     b", "", " "])
def test_a_value_becomes_one_plain_line(value: str) -> None:
    line = templates.parameter(value)
    assert line
    assert "\n" not in line
    assert "  " not in line


def at_meta(**changes: object) -> dict[str, object]:
    body = [{"type": "BODY", "text": GOOD.body}]
    told = {"name": "hasil", "language": "id", "status": "APPROVED", "category": "UTILITY"}
    return {**told, "components": body, **changes}


@pytest.mark.parametrize(
    ("theirs", "state"),
    [
        (at_meta(), ""),
        (None, "missing"),
        (at_meta(status="PAUSED"), "paused"),
        (at_meta(status="REJECTED"), "rejected"),
        (at_meta(category="MARKETING"), "category"),
        (at_meta(components=[{"type": "BODY", "text": "Jumlah {{1}} dan {{2}} saja."}]), "body"),
        (at_meta(components=[]), "body"),
    ],
)
def test_every_difference_that_stops_a_message_is_seen(
    theirs: dict[str, object] | None, state: str
) -> None:
    assert compared(GOOD, theirs) == State("hasil", "id", "utility", state)


async def test_what_is_missing_is_asked_for(server: FakeWhatsApp) -> None:
    first = OURS[0]
    server.approve(first.name, first.language, first.body)
    settings = at(server)
    states = await at_meta_now(settings, OURS, create=False)
    assert [one.state for one in states] == ["", *["missing"] * (len(OURS) - 1)]
    states = await at_meta_now(settings, OURS, create=True)
    assert [one.state for one in states] == ["", *["asked"] * (len(OURS) - 1)]
    states = await at_meta_now(settings, OURS, create=False)
    assert [one.state for one in states] == ["", *["pending"] * (len(OURS) - 1)]


def test_a_request_shows_an_example_for_every_value() -> None:
    assert json.loads(json.dumps(as_request(GOOD))) == {
        "name": "hasil",
        "language": "id",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": GOOD.body, "example": {"body_text": [["x"]]}}],
    }


def test_without_settings_there_is_nobody_to_ask() -> None:
    assert Settings().whatsapp_missing == WHATSAPP


async def test_compare_keeps_what_it_finds_for_whatever_needs_it(
    server: FakeWhatsApp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = OURS[0]
    server.approve(first.name, first.language, first.body)
    settings = at(server, data_dir=tmp_path)
    parts = Parts(lambda: settings, bot.open_house, bot.tick, bot.now)
    asked = Namespace(action="compare", json=True)
    assert await asyncio.to_thread(run, asked, parts) == WRONG
    states = {one["name"]: one["state"] for one in json.loads(capsys.readouterr().out)}
    async with bot.open_house(settings) as house, house.db.read() as tx:
        kept = {one.name: await stored.status(tx, one.name, one.language) for one in OURS}
    assert kept == {name: state or "approved" for name, state in states.items()}
