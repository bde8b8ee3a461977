"""The timeline: which revision of each policy was or will be in force on a day, as the publications tell that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.records import Act, Publication, Revision, day_of


@dataclass(frozen=True, slots=True)
class _Event:
    """A revision comes into force, or without one its policy goes out of it; from `day` on, and told at place `told`.

    `since` is the day that it claims, which may be before Quoth was told.
    """

    policy: str
    document_id: str
    since: dt.date
    day: dt.date
    told: int


def counting(history: Sequence[Publication]) -> tuple[Publication, ...]:
    """The publications that count, oldest first: what was rolled back from does not, and a rollback is what it restored."""
    chains: dict[int, tuple[Publication, ...]] = {}
    now: tuple[Publication, ...] = ()
    for each in history:
        back = each.act is Act.rolled_back and each.restores in chains
        now = chains[each.restores or 0] if back else (*now, each)
        chains[each.number] = now
    return now


def in_force(
    history: Sequence[Publication], revisions: Sequence[Revision], day: dt.date
) -> tuple[Revision, ...]:
    """The revisions in force on a day, by policy.

    A revision is in force from the day that it states, or else from that of its publication; of several of a policy that
    claim a day, the one holds that came into force last.
    """
    known = {each.document_id: each for each in revisions}
    found: dict[str, _Event] = {}
    for event in sorted(_events(counting(history), known), key=lambda each: (each.day, each.told)):
        if event.since <= day:
            found[event.policy] = event
    standing = (known.get(found[policy].document_id) for policy in sorted(found))
    return tuple(each for each in standing if each is not None)


def _events(history: Sequence[Publication], known: Mapping[str, Revision]) -> list[_Event]:
    events: dict[tuple[str, int], _Event] = {}
    open_now: dict[str, tuple[str, int]] = {}
    before, scheduled, at = frozenset[str](), frozenset[str](), dt.date.min
    for told, each in enumerate(history):
        at = max(at, day_of(each.published_at))  # a clock that was set back changes no order
        now, later = frozenset(each.documents), frozenset(each.scheduled)
        for id in scheduled - later - now:
            events.pop(open_now.pop(id, ("", -1)), None)  # it never came into force
        for id in (now | later) - before - scheduled:
            revision = known.get(id)
            if revision is None:
                continue
            stated = revision.details.effective_on
            since = stated.first_day if stated else at
            since = min(since, at) if id in now else since
            open_now[id] = (id, told)
            events[(id, told)] = _Event(revision.policy, id, since, max(since, at), told)
        left = {known[id].policy for id in before - now if id in known}
        for policy in left - {known[id].policy for id in now if id in known}:
            events[(policy, -told - 1)] = _Event(policy, "", at, at, told)
        before, scheduled = now, later
    return list(events.values())
