"""Asking in a real browser: on a desk and a phone, with the keyboard, and without JavaScript."""

from __future__ import annotations

import json
import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import console_phrases, phrases
from bot.answers import LONGEST_QUESTION
from bot.limits import Limits
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import Consoled
from tests.contract import BELL, BELL_RULE, DISCLOSURE
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

ASK = f"/o/{SHORT}/ask"
MESSAGES = f"/o/{SHORT}/messages"


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()


def fine(page: Page) -> None:
    assert (faults(page), wide(page)) == ([], False)


@pytest.mark.parametrize("size", SIZES)
def test_somebody_asks_follows_up_rates_and_passes_on(
    chromium: Browser, console: Consoled, size: str
) -> None:
    page = opened(chromium, console, "web staff", size)
    go(page, console, ASK)
    fine(page)
    shoot(page, f"ask-empty-{size}")
    ask(page, BELL)
    expect(page.locator(".exchange .words").first).to_have_text(BELL_RULE)
    expect(page.get_by_label("Your question")).to_have_value("")
    ask(page, "what about a lift for a pupil, and what if the head has agreed?")
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".exchange").nth(1).locator(".words").first).to_have_text(BELL_RULE)
    fine(page)
    shoot(page, f"ask-followed-{size}")
    first = page.locator(".exchange").nth(1)
    first.get_by_role("button", name="Helpful", exact=True).click()
    expect(first).to_contain_text(phrases.HELPFUL)
    first.get_by_role("button", name="Not helpful").click()
    first.get_by_role("button", name="Say why").click()
    why = first.get_by_label(console_phrases.AWAITED["why"])
    expect(first).to_contain_text("What you write here is kept with it, without names.")
    why.fill("It says nothing\nof the sea.")
    fine(page)
    shoot(page, f"ask-why-{size}")
    first.get_by_role("button", name="Send").click()
    expect(first).to_contain_text(phrases.WHY_KEPT)
    expect(why).to_have_count(0)
    first.get_by_role("button", name="Ask the DSL").click()
    expect(first).to_contain_text(phrases.PASSED_ON)
    fine(page)
    page.get_by_role("button", name="New subject").click()
    expect(page.get_by_role("status").first).to_contain_text(phrases.NEW_SUBJECT)
    assert page.url.endswith("/ask")


@pytest.mark.parametrize("size", SIZES)
def test_a_lead_replies_below_the_message_and_the_asker_reads_it(
    chromium: Browser, console: Consoled, size: str
) -> None:
    staff, lead = opened(chromium, console, "web staff", size), opened(chromium, console, "web lead", size)
    go(staff, console, ASK)
    ask(staff, BELL)
    staff.get_by_role("button", name="Ask the DSL").click()
    expect(staff.locator("main")).to_contain_text(phrases.PASSED_ON)
    go(lead, console, MESSAGES)
    fine(lead)
    shoot(lead, f"messages-lead-{size}")
    lead.get_by_role("button", name="Reply").click()
    lead.get_by_label(console_phrases.AWAITED["reply"]).fill("Yes, always.\nAnd twice on Sundays.")
    fine(lead)
    shoot(lead, f"messages-reply-{size}")
    lead.get_by_role("button", name="Send").click()
    expect(lead.locator("main")).to_contain_text("On its way")
    go(staff, console, MESSAGES)
    expect(staff.locator(".received").first).to_contain_text("And twice on Sundays.")
    fine(staff)
    shoot(staff, f"messages-reply-read-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_disclosure_is_met_first_with_whom_to_tell(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "web staff", size, color_scheme="dark")
    go(page, console, ASK)
    ask(page, DISCLOSURE)
    expect(page.locator(".exchange .strong").first).to_be_visible()
    assert "belt" not in page.locator("main").inner_text()
    fine(page)
    shoot(page, f"ask-disclosure-dark-{size}")
    page.get_by_role("button", name=phrases.BUTTONS["now"]).click()
    expect(page.locator(".after").first).to_contain_text(phrases.ALERTING)
    fine(page)


@pytest.mark.parametrize("size", SIZES)
def test_everything_works_without_javascript(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "web staff", size, script=False)
    go(page, console, ASK)
    page.get_by_role("button", name=phrases.PROMPTS[0]).click()
    page.get_by_label("Your question").fill(BELL)
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator(".exchange .words").first.inner_text() == BELL_RULE
    shoot(page, f"ask-plain-{size}")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("button", name="Say why").click()
    page.get_by_label(console_phrases.AWAITED["why"]).fill("No help.")
    shoot(page, f"ask-plain-why-{size}")
    assert not wide(page)
    page.get_by_role("button", name="Send").click()
    assert phrases.WHY_KEPT in page.locator("main").inner_text()
    page.get_by_role("link", name="Go back").click()
    page.get_by_label("Your question").fill("q" * (LONGEST_QUESTION + 5))
    page.get_by_role("button", name="Ask", exact=True).click()
    assert phrases.TOO_LONG.format(limit=LONGEST_QUESTION) in page.locator("main").inner_text()
    assert len(page.get_by_label("Your question").input_value()) == LONGEST_QUESTION + 5


def test_enter_sends_and_shift_enter_does_not(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "staff")
    go(page, console, ASK)
    field = page.get_by_label("Your question")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".exchange")).to_have_count(0)
    page.keyboard.type("must we ring the bell")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("before swimming")
    expect(page.locator(".exchange")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange .words").first).to_have_text(BELL_RULE)
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_on_a_phone_the_keyboard_waits_until_the_field_is_touched(
    chromium: Browser, console: Consoled
) -> None:
    page = opened(chromium, console, "staff", "phone", has_touch=True, is_mobile=True)
    go(page, console, ASK)
    expect(page.get_by_label("Your question")).not_to_be_focused()


def test_a_question_too_long_comes_back_into_its_field(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "staff")
    go(page, console, ASK)
    ask(page, "must we ring the bell before swimming " * 263)
    expect(page.locator(".exchange")).to_have_count(1)
    assert not wide(page)
    long = "q" * (LONGEST_QUESTION + 1)
    ask(page, long)
    expect(page.locator(".exchange").first).to_contain_text(phrases.TOO_LONG.format(limit=LONGEST_QUESTION))
    expect(page.get_by_label("Your question")).to_have_value(long)
    fine(page)
    shoot(page, "ask-too-long-desk")


def test_what_did_not_reach_quoth_stays_in_its_field(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "staff")
    go(page, console, ASK)
    page.context.set_offline(True)
    ask(page, BELL)
    expect(page.locator("[data-trouble]")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value(BELL)
    fine(page)
    shoot(page, "ask-offline-desk")
    page.context.set_offline(False)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".exchange .words").first).to_have_text(BELL_RULE)
    expect(page.locator("[data-trouble]")).to_be_hidden()


