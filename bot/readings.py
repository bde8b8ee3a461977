"""Readings: one revision of a policy as people read it, its words compared with what was stored, and cut into clauses."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from cachetools import LRUCache, cached

from bot import rows
from bot.database import Database
from bot.errors import VerificationFailed
from bot.people import Organisation
from bot.records import Revision, State, StoredDocument, sha256
from bot.tables import documents
from corpus.differences import differences
from corpus.document import Clause, Document, Value
from corpus.revisions import Edition, became

CUT = 64
"""Revisions whose clauses are kept at hand; to cut a long one takes seconds."""

_NEAREST = (State.published, State.scheduled, State.draft, State.superseded, State.withdrawn)
"""Of several rows of one revision, the one that says best what it is."""


class Reading(Value):
    """A revision of a policy, whose it is, what it says, and its clauses."""

    organisation: Organisation
    revision: Revision
    document: Document
    clauses: tuple[Clause, ...]

    @property
    def current(self) -> bool:
        """Whether it is in force."""
        return self.revision.state is State.published

    @property
    def stored(self) -> StoredDocument:
        """Its words as they are stored, once they have proved to be what was."""
        return StoredDocument(
            document_id=self.document.id,
            text=self.document.text,
            text_sha256=sha256(self.document.text),
        )

    def clause(self, id: str) -> Clause | None:
        """The clause of that id, or None."""
        return next((each for each in self.clauses if each.id == id), None)

    def over(self, start: int, end: int) -> Clause | None:
        """The printed unit in which these characters stand, or None."""
        units = (each for each in self.clauses if each.part_of is None)
        return next((each for each in units if each.span.start <= start and end <= each.span.end), None)

    @property
    def edition(self) -> Edition:
        """What it says, for comparing it with another."""
        units = [each for each in self.clauses if each.part_of is None]
        return Edition.of((self.document,), units, {each.id: each for each in self.clauses})


class Readings:
    """Reads revisions of policies from one database; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revisions(
        self, organisation: Organisation, policy: str = "", states: Iterable[State] = tuple(State)
    ) -> tuple[Revision, ...]:
        """The organisation's own revisions in these states, of one policy or of all, in the order in which they were added."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation.short)
            wanted = (documents.c.organisation_id == row.id) & documents.c.state.in_(list(map(str, states)))
            if policy:
                wanted &= documents.c.policy == policy
            found = connection.execute(sa.select(*rows.REVISION).where(wanted).order_by(documents.c.id)).all()
        return tuple(map(rows.revision, found))

    def find(
        self, organisation: Organisation, document_id: str
    ) -> tuple[Organisation, tuple[Revision, ...]] | None:
        """Whose policy a revision is of, of the organisation or of those above it, and all its revisions; None where it is nobody's.

        Of several that have the same revision it is the nearest in which it is in force, else the nearest.
        """
        policy = document_id.rpartition("@")[0]
        held = [(each, self.revisions(each, policy)) for each in organisation.levels] if policy else []
        mine = [
            (each, all_of) for each, all_of in held if any(one.document_id == document_id for one in all_of)
        ]
        in_force = [
            (each, all_of) for each, all_of in mine if nearest(all_of, document_id).state is State.published
        ]
        return next(iter(in_force or mine), None)

    def read(self, organisation: Organisation, revision: Revision) -> Reading:
        """Read a revision; raises VerificationFailed where its text is not what was stored, or it is gone."""
        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(documents.c.text_sha256, *rows.DOCUMENT).where(documents.c.id == revision.key)
            ).one_or_none()
        if found is None or sha256(found.text) != found.text_sha256:
            raise VerificationFailed(document=revision.document_id)
        document = rows.document(found)
        return Reading(organisation=organisation, revision=revision, document=document, clauses=cut(document))

    def source(self, revision: Revision) -> bytes:
        """The file that a revision was read from; raises VerificationFailed where its bytes are not what was stored."""
        import hashlib

        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(documents.c.source_bytes, documents.c.source_sha256).where(
                    documents.c.id == revision.key
                )
            ).one_or_none()
        if found is None or hashlib.sha256(found.source_bytes).hexdigest() != found.source_sha256:
            raise VerificationFailed(document=revision.document_id)
        data: bytes = found.source_bytes
        return data


def nearest(revisions: Sequence[Revision], document_id: str) -> Revision:
    """Of several rows of the same revision, the one that says best what it is; raises ValueError where there is none."""
    mine = (each for each in revisions if each.document_id == document_id)
    return min(mine, key=lambda each: (_NEAREST.index(each.state), -each.key))


def now_at(old: Reading, clause: Clause, new: Reading) -> Clause | None:
    """The clause of another revision that says what a clause of this one said, told by its words; None where none does."""
    whole = old.clause(clause.part_of) if clause.part_of else clause
    if whole is None:
        return None
    now = became(whole, old.edition, new.edition).now
    if not now:
        # Both revisions laid side by side tell of clauses, too, that keep few of their words.
        found = differences(old.edition, new.edition)
        now = tuple(each.id for one in found if whole in one.old for each in one.new)
    return next((each for id in now if (each := new.clause(id))), None)


@cached(LRUCache[Document, "tuple[Clause, ...]"](CUT), key=lambda document: document, lock=threading.Lock())
def cut(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document; those of the last few documents are kept at hand."""
    from corpus.clauses import cut as cut_clauses  # slow to import, and not needed to answer

    return cut_clauses(document)
