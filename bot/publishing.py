"""Publishing: the move that makes a candidate what answers, and the moves back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from bot import repairing
from bot.candidates import Candidate, Candidates, Plan, Progress, starts
from bot.errors import NoSuchPolicy, NoSuchPublication, NothingToRollBack
from bot.following import Followed, follow
from bot.people import Organisation
from bot.records import Act, Publication, Revision, State, day_of
from bot.settings import did_you_mean
from bot.store import Store
from corpus.differences import counted
from corpus.document import Value

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.snapshot import Snapshots

__all__ = ["Candidate", "Published", "Publisher"]


class Published(Value):
    """What a publication put out; `publication` is None where everything was published already.

    `scheduled` are the policies that take effect on a later day, and `suspended` the ids of the pins whose words it
    changed.
    """

    organisation: str
    snapshot: str | None
    policies: tuple[str, ...]
    clauses: int
    publication: Publication | None
    scheduled: tuple[tuple[str, dt.date], ...] = ()
    suspended: tuple[str, ...] = ()


class Publisher:
    """Puts revisions in force, over one store, one folder of snapshots and one encoder.

    `after` is called when a candidate is in force, for what follows it outside the store.
    """

    def __init__(
        self,
        store: Store,
        snapshots: Snapshots,
        encoder: Callable[[], Encoder],
        after: Callable[[Candidate], None] = lambda _candidate: None,
    ) -> None:
        self._store = store
        self._snapshots = snapshots
        self._after = after
        self.candidates = Candidates(store, snapshots, encoder)

    def candidate(self, organisation: Organisation, today: dt.date, progress: Progress) -> Candidate:
        """What would be in force were all drafts published today, with its index; raises NothingToPublish."""
        return self.candidates.build(self.candidates.plan(organisation, today), progress)

    def publish(
        self,
        candidate: Candidate,
        by: str,
        at: dt.datetime,
        reason: str | None = None,
        approved_by: str | None = None,
    ) -> Published:
        """Put a candidate in force; raises ChangedMeanwhile where someone else was quicker."""
        if not candidate.changed:
            if candidate.snapshot:
                repairing.save(self._snapshots, candidate.snapshot)  # which mends it where it is damaged
            return _published(candidate, None, Followed())
        return self._move(candidate, Act.published, by, at, reason=reason, approved_by=approved_by)

    def take_effect(
        self, organisation: Organisation, today: dt.date, at: dt.datetime, by: str = "quoth"
    ) -> Published | None:
        """Put in force what was published for a day that has come; None where there is nothing of the kind."""
        newest = self._store.publications.newest(organisation.short)
        held = self._store.publications.revisions(organisation.short, (State.published, State.scheduled))
        scheduled = [each for each in held if each.state is State.scheduled]
        due = sorted(
            (each for each in scheduled if starts(each) <= today), key=lambda each: (starts(each), each.key)
        )
        if not due:
            return None
        now = {each.policy: each for each in held if each.state is State.published}
        now |= {each.policy: each for each in due}
        later = [each for each in scheduled if each not in due]
        return self._move(self._of(organisation, now.values(), later, newest), Act.took_effect, by, at)

    def roll_back(
        self,
        organisation: Organisation,
        by: str,
        at: dt.datetime,
        to: int | None = None,
        reason: str | None = None,
        today: dt.date | None = None,
    ) -> Published:
        """Put in force again what was so before the last publication, or after the publication `to`.

        What was rolled back from before is not come back to. What was to take effect on a day that has come by now does not
        come back either: it would be in force at once. Raises NothingToRollBack and NoSuchPublication.
        """
        today, newest = today or day_of(at), self._store.publications.newest(organisation.short)
        history = self._store.publications.all(organisation.short)
        target = before(history, organisation) if to is None else named(history, to, organisation)
        held = self._store.publications.revisions(organisation.short)
        known = {each.document_id: each for each in held if each.state is not State.draft}
        now = [known[id] for id in target.documents if id in known]
        later = [known[id] for id in target.scheduled if id in known and known[id] not in now]
        later = [each for each in later if starts(each) > today]
        candidate = self._of(organisation, now, later, newest)
        return self._move(candidate, Act.rolled_back, by, at, reason=reason, restores=target.number)

    def withdraw(
        self, organisation: Organisation, policy: str, by: str, at: dt.datetime, reason: str | None = None
    ) -> Published:
        """Take a policy out of force; raises NoSuchPolicy where it is neither in force nor going to be."""
        newest = self._store.publications.newest(organisation.short)
        held = self._store.publications.revisions(organisation.short, (State.published, State.scheduled))
        known = sorted({each.policy for each in held})
        if policy not in known:
            raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=did_you_mean(policy, known))
        rest = [each for each in held if each.policy != policy]
        now = [each for each in rest if each.state is State.published]
        later = [each for each in rest if each.state is State.scheduled]
        return self._move(self._of(organisation, now, later, newest), Act.withdrawn, by, at, reason=reason)

    def _of(
        self,
        organisation: Organisation,
        in_force: Iterable[Revision],
        later: Iterable[Revision],
        newest: int,
    ) -> Candidate:
        ordered = tuple(sorted(in_force, key=lambda each: each.policy))
        return self.candidates.build(
            Plan(organisation, (), ordered, tuple(later), newest), _quiet, anyhow=True
        )

    def _move(
        self,
        candidate: Candidate,
        act: Act,
        by: str,
        at: dt.datetime,
        reason: str | None = None,
        approved_by: str | None = None,
        restores: int | None = None,
    ) -> Published:
        """Save the candidate's indexes and move the pointer; whatever rests on the words follows in the same transaction."""
        named = repairing.save(self._snapshots, candidate.snapshot) if candidate.snapshot else None
        for each in candidate.coming:
            repairing.save(self._snapshots, each.snapshot)
        organisation, followed = candidate.organisation, list[Followed]()

        def then(connection: sa.Connection, organisation_id: int, number: int) -> None:
            """Let what was vouched for and what was answered follow, so that nothing is served of the old words."""
            followed.append(
                follow(
                    connection, organisation, organisation_id, number, candidate.old, candidate.new, by, at
                )
            )

        wanted = Publication(
            organisation=organisation.short,
            act=act,
            snapshot=named,
            previous=organisation.snapshot,
            documents=tuple(each.document_id for each in candidate.plan.in_force),
            scheduled=tuple(each.document_id for each in candidate.plan.later),
            published_by=by,
            published_at=at,
            approved_by=approved_by,
            reason=reason,
            restores=restores,
            changes=counted(candidate.changes),
        )
        publication = self._store.publications.move(wanted, then, candidate.plan.newest)
        try:
            self._after(candidate)
        except Exception as fault:
            # It is published, whatever comes of what is done for it afterwards.
            structlog.get_logger().error("what follows a publication failed", error=type(fault).__name__)
        return _published(candidate, publication, followed[0])


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""


