"""Who is signed in to the console: signing somebody out, and letting somebody in who has no chat."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.errors import BadName
from bot.invitations import invited
from bot.members import Holder
from bot.people import Office
from bot.places import Person, Platform
from bot.records import slug
from bot.sessions import CONSOLE, SignedIn

HOURS = 24
"""Hours for which a link for somebody without a chat can be used: it goes by other ways than chat."""

LONGEST = 60
"""Characters of a name that somebody is given to sign in with, at most."""

JOINS = "/"
"""Stands between the organisation's short name and the person's in an id that the organisation vouches for.

No address that an OpenID Connect provider vouches for is such an id, for it holds an @, nor is whoever runs Quoth.
"""


def signed_in(visit: Visit) -> Response:
    """List who is signed in."""
    return _listed(visit)


def sign_out(visit: Visit) -> Response:
    """End all sessions of a member, wherever they are signed in."""
    who = visit.field("who", 300)
    found = next((each for each in _members(visit) if each.person.key == who), None)
    if found is None:
        raise Turned(404, phrases.NOT_SIGNED_IN)
    visit.console.sessions.sign_out(visit.short, who, visit.who, visit.now)
    if who == visit.who:
        return visit.redirect(visit.console.at("/sign-in"))
    return visit.redirect(
        visit.href("people", "signed-in"), phrases.SIGNED_OUT_EVERYWHERE.format(who=found.person.called)
    )


def invite(visit: Visit) -> Response:
    """Make a one-time link for somebody whom the organisation vouches for, and show it this once."""
    name = visit.field("name", LONGEST)
    try:
        person = vouched(visit.short, name)
    except BadName:
        return _listed(visit, name, phrases.NO_NAME_TO_SIGN_IN, 422)
    if not visit.person.operator and _in_office(visit, person):
        return _listed(visit, name, phrases.IN_OFFICE.format(who=person.key), 409)
    token = visit.console.sessions.invite(visit.short, person, visit.who, visit.now, HOURS * 60)
    path = f"/enter/{token}"
    url = visit.request.url
    link = visit.console.url(path) or f"{url.scheme}://{url.netloc}{visit.console.at(path)}"
    return visit.render("people_link.html", person=person, link=link, hours=HOURS)


def vouched(short: str, name: str) -> Person:
    """Somebody whom an organisation alone vouches for, by a name; raises BadName.

    Their id begins with the organisation's short name, so that no admin can sign in anybody as a person of another
    organisation, as one whom another way of signing in vouches for, or as whoever runs Quoth.
    """
    id = f"{short}{JOINS}{slug(name)}"
    if len(id) > 200:
        raise BadName(name=repr(name), why="it is too long")
    return Person(platform=Platform.console, id=id, workspaces=(short,), name=" ".join(name.split()))


def can_sign_in(visit: Visit, holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """Those of some holders of roles as whom anybody can sign in: chats and a provider vouch for theirs, links for others."""
    let_in = invited(visit.desk.store.database, visit.short)
    vouches = visit.console.provider is not None
    return tuple(
        each
        for each in holders
        if each.platform_name != Platform.console
        or each.who in let_in
        or (vouches and (bool(each.group) or "@" in each.id))
    )


def not_yet(visit: Visit, made: Holder) -> str:
    """The sentence that says that nobody can sign in as somebody who was given an office, or nothing."""
    fine = made.role not in set(Office) or can_sign_in(visit, (made,))
    return "" if fine else f" {phrases.CANNOT_SIGN_IN.format(who=made.who)}"


def _in_office(visit: Visit, person: Person) -> bool:
    """Whether somebody leads here or keeps the policies: whoever saw a link for them could do so too."""
    holders = visit.cabinet.directory.holders(visit.short)
    return any(each.role in set(Office) and each.is_held_by(person) for each in holders)


def _listed(visit: Visit, name: str = "", fault: str = "", status: int = 200) -> Response:
    found = paged(visit, _members(visit))
    return visit.render("people_signed_in.html", status, found=found, name=name, fault=fault, console=CONSOLE)


def _members(visit: Visit) -> tuple[SignedIn, ...]:
    """Everybody who is signed in and belongs to the organisation."""
    everyone = visit.console.sessions.everyone(visit.now)
    mine = {
        each.key
        for each in visit.console.belonging.members_among(visit.short, (one.person for one in everyone))
    }
    return tuple(each for each in everyone if each.person.key in mine)


PAGES = (
    Page("GET", "/o/{organisation}/people/signed-in", Access.admin, signed_in),
    Page("POST", "/o/{organisation}/people/sign-out", Access.admin, sign_out),
    Page("POST", "/o/{organisation}/people/invite", Access.admin, invite),
)
