"""An admin makes officers, and takes that back, in a chat."""

from dialog.effects import ChangeOfficer
from dialog.session import Offer, Say
from dialog.turns import command_offer
from dialog.wire import Address
from handlers import roles
from handlers.work import Work
from storage import people
from storage.people import Grant, Known

OFFICER = "officer"


async def change(work: Work, known: Known, may: bool, effect: ChangeOfficer) -> tuple[Say, ...]:
    """The role is checked here, not in the menu."""
    menu = command_offer("menu")
    if not may:
        return (Say("umum/tidak_berhak", {}, (menu,)),)
    offers = (Offer("f|petugas", "@ubah_petugas"), menu)
    if effect.action == "list":
        return (Say("petugas/daftar", {"baris": await _rows(work)}, offers),)
    channel, _, key = effect.address.partition(":")
    address, actor = Address(channel, key), str(known.address)
    if effect.action == "grant":
        given = Grant(address, OFFICER, effect.area or None, actor)
        await roles.give(work.tx, given, work.now)
        held = (await _places(work))[str(address)]
        params = {"alamat": effect.address, "wilayah_tugas": held}
        return (Say("petugas/ditambah", params, offers),)
    taken = await roles.take(work.tx, address, OFFICER, actor, work.now)
    key = "petugas/dicabut" if taken else "petugas/bukan_petugas"
    return (Say(key, {"alamat": effect.address}, offers),)


async def _rows(work: Work) -> list[dict[str, object]]:
    held = await _places(work)
    return [{"alamat": address, "wilayah": places} for address, places in held.items()]


async def _places(work: Work) -> dict[str, str]:
    """Every officer, with the names of their areas."""
    held: dict[str, list[str]] = {}
    for grant in await people.grants(work.tx, OFFICER):
        held.setdefault(str(grant.address), []).append(_place(work, grant.area or ""))
    return {address: ", ".join(places) for address, places in held.items()}


def _place(work: Work, area: str) -> str:
    """The name of a kecamatan or nagari; of the whole regency for an officer without an area."""
    found = work.house.catalog.places
    return found.name_of(area) or area or found.name
