"""The running service: channels, their pumps, the web server and the clock."""

import asyncio
import functools
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from channels import download, form, health, http, telegram_init_data
from channels.web import WebChannel
from commands.settings import Settings
from commands.supervise import Task, alone
from dialog.wire import Address, Channel, Fetch, Outlet
from handlers import alive, export, history, learning, receipts, roles, secure_form
from handlers.delivery import Pump
from handlers.house import House
from handlers.inbound import Inbound
from handlers.window import Window
from messages.operator_words import words
from storage.vault import own_secret

if TYPE_CHECKING:
    from channels.telegram import TelegramChannel
    from channels.whatsapp import Tell, WhatsAppChannel
    from channels.whatsapp_api import Account

log = logging.getLogger(__name__)

BETWEEN_TEMPLATES = 3600.0
"""Seconds."""
PARTS = ("channels", "delivery", "clock")
WEB_RATE = 10_000.0
"""Messages a second to our own page: no network is in between."""


def rates(settings: Settings) -> dict[str, float]:
    """Messages a second of each channel that is switched on."""
    found = {"web": WEB_RATE}
    if settings.telegram_token:
        found["telegram"] = settings.telegram_rate
    if settings.whatsapp:
        found["whatsapp"] = settings.whatsapp_rate
    return found


class Service:
    """The parts of one process. `tick` runs the clock table."""

    def __init__(
        self, house: House, settings: Settings, tick: Callable[[House], Awaitable[None]]
    ) -> None:
        self._house = house
        self._settings = settings
        self._tick = tick
        self._web = _web(settings, house)
        self._telegram = _telegram(settings, house) if settings.telegram_token else None
        self._channels: list[tuple[Channel, float]] = [(self._web, WEB_RATE)]
        if self._telegram:
            self._channels.append((self._telegram, settings.telegram_rate))
        self._whatsapp = _whatsapp(settings, house) if settings.whatsapp else None
        if self._whatsapp:
            self._channels.append((self._whatsapp, settings.whatsapp_rate))
        networks = [one for one in (self._telegram, self._whatsapp) if one]
        self._inbound = Inbound(house, {one.name: one.download for one in networks})

    def tasks(self, only: Sequence[str] = PARTS) -> dict[str, Task]:
        """Everything to keep running, by name."""
        tasks: dict[str, Task] = {}
        if "channels" in only:
            tasks |= {"inbound": self._inbound.run, "web server": self._listen}
            for channel, _ in self._channels:
                tasks[channel.name] = functools.partial(channel.run, self._inbound.receive)
            if self._telegram:
                tasks["telegram menus"] = self._menus
        if "delivery" in only:
            for channel, rate in self._channels:
                tasks[f"{channel.name} delivery"] = self._pump(channel, rate)
        if {"channels", "clock"} & set(only):
            tasks["lessons"] = functools.partial(learning.keep_up, self._house)
        if "clock" in only:
            tasks["clock"] = functools.partial(self._tick, self._house)
            if self._whatsapp:
                tasks["whatsapp templates"] = self._templates
        return tasks

    def _pump(self, channel: Channel, rate: float) -> Task:
        folder = self._settings.data_dir
        node = own_secret(folder / "keys" / "node.id")[:40]
        outlet: Outlet = channel
        if channel is self._whatsapp:
            outlet = Window(self._house, channel, self._settings.whatsapp_daily_limit)
        pump = Pump(self._house, outlet, rate, node, time.monotonic)
        return functools.partial(alone, folder / f"delivery-{channel.name}.lock", pump.run)

    async def _listen(self) -> None:
        """The web server: chat page, webhook, files, health."""
        fetch = functools.partial(export.fetch, self._house)
        routes = [*download.routes(fetch), *health.routes(self._probes()), *self._form()]
        app = http.build(routes, https=self._settings.public_url.startswith("https"))
        self._web.mount(app)
        if self._telegram:
            app.router.add_post("/telegram/webhook", self._telegram.webhook)
        if self._whatsapp:
            app.router.add_get("/whatsapp/webhook", self._whatsapp.verify, allow_head=False)
            app.router.add_post("/whatsapp/webhook", self._whatsapp.webhook)
        runner = await http.serve(app, self._settings.http_host, self._settings.http_port)
        log.info(words("run")["keluaran.siap"].format(url=self._settings.public_url))
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _menus(self) -> None:
        """The command list each audience sees in Telegram."""
        if self._telegram is None:
            return
        menus = self._house.catalog.menus
        special: dict[str, list[tuple[str, str]]] = {}
        for address, held in (await roles.holders(self._house)).items():
            if address.channel == self._telegram.name:
                special[address.key] = menus_of(menus, held)
        if group := self._settings.telegram_officer_group:
            special[group] = list(menus["grup_petugas"])
        await self._telegram.set_commands(menus["semua"], special)

    async def _templates(self) -> None:
        """Looks how they stand: not every provider passes on what Meta tells of them."""
        from channels.whatsapp_api import ApiError
        from commands import templates

        while True:
            try:
                await templates.look(self._house, self._settings)
            except ApiError as error:
                log.warning("templates could not be looked at: %s", error)
            await asyncio.sleep(BETWEEN_TEMPLATES)

    def _probes(self) -> dict[str, health.Probe]:
        names = [channel.name for channel, _ in self._channels]
        delivery = functools.partial(alive.delivery, self._house, names)
        probes: dict[str, health.Probe] = {"database": self._database_trouble, "delivery": delivery}
        networks = [one for one in (self._telegram, self._whatsapp) if one]
        return probes | {one.name: functools.partial(_trouble, one) for one in networks}

    def _form(self) -> Sequence[web.AbstractRouteDef]:
        return form.routes(secure_form_desk(self._house, self._settings.telegram_token))

    async def _database_trouble(self) -> str:
        return "" if await self._house.db.is_alive() else "no answer"

    async def close(self) -> None:
        for channel, _ in self._channels:
            await channel.close()


