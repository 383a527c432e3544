"""Rules of reminders that officers change: refused, kept, followed by the plan, never doubled."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialog.flow import Problem
from dialog.wire import Address
from handlers.house import House
from handlers.officer import Officer
from handlers.reminders import follow_rules, plan_newcomers, send_due
from handlers.rule_edits import CHANGED_BY_OTHERS, GONE, ONLY_LOOK, Change, Done, Seen, changing
from handlers.rules import rules_now
from storage import audit, people
from storage.people import Grant
from storage.tables import outbox, reminder_firings, rule_edits
from storage.tables import reminders as plans
from tests import ledger
from tests.crowd import paid
from tests.houses import Clock, Talk, plain, register

WIB = ZoneInfo("Asia/Jakarta")
LAPSE, RELIEF = "jelang_tidak_aktif", "jelang_potongan_habis"
RINA, JON = Officer("telegram:801"), Officer("telegram:802")
WORDS = "Bapak/Ibu, iuran lunas sampai *{{ lunas }}*.\nSebulan {{ jumlah }}."


def wib(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WIB)  # type: ignore[arg-type,misc]


async def changed(
    house: House, rule: str, by: Officer = RINA, seen: int | None = None, **wanted: Any
) -> Done | Problem:
    async with changing(house, by) as steward:
        return await steward.change(rule, Change(**wanted), seen)


async def reset(house: House, rule: str) -> Done | Problem:
    async with changing(house, RINA) as steward:
        return await steward.reset(rule)


async def seen(house: House, rule: str) -> Seen:
    async with changing(house, RINA) as steward:
        found = await steward.find(rule)
    assert found is not None
    return found


async def member(house: House, until: str = "2026-10") -> Talk:
    """Somebody whom the branch knows as a member: the relief ends on 31 December, the protection
    on 1 February."""
    talk = Talk(house)
    await register(talk)
    await paid(house, "1311010101900001", until, "self")
    assert await plan_newcomers(house) == 1
    return talk


async def planned(house: House) -> tuple[str, str, datetime]:
    [row] = await ledger.rows(house, plans)
    return row["rule"], row["due_on"], row["next_at"].astimezone(WIB)


async def fired(house: House) -> dict[tuple[str, str], str]:
    rows = await ledger.rows(house, reminder_firings)
    return {(row["rule"], row["due_on"]): row["state"] for row in rows}


# What is refused, and what is kept


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"hours": (20, 23)}, "aturan/jam_tenang"),
        ({"hours": (0, 7)}, "aturan/jam_tenang"),
        ({"hours": (17, 9)}, "aturan/jam_terbalik"),
        ({"hours": (8, 24)}, "aturan/jam_terbalik"),
        ({"days": -61}, "aturan/hari_luar"),
        ({"days": 61}, "aturan/hari_luar"),
        ({"text": "Halo {{ nama }}"}, "aturan/teks_salah"),
        ({"text": "Halo {{ bulan"}, "aturan/teks_salah"),
        ({"text": "NIK 1311010101900001"}, "salah/teks_ada_nik"),
        ({"text": "Bayar Rp16.800 sebulan."}, "aturan/teks_angka"),
        ({"text": "Bayar {{ jumlah }}."}, "aturan/teks_hilang"),
        ({"text": "kata " * 150}, "aturan/teks_panjang"),
    ],
)
async def test_what_nobody_could_use_is_refused_and_nothing_is_lost(
    house: House, wanted: dict[str, Any], reason: str
) -> None:
    assert isinstance(await changed(house, LAPSE, days=-10, text=WORDS), Done)
    before = await seen(house, LAPSE)
    refused = await changed(house, LAPSE, **wanted)
    assert isinstance(refused, Problem)
    assert refused.reason == reason
    assert await seen(house, LAPSE) == before


async def test_hours_that_are_quiet_in_part_are_taken(house: House) -> None:
    done = await changed(house, LAPSE, hours=(6, 9))
    assert isinstance(done, Done)
    assert (done.seen.rule.first_hour, done.seen.rule.last_hour) == (6, 9)


async def test_a_change_holds_for_every_house_and_leaves_its_line(house: House) -> None:
    await changed(house, LAPSE, days=-7, hours=(9, 16))
    other = replace(house)  # another process over the same database
    async with other.db.read() as tx:
        rule = (await rules_now(other, tx)).rules.find(LAPSE)
        lines = await audit.lines(tx, "reminder rule changed")
    assert rule is not None
    assert (rule.days, rule.first_hour, rule.last_hour, rule.active) == (-7, 9, 16, True)
    told = {"rule": LAPSE, "revision": 1, "days": -7, "first_hour": 9, "last_hour": 16}
    assert lines == [(RINA.name, told)]


async def test_what_is_as_in_the_file_again_is_not_kept(house: House) -> None:
    await changed(house, LAPSE, days=-7)
    done = await changed(house, LAPSE, days=-14)
    assert isinstance(done, Done)
    assert not done.seen.edited
    [row] = await ledger.rows(house, rule_edits)
    assert (row["days"], row["revision"]) == (None, 2)


async def test_what_changes_nothing_is_no_change(house: House) -> None:
    await changed(house, LAPSE, active=True, days=-14)
    assert await ledger.rows(house, rule_edits) == []


async def test_reset_brings_everything_back(house: House) -> None:
    await changed(house, LAPSE, active=False, days=3, hours=(9, 10), text=WORDS)
    done = await reset(house, LAPSE)
    assert isinstance(done, Done)
    assert done.seen.rule == house.catalog.reminders.find(LAPSE)
    assert (done.seen.edited, done.seen.revision) == (False, 2)


async def test_a_rule_that_does_not_exist_and_an_officer_of_one_area(house: House) -> None:
    assert await changed(house, "tidak_ada", active=False) is GONE
    limited = Officer("telegram:803", areas=frozenset({"13.11.01"}))
    assert await changed(house, LAPSE, limited, active=False) is ONLY_LOOK
    assert (await seen(house, LAPSE)).rule.active


async def test_of_two_edits_at_once_the_second_is_told_of_the_first(house: House) -> None:
    both = await asyncio.gather(
        changed(house, LAPSE, RINA, 0, days=-7), changed(house, LAPSE, JON, 0, days=-21)
    )
    [done] = [one for one in both if isinstance(one, Done)]
    [refused] = [one for one in both if isinstance(one, Problem)]
    winner = done.seen.edit
    assert winner is not None
    assert (refused.reason, refused.params["oleh"]) == (CHANGED_BY_OTHERS, winner.changed_by)
    assert (await seen(house, LAPSE)).rule == done.seen.rule


async def test_edits_of_two_rules_at_once_are_both_kept_and_both_counted(house: House) -> None:
    await asyncio.gather(
        changed(house, LAPSE, RINA, 0, days=-7), changed(house, RELIEF, JON, 0, days=-21)
    )
    async with house.db.read() as tx:
        now = await rules_now(house, tx)
    days = [rule.days for rule in now.rules.rules if rule.name in (LAPSE, RELIEF)]
    assert (days, now.version) == ([-7, -21], 2)


# The plan follows


async def test_dates_and_hours_move_with_the_rule(house: House) -> None:
    await member(house)
    assert await planned(house) == (RELIEF, "2026-12-31", wib(2026, 12, 17, 9))
    await changed(house, RELIEF, days=-7, hours=(14, 16))
    assert await follow_rules(house) == 1
    assert await follow_rules(house) == 0
    assert await planned(house) == (RELIEF, "2026-12-31", wib(2026, 12, 24, 14))
    await reset(house, RELIEF)
    await follow_rules(house)
    assert await planned(house) == (RELIEF, "2026-12-31", wib(2026, 12, 17, 9))


async def test_switched_off_it_is_taken_away_with_a_reason_and_comes_back(
    house: House, clock: Clock
) -> None:
    talk = await member(house)
    await changed(house, RELIEF, active=False)
    await follow_rules(house)
    assert await planned(house) == (LAPSE, "2027-02-01", wib(2027, 1, 18, 9))
    assert await fired(house) == {(RELIEF, "2026-12-31"): "off"}
    await changed(house, RELIEF, active=True)
    await follow_rules(house)
    clock.at = wib(2026, 12, 17, 9)
    assert await send_due(house) == 1
    assert len(await talk.drain()) == 1
    assert await fired(house) == {(RELIEF, "2026-12-31"): "sent"}


async def test_nothing_is_sent_by_a_rule_switched_off_a_moment_ago(
    house: House, clock: Clock
) -> None:
    """The clock that moves the plans may come after the one that sends."""
    await member(house)
    clock.at = wib(2026, 12, 17, 9)
    await changed(house, RELIEF, active=False)
    assert await send_due(house) == 0
    assert await fired(house) == {(RELIEF, "2026-12-31"): "off"}
    assert (await planned(house))[0] == LAPSE


async def test_what_waits_in_the_outbox_is_taken_back(house: House, clock: Clock) -> None:
    talk = await member(house)
    clock.at = wib(2026, 12, 17, 9)
    assert await send_due(house) == 1
    done = await changed(house, RELIEF, active=False)
    assert isinstance(done, Done)
    assert (done.withdrawn, done.seen.told) == (1, {"off": 1})
    assert await talk.drain() == []
    rows = await ledger.rows(house, outbox)
    assert [(row["status"], row["reason"]) for row in rows if row["lane"] == 1] == [
        ("skipped", "rule_off")
    ]
    await changed(house, RELIEF, active=True)
    await follow_rules(house)
    assert await send_due(house) == 1
    assert len(await talk.drain()) == 1


async def test_what_was_sent_stays_sent_when_its_rule_is_switched_off(
    house: House, clock: Clock
) -> None:
    talk = await member(house)
    clock.at = wib(2026, 12, 17, 9)
    await send_due(house)
    assert len(await talk.drain()) == 1
    done = await changed(house, RELIEF, active=False)
    assert isinstance(done, Done)
    assert done.withdrawn == 0
    assert await fired(house) == {(RELIEF, "2026-12-31"): "sent"}


async def test_nobody_is_reminded_twice_because_a_rule_was_moved(
    house: House, clock: Clock
) -> None:
    talk = await member(house)
    clock.at = wib(2026, 12, 17, 9)
    await send_due(house)
    await talk.drain()
    await changed(house, RELIEF, days=-3, text="Bapak/Ibu, potongan sampai {{ bulan }}.")
    await follow_rules(house)
    for day in (19, 28, 29, 30):
        clock.at = wib(2026, 12, day, 9)
        assert await send_due(house) == 0
    assert (await planned(house))[:2] == (LAPSE, "2027-02-01")


async def test_moved_into_the_past_it_comes_late_or_is_listed_and_moved_back_it_comes(
    house: House, clock: Clock
) -> None:
    talk = await member(house)
    clock.at = wib(2026, 12, 10, 12)
    await changed(house, RELIEF, days=-30)  # 1 December: too late by more than three days
    await follow_rules(house)
    assert await fired(house) == {(RELIEF, "2026-12-31"): "passed"}
    await changed(house, RELIEF, days=-22)  # 9 December: yesterday
    await follow_rules(house)
    assert await send_due(house) == 1
    assert len(await talk.drain()) == 1
    assert await fired(house) == {(RELIEF, "2026-12-31"): "sent"}


async def test_an_hour_moved_to_the_past_of_today_drops_nobodys_own_date(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await talk.say("pengingat")
    await talk.say("25")
    clock.at = wib(2026, 11, 25, 8, 30)  # planned for nine
    await changed(house, "pilihan", hours=(8, 8))
    await follow_rules(house)
    assert await send_due(house) == 1
    assert (await planned(house))[1] == "2026-12-25"


async def test_who_asked_for_tomorrow_is_still_reminded_tomorrow(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await talk.say("pengingat")
    await talk.say("25")
    clock.at = wib(2026, 11, 25, 9)
    await send_due(house)
    await talk.drain()
    await talk.tap("Ingatkan lagi besok")
    await changed(house, "pilihan", active=False)
    await follow_rules(house)
    clock.at = wib(2026, 11, 26, 9)
    assert await send_due(house) == 1
    [message] = await talk.drain()
    assert "kemarin" in message.body
    clock.at = wib(2026, 12, 25, 9)
    assert await send_due(house) == 0


async def test_two_clocks_follow_a_change_together(house: House) -> None:
    for key in "123":
        talk = Talk(house, key)
        await talk.say("pengingat")
        await talk.say("25")
    await changed(house, "pilihan", days=2)
    moved = await asyncio.gather(*(follow_rules(house) for _ in range(4)))
    assert sum(moved) == 3
    rows = await ledger.rows(house, plans)
    assert {row["next_at"].astimezone(WIB) for row in rows} == {wib(2026, 11, 27, 9)}


async def test_it_is_counted_whom_a_rule_reaches(house: House) -> None:
    talk = Talk(house)
    await talk.say("pengingat")
    await talk.say("25")
    assert (await seen(house, "pilihan")).waiting == 1
    assert (await seen(house, LAPSE)).waiting == 0
    assert not (await seen(house, "jatuh_tempo")).runs


# The words


async def test_edited_words_are_sent_in_every_language_and_the_template_stays(
    house: House, clock: Clock
) -> None:
    talk = await member(house)
    await talk.say("baso minang")
    await changed(house, RELIEF, text="Potongan berlaku sampai *{{ bulan }}*.\nLalu {{ nanti }}.")
    clock.at = wib(2026, 12, 17, 9)
    await send_due(house)
    [message] = await talk.drain()
    assert plain(message.body) == "Potongan berlaku sampai Desember 2026.\nLalu Rp16.800."
    assert [choice.id for choice in message.choices] == [
        "d|sudah_bayar", "d|ingatkan_besok", "d|jangan_ingatkan"
    ]  # fmt: skip
    assert message.approved_template is not None
    assert message.approved_template.name == "pengingat_potongan_iuran"
    await reset(house, RELIEF)
    clock.at = wib(2027, 1, 18, 9)
    await send_due(house)
    [message] = await talk.drain()
    assert "manuruik" in message.body.lower()


async def test_a_line_that_names_what_nobody_knows_is_left_out(house: House, clock: Clock) -> None:
    talk = Talk(house)
    await talk.say("pengingat")
    await talk.say("25")
    text = "Iuran {{ bulan }} belum dibayar?\nLunas sampai {{ lunas }}.\nSebulan {{ jumlah }}."
    await changed(house, "pilihan", text=text)
    clock.at = wib(2026, 11, 25, 9)
    await send_due(house)
    [message] = await talk.drain()
    assert message.body == "Iuran November 2026 belum dibayar?"


# In chat


async def officer(house: House, key: str, area: str | None = None) -> Talk:
    talk = Talk(house, key)
    async with house.db.write() as tx:
        address = Address("telegram", key)
        await people.grant(tx, Grant(address, "officer", area, "test"), house.now())
    await talk.say("halo")
    return talk


async def test_an_old_button_does_not_run_over_what_another_officer_did(house: House) -> None:
    talk = await officer(house, "801")
    await talk.say("/aturan")
    await talk.tap("Nomor 4")
    off = talk.choice("Matikan")
    await changed(house, LAPSE, JON, days=-7)
    said = await talk.press(off.id, off.label)
    assert "telegram:802" in said
    assert (await seen(house, LAPSE)).rule.active


async def test_typed_words_are_kept_when_another_officer_was_faster(house: House) -> None:
    talk = await officer(house, "801")
    await talk.say("/aturan")
    await talk.tap("Nomor 4")
    await talk.tap("Ubah tulisan")
    await talk.say(WORDS)
    await changed(house, LAPSE, JON, text="Punya Jon.")
    said = await talk.tap("Kirim")
    assert "telegram:802" in said
    assert "iuran lunas sampai" in said, "what was typed is there, ready to be sent"
    assert (await seen(house, LAPSE)).rule.text == "Punya Jon."
    await talk.tap("Kirim")
    assert (await seen(house, LAPSE)).rule.text == WORDS


async def test_an_officer_of_one_area_may_look_and_no_button_helps_further(house: House) -> None:
    talk = await officer(house, "803", "13.11.01")
    await talk.say("aturan pengingat")
    said = await talk.tap("Nomor 4")
    assert "tanpa batas wilayah" in said
    assert {one.label for one in talk.outlet.sent[-1].choices} == {
        "Lihat tulisan", "Aturan lain", "Menu"
    }  # fmt: skip
    for forged in (f"a|m|{LAPSE}|0", f"a|k|{LAPSE}|0", f"a|w|{LAPSE}|0"):
        assert "tanpa batas wilayah" in await talk.press(forged)
    assert await ledger.rows(house, rule_edits) == []


async def test_a_worker_changes_nothing_by_any_button(house: House) -> None:
    talk = Talk(house)
    for forged in ("a|l", f"a|o|{LAPSE}", f"a|m|{LAPSE}|0", f"a|w|{LAPSE}|0", "f|aturan"):
        assert "hanya untuk petugas" in await talk.press(forged)
    for nonsense in ("a|", "a|m", f"a|m|{LAPSE}|x", "a|m|; drop|0"):
        assert "hanya untuk petugas" not in await talk.press(nonsense)
    assert await ledger.rows(house, rule_edits) == []


async def test_it_depends_on_the_rule_what_its_words_may_count_on(house: House) -> None:
    """By a date of their own people are reminded whom the branch does not know."""
    talk = await officer(house, "801")
    for number, taken in (("Nomor 4", True), ("Nomor 1", False)):
        await talk.say("/aturan")
        await talk.tap(number)
        await talk.tap("Ubah tulisan")
        said = await talk.say("Iuran terakhir lunas sampai {{ lunas }}.")
        assert ("mohon diperiksa" in said) is taken
        assert ("tidak ada baris yang tersisa" in said) is not taken


async def test_who_talks_with_a_worker_is_asked_for_nothing_that_would_go_to_them(
    house: House,
) -> None:
    talk, worker = await officer(house, "801"), Talk(house, "1")
    await worker.say("petugas")
    await talk.say("ambil 1")
    await talk.say("/aturan")
    await talk.tap("Nomor 4")
    assert "sedang melayani" in await talk.tap("Ubah tulisan")
    await talk.say("/aturan")
    await talk.tap("Nomor 4")
    assert "Sudah dicatat" in await talk.tap("Matikan"), "a button is no word to anybody"
