"""Answers of an organisation whose policies are not the only ones that hold there: its own first, then those above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from bot import phrases
from bot.answering import NEAREST, Source
from bot.answers import AnswerCard, Cited, Conflict, Quote, Whose
from bot.differing import differ
from bot.finding import FURTHER, Findings, Spelt
from bot.people import Organisation, Role
from bot.pins import Pin
from bot.store import Store
from corpus.document import Audience, Force

if TYPE_CHECKING:
    from index.snapshot import Snapshot

BESIDE = 2
"""Clauses of the levels above that are quoted beside those of the level that answers; one of each before a second."""


@dataclass(frozen=True, slots=True)
class Levels(Source):
    """Where one answer comes from that several organisations' policies may give: their `sources`, the nearest first.

    `organisation` is the asker's own, and `snapshot` that of the nearest level that has published anything.
    """

    sources: tuple[Source, ...] = ()

    @property
    def levels(self) -> tuple[Source, ...]:
        """The sources of all organisations whose policies hold here, the nearest first."""
        return self.sources

    def answer(
        self,
        card: AnswerCard,
        turns: Sequence[str],
        line: float,
        most: int,
        loosely: bool = True,
        policies: frozenset[str] = frozenset(),
    ) -> AnswerCard:
        """Fill a card with what the nearest level answers, and beside it with what those above say on the same matter.

        It is silent only where every level is.
        """
        found = [
            (each, each.findings(card.asker, turns, line, most, loosely, policies)) for each in self.sources
        ]
        governing = [each for each in found if each[1].governing]
        # What a level above says to the asker goes before what the nearest one says to others.
        chosen = [each for each in governing if not each[1].addressed_to] or governing[:1]
        if not chosen:
            return self._silent(card, found, loosely)
        source, nearest = chosen[0]
        answered = source.filled(card, nearest, most, loosely)
        return _joined([(source, answered), *_beside(answered, chosen[1:])])

    def _silent(
        self, card: AnswerCard, found: Sequence[tuple[Source, Findings]], loosely: bool
    ) -> AnswerCard:
        """Leave a card silent, with the clauses that came nearest, the asker's own organisation's first."""
        change: dict[str, object] = {"score": max(each.score for _, each in found)}
        if not loosely:
            return card.model_copy(update={**change, "remark": phrases.ASK_APART})
        filled = (source.filled(card, findings, NEAREST).nearest for source, findings in found)
        change["nearest"] = tuple(quote for some in filled for quote in some)[:NEAREST]
        change["remark"] = phrases.NOTHING_GOVERNS.format(organisation=self.organisation.name)
        return card.model_copy(update=change)

    def again(
        self, card: AnswerCard, clauses: Sequence[Cited], addressed_to: tuple[Audience, ...]
    ) -> AnswerCard | None:
        """Fill a card with the clauses that answered once before, each from its own level; None where one is not in force."""
        if not clauses or not self.holds(clauses):
            return None
        parts = [(each, each.again(card, mine, addressed_to)) for each, mine in self._parted(clauses)]
        return _joined([(source, again) for source, again in parts if again is not None])

    def serves(self, pin: Pin, asker: Role, policies: frozenset[str]) -> bool:
        """Whether a pin's clauses are in force, each at its level, and may all be quoted to this role."""
        if not self.holds(pin.clauses):
            return False
        return all(source.serves(part, asker, policies) for source, part in self._parts(pin))

    def vouched(self, card: AnswerCard, pin: Pin, score: float) -> AnswerCard:
        """Fill a card with a pin that serves, its clauses each from its own level."""
        return _joined([(source, source.vouched(card, part, score)) for source, part in self._parts(pin)])

    def whole(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force, with everything that travels with them, level by level."""
        return tuple(chain.from_iterable(each.whole(mine) for each, mine in self._parted(clauses)))

    def alone(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force one by one, each with its notes and nothing that travels, level by level."""
        return tuple(chain.from_iterable(each.alone(mine) for each, mine in self._parted(clauses)))

    def around(self, clauses: Sequence[Cited]) -> tuple[Quote, ...]:
        """Quote clauses that are in force between their neighbours, level by level."""
        return tuple(chain.from_iterable(each.around(mine) for each, mine in self._parted(clauses)))

    def holds(self, clauses: Sequence[Cited]) -> bool:
        """Whether all these clauses are in force at some level, each in the revision in which it was cited."""
        return all(self._level(each) is not None for each in clauses)

    def _level(self, cited: Cited) -> Source | None:
        """The nearest level at which a clause is in force; None where it is at none."""
        return next((each for each in self.sources if each.holds((cited,))), None)

    def _parted(self, clauses: Sequence[Cited]) -> list[tuple[Source, tuple[Cited, ...]]]:
        """The clauses of each level that has any of them."""
        named = [(each, self._level(each)) for each in clauses]
        parts = ((source, tuple(each for each, of in named if of is source)) for source in self.sources)
        return [(source, mine) for source, mine in parts if mine]

    def _parts(self, pin: Pin) -> list[tuple[Source, Pin]]:
        """A pin as each level knows it that it rests on; one that rests on nothing is the nearest level's."""
        parts = [
            (source, tuple(each for each in pin.rests if each.cited in mine))
            for source, mine in self._parted(pin.clauses)
        ]
        return [
            (source, pin.model_copy(update={"rests": rests}))
            for source, rests in parts or [(self.sources[0], ())]
        ]


def source(
    store: Store,
    organisation: Organisation,
    snapshots: Sequence[Snapshot | None],
    spelt: Spelt,
    today: dt.date,
) -> Source | None:
    """What answers for an organisation from the snapshots of its levels; None where none has published anything."""
    levels = zip(organisation.levels, snapshots, strict=True)
    sources = tuple(
        Source(store, each, snapshot, spelt, today, None if each is organisation else whose(each))
        for each, snapshot in levels
        if snapshot is not None
    )
    if not organisation.above or not sources:
        return sources[0] if sources else None
    return Levels(store, organisation, sources[0].snapshot, spelt, today, None, sources)


def whose(organisation: Organisation) -> Whose:
    """Whose a policy is, as a quote of it says."""
    return Whose(short=organisation.short, name=organisation.name, for_all=organisation.for_all)


def _beside(card: AnswerCard, others: Sequence[tuple[Source, Findings]]) -> list[tuple[Source, AnswerCard]]:
    """What is quoted of the levels above beside an answer; what says the very same as a quote is not said again."""
    shown = {_said(each) for each in (card.reporting, *card.quotes) if each is not None}
    fresh = []
    for source, found in others:
        hits = tuple(hit for hit in found.governing if _says(source, hit.clause_id) not in shown)
        if hits:
            fresh.append((source, replace(found, governing=hits)))
    shares = [0] * len(fresh)
    for turn in range(BESIDE):
        for place, (_, found) in enumerate(fresh):
            shares[place] += sum(shares) < BESIDE and len(found.governing) > turn
    return [
        (source, source.filled(card, found, share))
        for (source, found), share in zip(fresh, shares, strict=True)
        if share
    ]


def _says(source: Source, clause_id: str) -> tuple[str, Force]:
    """What a clause says, its lead-ins included, and how strongly."""
    clause = source.snapshot.clause(clause_id)
    text = source.snapshot.document(clause.document_id).text
    return " ".join(" ".join([*(span.of(text) for span in clause.lead), clause.text]).split()), clause.force


def _said(quote: Quote) -> tuple[str, Force]:
    """What a quote says, as `_says` gives it."""
    words = [*(each.text for each in quote.lead), quote.words.text]
    return " ".join(" ".join(words).split()), quote.force


def _joined(parts: Sequence[tuple[Source, AnswerCard]]) -> AnswerCard:
    """One card of those of several levels: what answers of each first, then what travels with it."""
    cards = [each for _, each in parts]
    card, *others = cards
    if not others:
        return card
    answering = tuple(chain.from_iterable(each.quotes[: each.answering] for each in cards))
    shown = {each.cited for each in answering}
    travelling = tuple(chain.from_iterable(each.quotes[each.answering :] for each in cards))
    further = tuple(chain.from_iterable(each.further for each in others))
    change = {
        "quotes": (*answering, *(each for each in travelling if each.cited not in shown)),
        "answering": len(answering),
        "further": (*card.further, *further[: max(0, FURTHER - len(card.further))]),
        "conflicts": (*chain.from_iterable(each.conflicts for each in cards), *_apart(parts)),
    }
    return AnswerCard.model_validate({**dict(card), **change})


def _apart(parts: Sequence[tuple[Source, AnswerCard]]) -> Iterator[Conflict]:
    """The pairs of clauses that answer at different levels and differ in force on the same matter."""
    for (one, mine), (other, theirs) in combinations(parts, 2):
        for first, second in product(mine.quotes[: mine.answering], theirs.quotes[: theirs.answering]):
            if differ(one.snapshot, first.clause_id, other.snapshot, second.clause_id):
                yield Conflict(
                    first=first.clause_id,
                    second=second.clause_id,
                    first_of=first.document_id,
                    second_of=second.document_id,
                )
