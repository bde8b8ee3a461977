"""What is listed of an organisation's policies: what is in force, waits, comes later or was withdrawn, and what holds too."""

from __future__ import annotations

import datetime as dt

from bot.people import Organisation
from bot.records import Revision, State, day_of
from bot.store import Store
from corpus.document import Value


class PolicyLine(Value):
    """One policy of an organisation, as `quoth policies` lists it.

    `whose` is the short name of the organisation whose policy it is, where it is not its own but holds there too. `on`
    is the day on which one that is scheduled takes effect, or one that is withdrawn was so.
    """

    organisation: str
    policy: str
    state: str
    title: str
    revision: str | None
    effective_on: str | None
    review_on: str | None
    overdue: bool
    source: str
    on: str | None = None
    whose: str | None = None


_LISTED = (State.draft, State.published, State.scheduled, State.withdrawn)


def policy_lines(store: Store, organisation: Organisation, today: dt.date) -> list[PolicyLine]:
    """A line for every policy of one organisation's own that is or was to be quoted, and every draft, by policy."""
    lines = [_line(each, organisation, today) for each in standing(store, organisation.short)]
    return sorted(lines, key=lambda line: (line.policy, line.state, line.on or ""))


def standing(store: Store, organisation: str) -> tuple[Revision, ...]:
    """Every revision of an organisation that is in force, waits, comes later, or was withdrawn and has not come back."""
    held = store.publications.revisions(organisation, _LISTED)
    live = {each.policy for each in held if each.state is not State.withdrawn}
    # Of what was withdrawn several times the last is told of, and nothing of what is back.
    gone = {each.policy: each for each in held if each.state is State.withdrawn and each.policy not in live}
    return tuple(each for each in held if each.state is not State.withdrawn or gone.get(each.policy) is each)


def holding_too(store: Store, organisation: Organisation, today: dt.date) -> list[PolicyLine]:
    """A line for every policy in force of the organisations whose policies hold for one too, the nearest first."""
    return [
        _line(each, organisation, today, above.short)
        for above in organisation.above
        for each in store.publications.revisions(above.short, (State.published,))
    ]


def _line(
    revision: Revision, organisation: Organisation, today: dt.date, whose: str | None = None
) -> PolicyLine:
    details = revision.details
    days = {
        State.scheduled: revision.starts_on,
        State.withdrawn: day_of(revision.ended_at) if revision.ended_at else None,
    }
    on = days.get(revision.state)
    return PolicyLine(
        organisation=organisation.short,
        policy=revision.policy,
        state=str(revision.state),
        title=revision.title,
        revision=details.revision,
        effective_on=details.effective_on.iso if details.effective_on else None,
        review_on=details.review_on.iso if details.review_on else None,
        overdue=details.review_on is not None and details.review_on.last_day < today,
        source=revision.source,
        on=on.isoformat() if on else None,
        whose=whose,
    )
