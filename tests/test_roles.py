"""Who may do what: given, taken, written down."""

from dialog.wire import Address
from handlers import roles
from handlers.house import House
from storage import audit
from tests.houses import ADMIN, Talk

OFFICER = Address("telegram", "7")


async def grant(house: House, role: str = "admin", *areas: str) -> None:
    await roles.grant(house, OFFICER, role, areas, "cli:uji")


async def may_export(talk: Talk) -> bool:
    await talk.say("menu")
    return "Ekspor data" in [choice.label for choice in talk.outlet.sent[-1].choices]


async def test_a_role_can_be_given_to_somebody_who_has_not_written_yet(house: House) -> None:
    await grant(house)
    assert await may_export(Talk(house, OFFICER.key))


async def test_a_role_counts_from_the_next_word_and_ends_with_it(house: House) -> None:
    talk = Talk(house, OFFICER.key)
    assert not await may_export(talk)
    await grant(house)
    assert await may_export(talk)
    assert await roles.revoke(house, OFFICER, "admin", "cli:uji")
    assert not await may_export(talk)


async def test_the_first_admins_are_those_of_the_settings(house: House) -> None:
    assert await may_export(Talk(house, ADMIN.key))


async def test_a_role_is_of_one_channel_only(house: House) -> None:
    await grant(house)
    assert not await may_export(Talk(house, OFFICER.key, "web"))


async def test_giving_twice_changes_the_area_and_stays_one(house: House) -> None:
    await grant(house, "officer", "13.11.01")
    await grant(house, "officer", "13.11.02")
    [held] = await roles.listed(house)
    assert (held.address, held.role, held.area) == (OFFICER, "officer", "13.11.02")


async def test_an_officer_may_have_several_areas(house: House) -> None:
    await grant(house, "officer", "13.11.02", "13.11.01.2001")
    assert [held.area for held in await roles.listed(house)] == ["13.11.01.2001", "13.11.02"]
    admin = Talk(house, ADMIN.key)
    for text in ("petugas baru", "/petugas", "tambah petugas", str(OFFICER), "Sangir"):
        said = await admin.say(text)
    said = await admin.say("seluruh kecamatan")
    assert "Lubuk Gadang" in said
    held = [one.area for one in await roles.listed(house)]
    assert held == ["13.11.01.2001", "13.11.02", "13.11.05"] or len(held) == 3


async def test_everywhere_and_somewhere_are_not_given_together(house: House) -> None:
    await grant(house, "officer", "13.11.01", "13.11.02")
    async with house.db.write() as tx:
        await roles.give(tx, roles.Grant(OFFICER, "officer", None, "cli:uji"), house.now())
    assert [held.area for held in await roles.listed(house)] == [None]
    async with house.db.write() as tx:
        await roles.give(tx, roles.Grant(OFFICER, "officer", "13.11.02", "cli:uji"), house.now())
    assert [held.area for held in await roles.listed(house)] == ["13.11.02"]


async def test_several_roles_are_one_person(house: House) -> None:
    await grant(house, "officer")
    await grant(house, "editor")
    await grant(house, "admin")
    talk = Talk(house, OFFICER.key)
    assert await may_export(talk)
    assert len(talk.outlet.sent) == 1, "one answer, not one for each role"
    assert [held.role for held in await roles.listed(house)] == ["admin", "editor", "officer"]
    assert [held.role for held in await roles.listed(house, "editor")] == ["editor"]


async def test_taking_what_is_not_there_says_so_and_writes_nothing(house: House) -> None:
    assert not await roles.revoke(house, OFFICER, "admin", "cli:uji")
    async with house.db.read() as tx:
        assert await audit.lines(tx, "role revoked") == []


async def test_each_change_is_written_down_with_who_made_it(house: House) -> None:
    await grant(house, "officer", "13.11.01")
    await roles.revoke(house, OFFICER, "officer", "telegram:900")
    async with house.db.read() as tx:
        granted = await audit.lines(tx, "role granted")
        revoked = await audit.lines(tx, "role revoked")
    details = {"address": "telegram:7", "role": "officer"}
    assert granted == [("cli:uji", {**details, "area": "13.11.01"})]
    assert revoked == [("telegram:900", details)]


async def test_officers_are_called_and_editors_are_not(house: House) -> None:
    await grant(house, "editor")
    editor, worker = Talk(house, OFFICER.key), Talk(house, "1")
    await editor.say("menu")
    answer = await worker.say("petugas")
    await grant(house, "officer")
    other = Talk(house, "2")
    assert await other.say("petugas") != answer
    assert [one.to.key for one in other.outlet.sent].count(OFFICER.key) == 1


async def test_an_open_call_is_not_repeated(house: House) -> None:
    await grant(house, "officer")
    await Talk(house, OFFICER.key).say("menu")
    worker = Talk(house, "1")
    for _ in range(3):
        await worker.say("petugas")
    assert [one.to.key for one in worker.outlet.sent].count(OFFICER.key) == 1
