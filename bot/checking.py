"""Checking a revision before it is published: the organisation's own questions and its pins, against the candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.publishing import Candidate
from corpus.document import Value

if TYPE_CHECKING:
    from bot.desk import Desk


class Checked(Value):
    """What a check found: a sentence for each question that fails; and how many passed."""

    organisation: str
    passed: int = 0
    failures: tuple[str, ...] = ()


def check(desk: Desk, candidate: Candidate) -> Checked:
    """Ask the organisation's own questions of the candidate."""
    return Checked(organisation=candidate.organisation.short)
