"""The web chat in a real browser, as a worker with a small phone would use it."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import web
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from channels import http
from dialog.wire import Choice, Picture
from tests.web_brain import MENU, Brain, Clock, Tokens, picture_of, web_words

WORDS = web_words()
GREETING = "Selamat datang"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic"
    " --no-first-run --disable-background-networking --disable-component-update --disable-sync"
)
T = TypeVar("T")


class Site:
    """A server in a thread of its own, that can be stopped and started on the same port."""

    def __init__(self) -> None:
        self.brain = Brain()
        self.clock = Clock()
        self.tokens = Tokens()
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self._listening: asyncio.Task[None] | None = None

    def do(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def start(self) -> None:
        self.do(self._start())

    async def _start(self) -> None:
        channel = self.brain.make_channel(f"http://127.0.0.1:{self.port}", self.clock, self.tokens)
        app = http.build()
        channel.mount(app)
        self._runner = await http.serve(app, "127.0.0.1", self.port)
        self.port = http.port_of(self._runner)
        self._listening = asyncio.ensure_future(channel.run(self.brain.receive))

    def stop(self) -> None:
        self.do(self._stop())

    async def _stop(self) -> None:
        if self._runner is None or self._listening is None:
            return
        self._listening.cancel()
        await asyncio.wait([self._listening])
        await self._runner.cleanup()
        self._runner = None

    def end(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Worker:
    """A person at the page: sees, types, taps."""

    def __init__(self, driver: Chrome, site: Site) -> None:
        self.driver = driver
        self.site = site

    def visit(self, query: str = "") -> None:
        self.driver.get(f"http://127.0.0.1:{self.site.port}/{query}")

    def until(self, seen: Callable[[], T]) -> T:
        return WebDriverWait(self.driver, 15, 0.03).until(lambda _: seen())

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def texts(self, css: str = "#log .body") -> list[str]:
        found: object = self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(n => n.textContent)", css
        )
        assert isinstance(found, list)
        return [str(text) for text in found]

    def sees(self, text: str, css: str = "#log .body") -> None:
        self.until(lambda: any(text in shown for shown in self.texts(css)))

    def type(self, *keys: str) -> None:
        self.driver.find_element(By.ID, "text").send_keys(*keys)

    def says(self, text: str) -> None:
        """Types it and waits for the echo."""
        self.type(text, Keys.ENTER)
        self.sees(f"Halo, {text}!")

    def tap(self, label: str) -> None:
        newest = [button for button in self.all(".choice") if button.text == label][-1]
        newest.click()

    def focus(self) -> WebElement:
        return self.driver.switch_to.active_element

    def press(self, *keys: str) -> None:
        self.focus().send_keys(*keys)

    def complaints(self) -> list[object]:
        """What the browser's console holds since it was last asked."""
        found: object = self.driver.execute("getLog", {"type": "browser"})["value"]
        assert isinstance(found, list)
        return found

    def value(self, script: str) -> object:
        result: object = self.driver.execute_script(script)
        return result


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    driver = start_browser(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def start_browser(profile: Path) -> Chrome:
    browser, control = shutil.which("chromium"), shutil.which("chromedriver")
    assert browser, "chromium is needed: make test installs it"
    assert control, "chromedriver is needed: make test installs it"
    options = ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=Service(executable_path=control))


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.start()
    yield site
    site.end()


@pytest.fixture
def worker(driver: Chrome, site: Site) -> Iterator[Worker]:
    """A newcomer with a small phone."""
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    screen(driver, 360, 740)
    yield Worker(driver, site)
    driver.get("about:blank")


