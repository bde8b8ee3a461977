"""Whom people are sent to: the organisation's contacts, in their order."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot import contacts as kept
from bot.errors import BadName
from bot.people import Contact, whom_to_ask, whom_to_tell

DSL = "Designated safeguarding lead"
"""Whom an organisation names first."""


def contacts(visit: Visit) -> Response:
    """List the contacts, and offer to add one."""
    return _listed(
        visit, {"role": "" if visit.desk.store.contacts(visit.short) else DSL, "name": "", "reach": ""}
    )


def add(visit: Visit) -> Response:
    """Add a contact."""
    typed = _typed(visit)
    made = _contact(typed)
    if isinstance(made, str):
        return _listed(visit, typed, made, 422)
    if any(each.role == made.role for each in visit.desk.store.contacts(visit.short)):
        return _listed(visit, typed, phrases.ROLE_TAKEN.format(role=made.role), 409)
    visit.desk.store.set_contact(visit.short, made, visit.who)
    return visit.redirect(visit.href("people", "contacts"), phrases.CONTACT_SET.format(role=made.role))


def changing(visit: Visit) -> Response:
    """Show a contact's form."""
    found = _found(visit, visit.query("role", 200))
    return visit.render("contact_change.html", was=found.role, typed=found.model_dump(), fault="")


def change(visit: Visit) -> Response:
    """Change a contact."""
    was, typed = visit.field("was", 200), _typed(visit)
    _found(visit, was)
    made = _contact(typed)
    if isinstance(made, str):
        return visit.render("contact_change.html", 422, was=was, typed=typed, fault=made)
    try:
        kept.change(visit.desk.store.database, visit.short, was, made, visit.who)
    except BadName:
        fault = phrases.ROLE_TAKEN.format(role=made.role)
        return visit.render("contact_change.html", 409, was=was, typed=typed, fault=fault)
    return visit.redirect(visit.href("people", "contacts"), phrases.CONTACT_SET.format(role=made.role))


def removing(visit: Visit) -> Response:
    """Ask once more before a contact is removed."""
    return visit.render("contact_remove.html", contact=_found(visit, visit.query("role", 200)))


def remove(visit: Visit) -> Response:
    """Remove a contact."""
    role = visit.field("role", 200)
    if not kept.remove(visit.desk.store.database, visit.short, role, visit.who):
        raise Turned(404)
    return visit.redirect(visit.href("people", "contacts"), phrases.CONTACT_REMOVED.format(role=role))


def move(visit: Visit) -> Response:
    """Move a contact one place up."""
    found = [each.role for each in visit.desk.store.contacts(visit.short)]
    role = visit.field("role", 200)
    if role not in found:
        raise Turned(404)
    place = found.index(role)
    found.insert(max(0, place - 1), found.pop(place))
    kept.order(visit.desk.store.database, visit.short, found, visit.who)
    return visit.redirect(visit.href("people", "contacts"))


def _listed(visit: Visit, typed: dict[str, str], fault: str = "", status: int = 200) -> Response:
    found = visit.desk.store.contacts(visit.short)
    return visit.render(
        "contacts.html", status, contacts=found, typed=typed, fault=fault,
        ask=whom_to_ask(found), tell=whom_to_tell(found),
        safe=any("safeguarding" in each.role.lower() for each in found),
    )  # fmt: skip


def _typed(visit: Visit) -> dict[str, str]:
    return {name: " ".join(visit.field(name, 2_000).split()) for name in ("role", "name", "reach")}


def _contact(typed: dict[str, str]) -> Contact | str:
    """The contact that was typed, or what is wrong with it."""
    if not typed["role"]:
        return phrases.NO_ROLE_TYPED
    try:
        return Contact.model_validate(typed)
    except ValidationError:
        return phrases.CONTACT_TOO_LONG


def _found(visit: Visit, role: str) -> Contact:
    for each in visit.desk.store.contacts(visit.short):
        if each.role == role:
            return each
    raise Turned(404)


PAGES = (
    Page("GET", "/o/{organisation}/people/contacts", Access.admin, contacts),
    Page("POST", "/o/{organisation}/people/contacts", Access.admin, add),
    Page("GET", "/o/{organisation}/people/contacts/change", Access.admin, changing),
    Page("POST", "/o/{organisation}/people/contacts/change", Access.admin, change),
    Page("GET", "/o/{organisation}/people/contacts/remove", Access.admin, removing),
    Page("POST", "/o/{organisation}/people/contacts/remove", Access.admin, remove),
    Page("POST", "/o/{organisation}/people/contacts/move", Access.admin, move),
)
