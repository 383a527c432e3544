"""Settings: what is read, what is refused, and that a secret is never shown."""

import base64
from collections.abc import Mapping
from datetime import time
from pathlib import Path

import pytest

from commands.settings import NAMES, Fault, Settings, SettingsError, from_environment, read
from dialog.wire import Address
from messages.operator_words import words

KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "TELEGRAM_TOKEN": "123456:ABC-def_1",
    "TELEGRAM_API_BASE": "http://127.0.0.1:8081/",
    "TELEGRAM_MODE": "Polling",
    "TELEGRAM_WEBHOOK_SECRET": "a-b_9",
    "TELEGRAM_RATE": "12.5",
    "TELEGRAM_OFFICER_GROUP": "-1001234567890",
    "WHATSAPP_TOKEN": "EAAB",
    "WHATSAPP_PHONE_ID": "106540352242922",
    "WHATSAPP_BUSINESS_ID": "102290129340398",
    "WHATSAPP_APP_SECRET": "abc",
    "WHATSAPP_VERIFY_TOKEN": "pilihan-sendiri",
    "WHATSAPP_API_BASE": "https://penyedia.example/",
    "WHATSAPP_AUTH_HEADER": "D360-API-KEY",
    "WHATSAPP_RATE": "20",
    "WHATSAPP_DAILY_LIMIT": "2000",
    "WHATSAPP_MONTHLY_CAP": "500000",
    "DATABASE_URL": "postgres://bot:x@db/bot",
    "DATA_DIR": "/srv/bot",
    "DATA_KEY": f"{KEY},{KEY}",
    "PUBLIC_URL": "https://bot.contoh.go.id/",
    "HTTP_HOST": "0.0.0.0",
    "HTTP_PORT": "0",
    "ADMINS": "telegram:1, web:abc,",
    "REGION": "13.03",
    "TIMEZONE": "Asia/Makassar",
    "QUIET_HOURS": "21:30 - 06:00",
    "QUIET_DAYS": "Holidays, friday",
    "APPROVAL_ABOVE": "0",
    "CAMPAIGN_CAP": "1",
    "RETENTION_DAYS": "30",
    "LOG_FORMAT": "JSON",
    "LOG_LEVEL": "Warning",
}
TOGETHER = {"file", "public_https", "webhook_https", "app_secret", "whatsapp_https"}
WRONG = {
    "TELEGRAM_TOKEN": ("abc", "123456:", ":abc", "123456:a b"),
    "TELEGRAM_API_BASE": ("api.telegram.org", "ftp://x", "https://"),
    "TELEGRAM_MODE": ("push",),
    "TELEGRAM_WEBHOOK_SECRET": ("dengan spasi", "a" * 257, "titik."),
    "TELEGRAM_RATE": ("0", "-1", "cepat", "nan"),
    "TELEGRAM_OFFICER_GROUP": ("1001234567890", "@petugas", "-12", "https://t.me/+abc"),
    "WHATSAPP_PHONE_ID": ("+62 812", "abc"),
    "WHATSAPP_BUSINESS_ID": ("x",),
    "WHATSAPP_API_BASE": ("graph.facebook.com",),
    "WHATSAPP_AUTH_HEADER": ("a b", ":"),
    "WHATSAPP_RATE": ("0",),
    "WHATSAPP_DAILY_LIMIT": ("0", "banyak"),
    "WHATSAPP_MONTHLY_CAP": ("0", "banyak"),
    "DATABASE_URL": ("mysql://x/y", "bot.db", "sqlite:bot.db"),
    "DATA_KEY": ("rahasia", base64.b64encode(bytes(16)).decode(), f"{KEY};{KEY}"),
    "PUBLIC_URL": ("bot.contoh.go.id", "http://bot.contoh.go.id"),
    "HTTP_PORT": ("x", "-1", "65536"),
    "ADMINS": ("1234", "pigeon:1", "telegram:"),
    "REGION": ("1311", "13.1", "Solok"),
    "TIMEZONE": ("WIB", "Asia/Tokyo"),
    "QUIET_HOURS": ("malam", "20:00", "25:00-08:00", "20:00+07:00-08:00"),
    "QUIET_DAYS": ("ramadan,sabtu", "ya", "none,friday"),
    "APPROVAL_ABOVE": ("-1", "seratus"),
    "CAMPAIGN_CAP": ("0", "banyak"),
    "RETENTION_DAYS": ("0", "-3", "sebulan"),
    "LOG_FORMAT": ("xml",),
    "LOG_LEVEL": ("loud",),
}


