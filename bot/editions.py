"""What an organisation's policies say at one time, taken from where they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


def apart(old: Snapshot | None, new: Snapshot | None) -> tuple[Edition, Edition]:
    """What two snapshots say under the policies in which they differ; however many they share, that costs nothing."""
    named = {policy for each in (old, new) if each for policy in each.policies}
    changed = {
        policy for policy in named if not (old and new and old.digest_of(policy) == new.digest_of(policy))
    }
    return _of(old, changed), _of(new, changed)


def _of(snapshot: Snapshot | None, policies: Collection[str]) -> Edition:
    """What a snapshot's policies of these short names say."""
    if snapshot is None:
        return Edition((), (), {})
    parts = [part for part in snapshot.parts if part.label.policy in policies]
    clauses = {clause.id: clause for part in parts for clause in part.clauses}
    return Edition(
        [part.document for part in parts], [unit for part in parts for unit in part.units], clauses
    )


def edition_of(documents: Sequence[Document]) -> Edition:
    """What documents say, for comparing it with another edition."""
    from corpus.clauses import cut  # slow to import, and seldom needed

    clauses = [clause for document in documents for clause in cut(document)]
    units = [clause for clause in clauses if clause.part_of is None]
    return Edition(documents, units, {each.id: each for each in clauses})
