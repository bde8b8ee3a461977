"""Notices: who is to be told that words they were quoted have changed, which, and whether they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from pydantic import JsonValue

from bot import lineage, rows
from bot.answers import Cited
from bot.arrangements import of as arranged
from bot.database import Database
from bot.editions import NOTHING
from bot.fates import Changed, Fates, Moved
from bot.lineage import Ground
from bot.outbox import Letter
from bot.people import Organisation
from bot.places import Place
from bot.tables import answers, notices, organisations, outbox
from corpus.document import Value
from corpus.revisions import Edition


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

    def void(self, id: int) -> None:
        """Forget a notice that told nobody anything, as the words were changed back; the next change is told of again."""
        with self._database.writing() as connection:
            for notice in _read(connection, notices.c.id == id):
                connection.execute(notices.delete().where(notices.c.id == id))
                row = rows.found(connection, notice.organisation)
                if arranged(connection, row.id).notices:
                    _forget_told(connection, row.id, notice)

    def catch_up(
        self,
        answer: str,
        organisation: Organisation,
        new: Edition,
        at: dt.datetime,
        above: Sequence[Edition] = (),
    ) -> None:
        """Let an answer follow a publication that came after it was read and before it was kept.

        `new` is what the organisation's policies said when `organisation` was read, and `above` what those of the
        organisations above it did. Whatever was published since then has taken the answer along already.
        """
        with self._database.writing() as connection:
            levels = [rows.found(connection, each.short) for each in organisation.levels]
            read = [each.snapshot for each in organisation.levels]
            if [each.snapshot_id for each in levels] == read:
                before = NOTHING
                moved = [Moved(row.id, before, now) for row, now in zip(levels, (new, *above), strict=False)]
                _follow(connection, levels[0].id, answers.c.id == answer, moved, at)

    def forget(self, now: dt.datetime, days: int) -> None:
        """Forget notices older than `days`."""
        with self._database.writing() as connection:
            connection.execute(notices.delete().where(notices.c.made_at < now - dt.timedelta(days=days)))


def _forget_told(connection: sa.Connection, organisation_id: int, notice: Notice) -> None:
    """Have the answers that a notice was about followed as though it had never been."""
    theirs = (answers.c.organisation_id == organisation_id) & (answers.c.person == notice.person)
    about = {each.cited for each in notice.changes}
    found = connection.execute(sa.select(answers.c.id, answers.c.clauses).where(theirs)).all()
    again = [each.id for each in found if not about.isdisjoint(_cited(each.clauses))]
    connection.execute(answers.update().where(answers.c.id.in_(again)).values(told_at=None))


def follow(
    connection: sa.Connection, organisation: Organisation, old: Edition, new: Edition, at: dt.datetime
) -> None:
    """Let the answers that are kept follow a publication, in its transaction.

    An answer whose clauses all say the same refers to where they stand now, so that its buttons work on. Whoever was
    quoted words that have changed is put on the list of those to be told; what is on it already and was not told
    yet is added to. So it is wherever the organisation's policies hold. However many answers are kept, there are only a
    few statements: everyone else who writes waits.
    """
    row = rows.found(connection, organisation.short)
    moved = (Moved(row.id, old, new),)
    for each in (row.id, *lineage.below(connection, row.id)):
        _follow(connection, each, answers.c.organisation_id == each, moved, at)


def _follow(
    connection: sa.Connection,
    organisation_id: int,
    wanted: sa.ColumnElement[bool],
    moved: Sequence[Moved],
    at: dt.datetime,
) -> None:
    given = connection.execute(sa.select(*_FOLLOWED).where(wanted).order_by(answers.c.given_at)).all()
    if not given:
        return
    read = [(answer, _cited(answer.clauses), _cited(answer.further)) for answer in given]
    named = {each.document_id for _, clauses, further in read for each in (*clauses, *further)}
    fates = Fates(connection, Ground(connection, organisation_id, named), moved)
    rebound, changed = [], []
    for answer, clauses, further in read:
        if all(fates.stands(each) for each in (*clauses, *further)):
            continue
        # Of an answer that was dealt with, only what still stood in the last edition is followed.
        earlier = answer.told_at is None
        found = [fates.of(each, earlier) for each in clauses]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            continue
        if all(each.became.kept for each in known):
            beyond = [fates.of(each, earlier) for each in further]
            rest = [each for each in beyond if each is not None and each.became.kept]
            values = {"clauses": fates.now(known), "further": fates.now(rest)}
            rebound.append({"answer": answer.id, **values})
        elif earlier:
            changed.append((answer, [each for each in known if not each.became.kept]))
    if rebound:
        connection.execute(_REBIND, rebound)
    if changed:
        connection.execute(_REBIND, [{"answer": answer.id, "told_at": at} for answer, _ in changed])
        _tell(connection, organisation_id, changed, at)


_FOLLOWED = (
    answers.c.id,
    answers.c.person,
    answers.c.place,
    answers.c.clauses,
    answers.c.further,
    answers.c.told_at,
)
_REBIND = answers.update().where(answers.c.id == sa.bindparam("answer"))


def _cited(column: Iterable[dict[str, str]]) -> tuple[Cited, ...]:
    return tuple(Cited.model_validate(each) for each in column)


_Column = dict[Cited, JsonValue]
"""What somebody is to be told, clause by clause, as a JSON column keeps it."""


def _tell(
    connection: sa.Connection,
    organisation_id: int,
    changed: Iterable[tuple[rows.Row, list[Changed]]],
    at: dt.datetime,
) -> None:
    """Put those who were quoted what has changed on the list, or add to what they are to be told."""
    arrangement = arranged(connection, organisation_id)
    if not arrangement.notices:
        return
    due = at + dt.timedelta(minutes=arrangement.notice_minutes)
    places: dict[str, JsonValue] = {}
    listed: dict[str, _Column] = {}
    said: dict[Cited, JsonValue] = {}
    for answer, mine in changed:
        places.setdefault(answer.person, answer.place)
        for each in mine:
            if each.cited not in said:
                said[each.cited] = each.model_dump(mode="json")
            listed.setdefault(answer.person, {})[each.cited] = said[each.cited]
    waiting = _waiting(connection, organisation_id)
    more, fresh = [], []
    for person, changes in listed.items():
        if person in waiting:
            id, before = waiting[person]
            more.append({"notice": id, "changes": list((before | changes).values())})
        else:
            fresh.append({"person": person, "place": places[person], "changes": list(changes.values())})
    if more:
        connection.execute(notices.update().where(notices.c.id == sa.bindparam("notice")), more)
    if fresh:
        same = {"organisation_id": organisation_id, "made_at": at, "due_at": due}
        made = notices.insert().returning(notices.c.id, notices.c.person)
        ids = connection.execute(made, [same | each for each in fresh]).all()
        _post(connection, organisation_id, [(id, person, places[person]) for id, person in ids], due)


def _waiting(connection: sa.Connection, organisation_id: int) -> dict[str, tuple[int, _Column]]:
    """By person, the notice that can be added to: what is being sent at this moment is not any more."""
    mine = (outbox.c.organisation_id == organisation_id) & (outbox.c.kind == str(Letter.notice))
    resting = mine & outbox.c.done_at.is_(None) & outbox.c.taken_until.is_(None)
    letters = set(connection.execute(sa.select(outbox.c.about).where(resting)).scalars())
    untold = (notices.c.organisation_id == organisation_id) & notices.c.told_at.is_(None)
    named = sa.select(notices.c.id, notices.c.person, notices.c.changes).where(untold)
    found: dict[str, tuple[int, _Column]] = {}
    for each in connection.execute(named.order_by(notices.c.id)).all():
        if str(each.id) in letters:
            changes = {Cited.model_validate(change["cited"]): change for change in each.changes}
            found.setdefault(each.person, (each.id, changes))
    return found


def _post(
    connection: sa.Connection,
    organisation_id: int,
    fresh: Iterable[tuple[int, str, JsonValue]],
    due: dt.datetime,
) -> None:
    """Put the letters of new notices into the outbox, all at once; their numbers were never given before."""
    same = {"organisation_id": organisation_id, "kind": str(Letter.notice), "due_at": due, "attempts": 0}
    letters = [
        {
            **same,
            "key": f"{Letter.notice}:{id}",
            "about": str(id),
            "place": place,
            "person": person.partition(":")[2],
        }
        for id, person, place in fresh
    ]
    connection.execute(outbox.insert(), letters)


def _read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Notice, ...]:
    joined = sa.select(notices, organisations.c.short).join(organisations).where(wanted)
    found = connection.execute(joined.order_by(notices.c.id)).all()
    names = [name for name in Notice.model_fields if name != "organisation"]
    return tuple(
        Notice.model_validate({"organisation": row.short, **{name: getattr(row, name) for name in names}})
        for row in found
    )
