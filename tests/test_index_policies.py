"""A search among certain policies looks at their clauses alone, and still only at those for the asker."""

from __future__ import annotations

import pytest

from corpus.assemble import document
from corpus.document import Audience
from index.build import build
from index.search import search
from index.snapshot import Snapshot
from tests.fakes import FakeEncoder

GATES = "# Gates\n\n## For staff\n\n1.1 Staff must shut the gate.\n\n## For learners\n\n2.1 Learners must not climb the gate.\n"
DOORS = "# Doors\n\n1.1 Staff must shut the gate door.\n"
STAFF = frozenset({Audience.staff})
EVERYONE = frozenset(Audience)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """A snapshot of two policies."""
    read = tuple(document(text.encode(), name) for text, name in ((GATES, "gates.md"), (DOORS, "doors.md")))
    return build("trust", read, FakeEncoder(), None, lambda done, of: None)


@pytest.mark.parametrize(
    ("audiences", "policies", "heard"),
    [
        (EVERYONE, frozenset(), {"gates/1.1", "gates/2.1", "doors/1.1"}),
        (EVERYONE, frozenset({"gates"}), {"gates/1.1", "gates/2.1"}),
        (STAFF, frozenset({"gates"}), {"gates/1.1"}),
        (STAFF, frozenset({"gates", "doors"}), {"gates/1.1", "doors/1.1"}),
        (STAFF, frozenset({"withdrawn"}), set()),
    ],
)
def test_only_clauses_of_those_policies_for_those_people_are_found(
    snapshot: Snapshot, audiences: frozenset[Audience], policies: frozenset[str], heard: set[str]
) -> None:
    mask = snapshot.heard_by(audiences, policies)
    assert {unit.id for unit, heeded in zip(snapshot.units, mask, strict=True) if heeded} == heard
    found = search(snapshot, FakeEncoder(), ("shut the gate",), audiences, 9, policies=policies)
    assert {hit.clause_id for hit in found.hits} == heard


def test_a_snapshot_tells_which_clauses_it_holds(snapshot: Snapshot) -> None:
    assert all(clause.id in snapshot for clause in snapshot.clauses)
    assert "gates/9.9" not in snapshot
    assert "" not in snapshot
