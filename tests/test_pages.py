"""/docs in a real browser: it works under its own policy, by keyboard, on a phone, and asks no other host.

The browser is told what to do over its pipe (Chrome DevTools Protocol), so that no package is needed for it.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.databases import Databases

BROWSER = os.environ.get("SISKAMLING_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no browser: install chromium or set SISKAMLING_TEST_CHROMIUM"),
    pytest.mark.xdist_group("processes"),
]
PATIENCE_S = 20
CARD = "rota.make_month"
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")


class Browser:
    """One page of a headless Chromium; commands go to its descriptor 3, answers and events come from 4."""

    def __init__(self, profile: Path) -> None:
        commands, self._to = os.pipe()
        back, answers = os.pipe()
        # It wants to be spoken to at 3 and 4; a shell moves the ends there.
        script = f'exec "$@" 3<&{commands} 4>&{answers}'
        command = ["bash", "-c", script, "bash", str(BROWSER), *OPTIONS, f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(command, pass_fds=(commands, answers), stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self._from = os.fdopen(back, "rb", buffering=0)
        self._rest, self._number, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> Any:
        """One command; gives its answer. What happens meanwhile is kept in `events`."""
        self._number += 1
        said = {"id": self._number, "method": method, "params": params}
        os.write(self._to, json.dumps(said | ({"sessionId": self._session} if self._session else {})).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                return heard["result"]
            self.events.append(heard)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._from], [], [], PATIENCE_S)[0], "the browser says nothing"
            piece = self._from.read(1 << 16)
            assert piece, "the browser is gone"
            self._rest += piece
        heard, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(heard))

    def open(self, url: str, *, width: int = 1200) -> None:
        """Go there in a window of this width, and wait until it is loaded."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._go("about:blank")  # else another #card of the same page loads nothing
        self._go(url)

    def _go(self, url: str) -> None:
        self.events.clear()
        self.ask("Page.navigate", url=url)
        while all(event.get("method") != "Page.loadEventFired" for event in self.events):
            self.events.append(self._hear())

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str, code: int, text: str = "") -> None:
        """A key, down and up."""
        same = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **same, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **same)

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)
        os.close(self._to)
        self._from.close()


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[str]:
    """The application on a free port."""
    server = make_server("127.0.0.1", 0, databases.emptied_app("sqlite"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests here."""
    made = Browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.close()


def shown(browser: Browser) -> list[str]:
    """The cards one sees."""
    return list(browser.run("[...document.querySelectorAll('details:not([hidden])')].map((card) => card.id)"))


@pytest.mark.parametrize("path", ["/docs", "/problems/rota.no_squads"])
def test_a_page_asks_no_other_host_and_breaks_no_rule_of_its_policy(browser: Browser, site: str, path: str) -> None:
    browser.open(site + path)
    assert browser.run("document.styleSheets.length") == 1
    asked = [event["params"]["request"]["url"] for event in browser.events
             if event.get("method") == "Network.requestWillBeSent"]  # fmt: skip
    assert {url for url in asked if not url.startswith("data:")} == {site + path}
    complaints = [event for event in browser.events if event.get("method", "") in
                  ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")]  # fmt: skip
    assert complaints == []


def test_an_address_with_a_card_opens_it_below_the_search_box(browser: Browser, site: str) -> None:
    browser.open(f"{site}/docs#{CARD}")
    card, box = f"document.getElementById('{CARD}')", "document.querySelector('.find')"
    assert browser.run(f"{card}.open") is True
    assert browser.run(f"{card}.getBoundingClientRect().top >= {box}.getBoundingClientRect().bottom") is True


def test_typing_leaves_what_fits_and_says_when_nothing_does(browser: Browser, site: str) -> None:
    browser.open(f"{site}/docs")
    assert len(shown(browser)) > 40
    browser.run("document.getElementById('search').focus()")
    browser.ask("Input.insertText", text="make_month")
    assert shown(browser) == [CARD]
    browser.ask("Input.insertText", text="zzz")
    assert (shown(browser), browser.run("document.getElementById('none').checkVisibility()")) == ([], True)


def test_the_keyboard_alone_opens_a_card(browser: Browser, site: str) -> None:
    browser.open(f"{site}/docs")
    for _ in range(60):
        browser.press("Tab", 9)
        if browser.run("document.activeElement.tagName") == "SUMMARY":
            break
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter", 13, "\r")
    assert browser.run("document.activeElement.parentElement.open") is True


def test_headings_go_down_one_step_at_a_time(browser: Browser, site: str) -> None:
    browser.open(f"{site}/docs")
    levels = browser.run("[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_sticks_out_to_the_side(browser: Browser, site: str, width: int) -> None:
    browser.open(f"{site}/docs", width=width)
    browser.run("document.querySelectorAll('details').forEach((card) => { card.open = true; })")
    assert browser.run("document.documentElement.scrollWidth") <= width
    wider = "[...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert browser.run(wider) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, site: str, scheme: str) -> None:
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(f"{site}/docs")
    colours = browser.run("""["ink", "soft", "mark", "paper", "card"].map(
      (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name))""")
    *inks, paper, card = (luminance(colour) for colour in colours)
    for ground in (paper, card):
        for ink in inks:
            assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.strip().removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[n : n + 2] for n in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