async def _trouble(network: "TelegramChannel | WhatsAppChannel") -> str:
    return network.trouble


def menus_of(
    menus: Mapping[str, Sequence[tuple[str, str]]], held: Set[str]
) -> list[tuple[str, str]]:
    """The commands of everybody and, after them, those of the roles somebody holds."""
    officer = menus["petugas"] if held & {"officer", "admin"} else ()
    editor = menus["penyunting"] if held & {"editor", "admin"} else ()
    admin = menus["admin"] if "admin" in held else ()
    return [*menus["semua"], *officer, *editor, *admin]


def secure_form_desk(house: House, telegram_token: str) -> form.Desk:
    """Between the page and its use case, which know nothing of each other."""

    async def show(token: str) -> tuple[int, bytes]:
        shown = await secure_form.show(house, token)
        return shown.status, shown.html

    async def save(token: str, typed: form.Typed) -> tuple[int, bytes]:
        post = secure_form.Post(typed.fields, typed.shown, typed.owner)
        shown = await secure_form.save(house, token, post)
        return shown.status, shown.html

    def owner(told: str) -> Address | None:
        return telegram_init_data.owner(told, telegram_token, house.now())

    return form.Desk(show, save, house.catalog.page.policy, owner)


def _web(settings: Settings, house: House) -> WebChannel:
    return WebChannel(
        functools.partial(history.since, house),
        house.catalog.web,
        public_url=settings.public_url,
        now=house.now,
        new_token=house.token,
        fetch=house.gallery.fetch,
    )


def _telegram(settings: Settings, house: House) -> "TelegramChannel":
    label = house.catalog.label("kirim_nomor")
    return telegram(settings, label, house.now, house.gallery.fetch)


def telegram(
    settings: Settings,
    contact_label: str,
    now: Callable[[], datetime],
    fetch: Fetch | None = None,
) -> "TelegramChannel":
    """Imported only where there is a token: its library takes a while to load."""
    from channels.telegram import TelegramChannel
    from channels.telegram_account import Account, Webhook
    from channels.telegram_poll import Clockwork

    webhook = None
    if settings.telegram_mode == "webhook":
        secret = settings.telegram_webhook_secret or _made_secret(settings.data_dir)
        webhook = Webhook(f"{settings.public_url}/telegram/webhook", secret)
    account = Account(
        settings.telegram_token,
        contact_label,
        settings.telegram_api_base,
        webhook,
        settings.telegram_officer_group,
    )
    clockwork = Clockwork(random.SystemRandom().random)
    return TelegramChannel(account, now, clockwork, fetch=fetch)


def _made_secret(data_dir: Path) -> str:
    """The letters and digits of an own secret: Telegram takes no others."""
    made = own_secret(data_dir / "keys" / "telegram-webhook.secret")
    return "".join(letter for letter in made if letter.isalnum())


def _whatsapp(settings: Settings, house: House) -> "WhatsAppChannel":
    tell = functools.partial(receipts.note, house, "whatsapp")
    return whatsapp(settings, house.catalog.label, house.now, tell, house.gallery.fetch)


def whatsapp(
    settings: Settings,
    label: Callable[[str], str],
    now: Callable[[], datetime],
    tell: "Tell",
    fetch: Fetch | None = None,
) -> "WhatsAppChannel":
    """Imported only where the settings are there."""
    from channels.whatsapp import WhatsAppChannel
    from channels.whatsapp_render import Words

    words = Words(label("pilih"), label("ketik_salah_satu"), label("atau_ketik"))
    return WhatsAppChannel(whatsapp_account(settings), words, now, tell, fetch=fetch)


def whatsapp_account(settings: Settings) -> "Account":
    from channels.whatsapp_api import Account

    return Account(
        settings.whatsapp_token,
        settings.whatsapp_phone_id,
        settings.whatsapp_business_id,
        settings.whatsapp_app_secret,
        settings.whatsapp_verify_token,
        settings.whatsapp_api_base,
        settings.whatsapp_auth_header,
    )
