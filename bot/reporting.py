"""The policy's own clause about reporting a concern, which a card leads with when somebody may be at risk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import phrases
from bot.finding import Spelt, found
from bot.people import Role, audiences

if TYPE_CHECKING:
    from bot.answering import Source
    from bot.answers import Quote
    from index.search import Hit
    from index.snapshot import Snapshot

LOOKED_AT = 10
"""Clauses nearest to the question of reporting among which the one about reporting is looked for."""

_TELLS = re.compile(
    r"\b(?:report|tell|told|inform|refer|contact|speak|spoken|pass|passed|call|ring|raise|share|alert)\w*\b",
    re.I,
)
_WHOM = re.compile(
    r"\b(?:safeguarding|dsl|ddsl|designated|child protection|head ?teacher|principal|lado|police|social care|999)\b",
    re.I,
)
_WHAT = re.compile(
    r"\b(?:concern|worr|risk|harm|abuse|disclos|danger|unsafe|welfare|safety|allegation)\w*\b", re.I
)


class Reporting:
    """The clauses about reporting, looked for once for each role while a snapshot answers."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, dict[Role, Hit | None]]] = {}

    def quoted(self, source: Source, asker: Role) -> Quote | None:
        """The clause of the nearest level that has one for this role; None without one."""
        hits = ((each, self._hit(each, asker)) for each in source.levels)
        return next((each.quote(hit, asker) for each, hit in hits if hit), None)

    def _hit(self, source: Source, asker: Role) -> Hit | None:
        named, kept = self._known.get(source.organisation.short, ("", {}))
        if named != source.snapshot.id:
            kept = {}
            self._known[source.organisation.short] = (source.snapshot.id, kept)
        if asker not in kept:
            kept[asker] = reporting_clause(source.snapshot, source.spelt, asker)
        return kept[asker]


def reporting_clause(snapshot: Snapshot, spelt: Spelt, asker: Role) -> Hit | None:
    """The clause that says whom to tell of a concern, of those the asker may be quoted; None without one."""
    hits = found(snapshot, spelt, (phrases.REPORTING_QUESTION,), audiences(asker), LOOKED_AT).hits
    for hit in hits:
        clause = snapshot.clause(hit.clause_id)
        if all(pattern.search(clause.text) for pattern in (_TELLS, _WHOM, _WHAT)):
            return hit
    return None
