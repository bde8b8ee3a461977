"""Sessions: who has signed in to the console, by which one-time link, and until when; only hashes of secrets are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import Counter

import sqlalchemy as sa
from pydantic import Field

from bot import rows
from bot.database import Database
from bot.invitations import MADE
from bot.places import Person
from bot.tables import sessions, sign_ins
from corpus.document import Value

LINK_MINUTES = 10
"""Minutes for which a one-time link can be used."""

TOKEN_BYTES = 32
"""Random bytes of a link or a session: nobody guesses one."""

CONSOLE = "/console"
"""Where the console stands on the web server."""

MOST_LINKS = 5
"""Links of one person that are good at the same time; an older one goes when another is made."""


class Session(Value):
    """Somebody's stay in the console. `csrf` is what every form of theirs has to bring back.

    The person's `workspaces` are those through which they belong to an organisation; where they are signed in by the
    console itself, there are none. `told` is a sentence that waits to be shown once.
    """

    id: str = Field(repr=False)
    person: Person
    csrf: str = Field(repr=False)
    made_at: dt.datetime
    expires_at: dt.datetime
    told: str = ""


class SignedIn(Value):
    """Somebody who is signed in: how many sessions they have, and since when the newest."""

    person: Person
    sessions: int
    since: dt.datetime


class Sessions:
    """Links and sessions of all people; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def link(self, person: Person, at: dt.datetime, minutes: int = LINK_MINUTES) -> str:
        """Make a one-time link for a person; returns its token, of which only a hash is kept."""
        with self._database.writing() as connection:
            return _linked(connection, person, at, minutes)

    def invite(self, organisation: str, person: Person, by: str, at: dt.datetime, minutes: int) -> str:
        """Make a one-time link for somebody whom an organisation vouches for; the audit takes note of it."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            rows.note(connection, row.id, by, MADE, person.key, at)
            return _linked(connection, person, at, minutes)

    def is_good(self, token: str, at: dt.datetime) -> bool:
        """Whether a link can still be used; looking at it does not use it up."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(sign_ins.c.token).where(_good(token, at))).first() is not None

    def enter(self, token: str, at: dt.datetime, hours: float) -> tuple[str, Session] | None:
        """Use a link up and begin a session; returns its key, for the person's browser alone, or None for no good link."""
        with self._database.writing() as connection:
            # Of two who use it at once, the database lets only one take it away.
            used = sign_ins.delete().where(_good(token, at)).returning(sign_ins.c.person)
            found = connection.execute(used).scalar()
            if found is None:
                return None
            return _begun(connection, Person.model_validate(found), at, hours)

    def begin(self, person: Person, at: dt.datetime, hours: float) -> tuple[str, Session]:
        """Begin a session of somebody who was vouched for otherwise."""
        with self._database.writing() as connection:
            return _begun(connection, person, at, hours)

    def of(self, key: str, at: dt.datetime) -> Session | None:
        """The session of a key, or None where there is none or it is over."""
        with self._database.reading() as connection:
            mine = (sessions.c.id == hashed(key)) & (sessions.c.expires_at > at)
            found = connection.execute(sa.select(sessions).where(mine)).one_or_none()
        if found is None:
            return None
        return Session(
            id=found.id,
            person=Person.model_validate(found.person),
            csrf=found.csrf,
            made_at=found.made_at,
            expires_at=found.expires_at,
            told=found.told,
        )

    def tell(self, session: Session, sentence: str) -> None:
        """Have a sentence shown on the next page of a session; without one, nothing waits any more."""
        with self._database.writing() as connection:
            connection.execute(sessions.update().where(sessions.c.id == session.id).values(told=sentence))

    def end(self, session: Session) -> None:
        """End a session."""
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.id == session.id))

    def end_all(self, person: str) -> int:
        """End every session of a person, and take their links back; returns how many sessions there were."""
        with self._database.writing() as connection:
            return _ended(connection, person)

    def sign_out(self, organisation: str, person: str, by: str, at: dt.datetime) -> int:
        """End every session of a member of an organisation, as an admin wants it; the audit takes note of it, not of whose."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            gone = _ended(connection, person)
            rows.note(connection, row.id, by, "signed out", "a person", at)
            return gone

    def everyone(self, at: dt.datetime) -> tuple[SignedIn, ...]:
        """Everybody who is signed in, as they were when they last signed in; whoever did so last comes first."""
        with self._database.reading() as connection:
            good = sa.select(sessions).where(sessions.c.expires_at > at)
            found = connection.execute(good.order_by(sessions.c.made_at.desc(), sessions.c.id)).all()
        counts = Counter(each.who for each in found)
        newest = {each.who: each for each in reversed(found)}
        return tuple(
            SignedIn(person=Person.model_validate(row.person), sessions=counts[row.who], since=row.made_at)
            for row in sorted(newest.values(), key=lambda row: row.made_at, reverse=True)
        )

    def tidy(self, at: dt.datetime) -> None:
        """Forget links and sessions that are over."""
        with self._database.writing() as connection:
            connection.execute(sign_ins.delete().where(sign_ins.c.expires_at <= at))
            connection.execute(sessions.delete().where(sessions.c.expires_at <= at))


def entrance(base: str, token: str) -> str:
    """The address of a one-time link, below the address of the web server."""
    return f"{base.rstrip('/')}{CONSOLE}/enter/{token}"


def hashed(secret: str) -> str:
    """SHA-256 of a secret, in hexadecimal: what is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _linked(connection: sa.Connection, person: Person, at: dt.datetime, minutes: int) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(sign_ins.delete().where(sign_ins.c.expires_at <= at))
    mine = sa.select(sign_ins.c.token).where(sign_ins.c.who == person.key)
    newest = connection.execute(mine.order_by(sign_ins.c.expires_at.desc())).scalars().all()
    connection.execute(sign_ins.delete().where(sign_ins.c.token.in_(newest[MOST_LINKS - 1 :])))
    connection.execute(
        sign_ins.insert().values(
            token=hashed(token),
            who=person.key,
            person=person.model_dump(mode="json"),
            expires_at=at + dt.timedelta(minutes=minutes),
        )
    )
    return token


def _ended(connection: sa.Connection, person: str) -> int:
    connection.execute(sign_ins.delete().where(sign_ins.c.who == person))
    return connection.execute(sessions.delete().where(sessions.c.who == person)).rowcount


def _good(token: str, at: dt.datetime) -> sa.ColumnElement[bool]:
    return (sign_ins.c.token == hashed(token)) & (sign_ins.c.expires_at > at)


def _begun(connection: sa.Connection, person: Person, at: dt.datetime, hours: float) -> tuple[str, Session]:
    key = secrets.token_urlsafe(TOKEN_BYTES)
    begun = Session(
        id=hashed(key),
        person=person,
        csrf=secrets.token_urlsafe(TOKEN_BYTES),
        made_at=at,
        expires_at=at + dt.timedelta(hours=hours),
    )
    values = begun.model_dump(exclude={"person"})
    connection.execute(
        sessions.insert().values(**values, who=person.key, person=person.model_dump(mode="json"))
    )
    return key, begun
