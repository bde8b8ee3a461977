"""The first page of whoever keeps the policies, and what the drafts change, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from adapters.console import comparing
from adapters.console.access import Access
from adapters.console.comparing import Kind, Row
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.visit import Turned, Visit
from bot import admin_messages, diff_pages, publication_lines, publishing
from bot.approving import Approvals
from bot.diff_lists import beside
from bot.diffing import Compared
from bot.errors import NoDraft
from bot.records import Publication, Revision, State
from bot.requests import Request

MOST_LISTED = 100
"""Policies that the first page lists."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is listed: what it is beside, and what it changes by kind."""

    revision: Revision
    beside: str
    kinds: list[Kind]
    quiet: list[Kind]
    otherwise: int
    changed: int


@dataclass(frozen=True, slots=True)
class Told:
    """A publication as it is listed: by whom, who asked for it first, and which policies it was about."""

    publication: Publication
    by: str
    asked_by: str
    about: str
    changes: str


def revisions(visit: Visit) -> Response:
    """Show what is in force, what waits, what comes, and what was done last."""
    store, today = visit.desk.store, visit.today
    held = store.publications.revisions(visit.short, (State.published, State.scheduled))
    now = [each for each in held if each.state is State.published]
    overdue = {each.policy for each in now if admin_messages.overdue(each, today)}
    now.sort(key=lambda each: (each.policy not in overdue, admin_messages.title(each).casefold()))
    history = store.publications.all(visit.short)
    return visit.render(
        "revisions.html",
        now=paged(visit, now, MOST_LISTED),
        overdue=overdue,
        coming=sorted(
            (each for each in held if each.state is State.scheduled), key=lambda each: str(each.starts_on)
        ),
        drafts=listed(comparing.drafts(visit)),
        last=publications(visit, history)[:1],
        goes_back=publishing.goes_back(history),
        request=pending(visit),
        me=visit.who,
        two_people=visit.cabinet.arrangements.of(visit.short).two_people,
    )


def changes(visit: Visit) -> Response:
    """Show what all drafts change, or one policy's: a row for each clause, the weightiest first."""
    policy, kind = visit.path("policy"), visit.query("kind", 40)
    try:
        found = comparing.drafts(visit, policy)
    except NoDraft:
        raise Turned(404) from None
    every = [one for each in found for one in each.told]
    known = comparing.kinds(every)
    renumbered = comparing.renumbered([one for each in found for one in each.differences])
    kind = kind if kind in {each.name for each in (*known, *renumbered)} else ""
    rows: list[Row] = []
    for each in found:
        title = admin_messages.title(each.draft) if len(found) > 1 else ""
        rows += comparing.rows(visit, each.differences, title, kind)
    # What binds otherwise comes first, whichever policy it stands in.
    rows.sort(key=lambda each: not each.first)
    return visit.render(
        "changes.html",
        drafts=listed(found),
        policy=policy,
        kind=kind,
        kinds=known,
        renumbered=renumbered,
        rows=paged(visit, rows, weigh=lambda each: each.weight),
        download=visit.href("revisions", "changes.html", **({"policy": policy} if policy else {})),
    )


def download(visit: Visit) -> Response:
    """Give what the drafts change as one page that needs nothing else, to be sent to the governors."""
    try:
        found = comparing.drafts(visit, visit.query("policy", 200))
    except NoDraft:
        raise Turned(404) from None
    if not found:
        raise Turned(404)
    headers = {"Content-Disposition": f'attachment; filename="changes-{visit.today.isoformat()}.html"'}
    return HTMLResponse(diff_pages.page(visit.organisation.name, found), headers=headers)


def listed(found: tuple[Compared, ...]) -> list[Draft]:
    """Drafts as they are listed."""
    return [
        Draft(
            revision=each.draft,
            beside=beside(each),
            kinds=comparing.kinds(each.told),
            quiet=comparing.quiet(each.differences),
            otherwise=each.otherwise,
            changed=each.changed,
        )
        for each in found
    ]


def publications(visit: Visit, history: tuple[Publication, ...]) -> list[Told]:
    """Publications as they are listed, the newest first; `history` is all of the organisation's."""
    about = publication_lines.about(visit.desk, history)

    def who(key: str | None) -> str:
        return admin_messages.somebody(key, visit.who) if key else ""

    return [
        Told(
            publication=each,
            by=who(each.published_by),
            asked_by=who(each.approved_by),
            about=about[each.number],
            changes=comparing.counted_as(each.changes),
        )
        for each in reversed(history)
    ]


def pending(visit: Visit) -> Request | None:
    """Somebody's wish to publish the drafts as they are, which a second person has to agree to."""
    return Approvals(visit.cabinet).pending(visit.short)


PAGES = (
    Page("GET", "/o/{organisation}/revisions", Access.admin, revisions),
    Page("GET", "/o/{organisation}/revisions/changes", Access.admin, changes),
    Page("GET", "/o/{organisation}/revisions/changes.html", Access.admin, download),
    Page("GET", "/o/{organisation}/revisions/changes/{policy}", Access.admin, changes),
)
