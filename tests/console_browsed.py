"""Chromium at the console: on a desk and on a phone, with and without JavaScript, and what axe-core finds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from adapters.console.console import COOKIE
from bot.sessions import CONSOLE
from tests.console_served import Consoled

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SIZES = {"desk": DESK, "phone": PHONE}

SHOTS = os.environ.get("QUOTH_SHOTS", "")
"""A folder into which screenshots are put, to be looked at; without it none are taken."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def opened(
    chromium: Browser, console: Consoled, who: str, size: str = "desk", script: bool = True, **more: Any
) -> Page:
    """A page of a visitor who has signed in; whatever the page complains of fails the test that looks at `complaints`."""
    context = chromium.new_context(
        viewport=SIZES[size], java_script_enabled=script, base_url=f"{console.at}{CONSOLE}/", **more
    )
    if who:
        key, _ = console.session(who)
        context.add_cookies([{"name": COOKIE, "value": key, "url": console.at}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def go(page: Page, console: Consoled, path: str) -> None:
    """Open a page of the console; one that is broken fails."""
    response = page.goto(f"{console.at}{CONSOLE}{path}")
    assert response is not None
    assert response.status < 500, (path, response.status)


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, one line each: its rule, how bad, and where."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [
        f"{each['id']} ({each['impact']}): {', '.join(str(node['target']) for node in each['nodes'][:4])}"
        for each in found.response["violations"]
    ]


def wide(page: Page) -> bool:
    """Whether a page is wider than its window, so that one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


def shoot(page: Page, name: str) -> None:
    """Take a screenshot of the whole page, where a folder for them is named."""
    if SHOTS:
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
