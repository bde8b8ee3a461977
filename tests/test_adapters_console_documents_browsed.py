"""A policy in a real browser: on a desk and on a phone, in the dark, on paper, and without JavaScript."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

import corpus
from bot.signing import ClauseLink, Links
from tests.bot_desks import TRUST
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import Consoled
from tests.houses import SHORT
from tests.test_adapters_console_documents import HERE, at, clause, document, path, revise

pytest_plugins = ("tests.console_fixtures",)

SAMPLES = Path(corpus.__file__).parent / "samples"


@pytest.mark.parametrize("size", SIZES)
def test_somebody_finds_a_policy_and_reads_it(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "staff", size)
    go(page, console, HERE)
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"policies-{size}")
    page.get_by_label("Find a policy by its title").press_sequentially("condu")
    expect(page.get_by_role("link", name="House Rules")).to_have_count(0)
    page.get_by_role("link", name="Staff Conduct").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff Conduct")
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"policy-{size}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", [True, False])
def test_a_clause_is_scrolled_to_and_its_note_leads_back(
    chromium: Browser, console: Consoled, size: str, script: bool
) -> None:
    house = document(console.desk, "house")
    page = opened(chromium, console, "staff", size, script=script, color_scheme="dark")
    # Behind a clause of fifteen thousand characters.
    go(page, console, f"{at(house, 'ring the bell')}#clause")
    expect(page.locator("mark#clause")).to_have_text("Staff must ring the bell before swimming.")
    expect(page.locator("mark#clause")).to_be_in_viewport()
    go(page, console, at(house, "ring the bell"))
    page.get_by_role("link", name="Go to the clause").click()
    expect(page.locator("mark#clause")).to_be_in_viewport()
    conduct = document(console.desk)
    go(page, console, f"{at(conduct, 'friend request')}#clause")
    if script:
        assert (faults(page), wide(page)) == ([], False)
        shoot(page, f"clause-dark-{size}")
    rule, note = (clause(conduct, words).id for words in ("friend request", "anyone on roll"))
    page.locator(f'[id="{rule}"] ~ .ours a').first.click()
    assert unquote(page.url).endswith(f"#{note}")
    page.locator(f'[id="{note}"] ~ .ours a').first.click()
    assert unquote(page.url).endswith(f"#{rule}")


@pytest.mark.parametrize("size", SIZES)
def test_a_lead_switches_between_revisions_and_sees_what_changed(
    chromium: Browser, console: Consoled, size: str
) -> None:
    revise(console.desk)
    page = opened(chromium, console, "lead", size)
    go(page, console, path(document(console.desk)))
    page.get_by_text("Revisions (2)").click()
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"revisions-of-{size}")
    page.get_by_role("link", name="Changes marked").click()
    expect(page.locator("#document")).to_contain_text("must not")
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"marked-{size}")
    page.get_by_role("link", name="The other revision").click()
    page.get_by_text("Replaced by another revision.").wait_for()
    page.get_by_role("link", name="See what is in force").click()
    expect(page.locator("#document")).to_contain_text("Staff must not give a pupil a lift")


@pytest.mark.parametrize("size", SIZES)
def test_the_original_of_a_pdf_is_shown_at_the_page_of_a_clause(
    chromium: Browser, console: Consoled, size: str
) -> None:
    pdf = SAMPLES / "thornbeck-vale-academies-trust" / "child-protection.pdf"
    console.desk.add(TRUST, [pdf], by="tests")
    console.desk.publish(TRUST, by="tests")
    of = document(console.desk, "child-protection")
    page = opened(chromium, console, "staff", size)
    go(page, console, f"{at(of, 'record the conversation')}#clause")
    shoot(page, f"child-protection-{size}")
    page.get_by_role("link", name="The original, page 2").click()
    picture = page.locator(".leaf img")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 800
    assert (faults(page), wide(page)) == ([], False)
    shoot(page, f"original-{size}")
    page.get_by_role("link", name="Next page").first.click()
    page.get_by_text("Page 3 of 5").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the original (PDF)").click()
    assert Path(download.value.path()).read_bytes() == pdf.read_bytes()


def test_a_policy_is_printed_without_what_surrounds_it(chromium: Browser, console: Consoled) -> None:
    conduct = document(console.desk)
    page = opened(chromium, console, "staff")
    go(page, console, at(conduct, "friend request"))
    page.emulate_media(media="print")
    shoot(page, "clause-printed")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(conduct.id)).to_be_visible()
    for gone in (page.get_by_role("button", name="Print"), page.get_by_role("link", name="Ask", exact=True)):
        expect(gone).to_be_hidden()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_a_signed_link_reads_as_well(chromium: Browser, console: Consoled, size: str) -> None:
    conduct = document(console.desk)
    rule = clause(conduct, "friend request")
    link = ClauseLink(organisation=SHORT, document_id=conduct.id, start=rule.span.start, end=rule.span.end)
    page = opened(chromium, console, "", size)
    page.goto(Links("s" * 40, 7, console.at).url(link))
    expect(page.locator("mark#clause")).to_be_in_viewport()
    assert wide(page) is False
    shoot(page, f"signed-{size}")
