"""Where an organisation stands among the others, whose policies hold here, and where they conflict."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import clause_href
from adapters.console.console import said
from adapters.console.jobs import Done, Progress
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.visit import Turned, Visit
from bot import composing
from bot import console_phrases as phrases
from bot.differing import Differing, listed
from bot.errors import QuothError
from bot.lineage import Branch, Tree
from bot.messages import Quoted
from bot.records import State


@dataclass(frozen=True, slots=True)
class Level:
    """An organisation whose policies hold here, and the titles of those in force."""

    name: str
    for_all: bool
    titles: list[str]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What differs between the levels, the gravest first."""

    found: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clauses side by side that bind otherwise on the same matter; each with the page on which it stands."""

    gravity: str
    own: Quoted
    own_href: str
    above: Quoted
    whose: str


def organisations(visit: Visit) -> Response:
    """Show where the organisation stands, and whose policies hold here."""
    return _organisations(visit)


def place(visit: Visit) -> Response:
    """Put the organisation under another one, or under none, or let its policies hold for all; for operators."""
    under, for_all = visit.field("under", 200), visit.field("for_all", 10) == "yes"
    branches = {each.short: each for each in Tree(visit.desk.store.database).branches()}
    if under and under not in branches:
        raise Turned(404)
    try:
        Tree(visit.desk.store.database).arrange(
            visit.short, visit.who, under=under, alone=not under, for_all=for_all
        )
    except QuothError as fault:
        return _organisations(visit, said(fault), 422)
    return visit.redirect(visit.href("organisations"), phrases.PLACED)


def look(visit: Visit) -> Response:
    """Look for conflicts between the levels, as a job; then show them."""
    desk, organisation, who = visit.desk, visit.organisation, visit.who

    def work(_progress: Progress) -> Done:
        source = desk.source(organisation)
        found = Conflicts(listed(source) if source is not None else ())
        if not found.found:
            return Done(visit.href("organisations"), phrases.NO_CONFLICTS)
        id = visit.console.findings.keep(who, organisation.short, found)
        return Done(visit.href("organisations", "conflicts", id))

    return visit.work(phrases.COMPARING_LEVELS, visit.href("organisations"), work)


def conflicts(visit: Visit) -> Response:
    """Show the pairs of clauses that bind otherwise, side by side."""
    found = visit.finding(Conflicts)
    pairs = [_pair(visit, each) for each in found.found]
    weigh = paged(visit, pairs, 20, weigh=lambda each: len(each.own.words) + len(each.above.words) + 1_500)
    return visit.render("conflicts.html", pairs=weigh)


def _pair(visit: Visit, each: Differing) -> Pair:
    own, above = each.own, each.above
    return Pair(
        gravity=str(each.gravity),
        own=composing.quoted(own),
        own_href=clause_href(visit, own.document_id, own.clause_id),
        above=composing.quoted(above),
        whose=above.whose.name if above.whose else visit.organisation.name,
    )


def _organisations(visit: Visit, fault: str = "", status: int = 200) -> Response:
    branches = Tree(visit.desk.store.database).branches()
    mine = next(each for each in branches if each.short == visit.short)
    levels = [
        Level(
            each.name,
            each.for_all,
            sorted(
                " ".join(one.title.split())
                for one in visit.desk.store.publications.revisions(each.short, (State.published,))
            ),
        )
        for each in visit.organisation.above
    ]
    below = [each.name for each in branches if _stands_under(each, visit.short, branches)]
    others = [each for each in branches if each.short != visit.short] if visit.person.operator else []
    return visit.render(
        "organisations.html",
        status,
        mine=mine,
        levels=levels,
        below=below,
        others=others,
        fault=fault,
    )


def _stands_under(each: Branch, short: str, branches: tuple[Branch, ...]) -> bool:
    """Whether an organisation stands below another one, however far."""
    known, seen = {one.short: one for one in branches}, set[str]()
    while each.under and each.under not in seen and each.under in known:
        if each.under == short:
            return True
        seen.add(each.under)
        each = known[each.under]
    return False


PAGES = (
    Page("GET", "/o/{organisation}/organisations", Access.admin, organisations),
    Page("POST", "/o/{organisation}/organisations", Access.operator, place),
    Page("POST", "/o/{organisation}/organisations/conflicts", Access.admin, look),
    Page("GET", "/o/{organisation}/organisations/conflicts/{found}", Access.admin, conflicts),
)
