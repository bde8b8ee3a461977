"""From the page of a signed link to the console: its address there, for a browser that has signed in and may open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from adapters.console.addresses import clause_href
from adapters.console.readable import for_them, held, may_read
from adapters.console.visit import Turned, Visit
from bot.errors import QuothError
from bot.signing import ClauseLink

if TYPE_CHECKING:
    from adapters.console.console import Console


def offered(console: Console, request: Request, link: ClauseLink, clause_id: str) -> str:
    """The console's address of the clause that a link leads to; nothing for a browser that may not open it there."""
    visit = Visit(console, request, console.session(request))
    if visit.session is None:
        return ""
    for workspace in console.belonging.workspaces_of(visit.person):
        if all(each.short != link.organisation for each in workspace.organisation.levels):
            continue
        visit.found = console.belonging.member(visit.person, workspace)
        try:
            found = held(visit, link.document_id)
        except (Turned, QuothError):
            continue
        if for_them(visit, found) and may_read(visit, found.organisation, found.revision):
            return clause_href(visit, link.document_id, clause_id)
    return ""
