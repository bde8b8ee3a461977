"""The audit: who did what and when, in a chain that shows where an entry was changed, left out or put in."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import JsonValue

from bot import phrases, rows
from bot.chain import START, link
from bot.database import Database
from bot.errors import AuditBroken, AuditCutShort, BadName
from bot.tables import audit, organisations
from corpus.document import Value

HASH = re.compile(r"[0-9a-f]{64}")
BATCH = 1_000
"""Entries read at a time, so that a long audit needs little memory."""

# Read as the database has them: an entry that somebody has spoilt must be found, and not be what ends the search.
_PLAIN: sa.Select[*tuple[Any, ...]] = sa.select(
    *(sa.column(each.name) for each in audit.columns)
).select_from(audit)


class Misfit(StrEnum):
    """What is wrong with the first entry that does not fit."""

    changed = "changed"
    missing = "missing"
    added = "added"
    moved = "moved"


class Entry(Value):
    """One entry: who did what to which thing, and what that was before and after, as far as it is told.

    `organisation` is the short name, None for what concerns no single one. `hash` is that of this entry and the one
    before it.
    """

    id: int
    organisation: str | None
    at: dt.datetime
    who: str
    did: str
    thing: str
    before: JsonValue = None
    after: JsonValue = None
    hash: str


class Verified(Value):
    """What walking the chain has shown.

    `entries` is how many fit, from the oldest on; all of them where `fault` is None. `head` is the hash of the last that
    fits. `fault` is what is wrong with the next one, and `entry` its id. `noted`: whether the hash that was noted down
    before still occurs; None where none was given. `guarded`: whether the database refuses to change and delete entries.
    """

    entries: int
    head: str
    fault: Misfit | None = None
    entry: int | None = None
    noted: bool | None = None
    guarded: bool

    @property
    def whole(self) -> bool:
        """Whether every entry fits, and the one that was noted down is among them."""
        return self.fault is None and self.noted is not False

    def demand(self) -> None:
        """Raise AuditBroken or AuditCutShort unless it is whole."""
        if self.fault is not None:
            raise _broken(self.fault, self.entry or 0, self.entries)
        if self.noted is False:
            raise AuditCutShort(entries=phrases.counted(self.entries, "entry", "entries"))


def verify(database: Database, head: str = "") -> Verified:
    """Walk the chain from the first entry to the newest; `head` is the hash of one that must be among them.

    Raises BadName where `head` is not a hash.
    """
    wanted = head.strip().lower()
    if wanted and not HASH.fullmatch(wanted):
        why = "it is not the 64 digits and letters that `quoth audit verify` prints"
        raise BadName(name=repr(head[:80]), why=why)
    with database.reading() as connection:
        guarded = _guarded(connection)
        count, previous, noted, last, broken = 0, START, wanted == START, 0, None
        with _stream(connection) as found:
            for row in found:
                if not _fits(connection, previous, row):
                    broken = row
                    break
                count, previous, last = count + 1, row.hash, row.id
                noted = noted or row.hash == wanted
        walked = Verified(entries=count, head=previous, guarded=guarded)
        if broken is None:
            return walked.model_copy(update={"noted": noted if wanted else None})
        fault = _fault(connection, previous, broken, last)
        return walked.model_copy(update={"fault": fault, "entry": broken.id})


def entries(
    database: Database, organisation: str | None = None, thing: str | None = None
) -> tuple[Entry, ...]:
    """All entries, or those of one organisation, or about one thing, oldest first.

    Raises NoSuchOrganisation, and AuditBroken where somebody has made an entry unreadable.
    """
    with database.reading() as connection:
        wanted: sa.ColumnElement[bool] = sa.true()
        if organisation is not None:
            wanted &= sa.column("organisation_id") == rows.found(connection, organisation).id
        if thing is not None:
            wanted &= sa.column("thing") == thing
        return read(connection, wanted)


def read(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Entry, ...]:
    """The entries that are wanted, oldest first; raises AuditBroken where somebody has made one unreadable."""
    shorts = dict(connection.execute(sa.select(organisations.c.id, organisations.c.short)).all())
    found = []
    for row in connection.execute(_PLAIN.where(wanted).order_by(sa.column("id"))):
        try:
            found.append(_entry(connection, row, shorts))
        except (TypeError, ValueError, OverflowError):
            raise _broken(Misfit.changed, row.id, len(found)) from None
    return tuple(found)


def note(
    database: Database, organisation: str, who: str, did: str, thing: str, after: JsonValue = None
) -> None:
    """Write down what was done that no other transaction tells of; without an organisation, it concerns them all."""
    with database.writing() as connection:
        key = rows.found(connection, organisation).id if organisation else None
        rows.note(connection, key, who, did, thing, None, None, after)


def _broken(fault: Misfit, entry: int, before: int) -> AuditBroken:
    what = phrases.AUDIT_FAULTS[fault].format(entry=entry)
    return AuditBroken(what=what, entries=phrases.counted(before, "entry", "entries"))


def _entry(connection: sa.Connection, row: rows.Row, shorts: dict[int, str]) -> Entry:
    return Entry(
        id=row.id,
        organisation=shorts.get(row.organisation_id),
        at=_moment(row.at),
        who=row.who,
        did=row.did,
        thing=row.thing,
        before=_json(connection, row.before),
        after=_json(connection, row.after),
        hash=row.hash,
    )


def _stream(connection: sa.Connection) -> sa.CursorResult[*tuple[Any, ...]]:
    return connection.execute(_PLAIN.order_by(sa.column("id")).execution_options(yield_per=BATCH))


def _fits(connection: sa.Connection, previous: str, row: rows.Row) -> bool:
    """Whether an entry's hash is that of itself and of the hash before it."""
    try:
        hashed = link(
            previous,
            row.organisation_id,
            _moment(row.at),
            row.who,
            row.did,
            row.thing,
            _json(connection, row.before),
            _json(connection, row.after),
        )
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    return bool(hashed == row.hash)


def _fault(connection: sa.Connection, previous: str, broken: rows.Row, before: int) -> Misfit:
    """What is wrong with the first entry that does not fit; `before` is the id of the last one that does.

    Where no other entry tells, one that was changed and one whose predecessor is gone look alike but for the gap in the
    ids.
    """
    elsewhere = follows = False
    with _stream(connection) as found:
        for row in found:
            elsewhere = elsewhere or _fits(connection, row.hash, broken)
            follows = follows or (row.id > broken.id and _fits(connection, previous, row))
    if elsewhere:
        return Misfit.moved
    if follows:
        return Misfit.added
    return Misfit.missing if broken.id > before + 1 else Misfit.changed


def _moment(at: object) -> dt.datetime:
    found = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    if not isinstance(found, dt.datetime):
        raise TypeError
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _json(connection: sa.Connection, value: Any) -> JsonValue:
    """A JSON column's value: PostgreSQL's driver has read it already."""
    if connection.dialect.name == "sqlite" and value is not None:
        read: JsonValue = json.loads(value)
        return read
    found: JsonValue = value
    return found


TRIGGERS: dict[str, tuple[str, Sequence[str]]] = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
        ("audit_no_update", "audit_no_delete", "audit_only_chained"),
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND tgenabled IN ('O', 'A')",
        ("audit_kept_whole",),
    ),
}
"""What has the database refuse to change or delete an entry, and how it is asked for them."""


def _guarded(connection: sa.Connection) -> bool:
    query, wanted = TRIGGERS[connection.dialect.name]
    return set(wanted) <= set(connection.execute(sa.text(query)).scalars())
