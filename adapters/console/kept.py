"""What is kept of a person in the organisation, and forgetting them."""

from __future__ import annotations

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Turned, Visit
from bot import audit, forgetting, members, remembering
from bot import console_phrases as phrases
from bot.errors import BadName
from bot.kept import Kept, said_of

MOST = 100
"""Single things that a page shows of what is kept, at most."""

LONGEST = 300
"""Characters of an id, at most."""


def kept(visit: Visit) -> Response:
    """Say how much is kept of a person: no words of theirs."""
    who = visit.query("who", LONGEST).strip()
    if not who:
        return visit.render("people_kept.html", who="", fault="", kept=None, counts=())
    try:
        found = _data(visit, members.person(who))
    except BadName:
        return visit.render("people_kept.html", 422, who=who, fault=phrases.NO_PERSON, kept=None, counts=())
    return visit.render("people_kept.html", who=found.person, fault="", kept=found, counts=_counts(found))


def shown(visit: Visit) -> Response:
    """Show all that is kept of a person, for whoever has to give it to them; the audit says that it was shown, not whose."""
    found = _data(visit, _person(visit))
    audit.note(visit.desk.store.database, visit.short, visit.who, "looked up", "a person")
    return visit.render("people_data.html", kept=found, sentences=said_of(found, MOST))


def asked(visit: Visit) -> Response:
    """Ask once more before somebody is forgotten."""
    try:
        found = _data(visit, members.person(visit.query("who", LONGEST)))
    except BadName:
        raise Turned(404, phrases.NO_PERSON) from None
    return visit.render("people_forget.html", kept=found, counts=_counts(found))


def forget(visit: Visit) -> Response:
    """Forget somebody, and say what is gone and what stays."""
    database, settled = visit.desk.store.database, visit.cabinet.directory.settled
    done = forgetting.forget(database, _person(visit), visit.now, visit.short, visit.who, settled)
    return visit.render("people_forgotten.html", person=done.person, sentences=forgetting.said_after(done))


def _person(visit: Visit) -> str:
    try:
        return members.person(visit.field("who", LONGEST))
    except BadName:
        raise Turned(422, phrases.NO_PERSON) from None


def _data(visit: Visit, person: str) -> Kept:
    database, settled = visit.desk.store.database, visit.cabinet.directory.settled
    return remembering.data_of(database, person, visit.short, settled)


def _counts(kept: Kept) -> list[tuple[str, int]]:
    """What there is of each kind, and how many; of whoever called for help, this page says nothing."""
    found = [(label, len(getattr(kept, name))) for name, label in phrases.KEPT_COUNTED.items()]
    return [(label, number) for label, number in (*found, (phrases.KEPT_AUDITED, kept.audited)) if number]


PAGES = (
    Page("GET", "/o/{organisation}/people/kept", Access.admin, kept),
    Page("POST", "/o/{organisation}/people/kept", Access.admin, shown),
    Page("GET", "/o/{organisation}/people/forget", Access.admin, asked),
    Page("POST", "/o/{organisation}/people/forget", Access.admin, forget),
)
