"""Who holds which role: appointing and dismissing."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.paging import paged
from adapters.console.signed_in import not_yet
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.errors import BadName
from bot.members import GROUP, Holder, holder, role
from bot.people import Office, Role
from bot.places import OPERATOR, Platform

MOST = 100
"""Holders of roles on a page, at most."""

LONGEST = 300
"""Characters of an id as it is typed, at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One holder of a role; `settled` where quoth.toml names them."""

    holder: Holder
    settled: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed to appoint somebody."""

    role: str = ""
    platform: str = ""
    kind: str = "person"
    id: str = ""


def people(visit: Visit) -> Response:
    """List who holds which role."""
    typed = Typed(role=visit.query("role"), platform=visit.query("platform"), id=visit.query("id"))
    return _listed(visit, typed)


def appoint(visit: Visit) -> Response:
    """Give a role to a person or a group."""
    typed = Typed(**{name: visit.field(name, LONGEST).strip() for name in ("role", "platform", "kind", "id")})
    try:
        wanted = _wanted(typed)
    except BadName:
        return _listed(visit, typed, phrases.NO_ID if typed.id else phrases.NO_ID_GIVEN, 422)
    if wanted in visit.cabinet.directory.holders(visit.short):
        return _listed(visit, typed, phrases.HOLDS_IT.format(who=wanted.who), 409)
    visit.cabinet.directory.appoint(visit.short, wanted, visit.who)
    told = phrases.APPOINTED.format(who=wanted.who, role=phrases.ROLES[wanted.role]) + not_yet(visit, wanted)
    return visit.redirect(visit.href("people"), told)


def dismissing(visit: Visit) -> Response:
    """Ask once more before a role is taken away."""
    wanted = _held(visit, visit.query("role"), visit.query("who"))
    return visit.render("people_dismiss.html", holder=wanted, warnings=_warnings(visit, wanted))


def dismiss(visit: Visit) -> Response:
    """Take a role away."""
    wanted = _held(visit, visit.field("role", LONGEST), visit.field("who", LONGEST))
    warnings = _warnings(visit, wanted)
    if len(visit.fields("warned")) < len(warnings):
        # Somebody else was dismissed meanwhile, and it has another meaning now.
        return visit.render("people_dismiss.html", 409, holder=wanted, warnings=warnings)
    if not visit.cabinet.directory.dismiss(visit.short, wanted, visit.who):
        raise Turned(404)
    own = wanted.role is Office.admin and wanted.is_held_by(visit.person)
    told = phrases.DISMISSED.format(who=wanted.who, role=phrases.ROLES[wanted.role])
    return visit.redirect(visit.console.at("/") if own else visit.href("people"), told)


def _listed(visit: Visit, typed: Typed, fault: str = "", status: int = 200) -> Response:
    settled = visit.cabinet.directory.settled.get(visit.short, ())
    order = [*Office, *Role]
    lines = [Line(each, each in settled) for each in visit.cabinet.directory.holders(visit.short)]
    lines.sort(key=lambda line: (order.index(line.holder.role), line.holder.who))
    return visit.render(
        "people.html",
        status,
        found=paged(visit, lines, MOST),
        typed=typed,
        fault=fault,
        roles=phrases.ROLES,
        platforms=phrases.PLATFORMS,
        missing=[each for each in (Office.lead, Office.admin) if not any(one.holder.role is each for one in lines)],
    )  # fmt: skip


def _wanted(typed: Typed) -> Holder:
    """The holder that was typed; raises BadName where it is none, or whoever runs Quoth."""
    if typed.platform not in set(Platform) or typed.kind not in ("person", "group"):
        raise BadName(name=repr(typed.platform), why="it is no platform")
    # The id may have been copied whole, as a list of roles shows it.
    id = typed.id.removeprefix(f"{typed.platform}:").removeprefix(GROUP)
    if id.startswith(OPERATOR):
        raise BadName(name=repr(id), why="whoever runs Quoth holds every office")
    return holder(role(typed.role), f"{typed.platform}:{GROUP if typed.kind == 'group' else ''}{id}")


def _held(visit: Visit, name: str, who: str) -> Holder:
    """The holder of a role that can be dismissed here; raises Turned where there is none."""
    directory = visit.cabinet.directory
    for each in directory.holders(visit.short):
        if (each.role, each.who) == (name, who) and each not in directory.settled.get(visit.short, ()):
            return each
    raise Turned(404)


def _warnings(visit: Visit, wanted: Holder) -> tuple[str, ...]:
    """What else it means that somebody is dismissed."""
    others = [
        each
        for each in visit.cabinet.directory.holders(visit.short)
        if each.role is wanted.role and each != wanted
    ]
    found = []
    if wanted.role is Office.admin and not others:
        found.append(phrases.LAST_ADMIN)
    if wanted.role is Office.lead and not others:
        found.append(phrases.LAST_LEAD)
    mine = any(each.is_held_by(visit.person) for each in others)
    if wanted.role is Office.admin and wanted.is_held_by(visit.person) and not mine:
        found.append(phrases.YOURSELF)
    return tuple(found)


PAGES = (
    Page("GET", "/o/{organisation}/people", Access.admin, people),
    Page("POST", "/o/{organisation}/people/appoint", Access.admin, appoint),
    Page("GET", "/o/{organisation}/people/dismiss", Access.admin, dismissing),
    Page("POST", "/o/{organisation}/people/dismiss", Access.admin, dismiss),
)
