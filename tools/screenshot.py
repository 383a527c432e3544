"""Takes the pictures of the README: a real conversation in the web chat, in Chromium.

python tools/screenshot.py http://127.0.0.1:8080 docs/images
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
)
ALL_SHOWN = "return [...document.images].every(image => image.naturalWidth)"
PICTURES = {
    "obrolan": "bara iyuran sabulan pak?|hitung|tani|900 ribu|1|sendiri|3 bulan|bulan ini",
    "kartu": "apa itu jkm?",
    "daftar": "daftar|setuju|Siti Aminah|1311014107850002|ya|jkk itu apa?",
}


def main(address: str, folder: str) -> None:
    for name, texts in PICTURES.items():
        with tempfile.TemporaryDirectory() as profile:
            browser = _open(address, profile)
            try:
                _talk(browser, texts.split("|"))
                browser.save_screenshot(str(Path(folder) / f"{name}.png"))
            finally:
                browser.quit()


def _open(address: str, profile: str) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, "--window-size=500,1000", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.binary_location = str(shutil.which("chromium"))
    browser = webdriver.Chrome(options, Service(str(shutil.which("chromedriver"))))
    browser.get(address)
    return browser


def _talk(browser: webdriver.Chrome, texts: Sequence[str]) -> None:
    said = _answers(browser, 0)
    for text in texts:
        box = browser.find_element(By.TAG_NAME, "textarea")
        box.send_keys(text, Keys.ENTER)
        said = _answers(browser, said)


def _answers(browser: webdriver.Chrome, before: int) -> int:
    """How many messages of the bot there are, once there is one more than `before`."""
    WebDriverWait(browser, 15).until(lambda page: _count(page) > before)
    WebDriverWait(browser, 15).until(lambda page: page.execute_script(ALL_SHOWN))
    return _count(browser)


def _count(browser: webdriver.Chrome) -> int:
    return len(browser.find_elements(By.CSS_SELECTOR, ".row.bot"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
