"""Publishing: what is to be in force, its index, and the move that makes it what answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.editions import edition
from bot.errors import NoSuchPolicy, NoSuchPublication, NothingToPublish, NothingToRollBack
from bot.following import Followed, follow
from bot.out_of_force import OutOfForce
from bot.people import Organisation
from bot.records import Act, Publication, Revision, State
from bot.settings import did_you_mean
from bot.store import Store
from corpus.differences import Difference, counted, differences
from corpus.document import Document, Value
from corpus.revisions import Edition
from index.errors import IndexFault

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.snapshot import Snapshot, Snapshots

Progress = Callable[[int, int], None]


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


@dataclass(frozen=True)
class Coming:
    """What will be in force from a later day on, and its index."""

    day: dt.date
    in_force: tuple[Revision, ...]
    snapshot: Snapshot


@dataclass(frozen=True)
class Candidate:
    """What would be in force after a publication: its revisions and its index, beside what is in force now.

    `snapshot` is None where nothing would be in force. `later` are the revisions that take effect after today, and
    `coming` what will be in force from each of their days on, the nearest first.
    """

    organisation: Organisation
    drafts: tuple[Revision, ...]
    in_force: tuple[Revision, ...]
    later: tuple[Revision, ...]
    snapshot: Snapshot | None
    current: Snapshot | None
    differences: tuple[Difference, ...]
    coming: tuple[Coming, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to publish."""
        snapshot = self.snapshot.id if self.snapshot else None
        return bool(self.drafts) or snapshot != self.organisation.snapshot

    @property
    def old(self) -> Edition:
        """What the organisation's policies say now."""
        return edition(self.current)

    @property
    def new(self) -> Edition:
        """What they would say."""
        return edition(self.snapshot)


_OUT = (State.published, State.scheduled, State.withdrawn)


