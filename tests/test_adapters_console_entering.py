"""Coming in to the console: by a link that works once, and out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import PEOPLE, Consoled, text_of

pytest_plugins = ("tests.console_fixtures",)


def test_a_link_works_once(console: Consoled) -> None:
    token = console.console.sessions.link(PEOPLE["staff"], console.console.cabinet.now())
    first, second = console.visitor(), console.visitor()
    assert "Sign in to Quoth" in text_of(first.get(f"/enter/{token}"))
    assert first.post(f"/enter/{token}").status_code == 303
    assert second.post(f"/enter/{token}").status_code == 410
    assert second.get(f"/enter/{token}").status_code == 410


@pytest.mark.parametrize("size", SIZES)
def test_somebody_signs_in_and_out_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    token = console.console.sessions.link(PEOPLE["operator"], console.console.cabinet.now())
    page = opened(chromium, console, "", size)
    go(page, console, f"/enter/{token}")
    assert faults(page) == []
    shoot(page, f"enter-{size}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Larkmere Trust").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"choose-{size}")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"sign-in-{size}")
