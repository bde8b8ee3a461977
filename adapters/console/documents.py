"""A policy as it is written, and a clause in it: readable, with its links both ways, at an address that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import clause_href, policy_href
from adapters.console.page import Page
from adapters.console.paper import paper
from adapters.console.printed import Changed, Changes, Remark
from adapters.console.readable import Held, for_them, heard, held, led_on, may_read, read
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.composing import quoted
from bot.people import Organisation
from bot.phrases import FORCES
from bot.quoting import cut, warnings
from bot.readings import Reading
from bot.records import Revision, State
from bot.sessions import CONSOLE
from bot.wording import said_audience
from corpus.document import Clause, Details, LinkKind

NOTES = frozenset({LinkKind.starred, LinkKind.note, LinkKind.definition})
"""What is shown with a clause that stands alone, as with one that is quoted."""


@dataclass(frozen=True, slots=True)
class About:
    """What stands above a policy: its title, what it states, whose it is where not the visitor's own, and what to be warned of.

    `current` is the address of the revision that is in force instead, `address` the one that the world reaches the page by.
    """

    revision: Revision
    title: str
    details: Details
    stated: str
    whose: Organisation | None
    state: str
    warnings: tuple[str, ...]
    current: str
    is_pdf: bool
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """A clause as its card says where it stands: its number, its headings, how it binds, and whom it is for."""

    clause: Clause
    number: str
    path: str
    force: str
    audience: str
    href: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A revision in the list of all of a policy's: what it is, since when, where it is shown, and what it changed."""

    revision: Revision
    state: str
    here: bool
    href: str
    changes: str


def document(visit: Visit) -> Response:
    """Show a whole policy."""
    return _shown(visit, "")


def at_clause(visit: Visit) -> Response:
    """Show a clause in its policy."""
    return _shown(visit, visit.path("clause"))


def _shown(visit: Visit, clause_id: str) -> Response:
    found = held(visit, visit.path("document"))
    if not may_read(visit, found.organisation, found.revision):
        return led_on(visit, found, clause_id)
    reading = read(visit, found)
    clause = reading.clause(clause_id)
    if not for_them(visit, found):
        return _alone(visit, found, reading, clause)
    if clause_id and clause is None:
        raise Turned(404, phrases.NO_SUCH_CLAUSE)
    shown = clause.span if clause else None
    said = labelled(clause) if clause else None
    drawn = paper(reading.document, reading.clauses, shown, sheet=_sheet(visit), changes=said)
    return visit.render(
        "document.html",
        about=about(visit, found, reading.document.details),
        paper=drawn,
        place=place(visit, reading, clause) if clause else None,
        standing=standing(visit, found),
        page=clause.page if clause else None,
        elsewhere=lambda end: clause_href(visit, reading.document.id, end.clause),
        sheet_href=lambda number: policy_href(visit, reading.document.id, sheet=str(number)),
    )


def _alone(visit: Visit, found: Held, reading: Reading, clause: Clause | None) -> Response:
    """Show nothing but a clause that speaks to the visitor, out of a policy that is for others."""
    if clause is None or not heard(visit, clause):
        raise Turned(404, phrases.NO_SUCH_POLICY)
    shown = {each.clause_id for each in clause.links if each.kind in NOTES}
    notes = tuple(each for id in clause.notes if id in shown and (each := reading.clause(id)))
    quote = cut(clause, notes, reading.document, reading.stored, visit.today)
    return visit.render(
        "clause_alone.html", about=about(visit, found, reading.document.details), quote=quoted(quote)
    )


def about(visit: Visit, found: Held, details: Details) -> About:
    """What is said about a revision wherever it is shown."""
    revision, current = found.revision, found.current
    in_force = revision.state is State.published
    return About(
        revision=revision,
        title=revision.title,
        details=details,
        stated=stated(details),
        whose=found.organisation if found.organisation.short != visit.short else None,
        state=phrases.STATES[revision.state],
        warnings=warnings(details, visit.today) if in_force else (),
        current="" if in_force or current is None else policy_href(visit, current.document_id),
        is_pdf=revision.source.lower().endswith(".pdf"),
        address=visit.console.url(visit.request.url.path.partition(CONSOLE)[2])
        or str(visit.request.url.replace(query="")),
    )


def stated(details: Details) -> str:
    """What a policy says of its revision and its dates, in a line."""
    known = (
        (phrases.VERSION, details.revision),
        (phrases.EFFECTIVE, details.effective_on),
        (phrases.REVIEWED, details.reviewed_on),
        (phrases.REVIEW_BY, details.review_on),
    )
    return " · ".join(said.format(value) for said, value in known if value)


def place(visit: Visit, reading: Reading, clause: Clause) -> Place:
    """Where a clause stands and how it binds."""
    title = (reading.document.details.title or "").casefold()
    return Place(
        clause=clause,
        number=clause.place or "",
        path=" › ".join(each for each in clause.headings if each.casefold() != title),
        force=FORCES[clause.force],
        audience=said_audience(clause.audience),
        href=clause_href(visit, reading.document.id, clause.id),
    )


def labelled(clause: Clause) -> Changes:
    """A clause's force and audience, to stand below it where it is marked."""
    remarks = (Remark(label=FORCES[clause.force]), Remark(label=said_audience(clause.audience)))
    return Changes(clauses={clause.part_of or clause.id: Changed(remarks=remarks)})


def standing(visit: Visit, found: Held) -> Sequence[Standing]:
    """All the revisions of a policy that the visitor may read, the newest first; none for whoever sees the current one only."""
    if not visit.may(Access.desk):
        return ()
    mine = [each for each in found.all if may_read(visit, found.organisation, each)]
    known = list({each.document_id: each for each in mine}.values())
    made = []
    for before, each in zip([None, *known], known, strict=False):
        href = policy_href(visit, each.document_id)
        changes = visit.href("policies", each.document_id, "since", before.document_id) if before else ""
        here = each.document_id == found.revision.document_id
        made.append(Standing(each, phrases.STATES[each.state], here, href, changes))
    return made[::-1]


def _sheet(visit: Visit) -> int | None:
    """Which sheet of a long document is asked for, or the whole of it."""
    if visit.query("whole"):
        return 0
    return visit.number("sheet", least=1) or None


PAGES = (
    Page("GET", "/o/{organisation}/policies/{document}", Access.member, document),
    Page("GET", "/o/{organisation}/policies/{document}/at/{clause:path}", Access.member, at_clause),
)
