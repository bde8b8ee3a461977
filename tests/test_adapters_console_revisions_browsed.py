"""Revisions in a browser: from what waits to what is in force and back again, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_revised import AT, draft, pin, questions, two_people
from tests.console_served import Consoled

pytest_plugins = ("tests.console_fixtures",)

MORE = "\n2.2 Staff must keep a list of lifts.\n"


def looks(page: Page, name: str) -> None:
    """Nothing is wrong with a page, and it fits its window."""
    assert (faults(page), wide(page)) == ([], False), name
    shoot(page, name)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_revision_is_seen_checked_published_and_gone_back_from(
    chromium: Browser, console: Consoled, size: str, scheme: str
) -> None:
    questions(console)
    pin(console)
    draft(
        console, new="Staff should walk home with pupils only if the head has agreed in writing.", more=MORE
    )
    page = opened(chromium, console, "admin", size, color_scheme=scheme)
    at = f"{size}-{scheme}"
    go(page, console, f"{AT}/revisions")
    looks(page, f"revisions-{at}")
    page.get_by_role("link", name="See what changes").click()
    page.get_by_role("heading", name="What the draft changes").wait_for()
    looks(page, f"changes-{at}")
    page.get_by_role("button", name="Check the drafts").click()
    page.get_by_role("heading", name="The check").wait_for()
    looks(page, f"checked-{at}")
    page.get_by_role("link", name="Go on to publish").click()
    page.get_by_role("heading", name="Publish this?").wait_for()
    if page.get_by_label("Why do you publish").count():
        page.get_by_label("Why do you publish").fill("The governors decided so on 3 March.")
    looks(page, f"publish-{at}")
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("heading", name="Publication").wait_for()
    looks(page, f"publication-{at}")
    page.get_by_role("link", name="Undo this").click()
    page.get_by_role("heading", name="Go back to").wait_for()
    looks(page, f"roll-back-{at}")
    page.get_by_label("Why?").fill("The wrong file.")
    page.get_by_role("button", name="Roll back now").click()
    page.get_by_text("as before").wait_for()
    page.get_by_role("link", name="See the whole history").click()
    page.get_by_role("heading", name="History").wait_for()
    looks(page, f"history-{at}")


@pytest.mark.parametrize("size", SIZES)
def test_a_policy_is_withdrawn_in_a_browser(chromium: Browser, console: Consoled, size: str) -> None:
    questions(console)
    page = opened(chromium, console, "admin", size)
    go(page, console, f"{AT}/revisions")
    page.get_by_role("link", name="Withdraw Staff Conduct").click()
    page.get_by_role("heading", name="Withdraw “Staff Conduct”?").wait_for()
    looks(page, f"withdraw-{size}")
    page.get_by_role("button", name="Withdraw it now").click()
    page.get_by_text("“Staff Conduct” is withdrawn").wait_for()
    looks(page, f"withdrawn-{size}")
    go(page, console, f"{AT}/revisions/said")
    page.get_by_label("Question").fill("may I give a pupil a lift")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", name="The answer").wait_for()
    looks(page, f"said-{size}")


def test_two_people_publish_without_javascript(chromium: Browser, console: Consoled) -> None:
    two_people(console)
    draft(console)
    first = opened(chromium, console, "admin", "phone", script=False)
    go(first, console, f"{AT}/revisions")
    first.get_by_role("button", name="Publish …").click()
    first.get_by_role("button", name="Ask the others to publish this").click()
    first.get_by_text("You have asked for it").wait_for()
    second = opened(chromium, console, "second", "desk", script=False)
    go(second, console, f"{AT}/revisions")
    shoot(second, "asked-desk")
    second.get_by_role("button", name="Look at it and decide").click()
    second.get_by_role("button", name="Agree and publish").click()
    second.get_by_text("asked for by another admin").wait_for()
