"""A person's rights: see what is held, have it erased, begin anew."""

from datetime import timedelta
from pathlib import Path

import pytest

from dialog.wire import Incoming
from handlers.delivery import Pump
from handlers.house import House
from handlers.sealed import open_session
from handlers.turns import take
from storage import audit, outbox
from storage.outbox import Fate, Wish
from storage.tables import addresses, consents, handovers, reminders, sessions
from storage.tables import outbox as messages
from tests import ledger
from tests.houses import ADMIN, START, Recorder, Talk, register

NIK = "1311010101900001"
NAMES = ("Budi Santoso", NIK, "81234567890", "8123456", "penyadap", "menyadap karet")


def tapped(talk: Talk, text: str, house: House, name: str = "") -> Incoming:
    return Incoming(talk.address, f"id-{text}", text, house.now(), name=name)


async def erase(talk: Talk) -> str:
    await talk.say("hapus")
    return await talk.say("ya")


async def test_data_saya_shows_everything_but_the_whole_nik(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    shown = await talk.say("data saya")
    for part in ("PD-26-000001", "Budi Santoso", "1311••••••••0001", "0812-3456-7890", "Petani"):
        assert part in shown
    assert NIK not in shown
    assert "Rp900.000" in shown


async def test_data_saya_says_when_nothing_is_held(house: House) -> None:
    assert "belum" in (await Talk(house).say("data saya")).casefold()


async def test_erasing_is_asked_once_more_and_can_be_declined(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    assert "Hapus semua" in await talk.say("hapus")
    assert "tidak ada yang dihapus" in await talk.say("tidak")
    assert await ledger.filed(house) == [("PD-26-000001", "submitted")]


async def test_erasing_leaves_nothing_that_names_the_person(house: House) -> None:
    await Talk(house, ADMIN.key).say("menu")
    talk = Talk(house)
    await take(house, [tapped(talk, "halo", house, name="Budi Profil")])
    await register(talk)
    await talk.say("pengingat")
    await talk.say("5")
    await talk.say("petugas")
    assert await ledger.mentions(house, "Budi Profil"), "the test would notice a name"
    await erase(talk)

    assert await ledger.mentions(house, *NAMES, "Budi Profil") == []
    assert await ledger.filed(house) == [("PD-26-000002", "erased")]
    theirs = [
        row for row in await ledger.rows(house, messages) if 2 in (row["address_id"], row["about"])
    ]
    assert [row["sealed"] for row in theirs][:-1] == [None] * (len(theirs) - 1), "but the receipt"
    assert await ledger.rows(house, reminders) == []
    assert [row["name"] for row in await ledger.rows(house, addresses)] == ["", ""]
    [talked] = await ledger.rows(house, handovers)
    assert (talked["closed_at"], talked["closed_by"]) == (house.now(), "erased")


async def test_the_consent_is_kept_and_marked_as_withdrawn(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    await erase(talk)
    [row] = await ledger.rows(house, consents)
    assert (row["given_at"], row["withdrawn_at"]) == (START, START)


async def test_the_receipt_is_in_the_audit(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    told = await erase(talk)
    async with house.db.read() as tx:
        [(actor, details)] = await audit.lines(tx, "erase")
    assert actor == "telegram:1"
    assert details["registrations"] == 1
    assert str(details["receipt"]) in told


async def test_erasing_in_the_middle_of_a_form_takes_the_answers_along(house: House) -> None:
    talk = Talk(house)
    for text in ("daftar", "setuju", "Budi Santoso", NIK):
        await talk.say(text)
    assert "sudah dihapus" in await erase(talk)
    [row] = await ledger.rows(house, sessions)
    session = open_session(house.vault, row["sealed"], row["person_id"])
    assert (session.form, session.answers, session.drafts) == (None, {}, {})
    assert (row["form"], row["asked"], row["wake_at"]) == (None, None, None)
    assert "tidak ada" in (await talk.say("lanjut")).casefold()


async def test_a_draft_put_aside_goes_too(house: House) -> None:
    talk = Talk(house)
    for text in ("daftar", "setuju", "Budi Santoso", "menu"):
        await talk.say(text)
    await erase(talk)
    answer = await talk.say("daftar")
    assert "Bolehkah data" in answer, "it begins at the first question"


async def test_afterwards_the_person_begins_anew(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    await erase(talk)
    assert "belum punya" in await talk.say("status")
    assert "PD-26-000001-2" in await register(talk)
    assert await ledger.filed(house) == [
        ("PD-26-000001", "erased"),
        ("PD-26-000001-2", "submitted"),
    ]
    assert len(await ledger.rows(house, consents)) == 2


async def test_erasing_twice_does_no_harm(house: House) -> None:
    talk = Talk(house)
    assert "sudah dihapus" in await erase(talk)
    assert "sudah dihapus" in await erase(talk)


async def test_what_is_in_the_air_is_blanked_and_stays_so(house: House) -> None:
    talk = Talk(house)
    await take(house, [tapped(talk, "daftar", house)])
    wish = Wish("telegram", "pump", START, START + timedelta(minutes=1), 10)
    async with house.db.write() as tx:
        [flying] = await outbox.claim(tx, wish)
    await take(house, [tapped(talk, "hapus", house)])
    await take(house, [tapped(talk, "ya", house)])
    async with house.db.write() as tx:
        await outbox.settle(tx, [Fate(flying.id, "queued", 1, START, None, "slow down")])
    row = (await ledger.rows(house, messages))[0]
    assert (row["status"], row["reason"], row["sealed"]) == ("skipped", "erased", None)


async def test_what_waited_is_not_sent_but_the_receipt_is(house: House) -> None:
    talk = Talk(house)
    for text in ("daftar", "hapus", "ya"):
        await take(house, [tapped(talk, text, house)])
    outlet = Recorder()
    await Pump(house, outlet, 1000.0, "pump", lambda: 0.0).drain()
    [only] = outlet.sent
    assert "sudah dihapus" in only.body


async def test_others_keep_theirs(house: House) -> None:
    first, second = Talk(house, "1"), Talk(house, "2")
    await register(first)
    await register(second, "1311014508850002")
    await erase(first)
    assert await ledger.filed(house) == [("PD-26-000001", "erased"), ("PD-26-000002", "submitted")]
    assert "Budi Santoso" in await second.say("data saya")


async def test_berhenti_ends_what_would_be_sent_first_even_after_coming_back(
    house: House,
) -> None:
    admin, worker = Talk(house, ADMIN.key), Talk(house, "1")
    await admin.say("menu")
    await take(house, [tapped(worker, "petugas", house)])
    assert [row["lane"] for row in await ledger.rows(house, messages)][-2:] == [1, 0]
    await take(house, [tapped(admin, "berhenti", house)])
    await take(house, [tapped(admin, "mulai", house)])
    states = {row["reason"] for row in await ledger.rows(house, messages) if row["lane"] == 1}
    assert states == {"stopped"}


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_the_files_on_disk_never_hold_an_answer_in_plain(
    house: House, tmp_path: Path
) -> None:
    """Journal and write-ahead log included: what is not sealed at once can be found for long."""
    talk = Talk(house)
    await register(talk)
    await talk.say("data saya")
    assert b"PD-26-000001" in on_disk(tmp_path), "the test would notice plain text"
    for word in NAMES:
        assert word.encode() not in on_disk(tmp_path)
    await erase(talk)
    for word in NAMES:
        assert word.encode() not in on_disk(tmp_path)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
