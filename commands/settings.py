"""Settings of one installation, from the environment and `.env`. Names are in docs/settings.md."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from dialog.wire import Address
from handlers.calendar import KINDS
from storage.vault import parse_keys

CHANNELS = ("telegram", "whatsapp", "web", "terminal")
WHATSAPP = (
    "WHATSAPP_TOKEN",
    "WHATSAPP_PHONE_ID",
    "WHATSAPP_BUSINESS_ID",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NO_QUIET_DAYS = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office can set. Secrets are never shown."""

    telegram_token: str = field(default="", repr=False)
    telegram_api_base: str = "https://api.telegram.org"
    telegram_mode: str = "polling"
    telegram_webhook_secret: str = field(default="", repr=False)
    telegram_rate: float = 25
    telegram_officer_group: str = ""
    whatsapp_token: str = field(default="", repr=False)
    whatsapp_phone_id: str = ""
    whatsapp_business_id: str = ""
    whatsapp_app_secret: str = field(default="", repr=False)
    whatsapp_verify_token: str = field(default="", repr=False)
    whatsapp_api_base: str = "https://graph.facebook.com"
    whatsapp_auth_header: str = "Authorization: Bearer"
    whatsapp_rate: float = 60
    whatsapp_daily_limit: int = 250
    whatsapp_monthly_cap: int = 0  # rupiah; 0: none
    database_url: str = field(default="", repr=False)
    data_dir: Path = Path("data")
    data_key: str = field(default="", repr=False)
    public_url: str = "http://127.0.0.1:8080"
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    admins: frozenset[Address] = frozenset()
    region: str = "13.11"
    timezone: str = ""
    quiet_hours: tuple[time, time] = (time(20), time(8))
    quiet_days: str = "friday,ramadan,holidays"
    approval_above: int = 100
    campaign_cap: int = 3
    retention_days: int = 90
    log_format: str = "text"
    log_level: str = "info"

    @property
    def desk(self) -> Address | None:
        """The group in which officers answer."""
        group = self.telegram_officer_group
        return Address("telegram", group) if group and self.telegram_token else None

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir}/bot.db"

    @property
    def whatsapp_missing(self) -> tuple[str, ...]:
        """Those of the five settings the channel needs that are not there."""
        return tuple(name for name in WHATSAPP if not getattr(self, name.lower()))

    @property
    def whatsapp(self) -> bool:
        return not self.whatsapp_missing


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting that cannot be used; `why` names the sentence that says what it must look like."""

    name: str
    why: str


class SettingsError(Exception):
    """Some settings cannot be used: `faults` names each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.name for fault in faults))
        self.faults = faults


def from_environment() -> dict[str, str]:
    """The environment over `.env`; `NAME_FILE` reads the value from a file; empty is not set."""
    given = {**dotenv_values(".env"), **os.environ}
    found = {name: value for name, value in given.items() if value}
    for name, path in list(found.items()):
        short = name.removesuffix("_FILE")
        if short != name and short in _READERS and short not in found:
            found[short] = _content(path)
    return found


def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError((Fault(path, "file"),)) from error


def read(given: Mapping[str, str]) -> Settings:
    """Raises SettingsError naming every setting that is wrong."""
    values: dict[str, object] = {}
    faults = []
    for name, (reader, why) in _READERS.items():
        if name in given:
            try:
                values[name.lower()] = reader(given[name].strip())
            except ValueError:
                faults.append(Fault(name, why))
    if not faults and (fault := _together(settings := Settings(**values))):  # type: ignore[arg-type]
        faults.append(fault)
    if faults:
        raise SettingsError(tuple(faults))
    return settings


def _together(settings: Settings) -> Fault | None:
    """Rules over more than one setting."""
    public = urlsplit(settings.public_url)
    if public.scheme != "https" and public.hostname not in LOOPBACK:
        return Fault("PUBLIC_URL", "public_https")
    if settings.telegram_mode == "webhook" and public.scheme != "https":
        api = urlsplit(settings.telegram_api_base)
        if api.hostname not in LOOPBACK:
            return Fault("PUBLIC_URL", "webhook_https")
    return _whatsapp(settings, public.scheme)


def _whatsapp(settings: Settings, scheme: str) -> Fault | None:
    """Without the app's secret anybody could deliver, so the channel does not start at all."""
    missing = settings.whatsapp_missing
    if "WHATSAPP_APP_SECRET" in missing and len(missing) < len(WHATSAPP):
        return Fault("WHATSAPP_APP_SECRET", "app_secret")
    api = urlsplit(settings.whatsapp_api_base)
    if settings.whatsapp and scheme != "https" and api.hostname not in LOOPBACK:
        return Fault("PUBLIC_URL", "whatsapp_https")
    if not missing and api.scheme != "https" and api.hostname not in LOOPBACK:
        return Fault("WHATSAPP_API_BASE", "public_https")
    return None


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    return text.rstrip("/")


