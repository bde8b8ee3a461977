"""The console, and the browser of this machine, as fixtures, for every test that opens its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.console_served import Consoled, consoled


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Consoled]:
    with consoled(tmp_path / "home") as made:
        yield made


# For one module at a time: while it is open, Playwright's own loop runs, and tests of coroutines could not.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("NO CHROMIUM on this machine: the console's pages are not tried in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()