def refused(given: Mapping[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(SettingsError) as raised:
        read(given)
    return raised.value.faults


def test_with_nothing_given_everything_has_a_default() -> None:
    assert read({}) == Settings()
    assert Settings().database == "sqlite:///data/bot.db"


def test_every_setting_is_read_and_tidied() -> None:
    assert GOOD.keys() == set(NAMES)
    found = read({name: f" {value} " for name, value in GOOD.items()})
    assert found == Settings(
        telegram_token="123456:ABC-def_1",
        telegram_api_base="http://127.0.0.1:8081",
        telegram_mode="polling",
        telegram_webhook_secret="a-b_9",
        telegram_rate=12.5,
        telegram_officer_group="-1001234567890",
        whatsapp_token="EAAB",
        whatsapp_phone_id="106540352242922",
        whatsapp_business_id="102290129340398",
        whatsapp_app_secret="abc",
        whatsapp_verify_token="pilihan-sendiri",
        whatsapp_api_base="https://penyedia.example",
        whatsapp_auth_header="D360-API-KEY",
        whatsapp_rate=20,
        whatsapp_daily_limit=2000,
        whatsapp_monthly_cap=500000,
        database_url="postgresql://bot:x@db/bot",
        data_dir=Path("/srv/bot"),
        data_key=f"{KEY},{KEY}",
        public_url="https://bot.contoh.go.id",
        http_host="0.0.0.0",
        http_port=0,
        admins=frozenset({Address("telegram", "1"), Address("web", "abc")}),
        region="13.03",
        timezone="Asia/Makassar",
        quiet_hours=(time(21, 30), time(6)),
        quiet_days="holidays,friday",
        approval_above=0,
        campaign_cap=1,
        retention_days=30,
        log_format="json",
        log_level="warning",
    )


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_refused_by_name_with_a_sentence(name: str, value: str) -> None:
    faults = refused({name: value})
    assert [fault.name for fault in faults] == [name]
    assert words("bot")[f"setelan.{faults[0].why}"]


def test_the_quiet_days_can_be_switched_off() -> None:
    assert read({"QUIET_DAYS": "None"}).quiet_days == "none"


def test_all_wrong_settings_are_told_at_once() -> None:
    faults = refused({"HTTP_PORT": "x", "REGION": "y", "LOG_LEVEL": "info"})
    assert [fault.name for fault in faults] == ["HTTP_PORT", "REGION"]


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    from commands.settings import _READERS

    told = {name.removeprefix("setelan.") for name in words("bot") if name.startswith("setelan.")}
    reasons = {why for _, why in _READERS.values()}
    assert told == reasons | TOGETHER


def test_a_webhook_needs_an_address_that_telegram_can_reach() -> None:
    webhook = {"TELEGRAM_MODE": "webhook"}
    assert refused(webhook)[0] == Fault("PUBLIC_URL", "webhook_https")
    assert read({**webhook, "PUBLIC_URL": "https://bot.contoh.go.id"}).telegram_mode == "webhook"
    own = {**webhook, "TELEGRAM_API_BASE": "http://127.0.0.1:8081"}
    assert read(own).public_url == "http://127.0.0.1:8080"


def test_a_database_follows_the_data_folder() -> None:
    assert read({"DATA_DIR": "/srv/x"}).database == "sqlite:////srv/x/bot.db"


def test_secrets_are_never_shown() -> None:
    shown = repr(read(GOOD))
    for secret in ("ABC-def_1", "a-b_9", "bot:x@db", KEY):
        assert secret not in shown


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    return tmp_path


def test_the_environment_wins_over_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("REGION=13.03\nHTTP_PORT=9000\n", encoding="utf-8")
    monkeypatch.setenv("REGION", "13.04")
    found = read(from_environment())
    assert (found.region, found.http_port) == ("13.04", 9000)


def test_an_empty_value_is_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("TELEGRAM_TOKEN=1:a\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN", "")
    assert read(from_environment()).telegram_token == ""


def test_a_secret_may_stand_in_a_file_of_its_own(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "token").write_text("1:dari-berkas\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(bare / "token"))
    assert read(from_environment()).telegram_token == "1:dari-berkas"
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:langsung")
    assert read(from_environment()).telegram_token == "1:langsung"


def test_a_secret_file_that_is_not_there_is_told(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_KEY_FILE", str(bare / "nowhere"))
    with pytest.raises(SettingsError) as raised:
        from_environment()
    assert raised.value.faults == (Fault(str(bare / "nowhere"), "file"),)


def test_the_officers_group_is_an_address_only_where_telegram_is() -> None:
    group = {"TELEGRAM_OFFICER_GROUP": "-1001234567890"}
    assert read(group).desk is None
    token = {"TELEGRAM_TOKEN": "123456:ABC-def_1"}
    assert read(group | token).desk == Address("telegram", "-1001234567890")
    assert read(token).desk is None


WHATSAPP = {
    "WHATSAPP_TOKEN": "EAAB",
    "WHATSAPP_PHONE_ID": "106540352242922",
    "WHATSAPP_BUSINESS_ID": "102290129340398",
    "WHATSAPP_APP_SECRET": "abc",
    "WHATSAPP_VERIFY_TOKEN": "pilihan-sendiri",
}
PUBLIC = {"PUBLIC_URL": "https://bot.contoh.go.id"}


def test_whatsapp_is_on_when_all_five_are_there() -> None:
    assert read(WHATSAPP | PUBLIC).whatsapp
    assert not read({}).whatsapp


@pytest.mark.parametrize("name", [name for name in WHATSAPP if name != "WHATSAPP_APP_SECRET"])
def test_whatsapp_is_off_without_one_of_the_others(name: str) -> None:
    settings = read({key: value for key, value in WHATSAPP.items() if key != name} | PUBLIC)
    assert not settings.whatsapp
    assert settings.whatsapp_missing == (name,)


@pytest.mark.parametrize("name", [name for name in WHATSAPP if name != "WHATSAPP_APP_SECRET"])
def test_nothing_starts_where_whatsapp_has_no_app_secret(name: str) -> None:
    with pytest.raises(SettingsError, match="WHATSAPP_APP_SECRET"):
        read({name: WHATSAPP[name]})


def test_whatsapp_needs_links_that_open_on_phones() -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read(WHATSAPP)
    assert read(WHATSAPP | {"WHATSAPP_API_BASE": "http://127.0.0.1:8081"}).whatsapp
    with pytest.raises(SettingsError, match="WHATSAPP_API_BASE"):
        read(WHATSAPP | PUBLIC | {"WHATSAPP_API_BASE": "http://api.example"})


@pytest.mark.parametrize(
    "written", ["Authorization: Bearer", "D360-API-KEY", "Authorization:Bearer"]
)
def test_a_header_of_a_provider_is_taken(written: str) -> None:
    assert read({"WHATSAPP_AUTH_HEADER": written}).whatsapp_auth_header == written


@pytest.mark.parametrize("written", ["a b", "x: y z", "X: y\nX: y", ":"])
def test_a_header_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(SettingsError):
        read({"WHATSAPP_AUTH_HEADER": written})
