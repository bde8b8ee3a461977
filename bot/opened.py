"""What is kept open of each organisation: the snapshot that answers for it, and what its policies say clause by clause."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cachetools import LRUCache

from bot.editions import NOTHING, edition
from bot.people import Organisation
from bot.store import Store
from bot.tables import organisations, publications

if TYPE_CHECKING:
    from bot.out_of_force import OutOfForce
    from bot.publishing import Publisher
    from corpus.revisions import Edition
    from index.encoder import Encoder
    from index.snapshot import Snapshot, Snapshots


DAYS = 4
"""Days other than today whose policies are kept open."""


class Opened:
    """Opens snapshots when they are first asked for, and again when another was published; safe to share between threads."""

    def __init__(
        self,
        store: Store,
        snapshots: Snapshots,
        encoder: Callable[[], Encoder],
        publisher: Callable[[], Publisher],
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._days: LRUCache[tuple[str, int, dt.date], Snapshot | None] = LRUCache(DAYS)
        self._out: dict[str, tuple[int, OutOfForce | None]] = {}
        self._snapshots = snapshots
        self._encoder = encoder
        self._open: dict[str, tuple[str, Snapshot]] = {}
        self._opening: dict[str, threading.Lock] = {}
        self._editions: dict[str, tuple[str, Edition]] = {}
        self._lock = threading.Lock()

    def snapshot(self, organisation: Organisation) -> Snapshot | None:
        """The snapshot that answers for the organisation now; None where nothing is published.

        One that was built with another encoder is built anew with this one, from the published documents.
        Whoever asks the same organisation meanwhile waits for it; nobody else does.
        """
        from bot import filing

        if organisation.snapshot is None:
            return None
        encoder = self._encoder()
        with self._lock:
            lock = self._opening.setdefault(organisation.short, threading.Lock())
        with lock:
            named, kept = self._open.get(organisation.short, ("", None))
            if kept is None or named != organisation.snapshot:
                kept = filing.answering(self._store, self._snapshots, encoder, organisation)
                self._open[organisation.short] = (organisation.snapshot, kept)
            return kept

    def edition(self, organisation: Organisation) -> Edition:
        """What the organisation's policies say now, clause by clause; empty where nothing is published."""
        snapshot = self.snapshot(organisation)
        if snapshot is None:
            return NOTHING
        with self._lock:
            named, kept = self._editions.get(organisation.short, ("", None))
            if kept is None or named != snapshot.id:
                kept = edition(snapshot)
                self._editions[organisation.short] = (snapshot.id, kept)
            return kept

    def as_of(self, organisation: Organisation, day: dt.date) -> Snapshot | None:
        """What was or will be in force on a day; None where nothing was. The last few days are kept open."""
        key = (organisation.short, self._newest(organisation), day)
        with self._lock:
            if key in self._days:
                return self._days[key]
        found = self._publisher().candidates.as_of(organisation, day)
        with self._lock:
            self._days[key] = found
        return found

    def out_of_force(self, organisation: Organisation) -> OutOfForce | None:
        """The organisation's policies that are out of force; None where there is none."""
        newest = self._newest(organisation)
        with self._lock:
            kept = self._out.get(organisation.short)
        if kept is None or kept[0] != newest:
            kept = (newest, self._publisher().candidates.out_of_force(organisation))
            with self._lock:
                self._out[organisation.short] = kept
        return kept[1]

    def ready(self, organisation: Organisation) -> bool:
        """Whether the organisation's snapshot is open, so that an answer need not wait for it."""
        return organisation.snapshot is None or (
            self._open.get(organisation.short, ("", None))[0] == organisation.snapshot
        )

    def _newest(self, organisation: Organisation) -> int:
        """The number of the newest publication: one for a later day moves no pointer, and still changes what is to come."""
        mine = (publications.c.organisation_id == organisations.c.id) & (
            organisations.c.short == organisation.short
        )
        with self._store.database.reading() as connection:
            found: int | None = connection.execute(
                sa.select(sa.func.max(publications.c.id)).where(mine)
            ).scalar()
        return found or 0
