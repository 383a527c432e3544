"""How many messages of ours a pre-registration takes on WhatsApp, where each of them is paid for:
with the whole form on one page, beside the same questions asked one by one in the chat."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bot
from bench.figures import Aim, Figure, Size, figure
from bench.processes import CannotRunError
from channels.whatsapp_render import Words, to_requests
from commands.settings import read
from dialog.wire import Address, Incoming, Outgoing
from handlers import secure_form
from handlers.house import House
from handlers.sealed import open_message
from handlers.secure_form import Post
from handlers.turns import take
from storage import outbox, people

MOST = 6
"""Messages of ours, from the first word to the number of the pre-registration."""

NIK = "1311010101900001"  # made up
PAGE = {
    "full_name": "Budi Santoso", "nik": NIK, "nik_confirmed": "ya", "phone": "0812 3456 7890",
    "district": "13.11.04", "nagari": "13.11.04.2001", "occupation": "petani",
    "occupation_detail": "menyadap karet", "employed": "tidak", "employer": "tidak",
    "income": "900 ribu", "programmes": "jkk,jkm", "payer": "self", "source": "",
}  # fmt: skip
ONE_BY_ONE = (
    "daftar", "setuju", "Budi Santoso", NIK, "ya", "0812 3456 7890", "Lubuk Gadang", "petani",
    "menyadap karet", "tidak", "tidak", "900 ribu", "JKK + JKM", "sendiri", "teman", "kirim",
)  # fmt: skip
WORDS = Words("Pilih", "Ketik salah satu:", "Atau ketik:")


def measure(size: Size) -> Sequence[Figure]:
    pairs = [asyncio.run(_round())] * size.rounds  # counted, not timed: always the same
    against, aim = "questions one by one", Aim("figure", "≤", MOST)
    return (figure("registration on WhatsApp", "messages", against, pairs, aim),)


async def _round() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read({"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{Path(folder)}/bot.db"})
        async with bot.open_house(settings) as house:
            return await _on_one_page(house), await _one_by_one(house)


async def _on_one_page(house: House) -> float:
    person = Address("whatsapp", "6281200000001")
    await _say(house, person, "daftar")
    await _say(house, person, "setuju")
    shown = await _heard(house, person)
    token = next(choice.url for choice in shown[-1].choices if choice.url).rsplit("/", 1)[1]
    saved = await secure_form.save(house, token, Post(PAGE, frozenset(PAGE)))
    if saved.status != 200:
        raise CannotRunError("the page was not taken")
    await _say(house, person, "kirim")
    return _counted(await _heard(house, person))


async def _one_by_one(house: House) -> float:
    """Where a NIK may be typed; counted as if each message were sent on WhatsApp."""
    person = Address("telegram", "1")
    for text in ONE_BY_ONE:
        await _say(house, person, text.replace(NIK, "1311010101900002"))
    return _counted(await _heard(house, person))


async def _say(house: House, person: Address, text: str) -> None:
    number = f"{person.key}-{len(await _heard(house, person))}-{text}"
    await take(house, [Incoming(person, number, text, house.now())])


async def _heard(house: House, person: Address) -> list[Outgoing]:
    async with house.db.read() as tx:
        met = (await people.known(tx, [person])).get(person)
        told = await outbox.history(tx, met.address_id, 0, 100) if met else []
    return [open_message(house.vault, o.sealed, met.address_id, person, o.id) for o in told if met]


def _counted(messages: Sequence[Outgoing]) -> float:
    """As WhatsApp is asked to send them. Every registration has a number at its end."""
    if not messages or "PD-" not in messages[-1].body:
        raise CannotRunError("the registration was not finished")
    return float(sum(len(to_requests(message, WORDS)) for message in messages))
