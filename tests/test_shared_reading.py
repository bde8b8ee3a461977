"""Real and practice policies are cut where their printed units end."""

from __future__ import annotations

import pytest

from benchmarks.reading import FORMATS, golden, practice
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


def share(figures: dict[str, tuple[int, int]], name: str) -> float:
    right, of = figures[name]
    return right / of


def test_the_golden_policies_are_cut_and_labelled_as_by_hand() -> None:
    figures = golden(SHARED)
    assert share(figures, "covered") >= 0.99
    assert share(figures, "pure") >= 0.97
    assert share(figures, "lead") >= 0.95
    assert share(figures, "force") >= 0.92
    assert share(figures, "audience") >= 0.92


@pytest.mark.parametrize("kind", FORMATS)
def test_a_practice_policy_reads_the_same_in_every_format(kind: str) -> None:
    figures = practice(SHARED, kind)
    assert share(figures, "covered") >= 0.98
    assert share(figures, "exact") >= 0.98
    assert share(figures, "lead") >= 0.95
    # The rest of these numbers is printed in no policy: they count unnumbered bullets, rows and notes.
    assert share(figures, "number") >= 0.98
