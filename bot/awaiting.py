"""What people were asked to write next: a reply, another wording, a note, or why an answer was no help."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.events import Verb
from bot.places import Person
from bot.tables import awaited, organisations
from corpus.document import Value

WAIT = dt.timedelta(minutes=15)
"""How long somebody's next message is taken for what they were asked for."""


class Awaited(Value):
    """What the next private message of somebody is: what the button asked for, and what it is about."""

    organisation: str
    verb: Verb
    about: str


class Awaiting:
    """What is awaited of whom; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expect(self, person: Person, what: Awaited, at: dt.datetime) -> None:
        """Await something of somebody, in place of anything else."""
        with self._database.writing() as connection:
            row = rows.found(connection, what.organisation)
            connection.execute(awaited.delete().where(awaited.c.person == person.key))
            values = {"person": person.key, "verb": str(what.verb), "about": what.about, "at": at}
            connection.execute(awaited.insert().values(organisation_id=row.id, **values))

    def expected(self, person: Person, at: dt.datetime) -> Awaited | None:
        """What is awaited of somebody now, or None."""
        with self._database.reading() as connection:
            joined = sa.select(awaited, organisations.c.short).join(organisations)
            row = connection.execute(joined.where(awaited.c.person == person.key)).one_or_none()
        if row is None or at - row.at > WAIT:
            return None
        return Awaited(organisation=row.short, verb=Verb(row.verb), about=row.about)

    def tidy(self, now: dt.datetime) -> None:
        """Forget what was awaited and never came."""
        with self._database.writing() as connection:
            connection.execute(awaited.delete().where(awaited.c.at < now - WAIT))

    def over(self, person: Person) -> None:
        """Await nothing of somebody any more."""
        with self._database.writing() as connection:
            connection.execute(awaited.delete().where(awaited.c.person == person.key))
