"""Importing: an organisation from one file, checked first, indexed, and then made in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot import archive, repairing, rows
from bot import revision_phrases as phrases
from bot.archive import Archive, Kept, PutRight, Settled
from bot.brought_questions import Brought
from bot.errors import AlreadyThere
from bot.pins import Pin
from bot.records import Publication, State, slug
from bot.store import Store
from bot.tables import (
    arrangements,
    contacts,
    corrections,
    documents,
    holders,
    organisations,
    pins,
    publications,
)
from corpus.document import Document, Value

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.encoder import Encoder
    from index.snapshot import Snapshot, Snapshots

_PLAIN = ("state", "phrasings", "rests", "audience")
_DATES = ("added_at", "published_at", "starts_on", "ended_at", "taken_back")


class Imported(Value):
    """What came out of a file.

    `parent` is the organisation it stood under, where that is not here. `for_all_left`: its policies held for every
    organisation, and here they do not.
    """

    organisation: str
    short: str
    snapshot: str | None
    policies: int
    revisions: int
    publications: int
    pins: int
    questions: bool
    parent: str | None = None
    for_all_left: bool = False


@dataclass(frozen=True)
class _Read:
    """An archive that was checked: all that it holds but the words, which are kept only of what is to be indexed."""

    settled: Settled
    publications: tuple[Publication, ...]
    pins: tuple[Pin, ...]
    corrections: tuple[PutRight, ...]
    questions: bytes | None
    revisions: int
    in_force: dict[str, Document]
    later: tuple[tuple[dt.date, Document], ...]


@dataclass(frozen=True)
class Importer:
    """Imports organisations into one store, one folder of indexes and one home folder, with one encoder."""

    store: Store
    snapshots: Snapshots
    home: Path
    encoder: Callable[[], Encoder]

    @classmethod
    def at(cls, desk: Desk) -> Importer:
        """The importer over a desk's own store, folders and encoder."""
        from index.snapshot import Snapshots

        settings = desk.settings
        return cls(desk.store, Snapshots(settings.snapshots), settings.home, lambda: desk.encoder)

    def restore(
        self, path: Path, name: str, by: str, at: dt.datetime, progress: repairing.Progress = repairing.quiet
    ) -> Imported:
        """Make the organisation that a file holds, under its own name or another; until the end nothing of it is here.

        Raises AlreadyThere, QuestionsThere, FileMissing, BadArchive, BadName, ModelUnavailable and FolderUnavailable.
        """
        with archive.opened(path) as held:
            read = _read(held)
            named = name or read.settled.name
            if self.store.organisation(slug(named)) is not None:
                raise AlreadyThere(organisation=named)
            with self.store.database.reading() as connection:
                renamed = _renamed(connection, slug(named), read.pins)
            questions = Brought.of(self.home, named, read.questions, renamed)
            questions.demand()
            snapshot = self._indexed(slug(named), read, progress)
            with questions.kept(self.store), self.store.database.writing() as connection:
                row = _created(connection, named, read.settled, by)
                _settle(connection, row.id, read, snapshot)
                _revise(connection, row.id, held)
                _put_right(connection, row.id, read.corrections)
                _pin(connection, row.id, read.pins, renamed)
                _publish(connection, row.id, read.publications, snapshot)
                rows.note(
                    connection, row.id, by, "imported", row.short, at, None,
                    {"from": read.settled.short, "revisions": read.revisions, "pins": len(read.pins)},
                )  # fmt: skip
                parent = read.settled.parent if row.parent_id is None else None
        return Imported(
            organisation=row.name,
            short=row.short,
            snapshot=snapshot,
            policies=len(read.in_force),
            revisions=read.revisions,
            publications=len(read.publications),
            pins=len(read.pins),
            questions=read.questions is not None,
            parent=parent,
            for_all_left=read.settled.for_all and not row.for_all,
        )

    def _indexed(self, short: str, read: _Read, progress: repairing.Progress) -> str | None:
        """Build and keep the index of what is in force, and of what will be on each later day; returns the first one's id."""
        from index.build import build

        snapshot: Snapshot | None = None
        if read.in_force:
            snapshot = build(short, tuple(read.in_force.values()), self.encoder(), None, progress)
            repairing.save(self.snapshots, snapshot)
        standing, previous = dict(read.in_force), snapshot
        for day in sorted({day for day, _ in read.later}):
            standing |= {document.policy: document for at, document in read.later if at == day}
            previous = build(short, tuple(standing.values()), self.encoder(), previous, progress)
            repairing.save(self.snapshots, previous)
        return snapshot.id if snapshot else None


