"""Review packs: for the meeting at a policy's review, a page to print and two tables."""

from __future__ import annotations

import io
import zipfile

from starlette.responses import HTMLResponse, Response

from adapters.console.access import Access
from adapters.console.attached import attached
from adapters.console.gaps import PERIODS, since
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import choosing, pack_files, review
from bot import console_phrases as phrases
from bot.errors import NoSuchPolicy, WrongUse
from bot.records import slug
from bot.review import Pack

USUAL = 52
"""Weeks that a pack looks back unless others are wanted."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content security policy of a pack's page, which needs nothing but its own style."""


def packs(visit: Visit) -> Response:
    """List the policies in force, and what there is of each pack."""
    own = {each.policy for each in visit.desk.edition(visit.organisation).documents.values()}
    found = [each for each in choosing.policies(visit.desk, visit.organisation) if each[0] in own]
    return visit.render("packs.html", policies=found, weeks=_weeks(visit), periods=PERIODS)


def page(visit: Visit) -> Response:
    """Show the page of a pack, to be read and printed."""
    response = HTMLResponse(pack_files.page(_pack(visit)))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def clauses(visit: Visit) -> Response:
    """Give the table of all clauses with their figures."""
    made = _pack(visit)
    return _file(
        pack_files.clauses_table(made), f"{slug(made.policy)}-clauses.csv", "text/csv; charset=utf-8"
    )


def questions(visit: Visit) -> Response:
    """Give the table of the questions that found no rule or were no help."""
    made = _pack(visit)
    name = f"{slug(made.policy)}-questions.csv"
    return _file(pack_files.questions_table(made), name, "text/csv; charset=utf-8")


def all_of_it(visit: Visit) -> Response:
    """Give the page and both tables in one file."""
    made = _pack(visit)
    name, out = slug(made.policy), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in pack_files.files(made).items():
            archive.writestr(each, data)
    return _file(out.getvalue(), f"{name}-review.zip", "application/zip")


def _pack(visit: Visit) -> Pack:
    cabinet, policy = visit.cabinet, visit.path("policy")
    try:
        return review.pack(
            cabinet.desk,
            cabinet.history,
            cabinet.tallies,
            cabinet.pins,
            visit.organisation,
            policy,
            since(visit, _weeks(visit)),
            visit.now,
        )
    except (NoSuchPolicy, WrongUse):
        raise Turned(404, phrases.POLICY_NOT_IN_FORCE) from None


def _weeks(visit: Visit) -> int:
    wanted = visit.number("weeks", default=USUAL)
    return wanted if wanted in PERIODS else USUAL


def _file(data: bytes, name: str, media: str) -> Response:
    headers = {
        "Content-Disposition": attached(name),
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=media, headers=headers)


PAGES = (
    Page("GET", "/o/{organisation}/gaps/packs", Access.lead, packs),
    Page("GET", "/o/{organisation}/gaps/packs/{policy}", Access.lead, page),
    Page("GET", "/o/{organisation}/gaps/packs/{policy}/clauses.csv", Access.lead, clauses),
    Page("GET", "/o/{organisation}/gaps/packs/{policy}/questions.csv", Access.lead, questions),
    Page("GET", "/o/{organisation}/gaps/packs/{policy}/review.zip", Access.lead, all_of_it),
)
