"""How large the console's pages are and how long the server takes for each, on the sample policies, for an admin.

Run by `python -m benchmarks.console`. The admin has asked something first, and put it to the lead. Prints for each page
that an address or a link leads to its size, its time (the median of 20 requests over a socket on this machine), and both
as a share of the aims: 50 ms and 100 KB of HTML.
"""

from __future__ import annotations

import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser

from adapters.console.page import Page
from adapters.console.pages import PAGES
from bot.desk import Desk
from bot.directory import Directory
from bot.events import Verb
from bot.logs import set_up
from bot.places import OPERATOR, Person, Platform
from bot.samples import folders, load
from bot.sessions import CONSOLE
from bot.settings import Settings

SHORT = "alderfen-lane-primary-school"
QUESTION = "can i accept a friend request from a former pupil?"
WHO = f"{OPERATOR}benchmark"
ABOUT = f"who={Platform.console}:{WHO}"
TIMES = 20
MOST_MS = 50
MOST_KB = 100


def main() -> None:
    """Load the samples, open each page, and print the table."""
    # The console is served here as the tests serve it.
    from tests.console_served import served

    set_up(logging.CRITICAL)

    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.opened(Settings(home=Path(folder)))
        with folders() as found:
            for each in found:
                load(desk, each, "benchmark", lambda _done, _of: None)
        with served(desk, Directory(desk.store.database)) as made:
            person = Person(platform=Platform.console, id=WHO)

            def client() -> httpx.Client:
                key, _ = made.console.sessions.begin(person, made.console.cabinet.now(), 1)
                return httpx.Client(base_url=made.at, timeout=60, cookies={"quoth-session": key})

            _table([*_rows(client)])


def _rows(signed_in: Callable[[], httpx.Client]) -> Iterator[tuple[str, str, int, float]]:
    with signed_in() as client:
        links = [*_asked(client), *_links(client)]
    pages = [(page.path, _href(page, links)) for page in PAGES if page.method == "GET"]
    pages += [
        (f"{path}?who=", f"{CONSOLE}/o/{SHORT}/{path}?{ABOUT}") for path in ("people/kept", "people/forget")
    ]
    for path, href in pages:
        if href is None:
            continue
        # A session each, for one may open only so many pages in a minute.
        with signed_in() as client:
            response, times = client.get(href), []
            if response.status_code != 200:
                continue
            for _ in range(TIMES):
                began = time.perf_counter()
                response = client.get(href)
                times.append((time.perf_counter() - began) * 1000)
        yield path, href, len(response.content), statistics.median(times)


def _href(page: Page, links: list[str]) -> str | None:
    """An address of a page: one that a page links to where it needs more than the organisation."""
    path = CONSOLE + page.path.replace("{organisation}", SHORT)
    if "{" not in path:
        return path
    parts, plain = path.split("/"), {CONSOLE + each.path.replace("{organisation}", SHORT) for each in PAGES}
    for each in links:
        at = each.partition("?")[0]
        if at in plain:
            continue
        # An id may hold slashes where it ends the address.
        given = at.split("/", len(parts) - 1 if path.endswith(":path}") else -1)
        if len(given) == len(parts) and all("{" in a or a == b for a, b in zip(parts, given, strict=True)):
            return each
    return None


def _asked(client: httpx.Client) -> list[str]:
    """Ask something and put it to the lead; gives the addresses of the clauses that are quoted."""
    at = f"{CONSOLE}/o/{SHORT}"
    found = LexborHTMLParser(client.get(f"{at}/ask").text).css_first("input[name=csrf]")
    form = {"csrf": str(found.attributes["value"]) if found else ""}
    headers = {"Origin": str(client.base_url).rstrip("/")}
    answer = LexborHTMLParser(client.post(f"{at}/ask", data={**form, "text": QUESTION}, headers=headers).text)
    for button in answer.css("button[name=press]"):
        press = str(button.attributes["value"])
        if press.startswith(f"{Verb.ask_lead} "):
            client.post(f"{at}/press", data={**form, "press": press}, headers=headers).raise_for_status()
    return [str(each.attributes["href"]).partition("#")[0] for each in answer.css(".quote .citation a")]


def _links(client: httpx.Client) -> list[str]:
    """The addresses of the organisation that its pages lead to, three steps deep."""
    found: dict[str, None] = {f"{CONSOLE}/o/{SHORT}/policies": None, f"{CONSOLE}/o/{SHORT}/revisions": None}
    for _ in range(2):
        for href in list(found)[:40]:
            page = LexborHTMLParser(client.get(href).text)
            for each in page.css("a[href], img[src]"):
                to = each.attributes.get("href") or each.attributes.get("src") or ""
                if to.startswith(f"{CONSOLE}/o/{SHORT}/"):
                    found.setdefault(to.partition("#")[0])
    return list(found)


def _table(rows: list[tuple[str, str, int, float]]) -> None:
    sys.stdout.write(f"{'page':<64}{'KB':>8}{'of 100':>8}{'ms':>8}{'of 50':>8}\n")
    for path, _, size, took in sorted(rows, key=lambda row: -row[3]):
        kilobytes = size / 1024
        sys.stdout.write(
            f"{path:<64}{kilobytes:>8.1f}{kilobytes / MOST_KB:>8.0%}{took:>8.1f}{took / MOST_MS:>8.0%}\n"
        )


if __name__ == "__main__":
    main()
