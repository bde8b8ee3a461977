"""Fates: what became of clauses that answers cited, in the editions that are published anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import JsonValue

from bot import rows
from bot.answers import Cited
from bot.editions import edition_of
from bot.lineage import Ground
from bot.tables import documents
from corpus.document import Value
from corpus.revisions import Became, Change, Edition, became


class Changed(Value):
    """One clause that somebody was quoted, as it stood, and what has become of it."""

    cited: Cited
    became: Became


@dataclass(frozen=True)
class Moved:
    """Whose policies are published anew, what they said and what they say now."""

    organisation_id: int
    old: Edition
    new: Edition


class Fates:
    """What became of clauses in new editions, each followed once, from whichever revision they were quoted.

    A clause of a policy that is not published anew stands as long as its revision is in force.
    """

    def __init__(self, connection: sa.Connection, ground: Ground, moved: Sequence[Moved]) -> None:
        self._connection = connection
        self._ground = ground
        self._moved = {each.organisation_id: each for each in moved}
        self._old: dict[tuple[int, str], Edition | None] = {
            (each.organisation_id, id): each.old for each in moved for id in each.old.documents
        }
        self._known: dict[Cited, Changed | None] = {}

    def _of(self, cited: Cited) -> Moved | None:
        """Whose policies of those that are published anew a clause belongs to; None where to nobody's."""
        return self._moved.get(self._ground.whose(cited.document_id))

    def stands(self, cited: Cited) -> bool:
        """Whether a clause was quoted from a revision that is in force now, too."""
        moved = self._of(cited)
        if moved is None:
            return self._ground.in_force(cited.document_id)
        clause = moved.new.clause(cited.clause_id)
        return clause is not None and clause.document_id == cited.document_id

    def of(self, cited: Cited, earlier: bool) -> Changed | None:
        """What became of a clause; None where its revision is not known, or without `earlier` is not the last one."""
        moved = self._of(cited)
        last = moved is not None and cited.document_id in moved.old.documents
        if not (earlier or self.stands(cited) or last):
            return None
        if cited not in self._known:
            self._known[cited] = self._followed(cited, moved)
        return self._known[cited]

    def _followed(self, cited: Cited, moved: Moved | None) -> Changed | None:
        if self.stands(cited):
            return Changed(cited=cited, became=Became(change=Change.unchanged, now=(cited.clause_id,)))
        old = self._edition(cited.document_id, moved.organisation_id) if moved else None
        clause = old.clause(cited.clause_id) if old else None
        if moved is None or old is None or clause is None or clause.document_id != cited.document_id:
            return None
        return Changed(cited=cited, became=became(clause, old, moved.new))

    def now(self, kept: Iterable[Changed]) -> list[JsonValue]:
        """Where clauses stand now that say the same as ever, as a JSON column keeps it."""
        found: list[JsonValue] = []
        for each in kept:
            moved = self._of(each.cited)
            clause = moved.new.clause(each.became.now[0]) if moved else None
            if clause is not None:
                found.append({"clause_id": clause.id, "document_id": clause.document_id})
            elif moved is None:
                found.append(each.cited.model_dump())
        return found

    def _edition(self, document_id: str, organisation_id: int) -> Edition | None:
        """What a revision said; one before the last is cut anew, once."""
        key = (organisation_id, document_id)
        if key not in self._old:
            mine = (documents.c.organisation_id == organisation_id) & (documents.c.state != "draft")
            named = sa.select(*rows.DOCUMENT).where(mine & (documents.c.document_id == document_id))
            found = self._connection.execute(named.order_by(documents.c.id.desc()).limit(1)).one_or_none()
            self._old[key] = edition_of([rows.document(found)]) if found else None
        return self._old[key]
