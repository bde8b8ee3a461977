"""A revision that an admin looks at to see how it was read, and puts right where it is the newest of its policy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from adapters.console.readable import readings
from adapters.console.visit import Turned, Visit
from bot import corrections
from bot.errors import NoSuchPolicy
from bot.readings import Reading, nearest
from bot.records import Revision, State
from corpus.document import Clause, Document


@dataclass(frozen=True)
class Correctable:
    """A revision of one of the organisation's own policies, and the newest document of it; None where it was withdrawn."""

    reading: Reading
    newest: Document | None

    @property
    def revision(self) -> Revision:
        """What is listed of the revision."""
        return self.reading.revision

    @property
    def document(self) -> Document:
        """What it says."""
        return self.reading.document

    @property
    def title(self) -> str:
        """What its policy is called."""
        return self.revision.title

    @property
    def is_draft(self) -> bool:
        """Whether it waits to be published."""
        return self.revision.state is State.draft

    @property
    def is_newest(self) -> bool:
        """Whether it is the newest of its policy: only that one can be put right."""
        return self.newest is not None and self.document.id == self.newest.id

    @cached_property
    def units(self) -> dict[str, Clause]:
        """The whole clauses, by their ids."""
        return {each.id: each for each in self.reading.clauses if each.part_of is None}

    @cached_property
    def parts(self) -> dict[str, tuple[Clause, ...]]:
        """The sentences that are clauses of their own, by the id of the clause that they are part of."""
        found: dict[str, tuple[Clause, ...]] = {}
        for each in self.reading.clauses:
            if each.part_of is not None:
                found[each.part_of] = (*found.get(each.part_of, ()), each)
        return found


def correctable(visit: Visit) -> Correctable:
    """The revision that the address names; raises Turned where the organisation has none, and VerificationFailed."""
    named = visit.path("document")
    policy = named.rpartition("@")[0]
    held = readings(visit).revisions(visit.organisation, policy) if policy else ()
    if not any(each.document_id == named for each in held):
        raise Turned(404)
    try:
        newest = corrections.newest(visit.desk.store, visit.short, policy)
    except NoSuchPolicy:
        newest = None
    return Correctable(readings(visit).read(visit.organisation, nearest(held, named)), newest)
