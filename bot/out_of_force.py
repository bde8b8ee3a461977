"""Policies that are out of force: withdrawn, or not yet in force; not quoted, but named to whoever asks what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.finding import Spelt, find
from bot.people import Role
from bot.records import Revision, State

if TYPE_CHECKING:
    from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Absent:
    """A policy that is out of force, by its title, and the day on which it was withdrawn, or is `coming` into force."""

    title: str
    on: dt.date
    coming: bool


@dataclass(frozen=True)
class OutOfForce:
    """The policies of one organisation that are out of force, and an index of them."""

    snapshot: Snapshot
    revisions: tuple[Revision, ...]

    def governing(
        self,
        spelt: Spelt,
        turns: Sequence[str],
        asker: Role,
        line: float,
        policies: frozenset[str] = frozenset(),
    ) -> Absent | None:
        """The policy that would have answered somebody were it in force, or None; only of `policies`, where there are any."""
        found = find(self.snapshot, spelt, turns, asker, 1, line, wider=False, policies=policies)
        if not found.governing:
            return None
        policy = self.snapshot.clause(found.governing[0].clause_id).policy
        revision = next(each for each in self.revisions if each.policy == policy)
        at = revision.ended_at or revision.added_at
        coming = revision.state is State.scheduled
        on = revision.starts_on if coming and revision.starts_on else at.date()
        return Absent(title=revision.title, on=on, coming=coming)
