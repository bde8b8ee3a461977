"""A desk that answers as it would after a publication: the same desk over what is not in force yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.pins import Pin, Pins, PinState
from bot.records import StoredDocument, sha256
from bot.store import Store
from index.snapshot import Snapshots

if TYPE_CHECKING:
    from bot.answers import AnswerCard, Question
    from bot.finding import Spelt
    from bot.people import Organisation
    from index.snapshot import Snapshot


class Rehearsal(Desk):
    """A desk at which an organisation answers from a snapshot that is not published, with pins as they would be, on a day.

    Everything else is what the desk itself has: whoever asks here is answered the same way as there. Those below the
    organisation are answered with that snapshot above them. `pins` may be any organisation's.
    """

    def __init__(
        self,
        desk: Desk,
        organisation: Organisation,
        snapshot: Snapshot | None,
        pins: Sequence[Pin],
        day: dt.date,
    ) -> None:
        store = _Store(desk.store, organisation.short, snapshot)
        snapshots = _Snapshots(desk._snapshots, snapshot)
        super().__init__(desk.settings, store, snapshots, lambda: desk.encoder, lambda: day)
        self._models = desk._models
        self.pins = _Pins(store, pins)
        self.matcher = desk.matcher

    def _named_where_absent(
        self, card: AnswerCard, question: Question, organisation: Organisation, spelt: Spelt
    ) -> AnswerCard:
        """The card as it is: naming what is out of force costs an index of its own, and is silence all the same."""
        return card


class _Store(Store):
    """The store, but that one organisation's pointer leads to a snapshot that is not published."""

    def __init__(self, store: Store, organisation: str, snapshot: Snapshot | None) -> None:
        self.database = store.database
        self.publications = store.publications
        self._organisation = organisation
        self._snapshot = snapshot
        documents = snapshot.documents if snapshot else ()
        self._words = {each.id: each.text for each in documents}

    def organisation(self, name: str) -> Organisation | None:
        found = super().organisation(name)
        return self._standing(found) if found else None

    def organisations(self) -> tuple[Organisation, ...]:
        return tuple(map(self._standing, super().organisations()))

    def _standing(self, organisation: Organisation) -> Organisation:
        # On whichever day it is rehearsed, nothing takes effect by it, of those above it either.
        above = tuple(map(self._standing, organisation.above))
        standing = organisation.model_copy(update={"next_on": None, "above": above})
        if organisation.short != self._organisation:
            return standing
        named = self._snapshot.id if self._snapshot else None
        return standing.model_copy(update={"snapshot": named})

    def stored_documents(self, organisation: str, ids: Sequence[str]) -> Mapping[str, StoredDocument]:
        """The documents as they are stored, and those of the snapshot as they would be."""
        if organisation != self._organisation:
            return super().stored_documents(organisation, ids)
        mine = {each: self._words[each] for each in ids if each in self._words}
        return {
            id: StoredDocument(document_id=id, text=text, text_sha256=sha256(text))
            for id, text in mine.items()
        }


class _Snapshots(Snapshots):
    """The folder of snapshots, and one that is not kept there yet."""

    def __init__(self, kept: Snapshots, snapshot: Snapshot | None) -> None:
        super().__init__(kept.folder)
        self._snapshot = snapshot

    def open(self, id: str, whole: bool = True) -> Snapshot:
        if self._snapshot is not None and id == self._snapshot.id:
            return self._snapshot
        return super().open(id, whole)


class _Pins(Pins):
    """The pins, but that some are as they would be."""

    def __init__(self, store: Store, pins: Sequence[Pin]) -> None:
        super().__init__(store.database)
        self._would_be = {each.id: each for each in pins}

    def all(self, organisation: str, states: Iterable[PinState] = tuple(PinState)) -> tuple[Pin, ...]:
        wanted = frozenset(states)
        found = (self._would_be.get(each.id, each) for each in super().all(organisation))
        return tuple(each for each in found if each.state in wanted)
