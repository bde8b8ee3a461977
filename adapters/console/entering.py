"""Coming in and going out: one-time links, signing out, the files that every page needs, and the first page."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.returning import NEXT, wanted
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.people import Office
from bot.sessions import Session


def first(visit: Visit) -> Response:
    """Lead whoever has signed in to where they begin: the set-up while there is none, else their organisation."""
    mine = visit.organisations()
    if not mine:
        if visit.person.operator:
            return RedirectResponse(visit.console.at("/set-up"), 303)
        raise Turned(403, phrases.BELONGS_NOWHERE)
    if len(mine) == 1:
        return RedirectResponse(visit.console.at(f"/o/{mine[0].short}/"), 303)
    return visit.render("choose.html", organisations=mine)


def home(visit: Visit) -> Response:
    """Lead a member to the page that they came for."""
    member = visit.member
    if visit.person.operator and visit.organisation.snapshot is None:
        return RedirectResponse(visit.href("set-up"), 303)
    begins = "revisions" if Office.admin in member.roles else "questions" if member.leads else "ask"
    return RedirectResponse(visit.href(begins), 303)


def sign_in(visit: Visit) -> Response:
    """Say how one signs in."""
    if visit.session is not None:
        return RedirectResponse(visit.console.at("/"), 303)
    return visit.render("sign_in.html", provider=visit.console.provider)


def link(visit: Visit) -> Response:
    """Show the button that uses a link up: what merely looks at links, as chats do, must not."""
    token = visit.path("token")
    if not visit.console.sessions.is_good(token, visit.now):
        raise Turned(410, phrases.LINK_USED)
    return visit.render("enter.html", token=token)


def enter(visit: Visit) -> Response:
    """Use a link up, and begin a session."""
    console = visit.console
    begun = console.sessions.enter(visit.path("token"), visit.now, console.settings.session_hours)
    if begun is None:
        raise Turned(410, phrases.LINK_USED)
    return entered(visit, *begun)


def entered(visit: Visit, key: str, session: Session) -> Response:
    """Give the browser a session that has begun, in place of the one it had, and lead to the page that was wanted."""
    console = visit.console
    if visit.session is not None:
        console.sessions.end(visit.session)
    response = RedirectResponse(wanted(console, visit.request) or console.at("/"), 303)
    response.delete_cookie(NEXT)
    console.enter(response, visit.request, key, session)
    return response


def leave(visit: Visit) -> Response:
    """End the session."""
    if visit.session is not None:
        visit.console.sessions.end(visit.session)
    response = RedirectResponse(visit.console.at("/sign-in"), 303)
    visit.console.leave(response, visit.request)
    return response


def asset(visit: Visit) -> Response:
    """Give a file that pages need."""
    found = visit.console.views.asset(visit.path("mark"), visit.path("name"))
    if found is None:
        raise Turned(404)
    return found


PAGES = (
    Page("GET", "/", Access.visitor, first),
    Page("GET", "/sign-in", Access.anyone, sign_in),
    Page("GET", "/enter/{token}", Access.anyone, link),
    Page("POST", "/enter/{token}", Access.anyone, enter),
    Page("POST", "/leave", Access.visitor, leave),
    Page("GET", "/static/{mark}/{name}", Access.anyone, asset),
    Page("GET", "/o/{organisation}/", Access.member, home),
)
