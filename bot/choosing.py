"""Choosing clauses by hand: those in force that somebody may mean by a number, or by words that they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers import Cited, Question, Quote
from bot.desk import Desk
from bot.people import Organisation
from corpus.document import Clause, Value

MOST = 12
"""Clauses that are offered at once."""


class Choice(Value):
    """Clauses that are offered, and whether they are only `near` in meaning to what was looked for."""

    quotes: tuple[Quote, ...] = ()
    near: bool = False
    more: bool = False


def policies(desk: Desk, organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """The short names and titles of the policies in force, the organisation's own first."""
    documents = [each for edition in desk.editions(organisation) for each in edition.documents.values()]
    named = {each.policy: each.details.title or each.policy for each in reversed(documents)}
    return tuple((each, named[each]) for each in dict.fromkeys(each.policy for each in documents))


def offered(desk: Desk, organisation: Organisation, words: str, policy: str = "") -> Choice:
    """Clauses in force of that number, else those that hold all these words, else those nearest in meaning.

    `policy` is the short name of the only one that is looked through; empty, all are.
    """
    source = desk.source(organisation)
    wanted = " ".join(words.split()).rstrip(".").casefold()
    if source is None or not wanted:
        return Choice()
    units = [
        unit
        for edition in desk.editions(organisation)
        for unit in edition.units
        if policy in ("", unit.policy)
    ]
    found = list(_matching(units, wanted))
    if found:
        cited = [Cited(clause_id=each.id, document_id=each.document_id) for each in found[:MOST]]
        return Choice(quotes=source.alone(cited), more=len(found) > MOST)
    only = frozenset({policy} if policy else ())
    card = desk.ask(Question(text=words, organisation=organisation.short, statement=True, policies=only))
    return Choice(quotes=(card.quotes or card.nearest)[:MOST], near=True)


def _matching(units: Sequence[Clause], wanted: str) -> Iterator[Clause]:
    numbered = [each for each in units if (each.place or "").rstrip(".").casefold() == wanted]
    yield from numbered
    below = (f"{wanted} ", f"{wanted}(", f"{wanted}.")
    for each in units:
        place = (each.place or "").casefold()
        said = " ".join((*each.headings, each.text)).casefold()
        holds = all(word in said for word in wanted.split()) and not wanted.replace(".", "").isdigit()
        if each not in numbered and (place.startswith(below) or holds):
            yield each
