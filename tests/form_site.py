"""The secure form over HTTP, in front of a house."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientSession

from channels import form, http
from commands.service import secure_form_desk
from dialog.wire import Outgoing
from handlers.house import House
from tests.fake_telegram import TOKEN

NIK = "1311010101900001"
HALF_AN_HOUR = timedelta(minutes=30)
# What the rest of a pre-registration holds, once the consent is given.
REST = {
    "full_name": "Budi Santoso",
    "nik": NIK,
    "phone": "0812 3456 7890",
    "district": "13.11.04",
    "occupation": "petani",
    "occupation_detail": "menyadap karet",
    "employed": "tidak",
    "employer": "tidak",
    "income": "900 ribu",
    "payer": "self",
    "source": "",
}


@dataclass
class Site:
    """A browser without a browser: what it got last."""

    client: ClientSession
    url: str
    status: int = 0
    body: str = ""

    async def get(self, path: str) -> str:
        async with self.client.get(self.url + path) as got:
            self.status, self.body = got.status, await got.text()
        return self.body

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> str:
        async with self.client.post(self.url + path, data=fields, headers=headers) as got:
            self.status, self.body = got.status, await got.text()
        return self.body


def path_of(message: Outgoing) -> str:
    """Where the button under a message leads."""
    [url] = [choice.url for choice in message.choices if choice.url]
    return url.removeprefix("http://127.0.0.1:8080").removeprefix("https://bot.example")


def seen(**fields: str) -> dict[str, str]:
    """These fields stood on the page and hold this."""
    return {"tampil": " ".join(fields), **fields}


@asynccontextmanager
async def form_site(house: House) -> AsyncIterator[Site]:
    app = http.build(form.routes(secure_form_desk(house, TOKEN)))
    runner = await http.serve(app, "127.0.0.1", 0)
    try:
        async with ClientSession() as client:
            yield Site(client, f"http://127.0.0.1:{http.port_of(runner)}")
    finally:
        await runner.cleanup()
