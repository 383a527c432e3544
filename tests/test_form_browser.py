"""The secure form in a real browser: a small phone, and no JavaScript."""

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import Select, WebDriverWait

from handlers.house import House
from tests.form_site import NIK, Site, form_site, path_of
from tests.houses import Clock, Talk, house_at, plain
from tests.test_web_browser import screen, start_browser

PICTURES = os.environ.get("FORM_PICTURES", "")
T = TypeVar("T")


class Home:
    """A house and its form in a thread of its own, so that the browser can ask for pages."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.house, self.site = self.do(self._open(folder))
        self.talk = Talk(self.house, "6281200000001", "whatsapp")

    def do(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _open(self, folder: Path) -> tuple[House, Site]:
        house = house_at(f"sqlite:///{folder}/bot.db", folder, self.clock)
        opened = await self._stack.enter_async_context(house)
        return opened, await self._stack.enter_async_context(form_site(opened))

    def say(self, *texts: str) -> str:
        """The address of the page below the last answer."""
        for text in texts:
            self.do(self.talk.say(text))
        return self.site.url + path_of(self.talk.outlet.sent[-1])

    def told(self) -> list[str]:
        return [plain(one.body) for one in self.do(self.talk.drain())]

    def end(self) -> None:
        self.do(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    driver = start_browser(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.end()


@pytest.fixture
def phone(driver: Chrome) -> Iterator[Chrome]:
    """360 px wide, scripts switched off."""
    screen(driver, 360, 740)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield driver
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    driver.get("about:blank")


def body(phone: Chrome) -> str:
    return phone.find_element(By.TAG_NAME, "body").text


def save(phone: Chrome) -> None:
    """Goes on once the page that was left is gone."""
    button = phone.find_element(By.TAG_NAME, "button")
    button.click()
    WebDriverWait(phone, 15, 0.03).until(staleness_of(button))


def picture(phone: Chrome, name: str) -> None:
    if PICTURES:
        phone.save_screenshot(str(Path(PICTURES) / f"{name}.png"))


def width(phone: Chrome) -> int:
    """The widest thing on the page; a page without scripts can still be measured from outside."""
    size = phone.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    return int(size["width"])


def pick(phone: Chrome, name: str, value: str) -> None:
    phone.find_element(By.CSS_SELECTOR, f'input[name="{name}"][value="{value}"]').click()


def choose(phone: Chrome, name: str, label: str) -> None:
    Select(phone.find_element(By.NAME, name)).select_by_visible_text(label)


def write(phone: Chrome, name: str, text: str) -> None:
    field = phone.find_element(By.NAME, name)
    field.clear()
    field.send_keys(text)


def test_the_nik_is_typed_and_the_chat_goes_on(home: Home, phone: Chrome) -> None:
    phone.get(home.say("daftar", "setuju", "Budi Santoso"))
    assert width(phone) <= 360
    picture(phone, "nik")
    write(phone, "nik", "13110101019")
    save(phone)
    assert "Belum tersimpan" in body(phone)
    assert width(phone) <= 360
    picture(phone, "nik_salah")
    write(phone, "nik", NIK)
    save(phone)
    assert "Tersimpan" in body(phone)
    picture(phone, "tersimpan")
    [answer] = home.told()
    assert "lahir 1 Januari 1990" in answer


def test_the_whole_form_is_filled_in_on_one_page(home: Home, phone: Chrome) -> None:
    phone.get(home.say("daftar", "setuju"))
    picture(phone, "semua")
    for name, text in (
        ("full_name", "Budi Santoso"),
        ("nik", NIK),
        ("phone", "0812 3456 7890"),
        ("occupation_detail", "menyadap karet"),
        ("income", "900 ribu"),
    ):
        write(phone, name, text)
    choose(phone, "district", "Sangir Jujuan")
    choose(phone, "occupation", "Petani / pekebun")
    for name, value in (("employed", "tidak"), ("employer", "tidak"), ("payer", "self")):
        pick(phone, name, value)
    save(phone)
    assert "Masih ada yang perlu diisi" in body(phone)
    assert width(phone) <= 360
    picture(phone, "semua_lanjutan")
    choose(phone, "nagari", "Lubuk Malako")
    pick(phone, "nik_confirmed", "ya")
    pick(phone, "programmes", "jkk,jkm")
    save(phone)
    assert "Tersimpan" in body(phone)
    [review] = home.told()
    assert "mohon diperiksa" in review


def test_a_used_an_expired_and_a_foreign_link_say_what_to_do(home: Home, phone: Chrome) -> None:
    used = home.say("daftar", "setuju", "Budi Santoso")
    phone.get(used)
    write(phone, "nik", NIK)
    save(phone)
    phone.get(used)
    assert "sudah dipakai" in body(phone)
    picture(phone, "sudah_dipakai")
    home.told()
    late = home.say("kembali")
    home.clock.forward(timedelta(minutes=31))
    for address in (late, f"{home.site.url}/form/tebakan"):
        phone.get(address)
        assert "ketik LANJUT" in body(phone)
        assert phone.find_elements(By.TAG_NAME, "form") == []
    picture(phone, "tidak_berlaku")


def test_with_scripts_what_telegram_says_travels_with_the_form(home: Home, driver: Chrome) -> None:
    screen(driver, 360, 740)
    driver.get(home.say("daftar", "setuju", "Budi Santoso") + "#tgWebAppData=a%3D1%26hash%3D2&x=1")
    assert driver.find_element(By.ID, "telegram").get_attribute("value") == "a=1&hash=2"
    write(driver, "nik", NIK)
    save(driver)
    assert "not_yours" in body(driver), "a word that Telegram did not sign is refused"
    assert home.told() == []
