"""Alerts: somebody needs the lead now. Who and where is kept, and never what they wrote."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.outbox import Item, put
from bot.places import Person, Place
from bot.queue import ASKER
from bot.tables import alerts, organisations
from corpus.document import Value

OPEN = dt.timedelta(hours=1)
"""How long an alert that nobody has confirmed stands for all that the same person raises."""


class Alert(Value):
    """Somebody who asked for the lead after disclosing a risk; its id is that of the answer they were given."""

    id: str
    organisation: str
    asker: Person
    place: Place
    raised_at: dt.datetime
    seen_by: Person | None = None
    seen_at: dt.datetime | None = None


class Alerts:
    """The alerts of all organisations; every method is one transaction, with what is to be sent because of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, alert: Alert, *letters: Item) -> bool:
        """Keep an alert; False where it is known already or the person has another open one: then nothing is sent."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(alerts.c.id).where(alerts.c.id == alert.id)).scalar():
                return False
            row = rows.found(connection, alert.organisation)
            mine = (alerts.c.organisation_id == row.id) & alerts.c.seen_at.is_(None)
            open_ = _read(connection, mine & (alerts.c.raised_at > alert.raised_at - OPEN))
            if any(each.asker.key == alert.asker.key for each in open_):
                return False
            connection.execute(
                alerts.insert().values(
                    id=alert.id,
                    organisation_id=row.id,
                    asker=alert.asker.model_dump(mode="json"),
                    place=alert.place.model_dump(mode="json"),
                    raised_at=alert.raised_at,
                )
            )
            rows.note(connection, row.id, ASKER, "alerted the lead", alert.id, alert.raised_at)
            put(connection, letters)
            return True

    def get(self, id: str) -> Alert | None:
        """The alert of that id, or None."""
        with self._database.reading() as connection:
            found = _read(connection, alerts.c.id == id)
        return found[0] if found else None

    def unseen(self) -> tuple[Alert, ...]:
        """The alerts of all organisations that nobody has confirmed."""
        with self._database.reading() as connection:
            return _read(connection, alerts.c.seen_at.is_(None))

    def all(self, organisation: str, since: dt.datetime) -> tuple[Alert, ...]:
        """The organisation's alerts that nobody has confirmed, and those raised since a moment, oldest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            recent = alerts.c.seen_at.is_(None) | (alerts.c.raised_at >= since)
            return _read(connection, (alerts.c.organisation_id == row.id) & recent)

    def see(self, id: str, by: Person, at: dt.datetime, *letters: Item) -> bool:
        """Take note of who has seen an alert; False where somebody had already."""
        with self._database.writing() as connection:
            mine = (alerts.c.id == id) & alerts.c.seen_at.is_(None)
            values = {"seen_by": by.model_dump(mode="json"), "seen_at": at}
            if connection.execute(alerts.update().where(mine).values(values)).rowcount != 1:
                return False
            row = connection.execute(sa.select(alerts).where(alerts.c.id == id)).one()
            rows.note(connection, row.organisation_id, by.key, "saw alert", id, at)
            put(connection, letters)
            return True

    def forget(self, now: dt.datetime, days: int) -> None:
        """Forget alerts older than `days`; that there was one stays in the audit."""
        with self._database.writing() as connection:
            old = alerts.c.raised_at < now - dt.timedelta(days=days)
            connection.execute(alerts.delete().where(old))


def _read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Alert, ...]:
    joined = sa.select(alerts, organisations.c.short).join(organisations).where(wanted)
    found = connection.execute(joined.order_by(alerts.c.raised_at, alerts.c.id)).all()
    names = [name for name in Alert.model_fields if name != "organisation"]
    return tuple(
        Alert.model_validate({"organisation": row.short, **{name: getattr(row, name) for name in names}})
        for row in found
    )