def test_thirty_questions_in_a_great_hurry_are_answered_and_then_refused_politely(
    chromium: Browser, console: Consoled
) -> None:
    console.service.reception._limits = Limits(20, 1_000)
    page = opened(chromium, console, "staff")
    go(page, console, ASK)
    for number in range(30):
        page.get_by_label("Your question").fill(BELL)
        page.keyboard.press("Enter")
        expect(page.locator(".exchange")).to_have_count(number + 1)
    assert page.locator(".exchange").filter(has_text="questions in a minute").count() == 10
    expect(page.locator(".exchange").first).to_contain_text("Please ask again in")
    shoot(page, "ask-hurry-desk")


def test_whoever_waits_sees_that_they_do(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "staff")
    go(page, console, ASK)
    held: list[object] = []

    def later(route: object) -> None:
        held.append(route)

    page.route("**/ask", later)
    page.get_by_label("Your question").fill(BELL)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Looking it up …")).to_be_visible()
    fine(page)
    shoot(page, "ask-waiting-desk")
    held[0].continue_()  # type: ignore[attr-defined]
    expect(page.locator(".exchange .words").first).to_have_text(BELL_RULE)
    expect(page.get_by_text("Looking it up …")).to_be_hidden()


@pytest.mark.parametrize("size", SIZES)
def test_somebody_looks_at_what_is_kept_and_is_forgotten(
    chromium: Browser, console: Consoled, size: str
) -> None:
    page = opened(chromium, console, "web staff", size)
    go(page, console, ASK)
    ask(page, BELL)
    page.locator(".exchange").wait_for()
    go(page, console, MESSAGES)
    fine(page)
    shoot(page, f"messages-empty-{size}")
    page.get_by_role("link", name="See what is kept of you").click()
    expect(page.locator("main")).to_contain_text(BELL)
    fine(page)
    shoot(page, f"messages-kept-{size}")
    page.get_by_role("link", name="Be forgotten").click()
    fine(page)
    shoot(page, f"messages-forget-{size}")
    page.get_by_role("button", name="Forget me").click()
    page.get_by_role("heading", name="You are forgotten").wait_for()
    fine(page)
    shoot(page, f"messages-forgotten-{size}")


# On the home screen.


def test_the_console_can_be_put_on_a_home_screen(chromium: Browser, console: Consoled) -> None:
    page = opened(chromium, console, "staff", "phone")
    go(page, console, ASK)
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert (manifest["short_name"], manifest["display"]) == ("Quoth", "standalone")
    assert manifest["start_url"] == manifest["scope"] == "/console/"
    for icon in manifest["icons"]:
        response = page.request.get(f"{console.at}{icon['src']}")
        assert (response.status, response.headers["content-type"]) == (200, "image/png")
        width = int.from_bytes(response.body()[16:20])
        assert icon["sizes"] == f"{width}x{width}"
    wrong = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in wrong if each["errorId"] not in ("in-incognito",)] == []


def test_the_manifest_is_anybodys_and_names_nobody(console: Consoled) -> None:
    response = console.visitor().get("/manifest.webmanifest")
    assert response.headers["Content-Type"].startswith("application/manifest+json")
    assert SHORT not in response.text
    assert "manifest-src 'self'" in response.headers["Content-Security-Policy"]


def test_an_answer_is_still_there_for_whoever_comes_back_from_its_clause_but_not_after_they_left(
    chromium: Browser, console: Consoled
) -> None:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    # As people have it: Playwright switches off that a browser keeps the page one came from.
    keeping = chromium.browser_type.launch(
        executable_path=found,
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        page = opened(keeping, console, "staff", "phone")
        go(page, console, ASK)
        ask(page, BELL)
        page.locator(".citation a").first.click()
        expect(page.locator("mark").first).to_be_visible()
        page.evaluate("setTimeout(() => history.back())")
        expect(page.locator(".exchange .words").first).to_have_text(BELL_RULE)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in*")
        page.evaluate("setTimeout(() => history.back())")
        expect(page.locator("h1")).not_to_have_text("Ask")
        expect(page.locator(".exchange")).to_have_count(0)
    finally:
        keeping.close()
