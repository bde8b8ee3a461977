"""What an organisation could ask for of its revisions: from what leads vouch for, and from answers that helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot import revision_phrases as phrases
from bot.answers import Kind
from bot.checking import stands
from bot.conversations import plain
from bot.history import History
from bot.own_questions import editions, names, questions
from bot.pins import PinState
from bot.question_files import OwnQuestion
from corpus.document import Value

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.people import Organisation

ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Before the first answer."""


class Proposal(Value):
    """A question that could be kept, and where it is from."""

    question: OwnQuestion
    source: str


def proposals(desk: Desk, organisation: Organisation) -> tuple[Proposal, ...]:
    """What could be kept and is not yet, always in the same order: pins, the oldest first, then answers that helped.

    Every question of a pin, which must be pinned, and its first with the clauses that it quotes, too; and every question
    whose words are still kept and whose answer somebody marked as helpful, where it is answered so by itself today.
    Raises BadQuestions.
    """
    known = {_key(each) for each in questions(desk, organisation).questions}
    found: list[Proposal] = []
    for each in (*_of_pins(desk, organisation), *_of_answers(desk, organisation)):
        if _key(each.question) not in known:
            known.add(_key(each.question))
            found.append(each)
    return tuple(found)


def _key(question: OwnQuestion) -> tuple[str, str, str]:
    # Whoever asks for the same question to be quoted from elsewhere has thought of it already.
    kind = "cite" if question.cite else "silent" if question.silent else "pinned"
    return plain(question.ask), kind, question.asker


def _of_pins(desk: Desk, organisation: Organisation) -> Iterator[Proposal]:
    standing = editions(desk, organisation)
    for pin in desk.pins.all(organisation.short, (PinState.active,)):
        for place, phrasing in enumerate(pin.phrasings):
            yield Proposal(question=OwnQuestion(ask=phrasing, pinned=True), source=phrases.FROM_PIN)
            cites = names(standing, pin.clauses)
            if place == 0 and cites:
                yield Proposal(question=OwnQuestion(ask=phrasing, cite=cites), source=phrases.FROM_PIN)


def _of_answers(desk: Desk, organisation: Organisation) -> Iterator[Proposal]:
    history = History(desk.store.database)
    given = [each for each in history.since(organisation.short, ALWAYS) if each.text and each.clauses]
    rated = history.feedback(each.id for each in given)
    standing = editions(desk, organisation)
    for each in given:
        helpful, _ = rated.get(each.id, (False, None))
        cites = names(standing, each.clauses)
        if not (helpful and cites and each.text and each.kind is Kind.quoted):
            continue
        question = OwnQuestion(ask=" ".join(each.text.split()), asker=each.asker, cite=cites)
        # One that followed up others is not answered so by itself.
        if stands(desk, organisation, question):
            yield Proposal(question=question, source=phrases.FROM_ANSWER)
