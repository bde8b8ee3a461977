"""Which revisions of which policies a visitor may read, and where one is led on who opens an address of old."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from adapters.console.access import Access
from adapters.console.addresses import clause_href, policy_href
from adapters.console.visit import Turned, Visit
from bot import console_phrases as phrases
from bot.addressed import speaks_to
from bot.people import Office, Organisation, audiences
from bot.readings import Reading, Readings, nearest, now_at
from bot.records import Revision, State
from corpus.document import Clause


@dataclass(frozen=True, slots=True)
class Held:
    """A revision that an address names: whose policy it is of, and all the revisions of that policy, oldest first."""

    organisation: Organisation
    revision: Revision
    all: tuple[Revision, ...]

    @property
    def current(self) -> Revision | None:
        """The revision that is in force, if any is."""
        return next((each for each in self.all if each.state is State.published), None)


def readings(visit: Visit) -> Readings:
    """What reads revisions."""
    return Readings(visit.desk.store.database)


def held(visit: Visit, document_id: str) -> Held:
    """The revision of that id, of the visitor's organisation or of one above it; raises Turned where there is none.

    What is not in force may be one that `may_read` refuses, and of what is not `for_them` only single clauses are shown.
    """
    found = readings(visit).find(visit.organisation, document_id)
    if found is None:
        raise Turned(404, phrases.NO_SUCH_POLICY)
    whose, revisions = found
    return Held(whose, nearest(revisions, document_id), revisions)


def for_them(visit: Visit, found: Held) -> bool:
    """Whether a policy is for people of the visitor's role, so that they may read all of it."""
    shown = found.current or found.revision
    return visit.may(Access.desk) or speaks_to(shown.details, visit.member.asks_as(None))


def may_read(visit: Visit, whose: Organisation, revision: Revision) -> bool:
    """Whether a visitor may read a revision: staff what is in force, leads what was and will be, admins their own drafts.

    What is not in force of an organisation above is for those who hold an office there.
    """
    if revision.state is State.published:
        return True
    if revision.state is State.draft:
        return visit.may(Access.admin) and whose.short == visit.short
    if whose.short != visit.short and not visit.person.operator:
        holders = visit.cabinet.directory.holders(whose.short)
        return any(each.role in set(Office) and each.is_held_by(visit.person) for each in holders)
    return visit.may(Access.desk)


def readable(visit: Visit, document_id: str) -> Held:
    """The revision of that id, if the visitor may read it; raises Turned."""
    found = held(visit, document_id)
    if not (for_them(visit, found) and may_read(visit, found.organisation, found.revision)):
        raise Turned(404, phrases.NO_SUCH_POLICY)
    return found


def led_on(visit: Visit, found: Held, clause_id: str) -> Response:
    """Send a visitor who may not read an old revision on to the one in force, at the same clause if it is still there.

    Raises Turned where none is in force, or where it is one that nobody has published yet.
    """
    if found.revision.state in (State.draft, State.scheduled):
        raise Turned(404, phrases.NO_SUCH_POLICY)
    if found.current is None:
        raise Turned(404, phrases.POLICY_WITHDRAWN)
    old = readings(visit).read(found.organisation, found.revision)
    new = readings(visit).read(found.organisation, found.current)
    clause = old.clause(clause_id)
    if not for_them(visit, found) and (clause is None or not heard(visit, clause)):
        raise Turned(404, phrases.NO_SUCH_POLICY)
    now = now_at(old, clause, new) if clause else None
    if now is not None:
        href, told = clause_href(visit, new.document.id, now.id), phrases.LED_TO_CLAUSE
    else:
        href, told = policy_href(visit, new.document.id), phrases.CLAUSE_GONE if clause_id else phrases.LED_ON
    return visit.redirect(href, told)


def heard(visit: Visit, clause: Clause) -> bool:
    """Whether a clause speaks to people of the visitor's role, so that they may be quoted it."""
    return not audiences(visit.member.asks_as(None)).isdisjoint(clause.audience)


def read(visit: Visit, found: Held) -> Reading:
    """The words of a revision and its clauses; raises VerificationFailed where they are not what was stored."""
    return readings(visit).read(found.organisation, found.revision)
