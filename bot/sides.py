"""Sides: what a clause said when it was pinned or quoted, and beside it what the policy says now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot import quoting
from bot.answers import Cited, Quote, Whose
from bot.desk import Desk
from bot.editions import edition_of
from bot.errors import VerificationFailed
from bot.levels import whose
from bot.people import Organisation
from corpus.document import Clause, Document, LinkKind, Value
from corpus.revisions import KEPT, Change, Edition, became


class Side(Value):
    """A clause as it was cited once, and what it says now.

    `number`, `title`, `old_lead` and `old` are those of the revision in which it was cited: lead-ins and words. `new`
    is None where the policy says nothing of it any more, and `now` are the clauses that say it.
    """

    clause_id: str
    document_id: str
    number: str | None
    policy: str
    title: str
    change: Change
    old_lead: str
    old: str
    new_lead: str | None
    new: str | None
    now: tuple[Cited, ...]

    @property
    def place(self) -> str:
        """Title and number, or title alone."""
        return f"{self.title} {self.number or ''}".strip()

    @property
    def same(self) -> bool:
        """Whether it still says the same, as strongly, to the same people, with what goes with it."""
        return self.change in KEPT


_NOTES = frozenset({LinkKind.starred, LinkKind.note, LinkKind.definition})


@dataclass(frozen=True)
class Fate:
    """What became of a clause that was quoted once: how it stood, if that is known, and what says it now.

    `kept`: it still says the same, as strongly, to the same people, and nothing else changes it.
    """

    old: Quote | None = None
    now: tuple[Cited, ...] = ()
    kept: bool = False


class Sides:
    """Finds the sides of clauses that an organisation was quoted, its own and those that hold for it too.

    Every word is checked against the stored documents.
    """

    def __init__(self, desk: Desk, organisation: Organisation) -> None:
        own, *above = organisation.levels
        self._levels = [_Sides(desk, own), *(_Sides(desk, each, whose(each)) for each in above)]

    def all(self, clauses: Sequence[Cited]) -> tuple[Side, ...]:
        """The sides of these clauses, but for those whose revision is stored no more."""
        return tuple(side for side in map(self.of, clauses) if side is not None)

    def of(self, cited: Cited) -> Side | None:
        """The sides of one clause; None where the revision that it stood in is stored no more."""
        return self._level(cited).of(cited)

    def fate(self, cited: Cited, today: dt.date) -> Fate:
        """A clause as it was quoted once, cut from its own revision with its notes, and the clauses that say it now."""
        return self._level(cited).fate(cited, today)

    def _level(self, cited: Cited) -> _Sides:
        """The nearest level where a clause's revision is in force, else the nearest where it was."""
        if len(self._levels) == 1:
            return self._levels[0]
        standing = (each for each in self._levels if each.in_force(cited))
        kept = (each for each in self._levels if each.kept(cited))
        return next(standing, None) or next(kept, None) or self._levels[0]


class _Sides:
    """Finds the sides of the clauses of one organisation's policies."""

    def __init__(self, desk: Desk, organisation: Organisation, whose: Whose | None = None) -> None:
        self._store = desk.store
        self._organisation = organisation
        self._new = desk.edition(organisation)
        self._whose = whose
        self._old: dict[str, Edition | None] = {}
        self._texts: dict[str, str] = {}

    def in_force(self, cited: Cited) -> bool:
        """Whether a clause's revision is in force."""
        return cited.document_id in self._new.documents

    def kept(self, cited: Cited) -> bool:
        """Whether a clause's revision is stored."""
        return self._edition(cited.document_id) is not None

    def of(self, cited: Cited) -> Side | None:
        """The sides of one clause; None where the revision that it stood in is stored no more."""
        now = self._new.clause(cited.clause_id)
        if now is not None and now.document_id == cited.document_id:
            return self._side(now, self._new, Change.unchanged, (now,))
        old = self._edition(cited.document_id)
        clause = old.clause(cited.clause_id) if old else None
        if old is None or clause is None:
            return None
        fate = became(clause, old, self._new)
        found = tuple(each for each in map(self._new.clause, fate.now) if each is not None)
        return self._side(clause, old, fate.change, found)

    def fate(self, cited: Cited, today: dt.date) -> Fate:
        """A clause as it was quoted once, cut from its own revision with its notes, and the clauses that say it now."""
        old = self._edition(cited.document_id)
        clause = old.clause(cited.clause_id) if old else None
        side = self.of(cited)
        if old is None or clause is None or side is None:
            return Fate()
        document = old.documents[cited.document_id]
        shown = {each.clause_id for each in clause.links if each.kind in _NOTES}
        notes = tuple(note for each in clause.notes if each in shown and (note := old.clause(each)))
        stored = self._store.stored_document(document.id, self._organisation.short)
        return Fate(
            quoting.cut(clause, notes, document, stored, today, whose=self._whose), side.now, side.same
        )

    def _edition(self, document_id: str) -> Edition | None:
        """What a revision said, cut once."""
        if document_id not in self._old:
            document = self._store.document(document_id, self._organisation.short)
            self._old[document_id] = edition_of([document]) if document else None
        return self._old[document_id]

    def _side(self, clause: Clause, old: Edition, change: Change, now: tuple[Clause, ...]) -> Side:
        document = old.documents[clause.document_id]
        lead, words = self._said(clause, document)
        said = [self._said(each, self._new.documents[each.document_id]) for each in now]
        return Side(
            clause_id=clause.id,
            document_id=document.id,
            number=clause.place,
            policy=document.policy,
            title=document.details.title or document.policy,
            change=change,
            old_lead=lead,
            old=words,
            new_lead="\n".join(dict.fromkeys(each for each, _ in said)) if said else None,
            new="\n".join(each for _, each in said) if said else None,
            now=tuple(Cited(clause_id=each.id, document_id=each.document_id) for each in now),
        )

    def _said(self, clause: Clause, document: Document) -> tuple[str, str]:
        """A clause's lead-ins and words, cut from the stored document; raises VerificationFailed where they are not there."""
        if document.id not in self._texts:
            stored = self._store.stored_document(document.id, self._organisation.short)
            self._texts[document.id] = quoting.verified(document, stored)
        text = self._texts[document.id]
        words = clause.span.of(text)
        if words != clause.text:
            raise VerificationFailed(document=document.id)
        return " ".join(span.of(text) for span in clause.lead), words
