"""What was answered, as far as it is needed afterwards: which clauses, to whom, where, and for a while what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from bot import rows
from bot.answers import AnswerCard, Cited, Kind
from bot.database import Database
from bot.events import Verb
from bot.lineage import Ground
from bot.people import Role
from bot.places import Person, Place
from bot.tables import answers, feedback, handled, organisations, pins, posted
from corpus.document import Audience, Value

EVENT_DAYS = 2
"""Days for which an event is known to have been handled; platforms deliver again within hours."""


class Given(Value):
    """An answer that was given: the clauses that answered, those that came next, to whom and where.

    Where it was silent, `clauses` is empty and `further` holds the nearest ones. `text` is what was asked, scrubbed of
    names, as long as that is kept; `pin` the id of the pin that was served, if one was.
    """

    id: str
    organisation: str
    person: str
    place: Place
    kind: Kind = Kind.quoted
    pin: str | None = None
    text: str | None = None
    given_at: dt.datetime
    clauses: tuple[Cited, ...]
    further: tuple[Cited, ...]
    asker: Role
    addressed_to: tuple[Audience, ...]
    shared: bool = False


class History:
    """Answers given, feedback on them, and the events handled; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, event: str, at: dt.datetime) -> bool:
        """Whether an event is met for the first time, by any process; from now on it has been."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(handled.c.event).where(handled.c.event == event)).scalar():
                return False
            connection.execute(handled.insert().values(event=event, at=at))
            return True

    def keep(
        self,
        organisation: str,
        card: AnswerCard,
        person: Person,
        place: Place,
        at: dt.datetime,
        text: str | None = None,
    ) -> bool:
        """Keep what the buttons of an answer need, and the question, which has to be scrubbed already.

        Returns whether all that it refers to is in force; where it was published anew while the answer was made, the
        answer has yet to follow that (see `Notices.catch_up`).
        """
        clauses = tuple(quote.cited for quote in card.quotes[: card.answering])
        further = card.further or tuple(quote.cited for quote in card.nearest)
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            connection.execute(
                answers.insert().values(
                    id=card.id,
                    organisation_id=row.id,
                    person=person.key,
                    place=place.model_dump(mode="json"),
                    kind=str(card.kind),
                    pin_id=card.pin.id if card.pin else None,
                    text=text,
                    clauses=_listed(clauses),
                    further=_listed(further),
                    asker=card.asker,
                    addressed_to=list(card.addressed_to),
                    given_at=at,
                )
            )
            # In the same transaction: whatever is published later finds the answer and has it follow.
            return _in_force(connection, row.id, (*clauses, *further))

    def given(self, id: str) -> Given | None:
        """The answer of that id, or None where it was never kept or is forgotten."""
        with self._database.reading() as connection:
            joined = sa.select(answers, organisations.c.short).join(organisations)
            row = connection.execute(joined.where(answers.c.id == id)).one_or_none()
        return given(row) if row else None

    def of(self, organisation: str, person: str) -> tuple[Given, ...]:
        """The answers that are kept of one person, oldest first."""
        with self._database.reading() as connection:
            joined = sa.select(answers, organisations.c.short).join(organisations)
            mine = (organisations.c.short == organisation) & (answers.c.person == person)
            found = connection.execute(joined.where(mine).order_by(answers.c.given_at)).all()
        return tuple(given(each) for each in found)

    def since(self, organisation: str, at: dt.datetime) -> tuple[Given, ...]:
        """The answers given from a moment on that are still kept, oldest first."""
        with self._database.reading() as connection:
            joined = sa.select(answers, organisations.c.short).join(organisations)
            mine = (organisations.c.short == organisation) & (answers.c.given_at >= at)
            found = connection.execute(joined.where(mine).order_by(answers.c.given_at)).all()
        return tuple(given(each) for each in found)

    def post(self, answer: str, messages: Iterable[str]) -> None:
        """Take note of the platform's messages that show an answer, for whoever pins one of them there."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(answers.c.id).where(answers.c.id == answer)).scalar() is None:
                return
            for message in messages:
                known = connection.execute(sa.select(posted).where(posted.c.message == message)).first()
                if known is None:
                    connection.execute(posted.insert().values(message=message, answer_id=answer))

    def shown_by(self, message: str) -> str | None:
        """The id of the answer that a platform's message shows, or None."""
        with self._database.reading() as connection:
            found: str | None = connection.execute(
                sa.select(posted.c.answer_id).where(posted.c.message == message)
            ).scalar()
        return found

    def share(self, id: str, at: dt.datetime) -> bool:
        """Take note that an answer is shared; False where it was already."""
        return self._once(id, "shared_at", at)

    def _once(self, id: str, what: str, at: dt.datetime) -> bool:
        with self._database.writing() as connection:
            mine = (answers.c.id == id) & answers.c[what].is_(None)
            return connection.execute(answers.update().where(mine).values({what: at})).rowcount == 1

    def undo(self, id: str, verb: Verb) -> None:
        """Take the note back, where what a button was to deliver reached nobody."""
        what = {Verb.share: "shared_at"}.get(verb)
        if what:
            with self._database.writing() as connection:
                connection.execute(answers.update().where(answers.c.id == id).values({what: None}))

    def rate(self, id: str, person: Person, helpful: bool, at: dt.datetime) -> bool | None:
        """Keep whether somebody found an answer helpful, in place of what they said before, which is returned.

        Where the answer was a pin's, that is counted with the pin, once for each person.
        """
        with self._database.writing() as connection:
            mine = (feedback.c.answer_id == id) & (feedback.c.person == person.key)
            before: bool | None = connection.execute(sa.select(feedback.c.helpful).where(mine)).scalar()
            if before is helpful:
                return before
            values = {"helpful": helpful, "at": at, "why": None}
            if before is None:
                connection.execute(feedback.insert().values(answer_id=id, person=person.key, **values))
            else:
                connection.execute(feedback.update().where(mine).values(values))
            pin = sa.select(answers.c.pin_id).where(answers.c.id == id).scalar_subquery()
            columns = {True: pins.c.helped, False: pins.c.unhelped}
            change = {columns[helpful].name: columns[helpful] + 1}
            if before is not None:
                change[columns[before].name] = columns[before] - 1
            connection.execute(pins.update().where(pins.c.id == pin).values(change))
            return before

    def why(self, id: str, person: str, why: str) -> bool:
        """Keep why somebody rated an answer as they did, scrubbed already; False where they rated it not at all."""
        with self._database.writing() as connection:
            mine = (feedback.c.answer_id == id) & (feedback.c.person == person)
            return connection.execute(feedback.update().where(mine).values(why=why)).rowcount == 1

    def ratings(self, id: str) -> dict[str, bool]:
        """Who found an answer helpful or not."""
        return {person: helpful for _, person, helpful, _ in self._feedback(feedback.c.answer_id == id)}

    def feedback(self, ids: Iterable[str]) -> dict[str, tuple[bool, str | None]]:
        """How each of these answers was rated by whom it was given to, and why, where it was."""
        mine = feedback.c.answer_id.in_(list(ids))
        return {answer: (helpful, why) for answer, _, helpful, why in self._feedback(mine)}

    def _feedback(self, wanted: sa.ColumnElement[bool]) -> list[tuple[str, str, bool, str | None]]:
        with self._database.reading() as connection:
            found = connection.execute(sa.select(feedback).where(wanted)).all()
        return [(each.answer_id, each.person, each.helpful, each.why) for each in found]

    def forget(self, now: dt.datetime, days: int, question_days: int | None = None) -> int:
        """Forget answers older than `days`, and events that can come no more; returns how many answers.

        What was asked, and why an answer was no help, is forgotten after `question_days` already.
        """
        with self._database.writing() as connection:
            worded = answers.c.given_at < now - dt.timedelta(
                days=days if question_days is None else question_days
            )
            older = sa.select(answers.c.id).where(worded)
            connection.execute(answers.update().where(worded).values(text=None))
            connection.execute(feedback.update().where(feedback.c.answer_id.in_(older)).values(why=None))
            old = answers.c.given_at < now - dt.timedelta(days=days)
            stale = sa.select(answers.c.id).where(old)
            connection.execute(feedback.delete().where(feedback.c.answer_id.in_(stale)))
            gone = connection.execute(answers.delete().where(old))
            connection.execute(handled.delete().where(handled.c.at < now - dt.timedelta(days=EVENT_DAYS)))
            return gone.rowcount


def given(row: rows.Row) -> Given:
    """The answer that a row holds, with the short name of its organisation."""
    return Given(
        id=row.id,
        organisation=row.short,
        person=row.person,
        place=Place.model_validate(row.place),
        kind=Kind(row.kind),
        pin=row.pin_id,
        text=row.text,
        given_at=row.given_at,
        clauses=_cited(row.clauses),
        further=_cited(row.further),
        asker=Role(row.asker),
        addressed_to=tuple(Audience(each) for each in row.addressed_to),
        shared=row.shared_at is not None,
    )


def _in_force(connection: sa.Connection, organisation_id: int, clauses: Iterable[Cited]) -> bool:
    """Whether every one of these clauses stands in a revision that is published now, at whichever level."""
    wanted = {each.document_id for each in clauses}
    ground = Ground(connection, organisation_id, wanted)
    return all(map(ground.in_force, wanted))


def _listed(clauses: Iterable[Cited]) -> list[dict[str, str]]:
    """Clauses as a JSON column keeps them."""
    return [each.model_dump() for each in clauses]


def _cited(column: Iterable[dict[str, str]]) -> tuple[Cited, ...]:
    """Clauses as they were put into a JSON column."""
    return tuple(Cited.model_validate(each) for each in column)
