"""Gaps: what was asked, what found no rule, and which clauses nobody is quoted; figures, pictures and lists."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from adapters.console import pictures
from adapters.console.access import Access
from adapters.console.addresses import clause_href
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import gaps as found_gaps
from bot.gap_policies import AskedOf, by_policy
from bot.gaps import Gaps
from bot.standing import Standing

PERIODS = {4: "4 weeks", 8: "8 weeks", 13: "3 months", 26: "half a year", 52: "a year"}
"""The periods that can be chosen, in weeks."""

USUAL = 8
"""Weeks that are looked back unless others are wanted."""

MOST = 10
"""Rows of a table, and groups of questions on a page."""

EACH = 50
"""Clauses on a page that were never quoted."""

PICTURE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, no-store",
}
"""What is said of a picture: its own style is all that it has, and nothing in it runs."""


def gaps(visit: Visit) -> Response:
    """Show the figures of the period, with the pictures."""
    found = looked(visit)
    return visit.render(
        "gaps.html",
        gaps=found,
        weeks=period(visit),
        periods=PERIODS,
        policies=_by_policy(visit),
        sentences=found_gaps.figures(found) if found.asked else [],
        share=found_gaps.share,
        quoted=[(each, _href(visit, each.stands)) for each in found.quoted[:MOST]],
        kept_days=visit.desk.settings.answer_days,
    )


def groups(visit: Visit) -> Response:
    """Show the questions that found no rule or were no help, put together by what they ask about."""
    found = looked(visit, groups=True)
    page = visit.number("page")
    part = slice(page * MOST, (page + 1) * MOST)
    return visit.render(
        "gap_groups_list.html" if visit.partial else "gap_groups.html",
        gaps=found,
        weeks=period(visit),
        unanswered=found.unanswered[part],
        unhelped=found.unhelped[part],
        page=page,
        further=max(len(found.unanswered), len(found.unhelped)) > (page + 1) * MOST,
        href=lambda standing: _href(visit, standing),
    )


def never(visit: Visit) -> Response:
    """Show which clauses of a policy were never quoted with the words they have now."""
    found = looked(visit)
    mine = next((each for each in found.never if each.policy == visit.path("policy")), None)
    if mine is None:
        raise Turned(404, phrases.POLICY_NOT_IN_FORCE)
    page = visit.number("page")
    clauses = mine.clauses[page * EACH : (page + 1) * EACH]
    return visit.render(
        "gap_never.html",
        policy=mine,
        since=found.counted_since,
        clauses=[(each, _href(visit, each)) for each in clauses],
        page=page,
        further=len(mine.clauses) > (page + 1) * EACH,
    )


def weeks_picture(visit: Visit) -> Response:
    """Draw the questions of each week."""
    return _picture(pictures.weeks(looked(visit).weeks))


def policies_picture(visit: Visit) -> Response:
    """Draw what was asked of each policy."""
    return _picture(pictures.policies(_by_policy(visit)))


def looked(visit: Visit, groups: bool = False) -> Gaps:
    """What was left open in the period that the address names; questions are put together where `groups` are wanted."""
    cabinet = visit.cabinet
    return found_gaps.gaps(
        cabinet.desk,
        cabinet.history,
        cabinet.tallies,
        cabinet.pins,
        visit.organisation,
        since(visit, period(visit)),
        visit.now,
        groups,
    )


def period(visit: Visit) -> int:
    """The weeks that are looked back: one of the periods that can be chosen."""
    wanted = visit.number("weeks", default=USUAL)
    return wanted if wanted in PERIODS else USUAL


def since(visit: Visit, weeks: int) -> dt.date:
    """The first day of so many weeks, this one included."""
    return visit.now.date() - dt.timedelta(weeks=weeks - 1)


def _by_policy(visit: Visit) -> tuple[AskedOf, ...]:
    cabinet = visit.cabinet
    first = since(visit, period(visit))
    return by_policy(visit.desk, cabinet.history, cabinet.tallies, visit.organisation, first, visit.now)


def _href(visit: Visit, standing: Standing) -> str:
    """The address of a clause in force."""
    documents = visit.desk.edition(visit.organisation).documents.values()
    document = next((each.id for each in documents if each.policy == standing.policy), "")
    return clause_href(visit, document, standing.clause_id)


def _picture(drawn: bytes) -> Response:
    return Response(drawn, media_type="image/svg+xml", headers=PICTURE)


PAGES = (
    Page("GET", "/o/{organisation}/gaps", Access.lead, gaps),
    Page("GET", "/o/{organisation}/gaps/weeks.svg", Access.lead, weeks_picture),
    Page("GET", "/o/{organisation}/gaps/policies.svg", Access.lead, policies_picture),
    Page("GET", "/o/{organisation}/gaps/questions", Access.lead, groups),
    Page("GET", "/o/{organisation}/gaps/never/{policy}", Access.lead, never),
)
