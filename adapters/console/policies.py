"""The policies that hold in an organisation, as whoever belongs to it may read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.adding import waits
from adapters.console.addresses import policy_href
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.readable import readings
from adapters.console.visit import Visit
from bot.addressed import speaks_to
from bot.people import Organisation
from bot.records import Revision, State

MOST = 50
"""Policies on a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A policy in the list: its revision, whose it is where not the organisation's own, and whether its review is overdue."""

    revision: Revision
    whose: Organisation | None
    href: str
    overdue: bool


def policies(visit: Visit) -> Response:
    """List the policies in force, by title, and for whoever keeps them what waits."""
    every = sorted(_lines(visit), key=lambda each: (each.revision.title.casefold(), each.revision.policy))
    wanted = visit.query("q", 200)
    sought = wanted.casefold().split()
    found = [each for each in every if all(word in _sought(each) for word in sought)]
    keeps = visit.may(Access.admin)
    return visit.render(
        "policies_list.html" if visit.partial else "policies.html",
        lines=paged(visit, found, MOST),
        any=bool(every),
        wanted=wanted,
        query={"q": wanted} if wanted else {},
        waits=waits(visit) if keeps and not visit.partial else None,
    )


def _lines(visit: Visit) -> Iterator[Line]:
    colleague = visit.may(Access.desk)
    role = visit.member.asks_as(None)
    for organisation in visit.organisation.levels:
        whose = organisation if organisation.short != visit.short else None
        for each in readings(visit).revisions(organisation, states=(State.published,)):
            if colleague or speaks_to(each.details, role):
                review = each.details.review_on
                overdue = review is not None and review.last_day < visit.today
                yield Line(each, whose, policy_href(visit, each.document_id), overdue)


def _sought(line: Line) -> str:
    return f"{line.revision.title} {line.revision.policy}".casefold()


PAGES = (Page("GET", "/o/{organisation}/policies", Access.member, policies),)
