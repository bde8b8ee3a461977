"""What each organisation has arranged for its lead's desk: where questions go, the clocks, who is away, what is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from pydantic import Field

from bot import rows
from bot.database import Database
from bot.places import Place
from bot.tables import absences, arrangements
from corpus.document import Value


class Arrangement(Value):
    """How an organisation's desk works.

    `place` is where questions for the lead are posted; None: to each lead directly. Nobody has taken a question after
    `remind_minutes`: a reminder; after `deputy_minutes`: the deputies. Nobody has confirmed an alert after
    `alert_minutes`: once more, to everyone. `notice_minutes` after a publication the people who were quoted the old
    words are told, if `notices`. `monthly`: on the first of the month the leads get a note on what was asked.
    `announce` is where it is posted that a policy changed; None: nowhere. `two_people`: a publication takes effect only
    when a second admin has approved it. `owners` are the people, by policy, who are reminded of its review.
    """

    place: Place | None = None
    remind_minutes: int = Field(default=240, ge=1, le=100_000)
    deputy_minutes: int = Field(default=480, ge=1, le=100_000)
    alert_minutes: int = Field(default=5, ge=1, le=1_440)
    notices: bool = True
    notice_minutes: int = Field(default=60, ge=0, le=100_000)
    monthly: bool = True
    announce: Place | None = None
    two_people: bool = False
    owners: dict[str, str] = Field(default_factory=dict)


class Absence(Value):
    """Days on which somebody is out of office, the first and the last included."""

    who: str
    first_day: dt.date
    last_day: dt.date


class Arrangements:
    """The arrangements of all organisations; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, organisation: str) -> Arrangement:
        """What an organisation has arranged, or how it is where it has arranged nothing."""
        with self._database.reading() as connection:
            return of(connection, rows.found(connection, organisation).id)

    def arrange(self, organisation: str, arrangement: Arrangement, by: str) -> None:
        """Keep what an organisation arranges, in place of what it had."""
        self.change(organisation, lambda _before: arrangement, by, anyway=True)

    def change(
        self,
        organisation: str,
        changed: Callable[[Arrangement], Arrangement],
        by: str,
        anyway: bool = False,
    ) -> Arrangement:
        """Keep what is `changed` of what is arranged now, if anything is, while nobody else does; what it raises changes nothing.

        `anyway`: the audit takes note of it even where nothing is.
        """
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            before = of(connection, row.id)
            arrangement = changed(before)
            if arrangement == before and not anyway:
                return before
            chosen = arrangement.model_dump(mode="json", exclude_defaults=True)
            mine = arrangements.c.organisation_id == row.id
            if connection.execute(arrangements.update().where(mine).values(chosen=chosen)).rowcount == 0:
                connection.execute(arrangements.insert().values(organisation_id=row.id, chosen=chosen))
            was = before.model_dump(mode="json", exclude_defaults=True)
            rows.note(connection, row.id, by, "arranged", row.short, None, was, chosen)
        return arrangement

    def away(self, organisation: str, absence: Absence, by: str) -> None:
        """Keep when somebody is out of office, in place of what was known of them."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            _back(connection, row.id, absence.who)
            connection.execute(absences.insert().values(organisation_id=row.id, **absence.model_dump()))
            days = [absence.first_day.isoformat(), absence.last_day.isoformat()]
            rows.note(connection, row.id, by, "away", absence.who, None, None, [*days])

    def back(self, organisation: str, who: str, by: str) -> bool:
        """Take note that somebody is back; False where they were not away."""
        with self._database.writing() as connection:
            row = rows.found(connection, organisation)
            if not _back(connection, row.id, who):
                return False
            rows.note(connection, row.id, by, "back", who)
            return True

    def absent(self, organisation: str, day: dt.date) -> frozenset[str]:
        """Who is out of office on a day."""
        return frozenset(
            each.who for each in self.absences(organisation) if each.first_day <= day <= each.last_day
        )

    def tidy(self, day: dt.date) -> None:
        """Forget absences that are over."""
        with self._database.writing() as connection:
            connection.execute(absences.delete().where(absences.c.last_day < day))

    def absences(self, organisation: str) -> tuple[Absence, ...]:
        """All absences of an organisation, by first day."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            mine = sa.select(absences).where(absences.c.organisation_id == row.id)
            found = connection.execute(mine.order_by(absences.c.first_day, absences.c.id)).all()
        return tuple(
            Absence(who=each.who, first_day=each.first_day, last_day=each.last_day) for each in found
        )


def of(connection: sa.Connection, organisation_id: int) -> Arrangement:
    """What an organisation has arranged, on an open transaction."""
    mine = sa.select(arrangements.c.chosen).where(arrangements.c.organisation_id == organisation_id)
    return Arrangement.model_validate(connection.execute(mine).scalar() or {})


def _back(connection: sa.Connection, organisation_id: int, who: str) -> int:
    mine = (absences.c.organisation_id == organisation_id) & (absences.c.who == who)
    return connection.execute(absences.delete().where(mine)).rowcount
