"""A real browser: Chromium, without a window, driven by selenium."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 20  # seconds, on a machine that does much else


def installed() -> tuple[str, str] | None:
    """The browser and its driver; None where one of them is missing."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver") or shutil.which("chromedriver", path=os.environ.get("CHROMEWEBDRIVER"))
    return (found, driver) if found and driver else None


class Browser:
    """One tab. What a page writes to the console, a violated policy above all, is kept."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, fragment: str = "") -> None:
        """A page that was not open before."""
        self.driver.get("about:blank")
        self.driver.get(f"{page.as_uri()}{fragment}")

    def cdp(self, command: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(command, parameters)

    def size(self, width: int, height: int = 900) -> None:
        """Of the page, in CSS pixels."""
        self.cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def scheme(self, name: str, medium: str = "") -> None:
        """`light` or `dark`; `medium`: "print"."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.cdp("Emulation.setEmulatedMedia", media=medium, features=features)

    def scripts(self, *, enabled: bool) -> None:
        """From the next page on."""
        self.cdp("Emulation.setScriptExecutionDisabled", value=not enabled)

    def run(self, script: str, *arguments: Any) -> Any:
        """A function's body, by the driver: no policy of the page holds for it."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        """What matches."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first that matches."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """The text of each that matches, shown or not."""
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())"
        texts: list[str] = self.run(script, selector)
        return texts

    def click(self, element: WebElement) -> None:
        """As its own click, wherever on the page it is."""
        self.run("arguments[0].click()", element)

    def press(self, *keys: str) -> None:
        """Where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def until(self, script: str) -> None:
        """The expression becomes true."""
        WebDriverWait(self.driver, _PATIENCE, 0.02).until(lambda _: self.run(f"return {script}"), script)

    def console(self) -> list[str]:
        """What was written there since the last look."""
        entries = self.driver.execute("getLog", {"type": "browser"})["value"]
        return [str(entry["message"]) for entry in entries]


@contextlib.contextmanager
def browser(paths: tuple[str, str]) -> Iterator[Browser]:
    """A browser with a profile of its own, gone afterwards."""
    program, driver = paths
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's sandbox refuses root
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()


KEYS = Keys