class Publisher:
    """Puts revisions in force, over one store, one folder of snapshots and one encoder."""

    def __init__(self, store: Store, snapshots: Snapshots, encoder: Callable[[], Encoder]) -> None:
        self._store = store
        self._snapshots = snapshots
        self._encoder = encoder

    def candidate(self, organisation: Organisation, today: dt.date, progress: Progress) -> Candidate:
        """What would be in force were all drafts published today; raises NothingToPublish where there would be nothing.

        A draft that takes effect on a later day is listed for that day. Its words are encoded already, so that nothing
        has to be done on the day that could fail.
        """
        held = self._store.publications.revisions(
            organisation.short, (State.draft, State.published, State.scheduled)
        )
        drafts = tuple(each for each in held if each.state is State.draft)
        now = {each.policy: each for each in held if each.state is State.published}
        later = {(each.policy, each.starts_on): each for each in held if each.state is State.scheduled}
        for draft in drafts:
            stated = draft.details.effective_on
            if stated and stated.first_day > today:
                later[(draft.policy, stated.first_day)] = draft
            else:
                now[draft.policy] = draft
        if not (now or later):
            raise NothingToPublish(organisation=organisation.name)
        return self._candidate(organisation, drafts, tuple(now.values()), tuple(later.values()), progress)

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
                self._snapshots.save(candidate.snapshot)  # which mends it where it is damaged
            return _published(candidate, None, Followed())
        return self._move(candidate, Act.published, by, at, reason=reason, approved_by=approved_by)

    def take_effect(
        self, organisation: Organisation, today: dt.date, at: dt.datetime, by: str = "quoth"
    ) -> Published | None:
        """Put in force what was published for a day that has come; None where there is nothing of the kind."""
        held = self._store.publications.revisions(organisation.short, (State.published, State.scheduled))
        scheduled = sorted(
            (each for each in held if each.state is State.scheduled and each.starts_on),
            key=lambda each: (each.starts_on or today, each.key),
        )
        due = [each for each in scheduled if each.starts_on and each.starts_on <= today]
        if not due:
            return None
        now = {each.policy: each for each in held if each.state is State.published}
        now |= {each.policy: each for each in due}
        later = tuple(each for each in scheduled if each not in due)
        candidate = self._candidate(organisation, (), tuple(now.values()), later, _quiet)
        return self._move(candidate, Act.took_effect, by, at)

    def roll_back(
        self,
        organisation: Organisation,
        by: str,
        at: dt.datetime,
        to: int | None = None,
        reason: str | None = None,
    ) -> Published:
        """Put in force again what was so before the last publication, or after the publication `to`.

        What was rolled back from before is not come back to. Raises NothingToRollBack and NoSuchPublication.
        """
        history = self._store.publications.all(organisation.short)
        target = _before(history, organisation) if to is None else _named(history, to, organisation)
        in_force, later = self._of(organisation, target)
        candidate = self._candidate(organisation, (), in_force, later, _quiet)
        return self._move(candidate, Act.rolled_back, by, at, reason=reason, restores=target.number)

    def withdraw(
        self, organisation: Organisation, policy: str, by: str, at: dt.datetime, reason: str | None = None
    ) -> Published:
        """Take a policy out of force; raises NoSuchPolicy where it is neither in force nor going to be."""
        held = self._store.publications.revisions(organisation.short, (State.published, State.scheduled))
        if policy not in {each.policy for each in held}:
            known = sorted({each.policy for each in held})
            raise NoSuchPolicy(organisation=organisation.name, name=policy, hint=did_you_mean(policy, known))
        rest = [each for each in held if each.policy != policy]
        now = tuple(each for each in rest if each.state is State.published)
        later = tuple(each for each in rest if each.state is State.scheduled)
        candidate = self._candidate(organisation, (), now, later, _quiet)
        return self._move(candidate, Act.withdrawn, by, at, reason=reason)

    def as_of(self, organisation: Organisation, day: dt.date) -> Snapshot | None:
        """What would have been quoted, or will be, on a day; None where no policy was or will be in force."""
        from index.build import build

        revisions = self._store.publications.in_force(organisation, day)
        if not revisions:
            return None
        current = self._current(organisation)
        documents = self._documents(organisation, revisions, current)
        return build(organisation.short, documents, self._encoder(), current)

    def out_of_force(self, organisation: Organisation) -> OutOfForce | None:
        """The policies that were withdrawn, or come into force on a later day, and of which no revision is in force now."""
        from index.build import build

        held = self._store.publications.revisions(organisation.short, _OUT)
        live = {each.policy for each in held if each.state is State.published}
        # What is to come matters more than what was.
        apart = sorted(held, key=lambda each: (each.state is State.scheduled, each.key))
        found = {each.policy: each for each in apart if each.policy not in live}
        if not found:
            return None
        revisions = [found[policy] for policy in sorted(found)]
        documents = self._store.publications.documents(organisation.short, [each.key for each in revisions])
        return OutOfForce(build(organisation.short, documents, self._encoder()), tuple(revisions))

    def _of(
        self, organisation: Organisation, target: Publication
    ) -> tuple[tuple[Revision, ...], tuple[Revision, ...]]:
        """The revisions that a publication put in force, and those that it listed for later."""
        held = self._store.publications.revisions(organisation.short)
        known = {each.document_id: each for each in held if each.state is not State.draft}
        now = tuple(known[id] for id in target.documents if id in known)
        later = tuple(known[id] for id in target.scheduled if id in known)
        return now, tuple(each for each in later if each not in now)

    def _candidate(
        self,
        organisation: Organisation,
        drafts: tuple[Revision, ...],
        in_force: Sequence[Revision],
        later: Sequence[Revision],
        progress: Progress,
    ) -> Candidate:
        from index.build import build

        current = self._current(organisation)
        ordered = tuple(sorted(in_force, key=lambda each: each.policy))
        snapshot = None
        if ordered:
            documents = self._documents(organisation, ordered, current)
            snapshot = build(organisation.short, documents, self._encoder(), current, progress)
        found = differences(edition(current), edition(snapshot))
        made = Candidate(organisation, drafts, ordered, tuple(later), snapshot, current, found)
        return replace(made, coming=tuple(self._coming(made)))

    def _coming(self, candidate: Candidate) -> Iterator[Coming]:
        """Index what takes effect later, so that on the day nothing is left to encode."""
        from index.build import build

        held, previous = (
            {each.policy: each for each in candidate.in_force},
            candidate.snapshot or candidate.current,
        )
        for day in sorted({_day(each) for each in candidate.later}):
            held |= {each.policy: each for each in candidate.later if _day(each) == day}
            ordered = tuple(held[name] for name in sorted(held))
            documents = self._documents(candidate.organisation, ordered, previous)
            previous = build(candidate.organisation.short, documents, self._encoder(), previous)
            yield Coming(day, ordered, previous)

    def _documents(
        self, organisation: Organisation, revisions: Sequence[Revision], current: Snapshot | None
    ) -> tuple[Document, ...]:
        """The words of revisions: from the snapshot that holds them already, else from the store."""
        held = {each.id: each for each in current.documents} if current else {}
        missing = [each for each in revisions if each.document_id not in held]
        read = self._store.publications.documents(organisation.short, [each.key for each in missing])
        held |= {each.id: each for each in read}
        return tuple(held[each.document_id] for each in revisions)

    def _current(self, organisation: Organisation) -> Snapshot | None:
        """The snapshot to build upon; a damaged one only costs encoding everything again."""
        if organisation.snapshot is None:
            return None
        try:
            return self._snapshots.open(organisation.snapshot)
        except IndexFault:
            from index.build import build

            documents = self._store.published(organisation.short)
            return build(organisation.short, documents, self._encoder())

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
        """Save the candidate's index and move the pointer; whatever rests on the words follows in the same transaction."""
        named = self._snapshots.save(candidate.snapshot) if candidate.snapshot else None
        for each in candidate.coming:
            self._snapshots.save(each.snapshot)
        followed: list[Followed] = []

        def then(connection: sa.Connection, organisation_id: int, number: int) -> None:
            """Let what was vouched for and what was answered follow, so that nothing is served of the old words."""
            followed.append(
                follow(
                    connection,
                    candidate.organisation,
                    organisation_id,
                    number,
                    candidate.old,
                    candidate.new,
                    by,
                    at,
                )
            )

        wanted = Publication(
            organisation=candidate.organisation.short,
            act=act,
            snapshot=named,
            previous=candidate.organisation.snapshot,
            documents=tuple(each.document_id for each in candidate.in_force),
            scheduled=tuple(each.document_id for each in candidate.later),
            published_by=by,
            published_at=at,
            approved_by=approved_by,
            reason=reason,
            restores=restores,
            changes=counted(candidate.differences),
        )
        publication = self._store.publications.move(wanted, then)
        return _published(candidate, publication, followed[0])


