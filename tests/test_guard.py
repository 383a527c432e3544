"""No message with a NIK in it leaves, on any channel, whatever put it together."""

import logging
from typing import get_args

import pytest

from dialog.wire import BOLD_OFF, BOLD_ON, Address, ChannelName, Choice, Outgoing
from handlers import history
from handlers.delivery import Pump
from handlers.guard import leaks
from handlers.house import House
from handlers.sealed import seal_message
from messages.texts import Message
from storage import outbox, people
from storage.people import Newcomer
from storage.tables import outbox as table
from tests import ledger
from tests.houses import Recorder

NIK = "1311010101900001"
SOMEBODY = Address("telegram", "1")


async def promised(house: House, to: Address, body: str) -> None:
    async with house.db.write() as tx:
        known = (await people.add(tx, [Newcomer(to, "")], house.now()))[to]
        sealed = seal_message(house.vault, Message(body, (), False), known.address_id)
        row = outbox.Promise(known.address_id, to, outbox.REPLY, sealed)
        await outbox.put(tx, [row], house.now())


@pytest.mark.parametrize("channel", get_args(ChannelName))
async def test_the_pump_of_every_channel_refuses_it(
    house: House, channel: str, caplog: pytest.LogCaptureFixture
) -> None:
    await promised(house, Address(channel, "1"), f"NIK Bapak/Ibu {NIK}")
    outlet = Recorder(channel)
    with caplog.at_level(logging.ERROR):
        await Pump(house, outlet, 1000.0, "test", lambda: 0.0).drain()
    assert outlet.sent == []
    [row] = await ledger.rows(house, table)
    assert (row["status"], row["reason"]) == ("refused", "holds a NIK")
    assert "refused a message" in caplog.text
    assert NIK not in caplog.text


async def test_the_web_page_does_not_show_it_either(house: House) -> None:
    to = Address("web", "1")
    await promised(house, to, f"NIK Bapak/Ibu {NIK}")
    assert list(await history.since(house, to, 0)) == []


@pytest.mark.parametrize(
    "body",
    [NIK, f"nik{NIK}ya", "1311 0101 0190 0001", "131101-010190-0001", NIK + "2",
     f"13110101{BOLD_ON}01900001{BOLD_OFF}"],
)  # fmt: skip
def test_however_it_is_written(body: str) -> None:
    assert leaks(Outgoing(SOMEBODY, body))
    assert leaks(Outgoing(SOMEBODY, "x", (Choice("a", body),)))


def test_a_link_may_not_hold_it() -> None:
    assert leaks(Outgoing(SOMEBODY, "x", (Choice("a", "Buka", f"https://x/{NIK}"),)))


@pytest.mark.parametrize(
    "body", ["1311••••••••0001", "Rp16.800 sebulan, Rp201.600 setahun", "0812-3456-7890 atau 175"]
)
def test_what_is_masked_or_another_number_may_go(body: str) -> None:
    link = Choice("l|nik", "Isi", "https://bot.example/form/aB3-x_9")
    assert not leaks(Outgoing(SOMEBODY, body, (link,)))
