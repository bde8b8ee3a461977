"""What an organisation's policies say at one time, taken from where they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from corpus.document import Clause, Document
from corpus.revisions import Edition, Lazily

if TYPE_CHECKING:
    from index.snapshot import Snapshot

NOTHING = Edition.of((), (), {})
"""The edition of an organisation that has published nothing."""


def edition(snapshot: Snapshot | None) -> Edition:
    """What a snapshot's policies say, for comparing it with another's; nothing without one."""
    return NOTHING if snapshot is None else _of(snapshot, snapshot.policies)


def apart(old: Snapshot | None, new: Snapshot | None) -> tuple[Edition, Edition]:
    """What two snapshots say under the policies in which they differ; however many they share, that costs nothing."""
    named = {policy for each in (old, new) if each for policy in each.policies}
    same = {policy for policy in named if old and new and old.digest_of(policy) == new.digest_of(policy)}
    return (
        _of(old, named - same) if old else NOTHING,
        _of(new, named - same) if new else NOTHING,
    )


def _of(snapshot: Snapshot, policies: Collection[str]) -> Edition:
    """What a snapshot's policies of these short names say, each read when it is asked for."""
    parts = [part for part in snapshot.parts if part.label.policy in policies]

    def find(id: str) -> Clause | None:
        found = snapshot.clause(id) if id in snapshot else None
        return found if found is None or found.policy in policies else None

    return Edition(
        Lazily([part.label.document_id for part in parts], snapshot.document),
        Lazily([part.label.policy for part in parts], snapshot.units_of),
        find,
    )


def edition_of(documents: Sequence[Document]) -> Edition:
    """What documents say, for comparing it with another edition."""
    from corpus.clauses import cut  # slow to import, and seldom needed

    clauses = [clause for document in documents for clause in cut(document)]
    units = [clause for clause in clauses if clause.part_of is None]
    return Edition.of(documents, units, {each.id: each for each in clauses})
