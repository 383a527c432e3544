"""The officer sees one message that changes, not a new one every few seconds."""

from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook

from dialog.wire import Address, Choice, Incoming, Refused
from handlers import campaigns as use
from handlers import export
from handlers.campaign_clock import tick
from handlers.campaign_list import COLUMNS
from handlers.campaigns import Order
from handlers.delivery import Pump
from handlers.house import House
from handlers.officer import officer_at
from storage import people
from storage.people import Grant
from storage.tables import exports
from tests import ledger
from tests.crowd import Network, met, pump, report
from tests.houses import ADMIN, Clock, Talk, plain


async def running(house: House, people: int) -> int:
    """A campaign drafted by the admin in chat, on its way."""
    await Talk(house, ADMIN.key).say("menu")
    await met(house, people)
    async with house.db.read() as tx:
        by = await officer_at(house, tx, ADMIN)
    assert by is not None
    campaign = await use.draft(house, Order("Halo", "all"), by)
    assert isinstance(campaign, int)
    await tick(house)
    assert not isinstance(await use.confirm(house, campaign, by), use.No)
    await tick(house)
    return campaign


def of_admin(network: Network) -> list[tuple[str, str]]:
    """The progress the admin got: what each took the place of, and its bar."""
    return [
        (one.replaces, plain(one.body).splitlines()[1].split()[-1])
        for one in network.sent
        if one.to == ADMIN and "Seluruhnya" in plain(one.body)
    ]


async def test_one_message_changes_until_the_end_and_then_the_report_comes(
    house: House, clock: Clock
) -> None:
    campaign = await running(house, 59)  # the admin gets it too
    network, seconds = Network(), [0.0]
    sender = Pump(house, network, 2.0, "test", lambda: seconds[0])
    while (await report(house, campaign)).campaign.status == "running":
        clock.forward(timedelta(seconds=1))
        seconds[0] += 1
        await tick(house)
        await sender.drain()
    seconds[0] += 60
    await tick(house)
    await sender.drain()
    shown = of_admin(network)
    [first, *_] = [
        one for one in network.sent if one.to == ADMIN and "Seluruhnya" in plain(one.body)
    ]
    *changes, end, whole = shown
    assert changes[0][0] == ""
    assert {replaces for replaces, _ in changes[1:]} == {str(first.id)}
    assert [percent for _, percent in changes] == ["6%", "23%", "40%", "56%", "73%", "90%"]
    assert {end[0], whole[0]} == {"", str(first.id)}
    assert end[1] == whole[1] == "100%"
    assert "Selesai kira-kira" in plain(first.body)


async def test_the_report_at_the_end_is_a_chart_too_and_the_list_a_file(
    house: House, clock: Clock
) -> None:
    campaign = await running(house, 3)
    network = Network(outcomes={"2": Refused("blocked", person_left=True)})
    await pump(house, network).drain()
    await tick(house)
    await tick(house)
    await pump(house, network).drain()
    told = [one for one in network.sent if one.to == ADMIN][-1]
    assert told.picture is not None
    assert "ditolak: 1" in told.picture.alt
    assert [one.label for one in told.choices] == ["Daftar (Excel)", "Kirim ulang yg gagal", "Menu"]
    await Talk(house, ADMIN.key).send(pressed(house, told.choices[0]))
    await export.make_waiting(house)
    [job] = await ledger.rows(house, exports)
    assert job["status"] == "ready"
    assert Path(job["path"]).name == f"siaran-{campaign}-{job['id']}.xlsx"
    sheet = load_workbook(job["path"]).active
    assert sheet is not None
    head, *lines = sheet.iter_rows(values_only=True)
    assert head == COLUMNS
    assert len(lines) == (await report(house, campaign)).total == 4
    assert [line[2:4] for line in lines if line[2] != "terkirim"] == [("ditolak", "memblokir bot")]


async def test_an_officer_gets_no_list_of_another_area(house: House, clock: Clock) -> None:
    campaign = await running(house, 3)
    async with house.db.write() as tx:
        await people.grant(
            tx, Grant(Address("telegram", "3"), "officer", "13.11.01", "test"), house.now()
        )
    officer = Talk(house, "3")
    await officer.say("menu")
    await officer.send(pressed(house, Choice(f"s|list|{campaign}|", "Daftar"), "3"))
    assert await ledger.rows(house, exports) == []


def pressed(house: House, choice: Choice, key: str = ADMIN.key) -> Incoming:
    name = f"tap-{choice.id}"
    return Incoming(Address("telegram", key), name, choice.label, house.now(), "tap", choice.id)
