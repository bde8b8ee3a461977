"""Who asks, which clauses each may be quoted, and whom to go to."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field

from bot import phrases
from corpus.document import Audience, Value


class Role(StrEnum):
    """What the asker is to the organisation."""

    staff = "staff"
    learner = "learner"
    manager = "manager"
    governor = "governor"
    parent = "parent"
    volunteer = "volunteer"


class Office(StrEnum):
    """An office that brings rights: leads and deputies pin answers, admins keep the policies."""

    lead = "lead"
    deputy = "deputy"
    admin = "admin"


# A staff member may see what managers must do, for it is often done for them; a learner, a parent
# or a volunteer is quoted only what speaks to them or to everyone. A volunteer works as staff do.
QUOTED = MappingProxyType(
    {
        Role.staff: frozenset({Audience.staff, Audience.managers, Audience.all}),
        Role.learner: frozenset({Audience.learners, Audience.all}),
        Role.manager: frozenset(Audience),
        Role.governor: frozenset({Audience.governors, Audience.staff, Audience.managers, Audience.all}),
        Role.parent: frozenset({Audience.parents, Audience.all}),
        Role.volunteer: frozenset({Audience.volunteers, Audience.staff, Audience.all}),
    }
)


def audiences(role: Role) -> frozenset[Audience]:
    """The audiences whose clauses someone in this role may be quoted."""
    return QUOTED[role]


class Contact(Value):
    """Someone to go to: their role, and their name and how to reach them where the organisation gave them."""

    role: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=200)
    reach: str = Field(default="", max_length=500)

    def __str__(self) -> str:
        known = [each for each in (self.role if self.name else "", self.reach) if each]
        who = self.name or self.role
        return f"{who} ({', '.join(known)})" if known else who


class Organisation(Value):
    """One organisation: its short name, its full name, and the snapshot that answers for it.

    `next_on` is the day on which a revision takes effect that is published already, if there is one. `for_all`: its
    policies hold for every organisation. `above` are those whose policies hold for this one too, the nearest first, as
    they stood when it was read; those for all come last.
    """

    short: str
    name: str
    snapshot: str | None = None
    next_on: dt.date | None = None
    for_all: bool = False
    above: tuple[Organisation, ...] = ()

    @property
    def levels(self) -> tuple[Organisation, ...]:
        """The organisations whose policies hold here: itself, then those above it."""
        return (self, *self.above)


def whom_to_ask(contacts: tuple[Contact, ...]) -> str:
    """The sentence that sends someone on: to the organisation's contacts, or to the usual people."""
    if not contacts:
        return phrases.ASK_THE_USUAL_PEOPLE
    return phrases.ASK_THEM.format(people=_any_of(contacts))


def whom_to_tell(contacts: tuple[Contact, ...]) -> str:
    """The sentence that says whom to tell of a safeguarding concern."""
    leads = tuple(contact for contact in contacts if "safeguarding" in contact.role.lower())
    if not leads:
        return phrases.TELL_THE_USUAL_PEOPLE
    return phrases.TELL_THEM.format(people=_any_of(leads))


def _any_of(contacts: tuple[Contact, ...]) -> str:
    *others, last = [str(contact) for contact in contacts]
    return f"{', '.join(others)} or {last}" if others else last
