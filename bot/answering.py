"""What one organisation's snapshot answers: which clauses are quoted, cut and verified, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import phrases, quoting
from bot.answers import AnswerCard, Cited, Kind, Quote, Vouched, Whose
from bot.conflicts import conflicts
from bot.finding import EVERYONE, Findings, Spelt, find
from bot.gathering import Chosen, gather
from bot.people import Organisation, Role, audiences
from bot.store import Store
from corpus.document import Audience

if TYPE_CHECKING:
    from bot.pins import Pin
    from index.search import Hit
    from index.snapshot import Snapshot

AROUND = 2
"""Clauses shown before and behind one that is shown in its document."""

NEAREST = 3
"""Nearest clauses that a silent card offers."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one answer comes from: an organisation's stored documents and its snapshot, on one day.

    `whose` marks the quotes where the organisation is not the asker's own.
    """

    store: Store
    organisation: Organisation
    snapshot: Snapshot
    spelt: Spelt
    today: dt.date
    whose: Whose | None = None

    @property
    def levels(self) -> tuple[Source, ...]:
        """The sources of all organisations whose policies hold here, the asker's own first."""
        return (self,)

    def answer(
        self,
        card: AnswerCard,
        turns: Sequence[str],
        line: float,
        most: int,
        loosely: bool = True,
        policies: frozenset[str] = frozenset(),
    ) -> AnswerCard:
        """Fill a card with at most `most` clauses that answer, or with the nearest where none reaches the line.

        `policies`: only these are quoted, where there are any. Not `loosely`: neither clauses for others nor
        those that only came near are offered.
        """
        found = self.findings(card.asker, turns, line, most, loosely, policies)
        return self.filled(card, found, most, loosely)

    def findings(
        self,
        asker: Role,
        turns: Sequence[str],
        line: float,
        most: int,
        loosely: bool = True,
        policies: frozenset[str] = frozenset(),
    ) -> Findings:
        """Find what governs, as `answer` does."""
        limit = max(most, NEAREST)
        return find(self.snapshot, self.spelt, turns, asker, limit, line, loosely, policies)

    def filled(self, card: AnswerCard, found: Findings, most: int, loosely: bool = True) -> AnswerCard:
        """Fill a card with what was found."""
        change: dict[str, object] = {"score": found.score}
        if found.governing:
            reporting = card.reporting
            above = reporting.clause_id if reporting and self.holds((reporting.cited,)) else None
            hits = [hit for hit in found.governing[:most] if hit.clause_id != above]
            # Where the clause about reporting is all that answers, it is quoted as the answer instead.
            if not hits:
                hits, above, change["reporting"] = list(found.governing[:1]), None, None
            chosen = gather(self.snapshot, hits, found.allowed, above=above)
            shown = {above, *(each.clause.id for each in chosen)}
            further = [hit.clause_id for hit in (*found.governing[most:], *found.further)]
            change |= {"kind": Kind.quoted, "quotes": self._quotes(chosen), "answering": len(hits)}
            change["further"] = tuple(self._cited(each) for each in further if each not in shown)
            change["conflicts"] = conflicts([each.clause for each in chosen], self.snapshot.document)
            change["addressed_to"] = found.addressed_to
        elif not loosely:
            change["remark"] = phrases.ASK_APART
        else:
            chosen = gather(self.snapshot, found.nearest[:NEAREST], found.allowed, alone=True)
            change["nearest"] = self._quotes(chosen)
            change["remark"] = phrases.NOTHING_GOVERNS.format(organisation=self.organisation.name)
        return AnswerCard.model_validate({**dict(card), **change})

    def quote(self, hit: Hit, asker: Role) -> Quote:
        """Quote one clause that the asker may be quoted."""
        (quote,) = self._quotes(gather(self.snapshot, [hit], audiences(asker), alone=True))
        return quote

    def again(
        self, card: AnswerCard, clauses: Sequence[Cited], addressed_to: tuple[Audience, ...]
    ) -> AnswerCard | None:
        """Fill a card with the clauses that answered once before, and what travels with them now.

        None where one of them is no longer in force in the same revision.
        """
        if not clauses or not self.holds(clauses):
            return None
        allowed = EVERYONE if addressed_to else audiences(card.asker)
        chosen = gather(self.snapshot, _hits(clauses), allowed)
        change = {
            "kind": Kind.quoted,
            "quotes": self._quotes(chosen),
            "answering": len(clauses),
            "conflicts": conflicts([each.clause for each in chosen], self.snapshot.document),
            "addressed_to": addressed_to,
        }
        return AnswerCard.model_validate({**dict(card), **change})

    def serves(self, pin: Pin, asker: Role, policies: frozenset[str]) -> bool:
        """Whether a pin's clauses are in force and may all be quoted to this role, where only `policies` are quoted."""
        allowed = audiences(asker)
        if not self.holds(pin.clauses) or (pin.audience and not allowed.intersection(pin.audience)):
            return False
        clauses = [self.snapshot.clause(each.clause_id) for each in pin.clauses]
        return all(
            allowed.intersection(each.audience) and (not policies or each.policy in policies)
            for each in clauses
        ) and (bool(clauses) or not policies)

    def vouched(self, card: AnswerCard, pin: Pin, score: float) -> AnswerCard:
        """Fill a card with a pin that serves: its clauses, quoted and verified, and what travels with them."""
        chosen = gather(self.snapshot, _hits(pin.clauses), audiences(card.asker))
        change = {
            "kind": Kind.pinned,
            "pin": Vouched(id=pin.id, on=pin.pinned_at.date(), note=pin.note),
            "quotes": self._quotes(chosen),
            "answering": len(pin.clauses),
            "conflicts": conflicts([each.clause for each in chosen], self.snapshot.document),
            "score": score,
        }
        return AnswerCard.model_validate({**dict(card), **change})

    def whole(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force, with everything that travels with them."""
        return self._quotes(gather(self.snapshot, _hits(clauses), EVERYONE))

    def holds(self, clauses: Sequence[Cited]) -> bool:
        """Whether all these clauses are in force, each in the revision in which it was cited."""
        return all(
            each.clause_id in self.snapshot and self._cited(each.clause_id) == each for each in clauses
        )

    def alone(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force one by one, each with its notes and with nothing that travels."""
        return self._quotes(gather(self.snapshot, _hits(clauses), EVERYONE, alone=True))

    def around(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force between their neighbours, each document's in its order, each once.

        One clause has AROUND neighbours on each side; several have one each.
        """
        near = AROUND if len(clauses) == 1 else 1
        found = [self.snapshot.clause(each.clause_id) for each in clauses]
        shown: list[Cited] = []
        for document in dict.fromkeys(each.document_id for each in found):
            units = [unit for unit in self.snapshot.units if unit.document_id == document]
            units.sort(key=lambda unit: unit.span.start)
            asked = {id for each in found for id in (each.id, each.part_of)}
            places = [at for at, unit in enumerate(units) if unit.id in asked]
            shown += [
                self._cited(unit.id)
                for at, unit in enumerate(units)
                if any(abs(at - place) <= near for place in places)
            ]
        return self.alone(shown)

    def _cited(self, clause: str) -> Cited:
        return Cited(clause_id=clause, document_id=self.snapshot.clause(clause).document_id)

    def _quotes(self, chosen: Sequence[Chosen]) -> tuple[Quote, ...]:
        ids = [each.clause.document_id for each in chosen]
        stored = self.store.stored_documents(self.organisation.short, ids)
        return tuple(
            quoting.cut(
                each.clause,
                each.notes,
                self.snapshot.document(each.clause.document_id),
                stored.get(each.clause.document_id),
                self.today,
                each.score,
                each.travels,
                self.whose,
            )
            for each in chosen
        )


def _hits(clauses: Sequence[Cited]) -> list[Hit]:
    """Clauses that were found once before, as hits."""
    from index.search import Hit

    return [Hit(each.clause_id, 0.0) for each in clauses]
