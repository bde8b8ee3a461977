"""Adding policies and putting right how they were read, in Chromium: on a desk, on a phone, with and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import corrections
from corpus.document import Document
from tests.bot_desks import CONDUCT, file
from tests.console_browsed import SIZES, faults, go, opened, shoot, wide
from tests.console_served import Consoled
from tests.houses import SHORT

pytest_plugins = ("tests.console_fixtures",)

HOME = f"/o/{SHORT}"
REVISED = CONDUCT.replace('version: "2"', 'version: "3"').replace("Staff may give", "Staff must not give")
VISITORS = "Visitors\n\n1. Visitors must wear a badge.\n"
TRIPS = """Trips

1. Staff must count the pupils before every trip. Parents must collect them at five.
2. Staff must carry a telephone
3. that is charged.
4. Staff should carry a first-aid kit, and must not leave it on the coach.
"""


def newest(console: Consoled, policy: str) -> Document:
    """The newest revision of a policy."""
    return corrections.newest(console.desk.store, SHORT, policy)


def fine(page: Page, name: str, size: str) -> None:
    """Fails where axe-core finds anything, or the page has to be scrolled sideways."""
    shoot(page, f"policies-{name}-{size}")
    assert (faults(page), wide(page)) == ([], False), name


def files(folder: Path) -> list[Path]:
    """A revision, a policy that is new, one of which it is not sure what it is, and one that cannot be read."""
    texts = {"Staff Conduct 2027.md": REVISED, "trips.txt": TRIPS, "conduct.md": VISITORS, "poster.png": "x"}
    return [file(folder, name, text) for name, text in texts.items()]


@pytest.mark.parametrize("size", SIZES)
def test_policies_are_added_by_choosing_files(
    chromium: Browser, console: Consoled, tmp_path: Path, size: str
) -> None:
    page = opened(chromium, console, "admin", size)
    go(page, console, f"{HOME}/policies")
    page.get_by_label("Policy files").set_input_files(files(tmp_path / "in"))
    expect(page.locator("[data-chosen]")).to_contain_text("trips.txt")
    fine(page, "chosen", size)
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("heading", name="What became of the files").wait_for()
    fine(page, "added", size)
    page.get_by_role("button", name="Yes, a revision of it (conduct.md)").click()
    expect(page.locator("section.card", has_text="conduct.md")).to_contain_text("Draft of “Staff Conduct”")
    go(page, console, f"{HOME}/policies")
    page.get_by_role("link", name="What was understood of Trips").wait_for()
    fine(page, "drafts", size)
    page.get_by_role("link", name="Drop the draft of Visitors").click()
    page.get_by_role("heading", name="Drop the draft of").wait_for()
    fine(page, "drop", size)
    page.get_by_role("button", name="Drop the draft").click()
    page.get_by_role("status").filter(has_text="was dropped").wait_for()
    assert [each.policy for each in console.desk.store.drafts(SHORT)] == ["trips"]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_dropped_on_the_page(chromium: Browser, console: Consoled, size: str) -> None:
    page = opened(chromium, console, "admin", size)
    go(page, console, f"{HOME}/policies/add")
    dropped = page.evaluate_handle(
        """(text) => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], "trips.txt", { type: "text/plain" }));
          return carried;
        }""",
        TRIPS,
    )
    page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.locator("[data-chosen]")).to_have_text("trips.txt")
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("link", name="See what was understood of trips.txt").click()
    page.get_by_role("heading", name="What was understood of “Trips”").wait_for()


def test_too_much_is_told_before_it_is_sent(chromium: Browser, console: Consoled, tmp_path: Path) -> None:
    page = opened(chromium, console, "admin")
    go(page, console, f"{HOME}/policies/add")
    large = [file(tmp_path / "in", f"{n}.txt", "x" * 9_000_000) for n in range(3)]
    page.get_by_label("Policy files").set_input_files(large)
    expect(page.locator("[data-chosen]")).to_contain_text("more than 25 MB")
    page.get_by_role("button", name="Read the files").click()
    assert page.url.endswith("/policies/add")
    assert page.get_by_role("heading", name="Add policies").is_visible()


@pytest.mark.parametrize("size", SIZES)
def test_how_a_policy_was_read_is_put_right_and_taken_back(
    chromium: Browser, console: Consoled, tmp_path: Path, size: str
) -> None:
    console.desk.add(SHORT, [file(tmp_path / "in", "trips.txt", TRIPS)], by="tests")
    page = opened(chromium, console, "admin", size)
    go(page, console, f"{HOME}/drafts/{newest(console, 'trips').id}")
    fine(page, "understood", size)
    read = page.locator("li.read").filter(has_text="count the pupils")
    read.get_by_role("link", name="1 in the document").click()
    expect(page.locator(".paper .clause:target")).to_contain_text("Staff must count the pupils")
    page.get_by_role("link", name="1 MUST", exact=True).click()
    expect(page.locator("li.read:target")).to_contain_text("Staff must count the pupils")

    read.get_by_role("link", name="Correct how 1 was read").click()
    fine(page, "clause", size)
    page.get_by_label("Parents must collect them at five.").check()
    page.get_by_role("button", name="Cut before these words").click()
    expect(page.get_by_role("status")).to_contain_text("Put right. It waits as a draft")
    fine(page, "corrected", size)

    page.get_by_role("link", name="Correct how 2 was read").click()
    page.get_by_role("button", name="Join the two").click()
    expect(page.locator("li.read").filter(has_text="that is charged.")).to_have_count(1)

    page.get_by_role("link", name="Correct how 4 was read").click()
    page.get_by_label("The number it is cited by").fill("!!!")
    page.get_by_role("button", name="Correct the number").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be put right")
    assert page.get_by_label("The number it is cited by").input_value() == "!!!"
    fine(page, "wrong", size)
    page.get_by_label("The number it is cited by").fill("3")
    page.get_by_role("button", name="Correct the number").click()
    page.get_by_role("link", name="Correct how 3 was read").click()
    page.get_by_role("group", name="It speaks to").first.get_by_label("managers").check()
    page.get_by_role("button", name="Correct whom it is for").first.click()
    expect(page.locator("li.read").filter(has_text="first-aid")).to_contain_text("managers")

    page.get_by_role("link", name="Correct the details").click()
    page.get_by_label("Review by").fill("31 August 2027")
    fine(page, "details", size)
    page.get_by_role("button", name="Correct the details").click()
    expect(page.locator("dl.facts")).to_contain_text("31 August 2027")
    fine(page, "all-corrected", size)

    assert len(corrections.of(console.desk.store, SHORT, "trips")) == 5
    for left in range(4, -1, -1):
        page.get_by_role("button", name="Take back").last.click()
        page.get_by_role("status").filter(has_text="Taken back.").wait_for()
        assert page.get_by_role("button", name="Take back").count() == left


def test_the_pages_are_legible_in_the_dark(chromium: Browser, console: Consoled, tmp_path: Path) -> None:
    rules = "".join(f"{n}. Staff must keep rule {n} in every room, always.\n" for n in range(1, 200))
    long = file(tmp_path / "in", "long.txt", f"Long\n\n{rules}")
    console.desk.add(SHORT, [*files(tmp_path / "in")[:2], long], by="tests")
    page = opened(chromium, console, "admin", color_scheme="dark")
    for name, path in (
        ("policies", "policies"),
        ("conduct", f"drafts/{newest(console, 'conduct').id}"),
        ("clause", f"drafts/{newest(console, 'trips').id}/clause/trips/1"),
        ("long", f"drafts/{newest(console, 'long').id}?sheet=2"),
    ):
        go(page, console, f"{HOME}/{path}")
        fine(page, f"{name}-dark", "desk")


def test_all_of_it_works_without_javascript(chromium: Browser, console: Consoled, tmp_path: Path) -> None:
    page = opened(chromium, console, "admin", "phone", script=False)
    go(page, console, f"{HOME}/policies")
    page.get_by_label("Policy files").set_input_files(files(tmp_path / "in")[1:3])
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("heading", name="What became of the files").wait_for()
    page.get_by_role("button", name="No, a policy of its own (conduct.md)").click()
    page.get_by_text("Draft of “Visitors”").wait_for()
    page.get_by_role("link", name="See what was understood of trips.txt").click()
    page.get_by_role("link", name="Correct how 1 was read").click()
    page.get_by_label("Parents must collect them at five.").check()
    page.get_by_role("button", name="Cut before these words").click()
    page.get_by_role("status").filter(has_text="Put right.").wait_for()
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("status").filter(has_text="Taken back.").wait_for()
    assert corrections.of(console.desk.store, SHORT, "trips") == ()