def _quiet(_done: int, _of: int) -> None:
    """Show no progress."""


def _published(candidate: Candidate, publication: Publication | None, followed: Followed) -> Published:
    snapshot = candidate.snapshot
    return Published(
        organisation=candidate.organisation.name,
        snapshot=snapshot.id if snapshot else None,
        policies=tuple(each.policy for each in candidate.in_force),
        clauses=len(snapshot.units) if snapshot else 0,
        publication=publication,
        scheduled=tuple((each.policy, _day(each)) for each in candidate.later),
        suspended=followed.suspended,
    )


def _day(revision: Revision) -> dt.date:
    stated = revision.details.effective_on
    return revision.starts_on or (stated.first_day if stated else revision.added_at.date())


def _before(history: Sequence[Publication], organisation: Organisation) -> Publication:
    """The publication whose state stood before the last change; a rollback counts as the one that it restored."""
    by_number = {each.number: place for place, each in enumerate(history)}
    if not history:
        raise NothingToRollBack(organisation=organisation.name)
    last = history[-1]
    while last.act is Act.rolled_back and last.restores in by_number:
        last = history[by_number[last.restores]]
    place = by_number[last.number]
    if place == 0:
        raise NothingToRollBack(organisation=organisation.name)
    return history[place - 1]


def _named(history: Sequence[Publication], number: int, organisation: Organisation) -> Publication:
    for each in history:
        if each.number == number:
            return each
    raise NoSuchPublication(number=number, organisation=organisation.name)
