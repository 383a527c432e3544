"""Handing in a pre-registration, correcting it, and a NIK that two people claim."""

import asyncio
from dataclasses import replace

from handlers.house import House
from handlers.sealed import open_message
from messages.catalog import CONSENT_VERSION
from storage import registrations
from storage.registrations import Filing
from storage.tables import consents, officer_calls, outbox
from storage.tables import registrations as table
from tests import ledger
from tests.houses import ADMIN, Talk, register

NIK, OTHER_NIK = "1311010101900001", "1311014508850002"
NUMBER, SECOND = "PD-26-000001", "PD-26-000002"


async def test_what_was_answered_is_stored_sealed_under_a_number(house: House) -> None:
    answer = await register(Talk(house))
    assert NUMBER in answer
    assert "belum peserta" in answer
    assert await ledger.filed(house) == [(NUMBER, "submitted")]
    kept = await ledger.answers(house, NUMBER)
    assert (kept["full_name"], kept["nik"], kept["birth_date"]) == (
        "Budi Santoso", NIK, "1990-01-01",
    )  # fmt: skip
    assert (kept["phone"], kept["income"], kept["nagari"][:8]) == (
        "+6281234567890", "900000", "13.11.01",
    )  # fmt: skip


async def test_the_consent_is_kept_with_its_version(house: House) -> None:
    await register(Talk(house))
    [row] = await ledger.rows(house, consents)
    assert (row["purpose"], row["version"]) == ("daftar", CONSENT_VERSION)
    assert (row["channel"], row["withdrawn_at"]) == ("telegram", None)
    assert row["given_at"] == house.now()


async def test_whoever_declines_leaves_nothing_behind(house: House) -> None:
    talk = Talk(house)
    await talk.say("daftar")
    assert "Tidak ada data" in await talk.say("tidak setuju")
    assert await ledger.filed(house) == []
    assert await ledger.rows(house, consents) == []


async def test_a_person_has_one_open_registration(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    answer = await talk.say("daftar")
    assert "sudah punya" in answer
    assert NUMBER in answer
    assert await ledger.filed(house) == [(NUMBER, "submitted")]


async def test_of_twenty_people_with_one_nik_at_once_one_is_submitted(house: House) -> None:
    officer = Talk(house, ADMIN.key)
    await officer.say("menu")
    crowd = [Talk(house, str(key)) for key in range(1, 21)]
    await ledger.fill_in(house, crowd)
    await ledger.send_all(house, crowd)

    states = [status for _, status in await ledger.filed(house)]
    assert sorted(states) == ["review"] * 19 + ["submitted"]
    calls = await ledger.rows(house, officer_calls)
    assert [row["reason"] for row in calls] == ["nik_ganda"] * 19

    numbers = sorted(number for number, _ in await ledger.filed(house))
    endings = {
        (await ledger.promised(house, talk.address))[-1].replace(number, "NOMOR")
        for talk, number in zip(crowd, numbers, strict=True)
    }
    assert len(endings) == 1, "who came second is told exactly what who came first is told"
    assert len(await ledger.promised(house, ADMIN)) == 1 + 19


async def test_the_officer_learns_the_number_and_not_the_nik(house: House) -> None:
    officer, first, second = Talk(house, ADMIN.key), Talk(house, "1"), Talk(house, "2")
    await officer.say("menu")
    await register(first)
    await register(second)
    [told] = [one.body for one in second.outlet.sent if one.to == ADMIN]
    assert "PD-26-000003" in told
    assert NIK[:8] not in told


async def test_without_an_officer_the_call_waits_open(house: House) -> None:
    await register(Talk(house, "1"))
    await register(Talk(house, "2"))
    [call] = await ledger.rows(house, officer_calls)
    assert (call["person_id"], call["closed_at"]) == (2, None)


async def test_who_came_second_sees_the_same_status(house: House) -> None:
    first, second = Talk(house, "1"), Talk(house, "2")
    await register(first)
    await register(second)
    texts = [
        (await talk.say("status")).replace(number, "NOMOR")
        for talk, number in ((first, NUMBER), (second, SECOND))
    ]
    assert "NOMOR" in texts[0]
    assert texts[0] == texts[1]


async def test_a_correction_keeps_the_number_and_the_moment(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    [before] = await ledger.rows(house, table)
    await correct(talk, 1, "Budi Hartono")
    [after] = await ledger.rows(house, table)
    assert after["number"] == NUMBER
    assert after["submitted_at"] == before["submitted_at"]
    assert (await ledger.answers(house, NUMBER))["full_name"] == "Budi Hartono"
    assert len(await ledger.rows(house, consents)) == 1


async def correct(talk: Talk, number: int, *answers: str) -> str:
    await talk.say("perbaiki")
    await talk.say(f"ubah {number}")
    for text in answers:
        await talk.say(text)
    return await talk.say("kirim")


async def test_changing_to_a_taken_nik_is_looked_at_and_changing_back_is_not(house: House) -> None:
    first, second = Talk(house, "1"), Talk(house, "2")
    await register(first)
    await register(second, OTHER_NIK)
    told = await correct(second, 2, NIK, "ya")
    assert SECOND in told
    assert await ledger.filed(house) == [(NUMBER, "submitted"), (SECOND, "review")]
    assert await correct(second, 2, OTHER_NIK, "ya") == told
    assert await ledger.filed(house) == [(NUMBER, "submitted"), (SECOND, "submitted")]


async def test_two_who_change_to_the_same_nik_at_once_do_not_both_get_it(house: House) -> None:
    for key, nik in (("1", "1311010101900011"), ("2", "1311010101900012")):
        await register(Talk(house, key), nik)
    filings = [filing(house, person, NIK) for person in (1, 2)]

    async def change(wanted: Filing) -> str:
        async with house.db.write() as tx:
            return await registrations.replace(tx, wanted, house.now())

    states = await asyncio.gather(*map(change, filings))
    assert sorted(states) == ["review", "submitted"]
    assert sorted(status for _, status in await ledger.filed(house)) == sorted(states)


def filing(house: House, person: int, nik: str) -> Filing:
    return Filing(
        person, f"PD-26-{person:06d}", house.vault.digest(nik), b"sealed", None, None, None,
        None, None, None, "telegram", CONSENT_VERSION,
    )  # fmt: skip


async def test_a_registered_nik_of_ones_own_is_no_reason_to_fail(house: House) -> None:
    """BPJS registered the first; a second one of the same person meets their own NIK."""
    await register(Talk(house))
    async with house.db.write() as tx:
        await tx.execute(table.update().values(status="registered"))
        again = replace(filing(house, 1, OTHER_NIK), number="PD-26-000001-2")
        assert await registrations.add(tx, again, house.now()) == "submitted"
        same = replace(again, nik_hash=house.vault.digest(NIK))
        assert await registrations.replace(tx, same, house.now()) == "review"


async def test_an_erased_nik_is_free_again(house: House) -> None:
    first, second = Talk(house, "1"), Talk(house, "2")
    await register(first)
    await first.say("hapus")
    await first.say("ya")
    await register(second)
    assert await ledger.filed(house) == [(NUMBER, "erased"), (SECOND, "submitted")]


async def test_the_reply_is_stored_sealed_for_this_address_alone(house: House) -> None:
    talk = Talk(house)
    await register(talk)
    row = (await ledger.rows(house, outbox))[-1]
    assert NUMBER.encode() not in row["sealed"]
    opened = open_message(house.vault, row["sealed"], row["address_id"], talk.address, row["id"])
    assert NUMBER in opened.body
