"""Takes the pictures of the console that the documentation shows: `python -m tests.console_pictures docs/pictures`.

Made from the samples, with the encoder that ships, so that what is shown is what a reader gets.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from adapters.console.console import COOKIE
from bot.desk import Desk
from bot.directory import Directory
from bot.members import holder
from bot.people import Office
from bot.places import OPERATOR, Person, Platform
from bot.samples import folders, load
from bot.sessions import CONSOLE
from bot.settings import Settings
from tests.console_browsed import SIZES
from tests.console_served import Consoled, served

SCHOOL = "alderfen-lane-primary-school"
COLOURS = 128
"""Colours of a picture: letters stay sharp with far fewer bytes."""

STAFF = Person(platform=Platform.console, id="ann@alderfen.example", name="Ann Ferrier", workspaces=(SCHOOL,))
LEAD = Person(platform=Platform.console, id="priya@alderfen.example", name="Priya Osgathorpe")
ADMIN = Person(platform=Platform.console, id="bronwen@alderfen.example", name="Bronwen Tasker")
OWNER = Person(platform=Platform.console, id=f"{OPERATOR}office", name="office")

REVISED = "attendance"
EDITS = (
    ("Version:       4", "Version:       5"),
    ("must take the register themselves, on the screen", "must take the register themselves, on the tablet"),
    ("Requests should be made", "Requests must be made"),
)
PINNED = "who takes the register in the morning"

QUESTIONS = (
    "can i accept a friend request from a former pupil?",
    "what about a pupil who left last year and is 17",
)
ASIDE = (
    "may i keep my phone in my pocket in class",
    "can i bring my own kettle to the staff room",
    "who checks the fire extinguishers",
    "can i be paid for marking at the weekend",
)


def main(folder: Path) -> None:
    """Take every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _empty(browser, Path(home) / "empty", folder)
        _school(browser, Path(home) / "school", folder)
        browser.close()


def _empty(browser: Browser, home: Path, folder: Path) -> None:
    held = Desk.opened(Settings(home=home))
    with served(held, Directory(held.store.database)) as console:
        page = _page(browser, console, OWNER)
        page.goto(f"{console.at}{CONSOLE}/set-up")
        _take(page, folder / "set-up-desk.png")


def _school(browser: Browser, home: Path, folder: Path) -> None:
    held = Desk.opened(Settings(home=home))
    with folders() as samples:
        load(held, next(each for each in samples if each.name == SCHOOL), "office", lambda _done, _of: None)
    directory = Directory(held.store.database)
    directory.appoint(SCHOOL, holder(Office.lead, LEAD.key), "office")
    directory.appoint(SCHOOL, holder(Office.admin, ADMIN.key), "office")
    with served(held, directory) as console:
        at = f"{console.at}{CONSOLE}/o/{SCHOOL}"
        staff, lead, admin = (_page(browser, console, each) for each in (STAFF, LEAD, ADMIN))
        _asked(staff, at, folder)
        _phone(browser, console, at, folder)
        _led(lead, at, folder)
        _revised(held, admin, at, folder)
        lead.goto(f"{at}/pins")
        lead.get_by_role("link", name=PINNED).first.click()
        _take(lead, folder / "pin-desk.png")


def _asked(page: Page, at: str, folder: Path) -> None:
    page.goto(f"{at}/ask")
    _ask(page, QUESTIONS[0])
    _take(page, folder / "ask-desk.png")
    page.locator("article.message .citation a").first.click()
    page.locator("#clause").wait_for()
    _take(page, folder / "clause-desk.png")
    for each in ASIDE:
        page.goto(f"{at}/ask")
        _ask(page, each)
    page.get_by_role("button", name="Ask the DSL").first.click()
    page.locator(".after p").first.wait_for()


def _phone(browser: Browser, console: Consoled, at: str, folder: Path) -> None:
    page = _page(browser, console, STAFF, "phone")
    page.goto(f"{at}/ask")
    _ask(page, QUESTIONS[0])
    _take(page, folder / "ask-phone.png")


def _led(page: Page, at: str, folder: Path) -> None:
    page.goto(f"{at}/questions")
    _take(page, folder / "questions-desk.png")
    page.goto(f"{at}/ask")
    _ask(page, PINNED)
    page.get_by_role("button", name="Pin", exact=True).first.click()
    page.locator(".after p").first.wait_for()
    page.goto(f"{at}/gaps")
    page.wait_for_load_state("networkidle")
    _take(page, folder / "gaps-desk.png", whole=True)


def _revised(held: Desk, page: Page, at: str, folder: Path) -> None:
    """Give the school a revision of its policy on attendance."""
    known = next(each for each in held.store.published(SCHOOL) if each.policy == REVISED)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / known.source
        with folders() as samples:
            text = (
                next(each for each in samples if each.name == SCHOOL)
                .joinpath(known.source)
                .read_text("utf-8")
            )
        for old, new in EDITS:
            assert old in text, old
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
        added = held.add(SCHOOL, [file], None, REVISED, "office")
    assert [each.problem for each in added] == [None]
    draft = next(each for each in held.store.drafts(SCHOOL) if each.policy == REVISED)
    shots: tuple[tuple[str, str], ...] = (
        (f"drafts/{draft.id}", "understood-desk.png"),
        ("revisions", "revisions-desk.png"),
        ("revisions/changes", "changes-desk.png"),
        ("calendar", "calendar-desk.png"),
        ("people", "people-desk.png"),
        ("health", "health-desk.png"),
    )
    for path, name in shots:
        page.goto(f"{at}/{path}")
        if name.startswith("understood"):
            page.get_by_role("heading", name="Its clauses").evaluate("each => each.scrollIntoView()")
        _take(page, folder / name)
    held.publish(SCHOOL, "office")


def _page(browser: Browser, console: Consoled, person: Person, size: str = "desk") -> Page:
    key, _ = console.console.sessions.begin(person, console.console.cabinet.now(), 1)
    context = browser.new_context(viewport=SIZES[size])
    context.add_cookies([{"name": COOKIE, "value": key, "url": console.at}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("article.message").first.wait_for()


def _take(page: Page, path: Path, whole: bool = False) -> None:
    """Take a picture, and keep it with few colours."""
    taken = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
