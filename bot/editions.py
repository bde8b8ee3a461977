"""What an organisation's policies say at one time, taken from where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.revisions import Edition

if TYPE_CHECKING:
    from index.snapshot import Snapshot


def edition(snapshot: Snapshot | None) -> Edition:
    """What a snapshot's policies say, for comparing it with another's; nothing without one."""
    if snapshot is None:
        return Edition((), (), {})
    return Edition(snapshot.documents, snapshot.units, {each.id: each for each in snapshot.clauses})


def edition_of(documents: Sequence[Document]) -> Edition:
    """What documents say, for comparing it with another edition."""
    from corpus.clauses import cut  # slow to import, and seldom needed

    clauses = [clause for document in documents for clause in cut(document)]
    units = [clause for clause in clauses if clause.part_of is None]
    return Edition(documents, units, {each.id: each for each in clauses})
