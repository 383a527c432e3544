"""Whether replies go out is seen in the outbox, whichever process sends them."""

from datetime import timedelta

from dialog.wire import Address, Incoming
from handlers import alive
from handlers.house import House
from handlers.turns import take
from storage import outbox
from storage.outbox import Promise
from tests.houses import START, Clock, Talk

CHANNELS = ("web", "telegram")


async def test_a_reply_that_waits_too_long_is_told_with_its_channel(
    house: House, clock: Clock
) -> None:
    assert await alive.delivery(house, CHANNELS) == ""
    await take(house, [Incoming(Address("telegram", "1"), "1", "menu", START)])
    clock.forward(alive.LONGEST_WAIT)
    assert await alive.delivery(house, CHANNELS) == ""
    clock.forward(timedelta(seconds=1))
    assert await alive.delivery(house, CHANNELS) == "replies wait: telegram"
    assert await alive.delivery(house, ["web"]) == ""


async def test_what_was_sent_and_what_is_no_reply_waits_for_nobody(
    house: House, clock: Clock
) -> None:
    talk = Talk(house)
    await talk.say("menu")
    async with house.db.write() as tx:
        later = Promise(1, talk.address, outbox.CAMPAIGN, house.vault.seal(b"x", "y"))
        await outbox.put(tx, [later], START)
    clock.forward(timedelta(hours=1))
    assert await alive.delivery(house, CHANNELS) == ""
