"""Policies that are out of force: withdrawn, or not yet in force; not quoted, but named to whoever asks what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import hearing, phrases
from bot.answers import AnswerCard, Kind, Question, Urgency
from bot.finding import Spelt, find
from bot.people import Organisation, Role
from bot.records import Revision, State, day_of

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
        on = revision.starts_on if coming and revision.starts_on else day_of(at)
        return Absent(title=revision.title, on=on, coming=coming)


def named_where_absent(
    card: AnswerCard, question: Question, spelt: Spelt, line: float, out: Iterable[OutOfForce | None]
) -> AnswerCard:
    """A silent card that says so where a policy would have answered that was withdrawn, or is not in force yet.

    `out` are the policies that are out of force at each level, the nearest first.
    """
    if card.kind is not Kind.silent or card.as_of or card.concern is not Urgency.none:
        return card
    turns = hearing.read(question)
    found = (each.governing(spelt, turns, card.asker, line, question.policies) for each in out if each)
    absent = next((each for each in found if each), None)
    if absent is None:
        return card
    phrase = phrases.COMING if absent.coming else phrases.WITHDRAWN
    remark = phrase.format(title=absent.title, day=phrases.day(absent.on))
    return card.model_copy(update={"remark": remark, "nearest": ()})


def nothing(card: AnswerCard, organisation: Organisation, day: dt.date | None) -> AnswerCard:
    """A card that says that there is nothing to quote, today or on a day."""
    if day is None:
        remark = phrases.NOTHING_PUBLISHED.format(organisation=organisation.name)
    else:
        remark = phrases.NOTHING_IN_FORCE.format(organisation=organisation.name, day=phrases.day(day))
    return card.model_copy(update={"remark": remark})
