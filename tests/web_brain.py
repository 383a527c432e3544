"""The rest of the program as the web chat sees it: takes messages, answers, keeps a history."""

import importlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from channels.web import WebChannel
from dialog.wire import BOLD_OFF, BOLD_ON, Address, Choice, Incoming, Outgoing, Picture
from handlers.gallery import Gallery
from messages.cards import MAKER
from pictures.card import Card, Row, aloud
from pictures.sheet import size

WORDS_FILE = Path(__file__).parent.parent / "messages" / "web.yaml"
MENU = (Choice("p|iuran", "Berapa iurannya?"), Choice("f|daftar", "Daftar"))


CARD = Card(
    title="Meninggal dunia",
    icon="payung",
    head="Kabupaten Solok Selatan · pekerja mandiri (BPU)",
    figure="Rp42 juta",
    captions=("untuk keluarga",),
    rows=(Row("Santunan", "Rp20 juta"), Row("Pemakaman", "Rp10 juta")),
    foot=("Sumber: PP 82/2019",),
)


def picture_of(card: Card = CARD) -> Picture:
    return Picture(f"{MAKER}:{card.to_source()}", card.title, aloud(card), *size(card))


def web_words() -> Mapping[str, str]:
    """The words of the page as they are shipped."""
    words: object = importlib.import_module("yaml").safe_load(WORDS_FILE.read_text("utf-8"))
    assert isinstance(words, dict)
    return {str(key): str(word) for key, word in words.items()}


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Tokens:
    """Made-up cookies, one after the other."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"token-{self.made:032d}"


class Brain:
    """Greets at the start, repeats what is said; a name is repeated in bold."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.rows: list[Outgoing] = []
        self.broken = False
        self.silent = False
        self.taken: set[str] = set()
        self.gallery = Gallery()
        self.drawn: list[str] = []  # the titles of the pictures asked for
        self.channel: WebChannel | None = None

    async def receive(self, incoming: Incoming) -> None:
        if self.broken:
            raise RuntimeError("database is locked: 1311010101900001")
        if incoming.external_id in self.taken:
            return
        self.taken.add(incoming.external_id)
        self.heard.append(incoming)
        if not self.silent:
            await self._answer(incoming)

    async def _answer(self, incoming: Incoming) -> None:
        if incoming.kind == "start":
            await self.say(incoming.sender, "Selamat datang. Ada yang bisa kami bantu?", MENU)
        elif incoming.kind == "tap":
            await self.say(incoming.sender, f"Pilihan: {incoming.choice}")
        else:
            await self.say(incoming.sender, f"Halo, {BOLD_ON}{incoming.text}{BOLD_OFF}!", MENU)

    async def fetch(self, picture: Picture) -> bytes:
        self.drawn.append(picture.title)
        return await self.gallery.fetch(picture)

    async def say(
        self,
        to: Address,
        body: str,
        choices: tuple[Choice, ...] = (),
        picture: Picture | None = None,
    ) -> Outgoing:
        message = Outgoing(to, body, choices, id=len(self.rows) + 1, picture=picture)
        self.rows.append(message)
        if self.channel is not None:
            await self.channel.send(message)
        return message

    async def history(self, address: Address, after: int) -> Sequence[Outgoing]:
        if self.broken:
            raise RuntimeError("database is locked")
        return [row for row in self.rows if row.to == address and row.id > after]

    def make_channel(self, public_url: str, clock: Clock, tokens: Tokens) -> WebChannel:
        self.channel = WebChannel(
            self.history,
            web_words(),
            public_url=public_url,
            now=clock,
            new_token=tokens,
            fetch=lambda picture: self.fetch(picture),
        )
        return self.channel
