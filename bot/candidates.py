"""Candidates: what would be in force after a publication, or was on another day, with its index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.editions import apart, edition
from bot.errors import IndexDamaged, NothingToPublish, VerificationFailed
from bot.out_of_force import OutOfForce
from bot.people import Organisation
from bot.records import Revision, State, day_of
from bot.repairing import built_anew
from bot.store import Store
from corpus.differences import Difference, differences
from corpus.document import Document
from corpus.revisions import Edition
from index.errors import IndexFault

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.snapshot import Snapshot, Snapshots

Progress = Callable[[int, int], None]

_LIVE = (State.draft, State.published, State.scheduled)
_OUT = (State.published, State.scheduled, State.withdrawn)


@dataclass(frozen=True)
class Plan:
    """Which revisions would be in force after a publication, by policy, and which from a later day on.

    `drafts` are those among them that are drafts now. `newest` is the number of the newest publication when it was made.
    """

    organisation: Organisation
    drafts: tuple[Revision, ...]
    in_force: tuple[Revision, ...]
    later: tuple[Revision, ...]
    newest: int

    @property
    def days(self) -> tuple[tuple[dt.date, tuple[Revision, ...]], ...]:
        """Each later day on which something takes effect, and what will be in force from then on."""
        held, found = {each.policy: each for each in self.in_force}, []
        for day in sorted({starts(each) for each in self.later}):
            held |= {each.policy: each for each in self.later if starts(each) == day}
            found.append((day, tuple(held[policy] for policy in sorted(held))))
        return tuple(found)


@dataclass(frozen=True)
class Coming:
    """What will be in force from a later day on, its index, and what changes on that day."""

    day: dt.date
    in_force: tuple[Revision, ...]
    snapshot: Snapshot
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Candidate:
    """A plan with its index, beside what is in force now.

    `snapshot` is None where nothing would be in force. `coming` is what will be in force from later days on, the nearest
    first: indexed already, so that on the day nothing is left to encode.
    """

    plan: Plan
    snapshot: Snapshot | None
    current: Snapshot | None
    differences: tuple[Difference, ...]
    coming: tuple[Coming, ...] = ()

    @property
    def organisation(self) -> Organisation:
        """Whose policies they are."""
        return self.plan.organisation

    @property
    def drafts(self) -> tuple[Revision, ...]:
        """The drafts that would be published."""
        return self.plan.drafts

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What the drafts change, now and on later days."""
        drafts = {each.document_id for each in self.drafts}
        later = (each for each in self.coming if drafts & {one.document_id for one in each.in_force})
        new = {each.policy for each in self.drafts if each in self.plan.later}
        return (
            *self.differences,
            *(one for each in later for one in each.differences if one.policy in new),
        )

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


