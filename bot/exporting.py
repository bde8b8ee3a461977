"""Exporting: all that an organisation has settled and published, as it is at one moment, to one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from bot import archive, arrangements, rows
from bot.archive import Kept, PutRight, Settled, Writing
from bot.database import Database
from bot.members import Holder, role
from bot.people import Contact
from bot.pins import Pin
from bot.publications import publication
from bot.question_files import place
from bot.records import Publication, State
from bot.tables import contacts, corrections, documents, holders, organisations, pins, publications
from corpus.document import Correction, Value

_KEPT = ("document_id", "state", "added_at", "published_at", "starts_on", "ended_at", "taken_back")
_PIN = tuple(name for name in Pin.model_fields if name != "organisation")


class Exported(Value):
    """What went into a file: how many policies are in force, and how many there are of everything else.

    `sha256` names the contents: it stands in the file, and tells later whether it is the same.
    """

    organisation: str
    short: str
    file: str
    policies: int
    revisions: int
    publications: int
    pins: int
    questions: bool
    bytes: int
    sha256: str


def export(database: Database, home: Path, organisation: str, path: Path, at: dt.datetime) -> Exported:
    """Write an organisation to a file, while it is served; no answer, question asked or notice is in it.

    Raises NoSuchOrganisation, FileMissing where another file is in the way, and OSError where it cannot be written.
    """
    with database.reading() as connection:
        if database.engine.dialect.name == "postgresql":
            # Otherwise each statement would see what was committed meanwhile.
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        row = rows.found(connection, organisation)
        with archive.written(path) as writing:
            writing.add(archive.SETTLED, _settled(connection, row).model_dump_json(indent=1).encode())
            in_force, revisions = _revisions(connection, row, writing)
            made = _publications(connection, row)
            writing.publications(made)
            pinned = _pins(connection, row)
            writing.pins(pinned)
            writing.corrections(_corrections(connection, row))
            questions = _questions(home, row.short, writing)
            sha256 = writing.seal(row.name, at)
    return Exported(
        organisation=row.name,
        short=row.short,
        file=str(path),
        policies=in_force,
        revisions=revisions,
        publications=len(made),
        pins=len(pinned),
        questions=questions,
        bytes=path.stat().st_size,
        sha256=sha256,
    )


def _settled(connection: sa.Connection, row: rows.Row) -> Settled:
    above = sa.select(organisations.c.name).where(organisations.c.id == row.parent_id)
    whom = sa.select(contacts).where(contacts.c.organisation_id == row.id).order_by(contacts.c.id)
    held = sa.select(holders).where(holders.c.organisation_id == row.id).order_by(holders.c.id)
    return Settled(
        name=row.name,
        short=row.short,
        created_at=row.created_at,
        snapshot=row.snapshot_id,
        parent=connection.execute(above).scalar(),
        for_all=row.for_all,
        contacts=tuple(
            Contact(role=each.role, name=each.name, reach=each.reach)
            for each in connection.execute(whom).all()
        ),
        holders=tuple(Holder(role=role(each.role), who=each.who) for each in connection.execute(held).all()),
        arrangement=arrangements.of(connection, row.id),
    )


def _revisions(connection: sa.Connection, row: rows.Row, writing: Writing) -> tuple[int, int]:
    """Put the revisions in, one by one; returns how many are in force, and how many there are."""
    mine = sa.select(documents.c.id).where(documents.c.organisation_id == row.id)
    keys = connection.execute(mine.order_by(documents.c.id)).scalars().all()
    in_force = 0
    for number, key in enumerate(keys, 1):
        columns = (*rows.DOCUMENT, *(documents.c[name] for name in _KEPT), documents.c.source_bytes)
        found = connection.execute(sa.select(*columns).where(documents.c.id == key)).one()
        original = writing.source(bytes(found.source_bytes))
        kept = Kept.model_validate(
            {
                **{name: getattr(found, name) for name in _KEPT},
                "document": rows.document(found),
                "original": original,
            }
        )
        writing.revision(number, kept)
        in_force += kept.state is State.published
    return in_force, len(keys)


def _publications(connection: sa.Connection, row: rows.Row) -> tuple[Publication, ...]:
    mine = sa.select(publications).where(publications.c.organisation_id == row.id)
    return tuple(
        publication(each, row.short) for each in connection.execute(mine.order_by(publications.c.id)).all()
    )


def _pins(connection: sa.Connection, row: rows.Row) -> tuple[Pin, ...]:
    mine = sa.select(pins).where(pins.c.organisation_id == row.id).order_by(pins.c.pinned_at, pins.c.id)
    return tuple(
        Pin.model_validate({**{name: getattr(each, name) for name in _PIN}, "organisation": row.short})
        for each in connection.execute(mine).all()
    )


def _corrections(connection: sa.Connection, row: rows.Row) -> tuple[PutRight, ...]:
    mine = sa.select(corrections).where(corrections.c.organisation_id == row.id)
    return tuple(
        PutRight(
            policy=each.policy,
            correction=Correction.model_validate(each.correction),
            made_by=each.made_by,
            made_at=each.made_at,
        )
        for each in connection.execute(mine.order_by(corrections.c.id)).all()
    )


def _questions(home: Path, short: str, writing: Writing) -> bool:
    """Put the organisation's own questions in, where it has any."""
    try:
        writing.add(archive.QUESTIONS, place(home, short).read_bytes())
    except FileNotFoundError:
        return False
    return True
