"""People, addresses and roles as rows."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from dialog.wire import Address
from handlers.house import House
from storage import audit, calls, consents, inbox, people
from storage.people import Grant, Known, Newcomer
from storage.tables import consents as consent_rows
from storage.tables import officer_calls
from tests import ledger
from tests.houses import START

SITI, BUDI = Address("telegram", "7"), Address("web", "7")


async def meet(house: House, *wanted: Address) -> dict[Address, Known]:
    async with house.db.write() as tx:
        return await people.add(tx, [Newcomer(one, "Nama", "poster") for one in wanted], START)


async def known(house: House, *wanted: Address) -> dict[Address, Known]:
    async with house.db.read() as tx:
        return await people.known(tx, wanted)


async def test_strangers_become_people_in_order_and_are_new_only_once(house: House) -> None:
    met = await meet(house, SITI, BUDI)
    assert [(one.person_id, one.new) for one in (met[SITI], met[BUDI])] == [(1, True), (2, True)]
    again = await known(house, SITI, BUDI, Address("telegram", "8"))
    assert [(one.address, one.new) for one in again.values()] == [(SITI, False), (BUDI, False)]


async def test_an_address_is_one_person_even_when_two_processes_meet_it(house: House) -> None:
    results = await asyncio.gather(meet(house, SITI), meet(house, SITI), return_exceptions=True)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert len((await ledger.everything(house))["people"]) == 1, "what failed left nothing"


async def test_the_same_key_on_two_networks_is_two_people(house: House) -> None:
    met = await meet(house, SITI, BUDI)
    assert met[SITI].person_id != met[BUDI].person_id


async def test_names_are_cut_kept_and_forgotten(house: House) -> None:
    async with house.db.write() as tx:
        met = await people.add(tx, [Newcomer(SITI, "x" * 300)], START)
        assert await people.name_of(tx, met[SITI].address_id) == "x" * 160
        await people.forget_names(tx, met[SITI].person_id)
        assert await people.name_of(tx, met[SITI].address_id) == ""


async def test_stopping_and_leaving_are_seen_and_taken_back(house: House) -> None:
    one = (await meet(house, SITI))[SITI]
    for at in (START, None):
        async with house.db.write() as tx:
            await people.stop(tx, one.person_id, at)
            await people.mark_left(tx, [one.address_id], at)
        now = (await known(house, SITI))[SITI]
        assert (now.stopped, now.left) == (at is not None, at is not None)


async def test_roles_come_along_also_for_who_never_wrote_before(house: House) -> None:
    async with house.db.write() as tx:
        for role in ("officer", "editor"):
            await people.grant(tx, Grant(SITI, role, None, "cli:uji"), START)
    assert (await meet(house, SITI, BUDI))[SITI].roles == {"officer", "editor"}
    assert (await known(house, BUDI))[BUDI].roles == frozenset()


async def test_an_unknown_role_is_impossible(house: House) -> None:
    async with house.db.write() as tx:
        with pytest.raises(IntegrityError):
            await people.grant(tx, Grant(SITI, "king", None, "cli:uji"), START)


async def test_an_event_is_remembered_once(house: House) -> None:
    keys = [("telegram", "1"), ("telegram", "2"), ("web", "1")]
    async with house.db.write() as tx:
        assert await inbox.remember(tx, keys[:2], START) == set(keys[:2])
        assert await inbox.remember(tx, keys, START + timedelta(days=1)) == {keys[2]}
        assert await inbox.forget_before(tx, START + timedelta(hours=1)) == 2
        assert await inbox.remember(tx, keys[:1], START) == {keys[0]}


async def test_a_call_is_open_once_for_each_reason(house: House) -> None:
    person = (await meet(house, SITI))[SITI].person_id
    async with house.db.write() as tx:
        opened = [await calls.call(tx, person, why, START) for why in ("a", "a", "b")]
        await calls.close_all(tx, person, START)
        opened.append(await calls.call(tx, person, "a", START))
    assert opened == [True, False, True, True]
    closed = [row["closed_at"] for row in await ledger.rows(house, officer_calls)]
    assert closed == [START, START, None]


async def test_a_withdrawn_consent_stays_on_record(house: House) -> None:
    person = (await meet(house, SITI))[SITI].person_id
    later = START + timedelta(days=1)
    async with house.db.write() as tx:
        await consents.give(tx, person, "daftar", "v1", "telegram", START)
        await consents.withdraw(tx, person, START)
        await consents.give(tx, person, "daftar", "v2", "telegram", later)
        await consents.withdraw(tx, person, later)
    rows = await ledger.rows(house, consent_rows)
    assert [(row["version"], row["withdrawn_at"]) for row in rows] == [("v1", START), ("v2", later)]


async def test_the_audit_keeps_its_lines_in_order(house: House) -> None:
    async with house.db.write() as tx:
        await audit.note(tx, "cli:a", "export", {"rows": 1, "reason": "rapat “besar”"}, START)
        await audit.note(tx, "cli:b", "erase", {}, START)
        await audit.note(tx, "cli:c", "export", {"rows": 2}, START)
        lines = await audit.lines(tx, "export")
    assert lines == [("cli:a", {"rows": 1, "reason": "rapat “besar”"}), ("cli:c", {"rows": 2})]
