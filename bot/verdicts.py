"""Verdicts: whether an own question is answered as it must be, and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from bot import phrases as general
from bot import revision_phrases as phrases
from bot.answers import AnswerCard, Kind, Question, Quote
from bot.citing import Citing, Meant, named_as, place, where
from corpus.document import Value

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.people import Organisation
    from bot.question_files import OwnQuestion
    from corpus.revisions import Edition


class Asked(Value):
    """What came of one question: what it must be answered with, what it would be, and `why` that fails or has moved.

    `on` is the day from which that is so, where the revision takes effect later; `number` counts the questions of the
    file from 1. `organisation` is the short name of the one below whose question it is; empty for the own. `quotes` are
    what would be quoted, for whoever looks at it now; programs are not given them.
    """

    number: int
    question: str
    expected: str
    got: str
    passed: bool
    why: str = ""
    on: dt.date | None = None
    organisation: str = ""
    quotes: tuple[Quote, ...] = Field(default=(), exclude=True, repr=False)


@dataclass(frozen=True)
class View:
    """What an organisation's questions are held against: what its own policies would say, and what finds its clauses."""

    citing: Citing
    own: Edition
    on: dt.date | None = None

    def knows(self, question: OwnQuestion) -> bool:
        """Whether there is every clause that a question cites."""
        return all(self.citing.knows(each, self.own) for each in question.cite)

    def verdict(
        self, desk: Desk, organisation: Organisation, number: int, question: OwnQuestion, below: str = ""
    ) -> Asked:
        """What comes of a question where this organisation asks it at a desk; `below` is its short name, if it is below."""
        asked = Question(text=question.ask, organisation=organisation.short, asker=question.asker)
        card = desk.ask(asked)
        if question.cite:
            meant = [self.citing.meant(each, self.own) for each in question.cite]
            passed, why = _cites(meant, _shown(card, (self.own, *self.citing.holding.values())))
        elif question.silent:
            passed = card.kind is Kind.silent
            why = "" if passed else phrases.NOT_SILENT
        else:
            passed = card.pin is not None and question.pin in ("", card.pin.id)
            why = "" if passed else phrases.OTHER_PIN if card.pin else phrases.NOT_PINNED
        return Asked(
            number=number,
            question=question.ask,
            expected=question.expected,
            got=_got(card),
            passed=passed,
            why=why,
            on=self.on,
            organisation=below,
            quotes=card.quotes[: card.answering],
        )


def due(question: OwnQuestion, views: Sequence[View], view: View) -> bool:
    """Whether a question is asked of what would be in force; what only a later revision brings is asked of that alone."""
    known = [each.knows(question) for each in views]
    return not any(known) or known[views.index(view)]


def failure(asked: Asked, organisation: str = "") -> str:
    """The sentence that a question fails, without its words; `organisation` is the name of the one below that asks it."""
    subject = phrases.QUESTION_BELOW if organisation else phrases.QUESTION_OWN
    phrase = phrases.FAILS_ON if asked.on else phrases.FAILS
    return phrase.format(
        question=subject.format(organisation=organisation, number=asked.number),
        expected=asked.expected,
        why=asked.why,
        day=general.day(asked.on) if asked.on else "",
    )


def _cites(meant: Sequence[Meant], shown: frozenset[tuple[str, str]]) -> tuple[bool, str]:
    """Whether every clause is shown that must be, or one of those that say now what it said; and why not, or what moved."""
    missing = [each.why for each in meant if not each.clauses]
    if missing:
        return False, "; ".join(missing)
    absent = [
        each for each in meant if not any((unit.document_id, unit.id) in shown for unit in each.clauses)
    ]
    changes = [said for each in meant for said in each.changes]
    if absent:
        clauses = ", ".join(place(each.clauses[0], each.whose) for each in absent)
        return False, "; ".join([phrases.NOT_QUOTED.format(clauses=clauses), *changes])
    return True, "; ".join(changes)


def _shown(card: AnswerCard, editions: Sequence[Edition]) -> frozenset[tuple[str, str]]:
    """The units whose words a card shows as its answer: quoted, travelling, as a note, or on whom to tell.

    By the ids of document and unit.
    """
    shown: set[tuple[str, str]] = set()
    for quote in (*card.quotes, *((card.reporting,) if card.reporting else ())):
        edition = next((each for each in editions if quote.document_id in each.documents), None)
        for id in (quote.clause_id, *(note.clause_id for note in quote.notes)):
            clause = edition.clause(id) if edition else None
            if clause is not None:
                shown.add((clause.document_id, clause.part_of or clause.id))
    return frozenset(shown)


def _got(card: AnswerCard) -> str:
    """What a card answers with, in the words in which an expectation is written."""
    if card.kind is Kind.silent:
        return phrases.MUST_BE_SILENT
    quotes = ", ".join(map(_place, card.quotes))
    cites = phrases.MUST_CITE.format(clauses=quotes) if quotes else ""
    pinned = phrases.MUST_BE_PINNED.format(pin=card.pin.id) if card.pin else ""
    return ", ".join(each for each in (pinned, cites) if each)


def _place(quote: Quote) -> str:
    policy = named_as(quote.policy, quote.whose.short if quote.whose else "")
    return where(policy, quote.number, quote.words.text)
