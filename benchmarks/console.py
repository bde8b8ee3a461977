"""How large the console's pages are and how long the server takes for each, on the sample policies, for an admin.

Run by `python -m benchmarks.console`. Prints for each page that is opened by a plain address its size, its time (the
median of 20 requests over a socket on this machine), and both as a share of the aims: 50 ms and 100 KB of HTML.
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
from bot.logs import set_up
from bot.places import OPERATOR, Person, Platform
from bot.samples import folders, load
from bot.sessions import CONSOLE
from bot.settings import Settings

SHORT = "alderfen-lane-primary-school"
QUESTION = "can i accept a friend request from a former pupil?"
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
            person = Person(platform=Platform.console, id=f"{OPERATOR}benchmark")

            def client() -> httpx.Client:
                key, _ = made.console.sessions.begin(person, made.console.cabinet.now(), 1)
                return httpx.Client(base_url=made.at, timeout=60, cookies={"quoth-session": key})

            _table([*_rows(client)])


def _rows(signed_in: Callable[[], httpx.Client]) -> Iterator[tuple[str, str, int, float]]:
    with signed_in() as client:
        links = _links(client)
    for page in PAGES:
        href = _href(page, links)
        if page.method != "GET" or href is None:
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
        yield page.path, href, len(response.content), statistics.median(times)


def _href(page: Page, links: list[str]) -> str | None:
    """An address of a page: one that a page links to where it needs more than the organisation."""
    path = CONSOLE + page.path.replace("{organisation}", SHORT)
    if "{" not in path:
        return path
    parts = path.split("/")
    for each in links:
        given = each.partition("?")[0].split("/")
        if len(given) == len(parts) and all("{" in a or a == b for a, b in zip(parts, given, strict=True)):
            return each
    return None


def _links(client: httpx.Client) -> list[str]:
    """The addresses of the organisation that its pages lead to, three steps deep."""
    found: dict[str, None] = {f"{CONSOLE}/o/{SHORT}/policies": None, f"{CONSOLE}/o/{SHORT}/revisions": None}
    for _ in range(2):
        for href in list(found)[:40]:
            page = LexborHTMLParser(client.get(href).text)
            for each in page.css("a[href]"):
                to = each.attributes.get("href") or ""
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
