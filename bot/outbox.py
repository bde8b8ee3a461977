"""The outbox: what is to be sent to somebody who did not just ask for it; kept until it has arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.places import Person, Place
from bot.tables import organisations, outbox
from corpus.document import Value

LEASE = dt.timedelta(minutes=2)
"""How long a sender has an item for itself; longer than any delivery takes."""

ATTEMPTS = 10
"""Attempts at delivering one item."""

PAUSES = (0, 10, 60, 300, 1_800, 7_200, 14_400, 28_800, 43_200, 86_400)
"""Seconds before each attempt."""

VOID = "void"
"""Why an item was not sent that had no point any more."""

KEPT_DAYS = 400
"""Days for which it is remembered that something was sent; longer than any clock that could send it again."""


class Letter(StrEnum):
    """What an item is."""

    asked = "asked"
    reminder = "reminder"
    deputised = "deputised"
    claimed = "claimed"
    reply = "reply"
    undelivered = "undelivered"
    closed = "closed"
    unreached = "unreached"
    alert = "alert"
    alert_again = "alert again"
    seen = "seen"
    unseen = "unseen"
    suspended = "suspended"
    review = "review"
    notice = "notice"
    monthly = "monthly"
    published = "published"
    approval = "approval"
    review_due = "review due"


URGENT = frozenset({Letter.alert, Letter.alert_again, Letter.seen, Letter.unseen})
"""What goes before everything else."""


class Item(Value):
    """One message to one place or person: what it is, what it is about, and where it goes.

    `key` is the same for what must be sent once only. To a `person` it goes directly, by their id on the place's
    platform; without one it is posted in the `place`. `doubtful`: an earlier attempt may have arrived.
    """

    id: int = 0
    key: str
    organisation: str
    kind: Letter
    about: str
    place: Place
    person: str = ""
    due_at: dt.datetime
    attempts: int = 0
    doubtful: bool = False


class Outbox:
    """The items of all organisations; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, *items: Item) -> None:
        """Keep items to be sent; one whose key is known already is passed over."""
        with self._database.writing() as connection:
            put(connection, items)

    def is_due(self, now: dt.datetime) -> bool:
        """Whether anything is to be sent now, by this process or another."""
        with self._database.reading() as connection:
            due = outbox.c.done_at.is_(None) & (outbox.c.due_at <= now)
            return connection.execute(sa.select(outbox.c.id).where(due).limit(1)).first() is not None

    def reached(self, prefix: str) -> bool:
        """Whether any item has arrived whose key begins so."""
        with self._database.reading() as connection:
            arrived = outbox.c.key.startswith(prefix, autoescape=True) & outbox.c.failed.is_(None)
            found = sa.select(outbox.c.id).where(arrived & outbox.c.done_at.is_not(None)).limit(1)
            return connection.execute(found).first() is not None

    def take(self, now: dt.datetime, platforms: Sequence[str], most: int = 20) -> tuple[Item, ...]:
        """Take items that are due on these platforms, and have them for oneself as long as LEASE."""
        with self._database.writing() as connection:
            free = outbox.c.taken_until.is_(None) | (outbox.c.taken_until <= now)
            due = outbox.c.done_at.is_(None) & (outbox.c.due_at <= now) & free
            joined = sa.select(outbox, organisations.c.short).join(organisations).where(due)
            urgent = sa.case((outbox.c.kind.in_([str(each) for each in URGENT]), 0), else_=1)
            found = connection.execute(joined.order_by(urgent, outbox.c.due_at, outbox.c.id)).all()
            mine = [each for each in found if each.place["platform"] in platforms][:most]
            ids = [each.id for each in mine]
            values = {"taken_until": now + LEASE, "attempts": outbox.c.attempts + 1}
            connection.execute(outbox.update().where(outbox.c.id.in_(ids)).values(values))
        return tuple(_item(each) for each in mine)

    def done(self, item: Item, now: dt.datetime, failed: str | None = None) -> None:
        """Take note that an item arrived, is not wanted any more, or never will arrive."""
        with self._database.writing() as connection:
            values = {"done_at": now, "taken_until": None, "failed": failed}
            connection.execute(outbox.update().where(outbox.c.id == item.id).values(values))

    def again(self, item: Item, now: dt.datetime, doubtful: bool = False) -> bool:
        """Have an item that did not arrive sent again later; False where it was tried often enough.

        `doubtful`: it may have arrived.
        """
        tried = item.attempts + 1
        if tried >= ATTEMPTS:
            return False
        with self._database.writing() as connection:
            later = now + dt.timedelta(seconds=PAUSES[tried])
            values = {"taken_until": later if doubtful else None, "due_at": later}
            connection.execute(outbox.update().where(outbox.c.id == item.id).values(values))
        return True

    def waiting(self, organisation: str) -> tuple[Item, ...]:
        """What is still to be sent for an organisation, in the order in which it is due."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            mine = (outbox.c.organisation_id == row.id) & outbox.c.done_at.is_(None)
            joined = sa.select(outbox, organisations.c.short).join(organisations).where(mine)
            found = connection.execute(joined.order_by(outbox.c.due_at, outbox.c.id)).all()
        return tuple(_item(each) for each in found)

    def received(
        self, organisation: str, person: Person, since: dt.datetime, now: dt.datetime, before: int, most: int
    ) -> tuple[Item, ...]:
        """What somebody was sent since a moment or is about to be, newest first; `before` is the number of an item, or 0."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            theirs = (outbox.c.organisation_id == row.id) & (outbox.c.person == person.id)
            theirs &= outbox.c.place["platform"].as_string() == str(person.platform)
            fine = outbox.c.failed.is_(None) & (outbox.c.due_at >= since) & (outbox.c.due_at <= now)
            wanted = theirs & fine & (outbox.c.id < before) if before else theirs & fine
            joined = sa.select(outbox, organisations.c.short).join(organisations).where(wanted)
            found = connection.execute(joined.order_by(outbox.c.id.desc()).limit(most)).all()
        return tuple(_item(each) for each in found)

    def undelivered(self, organisation: str, since: dt.datetime) -> int:
        """How many of an organisation's letters were given up since a moment, because they never arrived."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            given_up = outbox.c.failed.is_not(None) & (outbox.c.failed != VOID)
            mine = (outbox.c.organisation_id == row.id) & given_up
            late = sa.select(sa.func.count()).select_from(outbox).where(mine & (outbox.c.done_at >= since))
            return int(connection.execute(late).scalar_one())

    def tidy(self, now: dt.datetime) -> None:
        """Forget what was sent long ago."""
        with self._database.writing() as connection:
            old = outbox.c.done_at < now - dt.timedelta(days=KEPT_DAYS)
            connection.execute(outbox.delete().where(old))


def put(connection: sa.Connection, items: Sequence[Item]) -> None:
    """Keep items to be sent, on an open writing transaction; one whose key is known is passed over."""
    for item in items:
        if connection.execute(sa.select(outbox.c.id).where(outbox.c.key == item.key)).scalar():
            continue
        row = rows.found(connection, item.organisation)
        connection.execute(
            outbox.insert().values(
                key=item.key,
                organisation_id=row.id,
                kind=str(item.kind),
                about=item.about,
                place=item.place.model_dump(mode="json"),
                person=item.person,
                due_at=item.due_at,
                attempts=0,
            )
        )


def _item(row: rows.Row) -> Item:
    return Item(
        id=row.id,
        key=row.key,
        organisation=row.short,
        kind=Letter(row.kind),
        about=row.about,
        place=Place.model_validate(row.place),
        person=row.person,
        due_at=row.due_at,
        attempts=row.attempts,
        # Whoever had it and did not give it back was ended while sending it.
        doubtful=row.taken_until is not None,
    )
