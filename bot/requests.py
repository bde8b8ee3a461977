"""Requests to publish, where an organisation wants two people to agree: who asked, for which drafts, and when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot import outbox, rows
from bot.database import Database
from bot.outbox import Item
from bot.tables import organisations, requests
from corpus.document import Value


class Request(Value):
    """Somebody's wish to publish exactly these drafts, by their ids; `reason` where a failed check is to be overridden."""

    organisation: str
    drafts: tuple[str, ...]
    asked_by: str
    asked_at: dt.datetime
    reason: str | None = None


class Requests:
    """The requests of all organisations, one each at most; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, organisation: str) -> Request | None:
        """What somebody has asked to publish, or None."""
        joined = sa.select(requests, organisations.c.short).join(organisations)
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            found = connection.execute(joined.where(organisations.c.id == row.id)).one_or_none()
        if found is None:
            return None
        return Request(
            organisation=found.short,
            drafts=tuple(found.drafts),
            asked_by=found.asked_by,
            asked_at=found.asked_at,
            reason=found.reason,
        )

    def ask(self, request: Request, *letters: Item) -> None:
        """Keep a request in place of the one before, and the letters that tell the others of it."""
        with self._database.writing() as connection:
            row = rows.found(connection, request.organisation)
            connection.execute(requests.delete().where(requests.c.organisation_id == row.id))
            values = request.model_dump(exclude={"organisation"}) | {"drafts": list(request.drafts)}
            connection.execute(requests.insert().values(organisation_id=row.id, **values))
            outbox.put(connection, letters)
            rows.note(
                connection, row.id, request.asked_by, "asked to publish", row.short, request.asked_at, None,
                [*request.drafts],
            )  # fmt: skip

    def over(self, organisation: str) -> None:
        """Forget the request, as it was met or has no point any more."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            connection.execute(requests.delete().where(requests.c.organisation_id == row.id))
