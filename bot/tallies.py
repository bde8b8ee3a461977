"""Figures of what was asked and quoted, by week: numbers only, so that they can be kept when the words are forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa

from bot import rows
from bot.database import Database
from bot.tables import tallies
from corpus.document import Value


class Counted(StrEnum):
    """What is counted: answers by kind, feedback, and each clause that was quoted."""

    quoted = "quoted"
    pinned = "pinned"
    silent = "silent"
    helpful = "helpful"
    unhelpful = "unhelpful"
    clause = "clause"


class Tally(Value):
    """How often something was counted in the week that begins on a Monday.

    For a clause, `policy` is the policy's short name and `clause` the SHA-256 of its words (`Clause.fingerprint`);
    else both are empty.
    """

    week: dt.date
    kind: Counted
    policy: str = ""
    clause: str = ""
    times: int = 1


class Tallies:
    """The figures of all organisations; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, organisation: str, found: Iterable[Tally]) -> None:
        """Add to what was counted before; `times` may be negative, where somebody changes their mind."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            for each in found:
                mine = (
                    (tallies.c.organisation_id == row.id)
                    & (tallies.c.week == each.week)
                    & (tallies.c.kind == str(each.kind))
                    & (tallies.c.policy == each.policy)
                    & (tallies.c.clause == each.clause)
                )
                more = tallies.update().where(mine).values(times=tallies.c.times + each.times)
                if connection.execute(more).rowcount == 0:
                    values = {"organisation_id": row.id, **each.model_dump(), "kind": str(each.kind)}
                    connection.execute(tallies.insert().values(values))

    def since(self, organisation: str, week: dt.date) -> tuple[Tally, ...]:
        """Everything counted from the week that begins on that day on, oldest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            mine = (tallies.c.organisation_id == row.id) & (tallies.c.week >= week)
            found = connection.execute(
                sa.select(tallies).where(mine).order_by(tallies.c.week, tallies.c.kind, tallies.c.policy)
            ).all()
        return tuple(
            Tally(
                week=each.week,
                kind=Counted(each.kind),
                policy=each.policy,
                clause=each.clause,
                times=each.times,
            )
            for each in found
        )


def week_of(at: dt.datetime) -> dt.date:
    """The Monday of a moment's week."""
    day = at.date()
    return day - dt.timedelta(days=day.weekday())
