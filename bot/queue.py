"""The queue: questions that the policy does not settle, on their way from the asker to a lead and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

import sqlalchemy as sa

from bot import rows
from bot.answers import Cited
from bot.database import Database
from bot.outbox import Item, put
from bot.places import Person, Place
from bot.tables import organisations, outbox, queue
from corpus.document import Value

LONGEST_REPLY = 3_000
"""Characters of a lead's reply."""


class QueueState(StrEnum):
    """How far a question has come."""

    waiting = "waiting"
    claimed = "claimed"
    answered = "answered"
    closed = "closed"


CLOCK = "clock"
"""Who the audit says has done what time has brought about."""

ASKER = "asker"
"""Who the audit says has asked: an entry stays for ever, and whoever asks may be forgotten."""

OPEN = (QueueState.waiting, QueueState.claimed)


class Waiting(Value):
    """A question that somebody put to the leads: what they asked, scrubbed of names, and the clauses they were shown.

    Its id is that of the answer. `text` is None once it is no longer kept. `answered`: the clauses were quoted as the
    answer, and not as the nearest ones.
    """

    id: str
    organisation: str
    state: QueueState = QueueState.waiting
    text: str | None
    clauses: tuple[Cited, ...] = ()
    answered: bool = False
    asker: Person
    place: Place
    asked_at: dt.datetime
    taken_by: Person | None = None
    taken_at: dt.datetime | None = None
    reply: str | None = None
    closed_by: Person | None = None
    closed_at: dt.datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it still waits for a lead."""
        return self.state in OPEN


class Queue:
    """The questions of all organisations; every method is one transaction, with what is to be sent because of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, waiting: Waiting, *letters: Item) -> bool:
        """Keep a question; False where it is known already, and then nothing is sent."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(queue.c.id).where(queue.c.id == waiting.id)).scalar():
                return False
            row = rows.found(connection, waiting.organisation)
            values = waiting.model_dump(mode="json", exclude={"organisation", "asked_at"})
            connection.execute(
                queue.insert().values(organisation_id=row.id, asked_at=waiting.asked_at, **values)
            )
            rows.note(connection, row.id, ASKER, "asked the lead", waiting.id, waiting.asked_at)
            put(connection, letters)
            return True

    def get(self, id: str) -> Waiting | None:
        """The question of that id, or None."""
        with self._database.reading() as connection:
            found = _read(connection, queue.c.id == id)
        return found[0] if found else None

    def all(self, organisation: str, states: Iterable[QueueState] = tuple(QueueState)) -> tuple[Waiting, ...]:
        """The organisation's questions in these states, oldest first."""
        wanted = [str(each) for each in states]
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            return _read(connection, (queue.c.organisation_id == row.id) & queue.c.state.in_(wanted))

    def of(self, organisation: str, asker: Person) -> tuple[Waiting, ...]:
        """The questions that somebody has put to the leads, newest first."""
        with self._database.reading() as connection:
            row = rows.found(connection, organisation)
            platform, id = queue.c.asker["platform"].as_string(), queue.c.asker["id"].as_string()
            theirs = (platform == str(asker.platform)) & (id == asker.id)
            return _read(connection, (queue.c.organisation_id == row.id) & theirs)[::-1]

    def everywhere(self) -> tuple[Waiting, ...]:
        """The questions of all organisations that are open."""
        with self._database.reading() as connection:
            return _read(connection, queue.c.state.in_([str(each) for each in OPEN]))

    def claim(self, id: str, by: Person, at: dt.datetime, *letters: Item) -> Waiting | None:
        """Have a lead take a question; None where it is not waiting any more."""
        change = {"state": QueueState.claimed, "taken_by": by, "taken_at": at}
        return self._move(id, (QueueState.waiting,), change, by, "claimed", at, letters)

    def release(self, id: str, at: dt.datetime, *letters: Item, by: Person | None = None) -> Waiting | None:
        """Let others take a question; None where nobody has it, or another than `by` who gives it back.

        Without `by` it is the clock that does, for its taker is away or leads no more.
        """
        change: dict[str, object] = {"state": QueueState.waiting, "taken_by": None, "taken_at": None}
        return self._move(id, (QueueState.claimed,), change, by, "released", at, letters, by)

    def answer(self, id: str, by: Person, reply: str, at: dt.datetime, *letters: Item) -> Waiting | None:
        """Keep a lead's reply; None where the question is not open any more."""
        change = {"state": QueueState.answered, "reply": reply, "closed_by": by, "closed_at": at}
        return self._move(id, OPEN, change, by, "replied", at, letters)

    def close(self, id: str, by: Person, at: dt.datetime, *letters: Item) -> Waiting | None:
        """Close a question without a reply; None where it is not open any more."""
        change = {"state": QueueState.closed, "closed_by": by, "closed_at": at}
        return self._move(id, OPEN, change, by, "closed", at, letters)

    def _move(
        self,
        id: str,
        states: Sequence[QueueState],
        change: dict[str, object],
        by: Person | None,
        did: str,
        at: dt.datetime,
        letters: Sequence[Item],
        held_by: Person | None = None,
    ) -> Waiting | None:
        with self._database.writing() as connection:
            mine = (queue.c.id == id) & queue.c.state.in_([str(each) for each in states])
            before = _read(connection, mine)
            if not before:
                return None
            taker = before[0].taken_by
            if held_by is not None and (taker is None or taker.key != held_by.key):
                return None
            values = {
                name: each.model_dump(mode="json") if isinstance(each, Person) else each
                for name, each in change.items()
            }
            connection.execute(queue.update().where(mine).values(values))
            row = rows.found(connection, before[0].organisation)
            after = _read(connection, queue.c.id == id)[0]
            rows.note(connection, row.id, by.key if by else CLOCK, did, id, at, before[0].state, after.state)
            put(connection, letters)
            return after

    def forget(self, now: dt.datetime, days: int) -> None:
        """Forget the words of questions older than `days`, and what was closed so long ago, reply and all.

        What is still to be sent to anybody is kept until then.
        """
        with self._database.writing() as connection:
            before = now - dt.timedelta(days=days)
            connection.execute(queue.update().where(queue.c.asked_at < before).values(text=None))
            unsent = sa.select(outbox.c.about).where(outbox.c.done_at.is_(None))
            done = (queue.c.closed_at < before) & queue.c.id.not_in(unsent)
            connection.execute(queue.delete().where(done))


def _read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Waiting, ...]:
    joined = sa.select(queue, organisations.c.short).join(organisations).where(wanted)
    found = connection.execute(joined.order_by(queue.c.asked_at, queue.c.id)).all()
    names = [name for name in Waiting.model_fields if name != "organisation"]
    return tuple(
        Waiting.model_validate({"organisation": row.short, **{name: getattr(row, name) for name in names}})
        for row in found
    )
