"""What was asked of each policy: how often it was quoted, and how many questions without a rule came nearest to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from bot.answers import Kind
from bot.history import History
from bot.people import Organisation
from bot.standing import Stands
from bot.tallies import Counted, Tallies, week_of
from corpus.document import Value

if TYPE_CHECKING:
    from bot.desk import Desk


class AskedOf(Value):
    """One policy in force: how often clauses of it were quoted, and how many questions without a rule it came nearest to.

    `quoted` counts every clause of every answer; `silent` counts questions, as far back as answers are kept.
    """

    policy: str
    title: str
    quoted: int = 0
    silent: int = 0


def by_policy(
    desk: Desk,
    history: History,
    tallies: Tallies,
    organisation: Organisation,
    since: dt.date,
    now: dt.datetime,
) -> tuple[AskedOf, ...]:
    """What was asked of each policy from the week of the day `since` on, those most asked of first."""
    stands = Stands(desk, organisation)
    first = since - dt.timedelta(days=since.weekday())
    last = week_of(now)
    times: Counter[str] = Counter()
    for each in tallies.since(organisation.short, first):
        if each.kind is Counted.clause and each.week <= last:
            times[each.policy] += each.times
    silent = _silent(stands, history, organisation, first)
    found = [
        AskedOf(
            policy=each.policy,
            title=each.details.title or each.policy,
            quoted=max(0, times[each.policy]),
            silent=silent[each.policy],
        )
        for each in stands.documents
    ]
    return tuple(sorted(found, key=lambda each: (-each.quoted - each.silent, each.title)))


def _silent(stands: Stands, history: History, organisation: Organisation, first: dt.date) -> Counter[str]:
    """How many questions found no rule, by the policy of the clause that came nearest."""
    counted: Counter[str] = Counter()
    for given in history.since(organisation.short, dt.datetime.combine(first, dt.time(), dt.UTC)):
        nearest = stands.now(given.further[0]) if given.kind is Kind.silent and given.further else None
        if nearest is not None:
            counted[nearest.policy] += 1
    return counted