class Candidates:
    """Plans and indexes what could be in force, over one store, one folder of snapshots and one encoder."""

    def __init__(self, store: Store, snapshots: Snapshots, encoder: Callable[[], Encoder]) -> None:
        self._store = store
        self._snapshots = snapshots
        self._encoder = encoder

    def plan(self, organisation: Organisation, today: dt.date) -> Plan:
        """What would be in force were all drafts published today; raises NothingToPublish where there would be nothing.

        A draft that takes effect on a later day is listed for that day, in place of another for the same day.
        """
        newest = self._store.publications.newest(organisation.short)
        held = self._store.publications.revisions(organisation.short, _LIVE)
        drafts = tuple(each for each in held if each.state is State.draft)
        now = {each.policy: each for each in held if each.state is State.published}
        later = {(each.policy, starts(each)): each for each in held if each.state is State.scheduled}
        for draft in drafts:
            stated = draft.details.effective_on
            if stated and stated.first_day > today:
                later[(draft.policy, stated.first_day)] = draft
            else:
                now[draft.policy] = draft
        if not (now or later):
            raise NothingToPublish(organisation=organisation.name)
        return Plan(organisation, drafts, _ordered(now.values()), tuple(later.values()), newest)

    def build(self, plan: Plan, progress: Progress, anyhow: bool = False) -> Candidate:
        """Index a plan; only words that no index holds yet are encoded.

        `anyhow`: also where neither the index nor the stored words of what is in force now can be trusted any more.
        """
        try:
            current = self.current(plan.organisation)
        except (IndexDamaged, VerificationFailed):
            if not anyhow:
                raise
            current = None
        snapshot = self._indexed(plan.organisation, plan.in_force, current, progress)
        found = differences(*apart(current, snapshot))
        return Candidate(plan, snapshot, current, found, tuple(self._coming(plan, snapshot or current)))

    def _coming(self, plan: Plan, previous: Snapshot | None) -> Iterator[Coming]:
        for day, in_force in plan.days:
            made = self._indexed(plan.organisation, in_force, previous)
            if made is not None:
                yield Coming(day, in_force, made, differences(*apart(previous, made)))
            previous = made or previous

    def as_of(self, organisation: Organisation, day: dt.date) -> Snapshot | None:
        """What would have been quoted, or will be, on a day; None where no policy was or will be in force."""
        revisions = self._store.publications.in_force(organisation, day)
        return self._indexed(organisation, revisions, self.current(organisation))

    def out_of_force(self, organisation: Organisation) -> OutOfForce | None:
        """The policies that were withdrawn, or come into force on a later day, and of which no revision is in force now."""
        held = self._store.publications.revisions(organisation.short, _OUT)
        live = {each.policy for each in held if each.state is State.published}
        # What is to come matters more than what was.
        apart = sorted(held, key=lambda each: (each.state is State.scheduled, each.key))
        found = _ordered({each.policy: each for each in apart if each.policy not in live}.values())
        snapshot = self._indexed(organisation, found, None)
        return OutOfForce(snapshot, found) if snapshot else None

    def documents(self, organisation: Organisation, revisions: Sequence[Revision]) -> tuple[Document, ...]:
        """The words of revisions, in their order; raises VerificationFailed where they are not what was added."""
        found = self._store.publications.documents(organisation.short, [each.key for each in revisions])
        for document, revision in zip(found, revisions, strict=True):
            if document.id != revision.document_id:
                raise VerificationFailed(document=revision.document_id)
        return found

    def current(self, organisation: Organisation) -> Snapshot | None:
        """What is in force now; where its index is damaged, one that is made anew of the proved words, and not kept."""
        if organisation.snapshot is None:
            return None
        try:
            return self._snapshots.open(organisation.snapshot)
        except (IndexFault, OSError):
            return built_anew(self._store, self._snapshots, self._encoder(), organisation)

    def _indexed(
        self,
        organisation: Organisation,
        revisions: Sequence[Revision],
        previous: Snapshot | None,
        progress: Progress = lambda _done, _of: None,
    ) -> Snapshot | None:
        from index.build import build, is_current, revised

        if not revisions:
            return None
        encoder = self._encoder()
        if previous is None or not is_current(previous, encoder):
            documents = self.documents(organisation, revisions)
            return build(organisation.short, documents, encoder, previous, progress, self._snapshots)
        # What stays as it is is not even read, so that a revision costs what it changes.
        held = {part.label.document_id for part in previous.parts}
        come = [each for each in revisions if each.document_id not in held]
        gone = set(previous.policies) - {each.policy for each in revisions}
        if not (come or gone):
            return previous
        documents = self.documents(organisation, come)
        return revised(previous, documents, encoder, gone, progress, self._snapshots)


def starts(revision: Revision) -> dt.date:
    """The day from which a revision is in force, as it states, or else as it was published or added."""
    stated = revision.details.effective_on
    return revision.starts_on or (stated.first_day if stated else day_of(revision.added_at))


def _ordered(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    return tuple(sorted(revisions, key=lambda each: each.policy))
