"""Publications: which revisions are in force, since when and by whom; and the one transaction in which that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import sqlalchemy as sa

from bot import rows, timeline
from bot.database import Database
from bot.errors import ChangedMeanwhile
from bot.people import Organisation
from bot.records import Act, Publication, Revision, State, day_of
from bot.tables import documents, organisations, publications, requests
from corpus.document import Document

Then = Callable[[sa.Connection, int, int], None]
"""What has to follow in the transaction of a publication: given the connection, the organisation's key and the number."""

NOTES = {
    Act.published: "published",
    Act.took_effect: "took effect",
    Act.rolled_back: "rolled back",
    Act.withdrawn: "withdrew",
    Act.imported: "imported",
}
"""What the audit calls each."""

# Of two rows of the same revision the one that is nearest to being quoted is meant.
_ORDER = (State.draft, State.published, State.scheduled, State.superseded, State.withdrawn)
_NEVER_OLD = frozenset({Act.published, Act.took_effect, Act.withdrawn})


def nothing_follows(_connection: sa.Connection, _organisation_id: int, _number: int) -> None:
    """Let nothing follow."""


class Publications:
    """The publications of all organisations, and the revisions that they put in force."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def move(
        self, wanted: Publication, then: Then = nothing_follows, after: int | None = None
    ) -> Publication:
        """Put exactly these revisions in force, and these on the list for a later day, or change nothing.

        `after` is the number of the publication that was the newest when this one was planned. Raises ChangedMeanwhile
        where another is now, the pointer is no longer where it was, or a revision is gone or is another one.
        """
        with self._database.writing() as connection:
            row = rows.found(connection, wanted.organisation)
            if after is not None and _newest(connection, row.id) != after:
                raise ChangedMeanwhile(organisation=row.name)
            held = _revisions(connection, row.id)
            in_force = _resolved(held, wanted.documents, wanted.act, row.name)
            later = _resolved(held, wanted.scheduled, wanted.act, row.name)
            _restate(connection, held, in_force, later, wanted)
            starts = [_starts_on(each, wanted.published_at) for each in later]
            moved = connection.execute(
                organisations.update()
                .where(
                    organisations.c.id == row.id,
                    organisations.c.snapshot_id.is_not_distinct_from(wanted.previous),
                )
                .values(snapshot_id=wanted.snapshot, next_on=min(starts, default=None))
            )
            if moved.rowcount != 1:
                raise ChangedMeanwhile(organisation=row.name)
            number = connection.execute(
                publications.insert().values(_columns(row.id, wanted))
            ).inserted_primary_key
            made = wanted.model_copy(update={"number": int((number or (0,))[0]), "organisation": row.short})
            gone = ", ".join(_gone(held, in_force, later))
            thing = gone if wanted.act is Act.withdrawn else wanted.snapshot or gone
            if wanted.act is Act.published:
                # What somebody asked for is published now, or is something else.
                connection.execute(requests.delete().where(requests.c.organisation_id == row.id))
            rows.note(
                connection,
                row.id,
                wanted.published_by,
                NOTES[wanted.act],
                thing,
                wanted.published_at,
                [*sorted(each.document_id for each in held if each.state is State.published)],
                {
                    "documents": [*sorted(wanted.documents)],
                    "scheduled": [*sorted(wanted.scheduled)],
                    "approved_by": wanted.approved_by,
                    "reason": wanted.reason,
                    "restores": wanted.restores,
                },
            )
            then(connection, row.id, made.number)
        return made

    def all(self, organisation: str) -> tuple[Publication, ...]:
        """All publications of an organisation, oldest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            mine = sa.select(publications).where(publications.c.organisation_id == row.id)
            found = connection.execute(mine.order_by(publications.c.id)).all()
        return tuple(publication(each, row.short) for each in found)

    def newest(self, organisation: str) -> int:
        """The number of an organisation's newest publication; 0 where there is none."""
        with self._database.reading() as connection:
            return _newest(connection, rows.found(connection, organisation).id)

    def get(self, number: int) -> Publication | None:
        """The publication of that number, or None."""
        joined = sa.select(publications, organisations.c.short).join(organisations)
        with self._database.reading() as connection:
            found = connection.execute(joined.where(publications.c.id == number)).one_or_none()
        return publication(found, found.short) if found else None

    def revisions(self, organisation: str, states: Iterable[State] = tuple(State)) -> tuple[Revision, ...]:
        """The organisation's revisions in these states, by policy and in the order in which they were added."""
        wanted = frozenset(states)
        with self._database.reading() as connection:
            found = _revisions(connection, rows.found(connection, organisation).id)
        return tuple(sorted((each for each in found if each.state in wanted), key=lambda each: each.policy))

    def documents(self, organisation: str, keys: Sequence[int]) -> tuple[Document, ...]:
        """The words of revisions, by their keys, in the order of these."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            mine = (documents.c.organisation_id == row.id) & documents.c.id.in_(list(keys))
            found = connection.execute(sa.select(documents.c.id, *rows.DOCUMENT).where(mine)).all()
        by_key = {each.id: rows.document(each) for each in found}
        return tuple(by_key[key] for key in keys if key in by_key)

    def in_force(self, organisation: Organisation, day: dt.date) -> tuple[Revision, ...]:
        """The revisions that were or will be in force on a day, by policy; one that was rolled back from never was."""
        history = self.all(organisation.short)
        kept = [each for each in State if each is not State.draft]
        return timeline.in_force(history, self.revisions(organisation.short, kept), day)


def _revisions(connection: sa.Connection, organisation_id: int) -> list[Revision]:
    mine = sa.select(*rows.REVISION).where(documents.c.organisation_id == organisation_id)
    return [rows.revision(each) for each in connection.execute(mine.order_by(documents.c.id)).all()]


def _newest(connection: sa.Connection, organisation_id: int) -> int:
    mine = sa.select(sa.func.max(publications.c.id)).where(publications.c.organisation_id == organisation_id)
    return connection.execute(mine).scalar() or 0


def _resolved(held: Sequence[Revision], ids: Sequence[str], act: Act, name: str) -> list[Revision]:
    """The rows of revisions by their ids; raises ChangedMeanwhile where one is gone, or only a rollback may take it."""
    found = []
    for id in ids:
        same = [each for each in held if each.document_id == id]
        same = [each for each in same if each.state in _ORDER[:3]] if act in _NEVER_OLD else same
        if not same:
            raise ChangedMeanwhile(organisation=name)
        same.sort(key=lambda each: (_ORDER.index(each.state), -each.key))
        if act is Act.rolled_back and len(same) > 1 and same[0].state is State.draft:
            same = same[1:]  # what waits to be published is not what was published once
        found.append(same[0])
    return found


def _restate(
    connection: sa.Connection,
    held: Sequence[Revision],
    in_force: Sequence[Revision],
    later: Sequence[Revision],
    wanted: Publication,
) -> None:
    """End what is in force or scheduled and is not any more, then put in force and schedule what is."""
    standing = {each.key for each in (*in_force, *later)}
    policies = {each.policy for each in in_force}
    for each in held:
        if each.state not in (State.published, State.scheduled) or each.key in standing:
            continue
        gone = wanted.act is Act.withdrawn and each.policy not in policies
        values = {
            "state": str(State.withdrawn if gone else State.superseded),
            "ended_at": wanted.published_at,
            "taken_back": wanted.act is Act.rolled_back,
        }
        connection.execute(documents.update().where(documents.c.id == each.key).values(values))
    for state, those in ((State.scheduled, later), (State.published, in_force)):
        for each in those:
            if each.state is state:
                continue
            values = {
                "state": str(state),
                "published_at": each.published_at or wanted.published_at,
                "starts_on": _starts_on(each, wanted.published_at),
                "ended_at": None,
                "taken_back": False,
            }
            connection.execute(documents.update().where(documents.c.id == each.key).values(values))


def _starts_on(revision: Revision, at: dt.datetime) -> dt.date:
    stated = revision.details.effective_on
    return revision.starts_on or (stated.first_day if stated else day_of(revision.published_at or at))


def _gone(held: Sequence[Revision], *standing: Sequence[Revision]) -> list[str]:
    """The policies of which nothing stands any more, by their short names."""
    kept = {each.policy for some in standing for each in some}
    live = {each.policy for each in held if each.state in (State.published, State.scheduled)}
    return sorted(live - kept)


def _columns(organisation_id: int, wanted: Publication) -> Mapping[str, object]:
    return {
        "organisation_id": organisation_id,
        "kind": str(wanted.act),
        "snapshot_id": wanted.snapshot,
        "previous_snapshot_id": wanted.previous,
        "documents": list(wanted.documents),
        "scheduled": list(wanted.scheduled),
        "published_by": wanted.published_by,
        "published_at": wanted.published_at,
        "approved_by": wanted.approved_by,
        "reason": wanted.reason,
        "restores": wanted.restores,
        "changes": wanted.changes,
    }


def publication(row: rows.Row, organisation: str) -> Publication:
    """The publication that a row holds."""
    return Publication(
        number=row.id,
        organisation=organisation,
        act=Act(row.kind),
        snapshot=row.snapshot_id,
        previous=row.previous_snapshot_id,
        documents=tuple(row.documents),
        scheduled=tuple(row.scheduled),
        published_by=row.published_by,
        published_at=row.published_at,
        approved_by=row.approved_by,
        reason=row.reason,
        restores=row.restores,
        changes=row.changes,
    )
