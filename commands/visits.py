"""Where `bot.py doctor` looks: this machine, the database, and each channel."""

import json
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiohttp

from benefits.facts import recorded
from commands.findings import Finding, fine, note, wrong
from commands.service import telegram
from commands.settings import LOOPBACK, Settings
from commands.whatsapp_visits import whatsapp_channel
from messages import places
from messages.places import UnknownRegionError
from storage import people
from storage.database import Database
from storage.migrations import is_current

LEAST_FREE = 500  # MB
PATIENCE = aiohttp.ClientTimeout(total=5)

Now = Callable[[], datetime]
Visit = Callable[[Settings, Now], Awaitable[list[Finding]]]


async def data_folder(settings: Settings, _: Now) -> list[Finding]:
    """Only this user may look inside."""
    folder = settings.data_dir
    if not folder.exists():
        return [fine("folder", "folder_baru")]
    if not folder.is_dir():
        return [wrong("folder", "folder_bukan", folder=folder)]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [wrong("folder", "folder_terkunci", folder=folder)]
    if open_to := _open_to_others(folder):
        return [wrong("folder", "folder_terbuka", folder=folder, izin=open_to)]
    return [fine("folder")]


async def key_files(settings: Settings, _: Now) -> list[Finding]:
    """Every secret of this installation is for its user alone."""
    return list(_open_keys(settings.data_dir / "keys")) or [fine("keys")]


def _open_keys(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*")):
        if open_to := _open_to_others(path):
            yield wrong("keys", "berkas_terbuka", file=path, izin=open_to)


def _open_to_others(path: Path) -> str:
    """The mode in octal when group or others may do anything; empty when not."""
    mode = path.stat().st_mode & 0o777
    return f"{mode:04o}" if mode & 0o077 else ""


async def disk(settings: Settings, _: Now) -> list[Finding]:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    left = shutil.disk_usage(folder).free // 2**20
    if left < LEAST_FREE:
        return [wrong("disk", "disk", sisa=left, perlu=LEAST_FREE)]
    return [fine("disk")]


async def clock(settings: Settings, now: Now) -> list[Finding]:
    """A machine that forgot the time would charge and remind wrongly."""
    try:
        here = places.load(settings.region).timezone
    except UnknownRegionError as error:
        return [wrong("clock", "setelan", sebab=f"REGION: {error}")]
    zone = settings.timezone or here
    local = now().astimezone(ZoneInfo(zone))
    if local.date() < (newest := _newest_table()):
        return [wrong("clock", "jam_mundur", jam=f"{local:%Y-%m-%d %H:%M}", tabel=newest)]
    if zone != here:
        return [wrong("clock", "zona", zona=zone, daerah=here)]
    return [fine("clock", "jam", jam=f"{local:%Y-%m-%d %H:%M}", zona=zone)]


def _newest_table() -> date:
    """The tables were looked at on that day, so it cannot be earlier now."""
    return max(row.origin.checked_on for rows in recorded().values() for row in rows)


async def database(settings: Settings, _: Now) -> list[Finding]:
    """Reachable, and with the newest schema. A file that is not there is not made."""
    if _is_new(settings):
        return [fine("database", "database_baru"), *_admins(settings, granted=False)]
    try:
        return await _standing(settings)
    except Exception as error:  # whatever a driver raises: its name says enough, its text may not
        return [wrong("database", "basis_data", sebab=type(error).__name__)]


async def _standing(settings: Settings) -> list[Finding]:
    opened = Database(settings.database)
    try:
        if not await is_current(opened):
            return [wrong("database", "basis_data_lama")]
        async with opened.read() as tx:
            granted = bool(await people.grants(tx, "admin"))
    finally:
        await opened.close()
    return [fine("database"), *_admins(settings, granted)]


def _is_new(settings: Settings) -> bool:
    path = settings.database.removeprefix("sqlite:///")
    return path != settings.database and not Path(path).exists()


def _admins(settings: Settings, granted: bool) -> list[Finding]:
    return [fine("admins") if settings.admins or granted else note("admins", "tanpa_admin")]


async def public_url(settings: Settings, _: Now) -> list[Finding]:
    """Links in messages must open on other people's phones; settings already ask for https."""
    if urlsplit(settings.public_url).hostname not in LOOPBACK:
        return [fine("public_url")]
    if settings.telegram_token or settings.whatsapp:
        return [wrong("public_url", "tautan", url=settings.public_url)]
    return [note("public_url", "hanya_mesin_ini", url=settings.public_url)]


async def port(settings: Settings, _: Now) -> list[Finding]:
    """Free, or in use by this bot itself and well."""
    host = settings.http_host.replace("0.0.0.0", "127.0.0.1")  # noqa: S104  asked, not bound
    url = f"http://{host}:{settings.http_port}"
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(f"{url}/healthz") as answer,
        ):
            found = json.loads(await answer.text())
    except aiohttp.ClientConnectorError:
        return [fine("port")]
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return [_not_ours(settings)]
    if not isinstance(found, dict) or "database" not in found:
        return [_not_ours(settings)]
    return [_health(url, found)]


def _not_ours(settings: Settings) -> Finding:
    return wrong("port", "port_dipakai", alamat=f"{settings.http_host}:{settings.http_port}")


def _health(url: str, found: dict[str, str]) -> Finding:
    ill = ", ".join(f"{name}: {reason}" for name, reason in found.items() if reason != "ok")
    if ill:
        return wrong("port", "port_sakit", url=url, sebab=ill)
    return fine("port", "port_kita", url=url)


async def telegram_channel(settings: Settings, now: Now) -> list[Finding]:
    if not settings.telegram_token:
        return [note("telegram", "tanpa_telegram")]
    channel = telegram(settings, "", now)
    try:
        trouble = await channel.check()
        group = "" if trouble else await channel.check_officers()
    finally:
        await channel.close()
    found = [wrong("telegram", trouble) if trouble else fine("telegram")]
    if settings.telegram_officer_group and not trouble:
        found.append(wrong("officer_group", group) if group else fine("officer_group"))
    return found


VISITS: tuple[Visit, ...] = (
    data_folder,
    key_files,
    disk,
    clock,
    database,
    public_url,
    port,
    telegram_channel,
    whatsapp_channel,
)
