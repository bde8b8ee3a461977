"""Notices: who is to be told that words they were quoted have changed, which, and whether they were told."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import rows
from bot.answers import Cited
from bot.arrangements import of as arranged
from bot.database import Database
from bot.history import given
from bot.outbox import Item, Letter, put
from bot.people import Organisation
from bot.places import Place
from bot.tables import answers, notices, organisations, outbox
from corpus.document import Value
from corpus.revisions import Became, Edition, became


class Changed(Value):
    """One clause that somebody was quoted, as it stood, and what has become of it."""

    cited: Cited
    became: Became


class Notice(Value):
    """What one person is to be told, privately and once: the clauses they were quoted that say something else now.

    `told_at` is None until they were told.
    """

    id: int = 0
    organisation: str
    person: str
    place: Place
    changes: tuple[Changed, ...]
    made_at: dt.datetime
    due_at: dt.datetime
    told_at: dt.datetime | None = None


class Notices:
    """The notices of all organisations; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, id: int) -> Notice | None:
        """The notice of that id, or None."""
        with self._database.reading() as connection:
            found = _read(connection, notices.c.id == id)
        return found[0] if found else None

    def all(self, organisation: str) -> tuple[Notice, ...]:
        """The organisation's notices, oldest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            return _read(connection, notices.c.organisation_id == row.id)

    def told(self, id: int, at: dt.datetime) -> None:
        """Take note that somebody was told."""
        with self._database.writing() as connection:
            connection.execute(notices.update().where(notices.c.id == id).values(told_at=at))

    def forget(self, now: dt.datetime, days: int) -> None:
        """Forget notices older than `days`."""
        with self._database.writing() as connection:
            connection.execute(notices.delete().where(notices.c.made_at < now - dt.timedelta(days=days)))


def follow(
    connection: sa.Connection, organisation: Organisation, old: Edition, new: Edition, at: dt.datetime
) -> None:
    """Let the answers that are kept follow a publication, in its transaction.

    An answer whose clauses all say the same refers to where they stand now, so that its buttons work on. Whoever was
    quoted words that have changed is put on the list of those to be told; what is on it already and was not told
    yet is added to.
    """
    row = rows.found(connection, organisation.short)
    arrangement = arranged(connection, row.id)
    joined = sa.select(answers, organisations.c.short).join(organisations)
    kept = connection.execute(
        joined.where(answers.c.organisation_id == row.id).order_by(answers.c.given_at)
    ).all()
    known: dict[str, Became] = {}
    for found in kept:
        answer = given(found)
        fates = [_fate(each, old, new, known) for each in answer.clauses]
        if any(each is None for each in fates):
            # Quoted from a revision before the last: its change was dealt with when that was published.
            continue
        changes = tuple(
            Changed(cited=cited, became=fate)
            for cited, fate in zip(answer.clauses, fates, strict=True)
            if fate is not None and not fate.kept
        )
        if not changes:
            _rebind(connection, answer.id, fates, answer.further, old, new, known)
        elif arrangement.notices and found.told_at is None:
            due = at + dt.timedelta(minutes=arrangement.notice_minutes)
            _list(connection, row.id, organisation, answer.person, answer.place, changes, at, due)
            connection.execute(answers.update().where(answers.c.id == answer.id).values(told_at=at))


def _fate(cited: Cited, old: Edition, new: Edition, known: dict[str, Became]) -> Became | None:
    clause = old.clause(cited.clause_id)
    if clause is None or clause.document_id != cited.document_id:
        return None
    if clause.id not in known:
        known[clause.id] = became(clause, old, new)
    return known[clause.id]


def _rebind(
    connection: sa.Connection,
    id: str,
    fates: list[Became | None],
    further: tuple[Cited, ...],
    old: Edition,
    new: Edition,
    known: dict[str, Became],
) -> None:
    now = [_now(each, new) for each in fates if each]
    beyond = [_fate(each, old, new, known) for each in further]
    rest = [_now(each, new) for each in beyond if each and each.kept]
    values = {"clauses": [each.model_dump() for each in now], "further": [each.model_dump() for each in rest]}
    connection.execute(answers.update().where(answers.c.id == id).values(values))


def _now(fate: Became, new: Edition) -> Cited:
    clause = new.clause(fate.now[0])
    assert clause is not None
    return Cited(clause_id=clause.id, document_id=clause.document_id)


def _list(
    connection: sa.Connection,
    organisation_id: int,
    organisation: Organisation,
    person: str,
    place: Place,
    changes: tuple[Changed, ...],
    at: dt.datetime,
    due: dt.datetime,
) -> None:
    """Put somebody on the list of those to be told, or add to what they are to be told."""
    mine = (notices.c.organisation_id == organisation_id) & (notices.c.person == person)
    # What is being sent at this moment is not added to any more.
    resting = sa.select(outbox.c.about).where(
        (outbox.c.kind == str(Letter.notice)) & outbox.c.done_at.is_(None) & outbox.c.taken_until.is_(None)
    )
    waiting = notices.c.told_at.is_(None) & sa.cast(notices.c.id, sa.String).in_(resting)
    pending = _read(connection, mine & waiting)
    listed = {each.cited: each for notice in pending[:1] for each in notice.changes}
    listed |= {each.cited: each for each in changes}
    column = [each.model_dump(mode="json") for each in listed.values()]
    if pending:
        connection.execute(notices.update().where(notices.c.id == pending[0].id).values(changes=column))
        return
    values = {"person": person, "place": place.model_dump(mode="json"), "changes": column}
    made = connection.execute(
        notices.insert().values(organisation_id=organisation_id, made_at=at, due_at=due, **values)
    )
    assert made.inserted_primary_key is not None
    id = made.inserted_primary_key[0]
    letter = Item(
        key=f"notice:{id}",
        organisation=organisation.short,
        kind=Letter.notice,
        about=str(id),
        place=place,
        person=person.partition(":")[2],
        due_at=due,
    )
    put(connection, [letter])


def _read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Notice, ...]:
    joined = sa.select(notices, organisations.c.short).join(organisations).where(wanted)
    found = connection.execute(joined.order_by(notices.c.id)).all()
    names = [name for name in Notice.model_fields if name != "organisation"]
    return tuple(
        Notice.model_validate({"organisation": row.short, **{name: getattr(row, name) for name in names}})
        for row in found
    )
