"""Drafts beside what they would replace: each compared clause by clause."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bot.editions import NOTHING, edition_of
from bot.errors import NoDraft
from bot.people import Organisation
from bot.records import Revision, State
from bot.settings import did_you_mean
from bot.store import Store
from corpus.differences import HEADING, LEAD_IN, Difference, differences
from corpus.document import Value
from corpus.revisions import Change

QUIET = frozenset({Change.unchanged, Change.renumbered})
"""What is only counted: nothing of it reads otherwise."""


class Compared(Value):
    """A draft, what is or will be in force before it if anything is, and what it changes of that."""

    draft: Revision
    before: Revision | None
    differences: tuple[Difference, ...]

    @property
    def told(self) -> tuple[Difference, ...]:
        """What has to be shown, the weightiest first."""
        return tuple(each for each in self.differences if each.change not in QUIET)

    @property
    def counts(self) -> dict[Change, int]:
        """How many clauses, headings and lead-ins there are of each kind of change, unchanged clauses too."""
        return dict(
            Counter(each.change for each in self.differences if each.change is not Change.details_changed)
        )

    @property
    def changed(self) -> int:
        """How many clauses do not say or stand as they did."""
        return sum(
            max(len(each.old), len(each.new))
            for each in self.differences
            if each.change not in QUIET and not each.detail
        )

    @property
    def around(self) -> int:
        """How many headings and lead-ins read otherwise."""
        return sum(each.detail in (HEADING, LEAD_IN) for each in self.differences)

    @property
    def otherwise(self) -> int:
        """How many clauses bind otherwise."""
        return self.counts.get(Change.force_changed, 0)


def compared(store: Store, organisation: Organisation, policy: str = "") -> tuple[Compared, ...]:
    """Compare every draft of an organisation, or one policy's; raises NoDraft where there is none."""
    held = store.publications.revisions(organisation.short, (State.draft, State.published, State.scheduled))
    drafts = [each for each in held if each.state is State.draft and policy in ("", each.policy)]
    if not drafts:
        known = sorted({each.policy for each in held})
        of = f" of {policy}" if policy else ""
        hint = did_you_mean(policy, known) if policy and policy not in known else ""
        raise NoDraft(organisation=organisation.name, of=of, hint=hint)
    return tuple(_compared(store, organisation, draft, held) for draft in drafts)


def _compared(
    store: Store, organisation: Organisation, draft: Revision, held: Sequence[Revision]
) -> Compared:
    before = _before(draft, held)
    wanted = [draft.key, *([before.key] if before else [])]
    documents = store.publications.documents(organisation.short, wanted)
    old = edition_of(documents[1:]) if before else NOTHING
    found = differences(old, edition_of(documents[:1]))
    return Compared(draft=draft, before=before, differences=found)


def _before(draft: Revision, held: Sequence[Revision]) -> Revision | None:
    """What is in force of the draft's policy until the day from which the draft is."""
    stated = draft.details.effective_on
    later = [
        each
        for each in held
        if each.policy == draft.policy
        and each.state is State.scheduled
        and each.starts_on
        and stated
        and each.starts_on < stated.first_day
    ]
    now = [each for each in held if each.policy == draft.policy and each.state is State.published]
    return max(
        later, key=lambda each: (each.starts_on or dt.date.min, each.key), default=next(iter(now), None)
    )
