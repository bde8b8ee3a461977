"""Searching the audit: the newest entries first, some at a time, of one deed, one day or one person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import rows
from bot.audit import Entry, read
from bot.database import Database
from bot.tables import audit
from corpus.document import Value


class Wanted(Value):
    """Which entries are wanted, of one organisation; what is empty says nothing.

    `first_day` and `last_day` are days where this machine stands. `general`: also those that concern no single
    organisation.
    """

    organisation: str
    did: str = ""
    who: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    general: bool = False


class Found(Value):
    """Some entries, the newest first, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


def search(database: Database, wanted: Wanted, skip: int, most: int) -> Found:
    """The entries that are wanted, newest first, `most` of them behind the first `skip`.

    Raises NoSuchOrganisation, and AuditBroken where somebody has made an entry unreadable.
    """
    with database.reading() as connection:
        mine = _mine(connection, wanted)
        total = connection.execute(sa.select(sa.func.count()).select_from(audit).where(mine)).scalar_one()
        newest = sa.select(audit.c.id).where(mine).order_by(audit.c.id.desc()).offset(skip).limit(most)
        ids = connection.execute(newest).scalars().all()
        return Found(entries=tuple(reversed(read(connection, sa.column("id").in_(ids)))), total=total)


def deeds(database: Database, organisation: str) -> tuple[str, ...]:
    """What has been done in an organisation, each kind of deed once, by name."""
    with database.reading() as connection:
        row = rows.found(connection, organisation)
        kinds = sa.select(audit.c.did).where(audit.c.organisation_id == row.id).distinct()
        return tuple(sorted(connection.execute(kinds).scalars()))


def _mine(connection: sa.Connection, wanted: Wanted) -> sa.ColumnElement[bool]:
    mine: sa.ColumnElement[bool] = audit.c.organisation_id == rows.found(connection, wanted.organisation).id
    if wanted.general:
        mine |= audit.c.organisation_id.is_(None)
    if wanted.did:
        mine &= audit.c.did == wanted.did
    if wanted.who:
        mine &= audit.c.who == wanted.who
    if wanted.first_day:
        mine &= audit.c.at >= _begin(wanted.first_day)
    if wanted.last_day and wanted.last_day < dt.date.max:
        mine &= audit.c.at < _begin(wanted.last_day + dt.timedelta(days=1))
    return mine


def _begin(day: dt.date) -> dt.datetime:
    """When a day begins where this machine stands."""
    return dt.datetime.combine(day, dt.time()).astimezone(dt.UTC)
