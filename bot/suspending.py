"""The pins that a publication would suspend, and what it makes of the clauses under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.checking import Checked, PinFate
from bot.editions import edition
from corpus.differences import Difference
from corpus.document import Clause, Value
from corpus.revisions import KEPT, Edition, became

if TYPE_CHECKING:
    from bot.candidates import Candidate
    from bot.desk import Desk


class Suspending(Value):
    """A pin that would be suspended, and the clauses under it that change, each with what it would say."""

    fate: PinFate
    changes: tuple[Difference, ...] = ()


def suspending(desk: Desk, candidate: Candidate, checked: Checked) -> tuple[Suspending, ...]:
    """The pins that a candidate would suspend, with the words that change under each."""
    old = candidate.old
    later = {each.day: edition(each.snapshot) for each in candidate.coming}
    found = []
    for fate in checked.suspended:
        new = later.get(fate.on, candidate.new) if fate.on else candidate.new
        clauses = (old.clause(each.clause_id) for each in desk.pins.get(fate.id).clauses)
        changes = tuple(_changes([each for each in clauses if each is not None], old, new))
        found.append(Suspending(fate=fate, changes=changes))
    return tuple(found)


def _changes(clauses: list[Clause], old: Edition, new: Edition) -> Iterator[Difference]:
    for clause in clauses:
        fate = became(clause, old, new)
        if fate.change in KEPT:
            continue
        now = tuple(each for id in fate.now if (each := new.clause(id)))
        yield Difference(
            policy=clause.policy,
            change=fate.change,
            old=(clause,),
            new=now,
            lead_was=_lead(clause, old),
            lead_now=_lead(now[0], new) if now else (),
        )


def _lead(clause: Clause, edition: Edition) -> tuple[str, ...]:
    """The lead-ins that a clause hangs on, as they are printed."""
    text = edition.documents[clause.document_id].text
    return tuple(span.of(text) for span in clause.lead)
