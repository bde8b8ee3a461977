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


WHOM, WHY = "shown to", "reason"
"""How a reason is kept behind the drafts of a request, or alone where nobody has asked for anything."""


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
        if found is None or not found.asked_by:
            return None
        return Request(
            organisation=found.short,
            drafts=tuple(each for each in found.drafts if isinstance(each, str)),
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
                {"drafts": [*request.drafts], "reason": request.reason},
            )  # fmt: skip

    def shown(self, organisation: str, who: str) -> str | None:
        """Why a check would be overridden, as somebody was shown it last who has not pressed yet; it asks for nothing."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            held = _held(connection, row.id)
        return next((each[WHY] for each in held or () if isinstance(each, dict) and each[WHOM] == who), None)

    def show(self, organisation: str, who: str, reason: str, at: dt.datetime) -> None:
        """Keep why a check would be overridden until they press; what somebody has asked for stays as it is."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            held = _held(connection, row.id)
            others = [each for each in held or () if not (isinstance(each, dict) and each[WHOM] == who)]
            values: dict[str, object] = {"drafts": [*others, {WHOM: who, WHY: reason}]}
            if held is None:
                values |= {"organisation_id": row.id, "asked_by": "", "asked_at": at}
                connection.execute(requests.insert().values(values))
            else:
                mine = requests.c.organisation_id == row.id
                connection.execute(requests.update().where(mine).values(values))

    def over(self, organisation: str) -> None:
        """Forget the request, as it was met or has no point any more."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            connection.execute(requests.delete().where(requests.c.organisation_id == row.id))


def _held(connection: sa.Connection, organisation_id: int) -> list[str | dict[str, str]] | None:
    """What is kept behind a request as it stands, or None where nothing is kept."""
    mine = sa.select(requests.c.drafts).where(requests.c.organisation_id == organisation_id)
    found = connection.execute(mine).one_or_none()
    return None if found is None else list(found.drafts)
