"""How organisations as a tree look in a terminal, and what differs between them, there and to programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import revision_phrases
from bot.answers import Quote
from bot.differing import Differing, Gravity
from bot.lineage import Branch
from bot.people import Organisation
from bot.terminal import Screen
from corpus.document import Value


class Placed(Value):
    """A clause of an organisation's policy, for programs: where it stands, and its words with its lead-ins."""

    organisation: str
    policy: str
    title: str
    number: str | None
    headings: tuple[str, ...]
    lead: str
    text: str
    force: str
    clause: str
    document: str

    @classmethod
    def of(cls, quote: Quote, organisation: str) -> Placed:
        """Where a quote stands, in a policy of that organisation."""
        return cls(
            organisation=organisation,
            policy=quote.policy,
            title=quote.title,
            number=quote.number,
            headings=quote.headings,
            lead=" ".join(each.text for each in quote.lead),
            text=quote.words.text,
            force=quote.force.value,
            clause=quote.clause_id,
            document=quote.document_id,
        )


class DifferingRow(Value):
    """Two clauses that differ in force on the same matter, for programs."""

    gravity: Gravity
    likeness: float
    own: Placed
    above: Placed

    @classmethod
    def of(cls, found: Differing, organisation: Organisation) -> DifferingRow:
        """The row of two clauses, the first of which is the organisation's own."""
        holder = found.above.whose
        return cls(
            gravity=found.gravity,
            likeness=found.likeness,
            own=Placed.of(found.own, organisation.short),
            above=Placed.of(found.above, holder.short if holder else organisation.short),
        )


def differing(screen: Screen, found: Sequence[Differing]) -> None:
    """Show pairs of clauses, each pair below what its clauses say of the matter."""
    for number, each in enumerate(found, 1):
        screen.line()
        screen.line(f"{number}. {each.gravity}", style="bold")
        screen.quote(each.own)
        screen.quote(each.above)


def organisations(screen: Screen, branches: Sequence[Branch]) -> None:
    """Show organisations, each indented below the one under which it stands."""
    for branch, depth in _downwards(branches, None, 0):
        also = f" ({revision_phrases.HOLDS_EVERYWHERE})" if branch.for_all else ""
        screen.line(f"{'  ' * depth}{branch.name} [{branch.short}]{also}")


def _downwards(branches: Sequence[Branch], under: str | None, depth: int) -> Iterator[tuple[Branch, int]]:
    for branch in branches:
        if branch.under == under:
            yield branch, depth
            yield from _downwards(branches, branch.short, depth + 1)