def _one_of(*known: str) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if text.lower() not in known:
            raise ValueError(text)
        return text.lower()

    return reader


def _database(text: str) -> str:
    if not re.match(r"(sqlite:///|postgres(ql)?://)", text):
        raise ValueError(text)
    return re.sub(r"^postgres://", "postgresql://", text)


def _matching(pattern: str) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return reader


def _keys(text: str) -> str:
    parse_keys(text)
    return text


def _port(text: str) -> int:
    if not 0 <= int(text) <= 65535:
        raise ValueError(text)
    return int(text)


def _at_least_one(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _rate(text: str) -> float:
    if not float(text) > 0:
        raise ValueError(text)
    return float(text)


def address(text: str) -> Address:
    """ "telegram:123"; raises ValueError."""
    channel, _, key = text.strip().partition(":")
    if channel not in CHANNELS or not key:
        raise ValueError(text)
    return Address(channel, key)


def _addresses(text: str) -> frozenset[Address]:
    return frozenset(address(part) for part in text.split(",") if part.strip())


def _hours(text: str) -> tuple[time, time]:
    start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    if start.tzinfo or end.tzinfo:
        raise ValueError(text)  # local time is meant; another cannot be compared with it
    return start, end


def _quiet_days(text: str) -> str:
    if text.lower() == NO_QUIET_DAYS:
        return NO_QUIET_DAYS
    chosen = [part.strip().lower() for part in text.split(",")]
    if not set(chosen) <= set(KINDS):
        raise ValueError(text)
    return ",".join(chosen)


def _not_negative(text: str) -> int:
    if int(text) < 0:
        raise ValueError(text)
    return int(text)


_READERS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "TELEGRAM_TOKEN": (_matching(r"\d+:[\w-]+"), "token"),
    "TELEGRAM_API_BASE": (_url, "url"),
    "TELEGRAM_MODE": (_one_of("polling", "webhook"), "mode"),
    "TELEGRAM_WEBHOOK_SECRET": (_matching(r"[\w-]{1,256}"), "webhook_secret"),
    "TELEGRAM_RATE": (_rate, "rate"),
    "TELEGRAM_OFFICER_GROUP": (_matching(r"-\d{5,20}"), "group"),
    "WHATSAPP_TOKEN": (_matching(r"\S+"), "no_blanks"),
    "WHATSAPP_PHONE_ID": (_matching(r"\d+"), "digits"),
    "WHATSAPP_BUSINESS_ID": (_matching(r"\d+"), "digits"),
    "WHATSAPP_APP_SECRET": (_matching(r"\S+"), "no_blanks"),
    "WHATSAPP_VERIFY_TOKEN": (_matching(r"\S+"), "no_blanks"),
    "WHATSAPP_API_BASE": (_url, "url"),
    "WHATSAPP_AUTH_HEADER": (_matching(r"[\w-]+(: ?[\w-]+)?"), "auth_header"),
    "WHATSAPP_RATE": (_rate, "rate"),
    "WHATSAPP_DAILY_LIMIT": (_at_least_one, "days"),
    "WHATSAPP_MONTHLY_CAP": (_at_least_one, "days"),
    "DATABASE_URL": (_database, "database"),
    "DATA_DIR": (Path, "folder"),
    "DATA_KEY": (_keys, "keys"),
    "PUBLIC_URL": (_url, "url"),
    "HTTP_HOST": (str, "host"),
    "HTTP_PORT": (_port, "port"),
    "ADMINS": (_addresses, "addresses"),
    "REGION": (_matching(r"\d\d\.\d\d"), "region"),
    "TIMEZONE": (_matching(r"Asia/(Jakarta|Makassar|Jayapura)"), "timezone"),
    "QUIET_HOURS": (_hours, "hours"),
    "QUIET_DAYS": (_quiet_days, "quiet_days"),
    "APPROVAL_ABOVE": (_not_negative, "count"),
    "CAMPAIGN_CAP": (_at_least_one, "days"),
    "RETENTION_DAYS": (_at_least_one, "days"),
    "LOG_FORMAT": (_one_of("text", "json"), "log_format"),
    "LOG_LEVEL": (_one_of("debug", "info", "warning", "error"), "log_level"),
}
NAMES = tuple(_READERS)
