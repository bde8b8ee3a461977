"""What one organisation's snapshot answers: which clauses are quoted, cut and verified, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import phrases, quoting
from bot.answers import AnswerCard, Kind, Quote
from bot.conflicts import conflicts
from bot.finding import Spelt, find
from bot.gathering import Chosen, gather
from bot.people import Organisation, Role, audiences
from bot.store import Store

if TYPE_CHECKING:
    from index.search import Hit
    from index.snapshot import Snapshot

NEAREST = 3
"""Nearest clauses that a silent card offers."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one answer comes from: an organisation's stored documents and its snapshot, on one day."""

    store: Store
    organisation: Organisation
    snapshot: Snapshot
    spelt: Spelt
    today: dt.date

    def answer(
        self, card: AnswerCard, turns: Sequence[str], line: float, most: int, loosely: bool = True
    ) -> AnswerCard:
        """Fill a card with at most `most` clauses that answer, or with the nearest where none reaches the line.

        Not `loosely`: neither clauses for others nor those that only came near are offered.
        """
        found = find(self.snapshot, self.spelt, turns, card.asker, max(most, NEAREST), line, wider=loosely)
        change: dict[str, object] = {"score": found.score}
        if found.governing:
            above = card.reporting.clause_id if card.reporting else None
            hits = [hit for hit in found.governing[:most] if hit.clause_id != above]
            # Where the clause about reporting is all that answers, it is quoted as the answer instead.
            if not hits:
                hits, above, change["reporting"] = list(found.governing[:1]), None, None
            chosen = gather(self.snapshot, hits, found.allowed, above=above)
            change |= {"kind": Kind.quoted, "quotes": self._quotes(chosen)}
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
            )
            for each in chosen
        )
