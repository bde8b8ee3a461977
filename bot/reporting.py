"""The policy's own clause about reporting a concern, which a card leads with when somebody may be at risk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import phrases
from bot.finding import Spelt, found
from bot.people import Role, audiences

if TYPE_CHECKING:
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


def reporting_clause(snapshot: Snapshot, spelt: Spelt, asker: Role) -> Hit | None:
    """The clause that says whom to tell of a concern, of those the asker may be quoted; None without one."""
    hits = found(snapshot, spelt, (phrases.REPORTING_QUESTION,), audiences(asker), LOOKED_AT).hits
    for hit in hits:
        clause = snapshot.clause(hit.clause_id)
        if all(pattern.search(clause.text) for pattern in (_TELLS, _WHOM, _WHAT)):
            return hit
    return None