def screen(driver: Chrome, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def test_the_greeting_comes_by_itself(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    assert [heard.kind for heard in worker.site.brain.heard] == ["start"]


def test_a_link_with_a_nagari_tells_where_the_person_comes_from(worker: Worker) -> None:
    worker.visit("?n=13.11.01.2001")
    worker.sees(GREETING)
    assert worker.site.brain.heard[0].text == "13.11.01.2001"


def test_what_is_typed_is_answered_after_enter(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("Siti")
    assert worker.texts() == [worker.texts()[0], "Siti", "Halo, Siti!"]
    assert worker.texts(".bot strong") == ["Siti"]
    assert worker.value("return document.getElementById('text').value") == ""


def test_shift_and_enter_begin_a_new_line(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.type("satu", Keys.SHIFT + Keys.ENTER, Keys.NULL, "dua", Keys.ENTER)
    worker.sees("Halo, satu\ndua!")
    assert worker.site.brain.heard[-1].text == "satu\ndua"


def test_a_button_sends_its_choice_and_shows_its_label(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.tap("Daftar")
    worker.sees("Pilihan: f|daftar")
    tapped = worker.site.brain.heard[-1]
    assert (tapped.kind, tapped.choice, tapped.text) == ("tap", "f|daftar", "Daftar")
    assert worker.texts(".own .body") == ["Daftar"]


def test_older_buttons_are_quieter_but_still_work(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("Siti")
    assert len(worker.all(".old .choice")) == 2
    worker.all(".old .choice")[0].click()
    worker.sees("Pilihan: p|iuran")


def test_a_reload_keeps_both_sides_in_order_and_no_whole_nik(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("1311010101900001")
    worker.says("kedua")
    before = worker.texts()
    worker.driver.refresh()
    worker.sees("Halo, kedua!")
    masked = "1311••••••••0001"
    assert worker.texts() == [before[0], masked, *before[2:]]
    assert "1311010101900001" not in str(worker.value("return sessionStorage.getItem('chat')"))
    assert len(worker.site.brain.heard) == 3


def test_a_restart_of_the_server_loses_nothing(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("sebelum")
    address = worker.site.brain.heard[0].sender
    worker.site.stop()
    worker.site.do(worker.site.brain.say(address, "Kabar saat server mati"))
    worker.site.start()
    worker.sees("Kabar saat server mati")
    worker.says("sesudah")
    assert len(worker.texts()) == 6
    assert [heard.kind for heard in worker.site.brain.heard] == ["start", "text", "text"]


def test_what_cannot_be_sent_is_kept_and_sent_once_the_server_is_back(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.site.stop()
    worker.type("masih di sini", Keys.ENTER)
    worker.sees(WORDS["not_sent"], ".own .foot")
    worker.site.start()
    worker.sees("Halo, masih di sini!")
    assert worker.all(".unsent") == []
    assert [heard.text for heard in worker.site.brain.heard] == ["", "masih di sini"]


def test_sending_again_repeats_the_same_id(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.site.brain.broken = True
    worker.type("halo", Keys.ENTER)
    worker.sees(WORDS["not_sent"], ".own .foot")
    kept = worker.value("return memory.own[0].id")
    worker.site.brain.broken = False
    worker.until(lambda: worker.all(".retry"))[0].click()
    worker.sees("Halo, halo!")
    assert str(kept) in worker.site.brain.heard[-1].external_id
    assert worker.texts(".own .body") == ["halo"]


def test_what_is_typed_before_the_greeting_comes_after_it(worker: Worker) -> None:
    worker.site.brain.broken = True
    worker.visit()
    worker.type("cepat", Keys.ENTER)
    worker.sees("cepat")
    worker.site.brain.broken = False
    worker.sees("Halo, cepat!")
    assert worker.texts()[1:] == ["cepat", "Halo, cepat!"]


def test_a_reload_sends_what_was_not_sent_but_asks_for_a_number_again(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.site.stop()
    worker.type("nama saya Siti", Keys.ENTER)
    worker.sees(WORDS["not_sent"], ".own .foot")
    worker.type("1311010101900001", Keys.ENTER)
    worker.until(lambda: len(worker.all(".unsent")) == 2)
    worker.site.start()
    worker.driver.refresh()
    worker.sees("Halo, nama saya Siti!")
    assert len(worker.site.brain.heard) == 2
    worker.sees(WORDS["retype"], ".own .foot")


def test_a_name_with_marks_and_tags_arrives_as_typed(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    name = "<b>A_* <img src=x onerror=alert(1)> </script><script>alert(2)</script> & \"'"
    worker.says(name)
    assert worker.texts(".bot strong")[-1] == name
    assert worker.all("#log b, #log img, #log script") == []
    assert worker.texts(".own .body") == [name]


def test_links_of_the_office_can_be_followed_and_nothing_else(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    address = worker.site.brain.heard[0].sender
    body = "Buka https://bpjsketenagakerjaan.go.id/bpu. Bukan javascript:alert(1), http://x.test/"
    worker.site.do(worker.site.brain.say(address, body))
    worker.sees(body)
    (link,) = worker.all("#log a")
    assert link.get_attribute("href") == "https://bpjsketenagakerjaan.go.id/bpu"
    assert "noopener" in (link.get_attribute("rel") or "")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(worker: Worker, width: int) -> None:
    screen(worker.driver, width, 740)
    worker.visit()
    worker.sees(GREETING)
    worker.says("a" * 300)
    address = worker.site.brain.heard[0].sender
    long = tuple(Choice(f"c{n}", "Kecamatan yang namanya panjang sekali " * 2) for n in range(4))
    worker.site.do(worker.site.brain.say(address, "https://x.test/" + "b" * 200, long))
    worker.sees("https://x.test/")
    assert worker.value("return document.documentElement.scrollWidth <= innerWidth") is True
    assert worker.value("return scrollBox.scrollWidth <= scrollBox.clientWidth") is True
    assert worker.value("return byId('send').getBoundingClientRect().right <= innerWidth") is True


def test_everything_can_be_done_with_the_keyboard(worker: Worker) -> None:
    screen(worker.driver, 1280, 800)
    worker.visit()
    worker.sees(GREETING)
    worker.value("document.activeElement.blur()")
    worker.press(Keys.TAB)
    assert worker.focus().text == WORDS["skip"]
    worker.press(Keys.ENTER)
    worker.until(lambda: worker.focus().get_attribute("id") == "text")
    worker.press("Siti", Keys.ENTER)
    worker.sees("Halo, Siti!")
    worker.press(Keys.SHIFT + Keys.TAB)
    assert worker.focus().text == "Daftar"
    outline = worker.value("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    worker.press(Keys.ENTER)
    worker.sees("Pilihan: f|daftar")


def test_a_screen_reader_hears_who_speaks_and_what_each_thing_is(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.until(lambda: worker.all('#log[aria-busy="false"]'))
    box = worker.driver.find_element(By.ID, "log")
    assert (box.aria_role, box.get_attribute("aria-live")) == ("log", "polite")
    assert worker.driver.find_element(By.ID, "text").accessible_name == WORDS["input_label"]
    assert worker.driver.find_element(By.ID, "send").accessible_name == WORDS["send"]
    assert worker.texts(".bot .sr") == [WORDS["bot"] + ": "]
    assert [button.tag_name for button in worker.all(".choice")] == ["button", "button"]


def test_the_typing_sign_shows_until_the_answer_comes(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.site.brain.silent = True
    worker.type("halo", Keys.ENTER)
    worker.until(lambda: worker.driver.find_element(By.ID, "typing").is_displayed())
    worker.until(lambda: len(worker.site.brain.heard) == 2)
    address = worker.site.brain.heard[0].sender
    worker.site.do(worker.site.brain.say(address, "Maaf menunggu"))
    worker.sees("Maaf menunggu")
    assert not worker.driver.find_element(By.ID, "typing").is_displayed()


def test_leaving_a_shared_phone_takes_the_conversation_away(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("rahasia")
    worker.driver.find_element(By.ID, "leave").click()
    worker.until(lambda: worker.driver.find_element(By.ID, "go").is_displayed())
    worker.driver.find_element(By.ID, "go").click()
    worker.until(lambda: len(worker.texts()) == 1 and GREETING in worker.texts()[0])
    first, second = [heard.sender for heard in worker.site.brain.heard if heard.kind == "start"]
    assert first != second
    worker.driver.refresh()
    worker.sees(GREETING)
    assert len(worker.texts()) == 1
    assert "rahasia" not in str(worker.value("return JSON.stringify(sessionStorage)"))


def test_another_persons_cookie_clears_the_screen_of_the_one_before(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    worker.says("rahasia")
    worker.driver.delete_all_cookies()
    worker.driver.refresh()
    worker.until(lambda: len(worker.texts()) == 1 and GREETING in worker.texts()[0])
    assert "rahasia" not in str(worker.value("return JSON.stringify(sessionStorage)"))


def test_two_open_pages_show_the_same_answers(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    first = worker.driver.current_window_handle
    worker.driver.switch_to.new_window("tab")
    worker.visit()
    worker.sees(GREETING)
    worker.says("dari halaman kedua")
    worker.driver.close()
    worker.driver.switch_to.window(first)
    worker.sees("Halo, dari halaman kedua!")
    assert len([heard for heard in worker.site.brain.heard if heard.kind == "start"]) == 1


def test_a_message_that_waited_with_a_smaller_number_comes_last(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    brain, late = worker.site.brain, "Siaran yang tertahan"
    address = brain.heard[0].sender
    held = brain.rows[0].__class__(address, late, id=2)
    brain.rows.append(held)
    worker.says("lebih baru")
    assert brain.channel is not None
    worker.site.do(brain.channel.send(held))
    worker.sees(late)
    assert worker.texts()[-1] == late


ARRIVED = "return document.images.length && document.images[0].naturalWidth"


def shown_a_card(worker: Worker) -> WebElement:
    """The bot sends a picture; its element, whether it has arrived or not."""
    address = worker.site.brain.heard[0].sender
    say = worker.site.brain.say(address, "JKM, Jaminan Kematian", MENU, picture_of())
    worker.site.do(say)
    worker.sees("JKM, Jaminan Kematian")
    (image,) = worker.all(".bot .bubble img")
    return image


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_picture_is_shown_in_the_bubble_with_its_words(worker: Worker, width: int) -> None:
    worker.complaints()
    screen(worker.driver, width, 740)
    worker.visit()
    worker.sees(GREETING)
    image = shown_a_card(worker)
    assert worker.until(lambda: worker.value(ARRIVED)) == 720
    assert image.accessible_name == picture_of().alt
    assert "Santunan: Rp20 juta" in picture_of().alt
    assert image.size["width"] >= min(width - 60, 400)
    assert worker.value("return scrollBox.scrollWidth <= scrollBox.clientWidth") is True
    assert worker.complaints() == []


def test_nothing_jumps_when_a_picture_arrives(worker: Worker) -> None:
    gate = threading.Event()
    fetch = worker.site.brain.fetch

    async def held(picture: Picture) -> bytes:
        await asyncio.to_thread(gate.wait)
        return await fetch(picture)

    worker.site.brain.fetch = held  # type: ignore[method-assign]
    worker.visit()
    worker.sees(GREETING)
    image = shown_a_card(worker)
    before = image.size
    assert worker.value(ARRIVED) == 0
    gate.set()
    worker.until(lambda: worker.value(ARRIVED))
    assert image.size == before
    assert min(before["height"], before["width"]) > 200


def test_a_reload_shows_a_picture_again_without_asking_for_it(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    shown_a_card(worker)
    worker.until(lambda: worker.value(ARRIVED))
    worker.driver.refresh()
    worker.sees("JKM, Jaminan Kematian")
    assert worker.until(lambda: worker.value(ARRIVED)) == 720
    assert worker.site.brain.drawn == ["Meninggal dunia"]


def test_a_picture_that_cannot_be_made_is_replaced_by_its_words(worker: Worker) -> None:
    async def broken(picture: Picture) -> bytes:
        raise OSError("no font")

    worker.site.brain.fetch = broken  # type: ignore[method-assign]
    worker.visit()
    worker.sees(GREETING)
    image = shown_a_card(worker)
    worker.until(lambda: worker.value("return document.images[0].complete"))
    assert image.accessible_name == picture_of().alt


def test_the_keyboard_of_a_phone_does_not_cover_the_newest_message(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    for name in ("satu", "dua", "tiga"):
        worker.says(name)
    worker.until(lambda: worker.value("scrollBox.scrollTop = 1e6; return pinned"))
    screen(worker.driver, 360, 400)
    worker.until(lambda: worker.value("return atBottom()"))


def test_the_page_breaks_no_rule_of_its_own_policy(worker: Worker) -> None:
    worker.complaints()
    worker.visit()
    worker.sees(GREETING)
    worker.says("Siti")
    assert worker.complaints() == []


def test_the_secure_page_opens_beside_the_conversation(worker: Worker) -> None:
    worker.visit()
    worker.sees(GREETING)
    to = worker.site.brain.heard[0].sender
    address = "https://bot.example/form/abc"
    link = Choice("l|nik", "Isi di halaman aman", address)
    worker.site.do(worker.site.brain.say(to, "Tekan tombol.", (link, Choice("d|menu", "Menu"))))
    worker.sees("Tekan tombol.")
    opened, menu = worker.all(".bot:last-of-type .choice")[-2:]
    assert (opened.tag_name, opened.get_attribute("href")) == ("a", address)
    assert opened.get_attribute("target") == "_blank"
    assert opened.get_attribute("rel") == "noopener noreferrer"
    assert menu.tag_name == "button"
