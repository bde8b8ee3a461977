"""The file that a revision was read from: to download, and page by page as pictures where it has pages."""

from __future__ import annotations

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import policy_href
from adapters.console.attached import attached
from adapters.console.documents import about
from adapters.console.page import Page
from adapters.console.readable import Held, readable, readings
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.leaves import Leaf, NotDrawn

NEVER_RUN = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content security policy of somebody's file: wherever it is opened, nothing of it runs and nothing is fetched."""

MOST_PAGES = 5_000
"""Pages of a file that can be asked for."""


def original(visit: Visit) -> Response:
    """Give the file to download; no browser shows it as a page of ours, whatever it holds."""
    found = readable(visit, visit.path("document"))
    headers = {
        "Content-Disposition": attached(found.revision.source),
        "Content-Security-Policy": NEVER_RUN,
        "X-Content-Type-Options": "nosniff",
    }
    data = readings(visit).source(found.revision)
    return Response(data, media_type="application/octet-stream", headers=headers)


def printed(visit: Visit) -> Response:
    """Show a printed page of a PDF as a picture, between the page before and the next."""
    found = readable(visit, visit.path("document"))
    number = _number(visit, found)
    drawn = True
    try:
        of = _leaf(visit, found, number).of
    except NotDrawn as fault:
        drawn, of = False, fault.of
    if of and number > of:
        raise Turned(404, phrases.NO_SUCH_PAGE)
    return visit.render(
        "original.html",
        about=about(visit, found, found.revision.details),
        number=number,
        of=of,
        drawn=drawn,
        back=policy_href(visit, found.revision.document_id),
        href=lambda page, *more: visit.href(
            "policies", found.revision.document_id, "original", str(page), *more
        ),
    )


def picture(visit: Visit) -> Response:
    """Give the picture of a printed page."""
    found = readable(visit, visit.path("document"))
    try:
        leaf = _leaf(visit, found, _number(visit, found))
    except NotDrawn:
        raise Turned(404, phrases.NO_SUCH_PAGE) from None
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=600"}
    return Response(leaf.picture, media_type="image/png", headers=headers)


def _number(visit: Visit, found: Held) -> int:
    """The number of the page that is asked for; raises Turned where there can be none."""
    asked = visit.path("page")
    if not found.revision.source.lower().endswith(".pdf"):
        raise Turned(404, phrases.NO_PAGES)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= MOST_PAGES):
        raise Turned(404, phrases.NO_SUCH_PAGE)
    return int(asked)


def _leaf(visit: Visit, found: Held, number: int) -> Leaf:
    return visit.console.leaves.leaf(readings(visit).source(found.revision), number)


PAGES = (
    Page("GET", "/o/{organisation}/policies/{document}/original", Access.member, original),
    Page("GET", "/o/{organisation}/policies/{document}/original/{page}", Access.member, printed),
    Page("GET", "/o/{organisation}/policies/{document}/original/{page}/picture", Access.member, picture),
)