def _read(held: Archive) -> _Read:
    """Read an archive to its end and check that it fits together; raises BadArchive."""
    settled, made, pinned, questions = held.settled(), held.publications(), held.pins(), held.questions()
    put_right = held.corrections()
    in_force: dict[str, Document] = {}
    later: list[tuple[dt.date, Document]] = []
    known: set[str] = set()
    drafts: list[str] = []
    count = 0
    for kept, _original in held.revisions():
        count += 1
        document = kept.document
        if kept.state is State.draft:
            drafts.append(document.policy)
            continue
        known.add(document.id)
        if kept.state is State.published:
            if document.policy in in_force:
                held.refuse(phrases.ARCHIVE_UNTRUE)
            in_force[document.policy] = document
        elif kept.state is State.scheduled and kept.starts_on:
            later.append((kept.starts_on, document))
    last = made[-1] if made else None
    ids = {each.id for each in in_force.values()}
    listed = {id for each in made for id in (*each.documents, *each.scheduled)}
    if (
        ids != set(last.documents if last else ())
        or {each.id for _, each in later} != set(last.scheduled if last else ())
        or not listed <= known
        or len(set(drafts)) != len(drafts)
        or len({each.number for each in made}) != len(made)
        or len({each.id for each in pinned}) != len(pinned)
    ):
        held.refuse(phrases.ARCHIVE_UNTRUE)
    return _Read(settled, made, pinned, put_right, questions, count, in_force, tuple(later))


def _created(connection: sa.Connection, name: str, settled: Settled, by: str) -> rows.Row:
    """The new organisation's row, under the organisation that it stood under, where that is here."""
    same = sa.select(organisations.c.id).where(organisations.c.short == slug(name))
    if connection.execute(same).scalar() is not None:
        raise AlreadyThere(organisation=name)
    made = rows.created(connection, name, by)
    others = connection.execute(sa.select(organisations.c.id).where(organisations.c.id != made.id).limit(1))
    # Whoever is here already must not be quoted it without somebody's having said so.
    for_all = settled.for_all and made.short == settled.short and others.scalar() is None
    values: dict[str, object] = {"created_at": settled.created_at, "for_all": for_all}
    if settled.parent:
        above = sa.select(organisations.c.id).where(organisations.c.short == slug(settled.parent))
        values["parent_id"] = connection.execute(above.where(organisations.c.id != made.id)).scalar()
    mine = organisations.c.id == made.id
    connection.execute(organisations.update().where(mine).values(values))
    return connection.execute(sa.select(organisations).where(mine)).one()


def _settle(connection: sa.Connection, key: int, read: _Read, snapshot: str | None) -> None:
    """Put in whom to ask, who holds which role and what is arranged, and set the pointer."""
    for contact in read.settled.contacts:
        connection.execute(contacts.insert().values(organisation_id=key, **contact.model_dump()))
    for holder in dict.fromkeys(read.settled.holders):
        connection.execute(
            holders.insert().values(organisation_id=key, role=str(holder.role), who=holder.who)
        )
    chosen = read.settled.arrangement.model_dump(mode="json", exclude_defaults=True)
    if chosen:
        connection.execute(arrangements.insert().values(organisation_id=key, chosen=chosen))
    next_on = min((day for day, _ in read.later), default=None)
    values = {"snapshot_id": snapshot, "next_on": next_on}
    connection.execute(organisations.update().where(organisations.c.id == key).values(values))


def _revise(connection: sa.Connection, key: int, held: Archive) -> None:
    """Put in the revisions, one by one, in the order in which they were added."""
    for kept, original in held.revisions():
        values = rows.columns(key, kept.document, original) | _dated(kept)
        connection.execute(documents.insert().values(values))


def _put_right(connection: sa.Connection, key: int, held: Sequence[PutRight]) -> None:
    """Put in what was put right by hand, in the order in which it was."""
    for each in held:
        values = {**each.model_dump(mode="json"), "made_at": each.made_at}
        connection.execute(corrections.insert().values(organisation_id=key, **values))


def _dated(kept: Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in _DATES} | {"state": str(kept.state)}


def _pin(connection: sa.Connection, key: int, held: Sequence[Pin], renamed: Mapping[str, str]) -> None:
    """Put in the pins, by their new ids where they have any."""
    for pin in held:
        plain = pin.model_dump(mode="json", include=set(_PLAIN))
        values = pin.model_dump(exclude={"organisation", *_PLAIN}) | plain
        values["id"] = renamed.get(pin.id, pin.id)
        connection.execute(pins.insert().values(organisation_id=key, **values))


def _renamed(connection: sa.Connection, short: str, held: Sequence[Pin]) -> dict[str, str]:
    """New ids of those pins whose ids are taken here, by the old; the same ones each time that it is tried."""
    return {
        pin.id: hashlib.sha256(f"{short}:{pin.id}".encode()).hexdigest()[:16]
        for pin in held
        if connection.execute(sa.select(pins.c.id).where(pins.c.id == pin.id)).scalar() is not None
    }


def _publish(connection: sa.Connection, key: int, held: Sequence[Publication], snapshot: str | None) -> None:
    """Put in the publications under new numbers; the last one's index is the one that was built here."""
    numbers: dict[int, int] = {}
    for each in held:
        values: dict[str, object] = each.model_dump(
            mode="python", exclude={"number", "organisation", "act", "snapshot", "previous"}
        )
        values |= {
            "organisation_id": key,
            "kind": str(each.act),
            "snapshot_id": snapshot if each is held[-1] else each.snapshot,
            "previous_snapshot_id": each.previous,
            "documents": list(each.documents),
            "scheduled": list(each.scheduled),
            "restores": numbers.get(each.restores or 0),
        }
        made = connection.execute(publications.insert().values(values)).inserted_primary_key
        numbers[each.number] = int((made or (0,))[0])