def _published(candidate: Candidate, publication: Publication | None, followed: Followed) -> Published:
    snapshot = candidate.snapshot
    return Published(
        organisation=candidate.organisation.name,
        snapshot=snapshot.id if snapshot else None,
        policies=tuple(each.policy for each in candidate.plan.in_force),
        clauses=snapshot.size if snapshot else 0,
        publication=publication,
        scheduled=tuple((each.policy, starts(each)) for each in candidate.plan.later),
        suspended=followed.suspended,
    )


def before(history: Sequence[Publication], organisation: Organisation) -> Publication:
    """The publication whose state stood before the last change; a rollback counts as the one that it restored.

    Raises NothingToRollBack where there is none.
    """
    found = _before(history)
    if found is None:
        raise NothingToRollBack(organisation=organisation.name)
    return found


def goes_back(history: Sequence[Publication]) -> bool:
    """Whether there is a publication to go back to, as `before` tells it."""
    return _before(history) is not None


def named(history: Sequence[Publication], number: int, organisation: Organisation) -> Publication:
    """The publication of that number; raises NoSuchPublication."""
    for each in history:
        if each.number == number:
            return each
    raise NoSuchPublication(number=number, organisation=organisation.name)


def _before(history: Sequence[Publication]) -> Publication | None:
    """The publication that `before` gives, or none."""
    if not history:
        return None
    by_number = {each.number: place for place, each in enumerate(history)}
    last = history[-1]
    while last.act is Act.rolled_back and last.restores in by_number:
        last = history[by_number[last.restores]]
    place = by_number[last.number]
    return history[place - 1] if place else None
