"""Which clauses make the whole answer: those found, what travels with them, each clause once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answers import Travels
from corpus.document import LinkKind

if TYPE_CHECKING:
    from corpus.document import Audience, Clause, Link
    from index.search import Hit
    from index.snapshot import Snapshot

    Rules = Sequence[tuple[Clause, float]]

WHOLE = 5
"""Quotes of one answer, those that travel included, unless more were asked for."""

PER_RULE = 2
"""Clauses that travel with one rule as quotes of their own, and as many more as its notes and definitions."""

LONGEST_REFERENCE = 80
"""Words of a clause up to which a mere reference to it brings it along."""

# A note is shown with its rule; what is a rule by itself is a quote by itself.
_NOTES = (LinkKind.starred, LinkKind.note, LinkKind.definition)
_QUOTES = (LinkKind.rule, LinkKind.exception, LinkKind.reference)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause to quote, the notes to show with it, its score, and what it is to another rule."""

    clause: Clause
    score: float
    notes: tuple[Clause, ...] = ()
    travels: Travels | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as it grows: `shown` holds the ids of its clauses, each of which is shown once."""

    snapshot: Snapshot
    allowed: frozenset[Audience]
    shown: set[str]


def gather(
    snapshot: Snapshot,
    hits: Sequence[Hit],
    allowed: frozenset[Audience],
    alone: bool = False,
    above: str | None = None,
) -> tuple[Chosen, ...]:
    """The hits in rank order, each with its notes, and behind them the clauses that travel with them.

    Only clauses that speak to one of `allowed` travel as quotes, and none where the hits go `alone`. A
    note that several hits share is shown with the first of them, and one that is itself a hit only as that;
    the clause whose id is `above` is shown already.
    """
    answer = _Answer(snapshot, allowed, {hit.clause_id for hit in hits} | ({above} if above else set()))
    rules = [(snapshot.clause(hit.clause_id), hit.score) for hit in hits]
    found = [Chosen(rule, score, travels=_is_to(rule, rules)) for rule, score in rules]
    if not alone:
        found += _travelling(answer, rules)
    return tuple(replace(each, notes=tuple(_notes(answer, each.clause))) for each in found)


def _is_to(clause: Clause, rules: Rules) -> Travels | None:
    """What a clause is to another that was found as well: its exception, or its note."""
    for rule, _ in rules:
        for link in rule.links:
            if link.clause_id == clause.id and link.kind in (LinkKind.starred, LinkKind.exception):
                return Travels(kind=link.kind, rule_id=rule.id, rule=rule.place, term=link.term)
    return None


def _travelling(answer: _Answer, rules: Rules) -> list[Chosen]:
    """The clauses that travel with the rules as quotes of their own, as many as there is room for."""
    found: list[Chosen] = []
    for rank, (rule, score) in enumerate(rules):
        links = [
            link for link in rule.links if link.kind in _QUOTES and _brings(answer, rule, link, rank == 0)
        ]
        links.sort(key=lambda link: _QUOTES.index(link.kind))
        for link in links[: max(0, min(PER_RULE, WHOLE - len(rules) - len(found)))]:
            answer.shown.add(link.clause_id)
            because = Travels(kind=link.kind, rule_id=rule.id, rule=rule.place, term=link.term)
            found.append(Chosen(answer.snapshot.clause(link.clause_id), score, travels=because))
    return found


def _brings(answer: _Answer, rule: Clause, link: Link, first: bool) -> bool:
    """Whether a link brings its clause along; back to the rule it changes only the best hit leads."""
    if link.clause_id in answer.shown:
        return False
    clause = answer.snapshot.clause(link.clause_id)
    if not answer.allowed.intersection(clause.audience):
        return False
    if link.kind is LinkKind.rule:
        changed = {each.clause_id for each in rule.links if each.kind is LinkKind.rule}
        return first and not changed & answer.shown
    return link.kind is LinkKind.exception or len(clause.text.split()) <= LONGEST_REFERENCE


def _notes(answer: _Answer, clause: Clause) -> Iterator[Clause]:
    """The notes to show with a clause: every starred one, and of the others the first few."""
    others = 0
    for note, kind in _noted(clause):
        if note in answer.shown:
            continue
        if kind is not LinkKind.starred:
            others += 1
            if others > PER_RULE:
                continue
        answer.shown.add(note)
        yield answer.snapshot.clause(note)


def _noted(clause: Clause) -> Iterable[tuple[str, LinkKind]]:
    kinds = {link.clause_id: link.kind for link in clause.links}
    found = [(note, kinds.get(note, LinkKind.note)) for note in clause.notes]
    found = [(note, kind) for note, kind in found if kind in _NOTES]
    return sorted(found, key=lambda each: _NOTES.index(each[1]))
