"""What was answered, as far as the buttons below an answer need it: which clauses, to whom, where; never the question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from bot import rows
from bot.answers import AnswerCard, Cited
from bot.database import Database
from bot.events import Verb
from bot.people import Role
from bot.places import Person, Place
from bot.tables import answers, feedback, handled, organisations, pins
from corpus.document import Audience, Value

EVENT_DAYS = 2
"""Days for which an event is known to have been handled; platforms deliver again within hours."""


class Given(Value):
    """An answer that was given: the clauses that answered, those that came next, to whom and where.

    Where it was silent, `clauses` is empty and `further` holds the nearest ones.
    """

    id: str
    organisation: str
    person: str
    place: Place
    clauses: tuple[Cited, ...]
    further: tuple[Cited, ...]
    asker: Role
    addressed_to: tuple[Audience, ...]
    shared: bool = False


class PinLine(Value):
    """A pin: the answer that somebody who leads vouches for, by its clauses."""

    id: str
    clauses: tuple[Cited, ...]
    pinned_by: str
    pinned_at: dt.datetime


class History:
    """Answers given, feedback on them, pins, and the events handled; every method is one transaction."""

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
        self, organisation: str, card: AnswerCard, person: Person, place: Place, at: dt.datetime
    ) -> None:
        """Keep what the buttons of an answer need."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            connection.execute(
                answers.insert().values(
                    id=card.id,
                    organisation_id=row.id,
                    person=person.key,
                    place=place.model_dump(mode="json"),
                    clauses=_listed(quote.cited for quote in card.quotes[: card.answering]),
                    further=_listed(card.further or (quote.cited for quote in card.nearest)),
                    asker=card.asker,
                    addressed_to=list(card.addressed_to),
                    given_at=at,
                )
            )

    def given(self, id: str) -> Given | None:
        """The answer of that id, or None where it was never kept or is forgotten."""
        with self._database.reading() as connection:
            joined = sa.select(answers, organisations.c.short).join(organisations)
            row = connection.execute(joined.where(answers.c.id == id)).one_or_none()
        if row is None:
            return None
        return Given(
            id=row.id,
            organisation=row.short,
            person=row.person,
            place=Place.model_validate(row.place),
            clauses=_cited(row.clauses),
            further=_cited(row.further),
            asker=Role(row.asker),
            addressed_to=tuple(Audience(each) for each in row.addressed_to),
            shared=row.shared_at is not None,
        )

    def share(self, id: str, at: dt.datetime) -> bool:
        """Take note that an answer is shared; False where it was already."""
        return self._once(id, "shared_at", at)

    def ask(self, id: str, at: dt.datetime) -> bool:
        """Take note that the leads are told of an answer; False where they were already."""
        return self._once(id, "passed_on_at", at)

    def _once(self, id: str, what: str, at: dt.datetime) -> bool:
        with self._database.writing() as connection:
            mine = (answers.c.id == id) & answers.c[what].is_(None)
            return connection.execute(answers.update().where(mine).values({what: at})).rowcount == 1

    def undo(self, id: str, verb: Verb) -> None:
        """Take the note back, where what a button was to deliver reached nobody."""
        what = {Verb.share: "shared_at", Verb.ask_lead: "passed_on_at"}.get(verb)
        if what:
            with self._database.writing() as connection:
                connection.execute(answers.update().where(answers.c.id == id).values({what: None}))

    def rate(self, id: str, person: Person, helpful: bool, at: dt.datetime) -> None:
        """Keep whether somebody found an answer helpful, in place of what they said before."""
        with self._database.writing() as connection:
            mine = (feedback.c.answer_id == id) & (feedback.c.person == person.key)
            values = {"helpful": helpful, "at": at}
            if connection.execute(feedback.update().where(mine).values(values)).rowcount == 0:
                connection.execute(feedback.insert().values(answer_id=id, person=person.key, **values))

    def ratings(self, id: str) -> dict[str, bool]:
        """Who found an answer helpful or not."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(feedback).where(feedback.c.answer_id == id)).all()
        return {each.person: each.helpful for each in found}

    def pin(self, given: Given, by: Person, at: dt.datetime) -> bool:
        """Pin an answer; False where it is pinned already."""
        with self._database.writing() as connection:
            row = rows.found(connection, given.organisation)
            if connection.execute(sa.select(pins.c.id).where(pins.c.id == given.id)).scalar():
                return False
            values = {"id": given.id, "clauses": _listed(given.clauses), "pinned_by": by.key, "pinned_at": at}
            connection.execute(pins.insert().values(organisation_id=row.id, **values))
            rows.note(connection, row.id, by.key, "pinned", given.id, at)
            return True

    def pins(self, organisation: str) -> tuple[PinLine, ...]:
        """All pins of an organisation, oldest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(
                sa.select(pins).where(pins.c.organisation_id == row.id).order_by(pins.c.pinned_at, pins.c.id)
            ).all()
        return tuple(
            PinLine(
                id=each.id,
                clauses=_cited(each.clauses),
                pinned_by=each.pinned_by,
                pinned_at=each.pinned_at,
            )
            for each in found
        )

    def forget(self, now: dt.datetime, days: int) -> int:
        """Forget answers older than `days`, and events that can come no more; returns how many answers."""
        with self._database.writing() as connection:
            old = answers.c.given_at < now - dt.timedelta(days=days)
            stale = sa.select(answers.c.id).where(old)
            connection.execute(feedback.delete().where(feedback.c.answer_id.in_(stale)))
            gone = connection.execute(answers.delete().where(old))
            connection.execute(handled.delete().where(handled.c.at < now - dt.timedelta(days=EVENT_DAYS)))
            return gone.rowcount


def _listed(clauses: Iterable[Cited]) -> list[dict[str, str]]:
    """Clauses as a JSON column keeps them."""
    return [each.model_dump() for each in clauses]


def _cited(column: Iterable[dict[str, str]]) -> tuple[Cited, ...]:
    """Clauses as they were put into a JSON column."""
    return tuple(Cited.model_validate(each) for each in column)
