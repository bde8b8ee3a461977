"""Checking a revision before it is published: the organisation's own questions and its pins, against the candidate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import own_questions, question_files, rows
from bot import phrases as general
from bot import revision_phrases as phrases
from bot.answers import AnswerCard, Kind, Question, Quote
from bot.citing import Citing, Meant, described, place, where
from bot.editions import edition
from bot.pins import Pin, PinState, foreseen
from bot.question_files import OwnQuestion, OwnQuestions
from bot.rehearsal import Rehearsal
from corpus.document import Value
from corpus.revisions import Edition

if TYPE_CHECKING:
    from bot.candidates import Candidate
    from bot.desk import Desk
    from bot.people import Organisation
    from index.snapshot import Snapshot

Progress = Callable[[int, int], None]


class Asked(Value):
    """What came of one question: what it must be answered with, what it would be, and `why` that fails or has moved.

    `on` is the day from which that is so, where the revision takes effect later; `number` counts the questions of the
    file from 1.
    """

    number: int
    question: str
    expected: str
    got: str
    passed: bool
    why: str = ""
    on: dt.date | None = None


class PinFate(Value):
    """What would become of a pin: whether it is served now, and would be; and `why` not, without any words of its own."""

    id: str
    organisation: str
    question: str
    served: bool
    would_be_served: bool
    why: str = ""
    on: dt.date | None = None


class Checked(Value):
    """What a check found: a sentence for each question that fails, without its words; how many passed; and each one.

    `pins` are those that are served now or would be.
    """

    organisation: str
    passed: int = 0
    failures: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()
    pins: tuple[PinFate, ...] = ()

    @property
    def suspended(self) -> tuple[PinFate, ...]:
        """The pins that the publication would suspend."""
        return tuple(each for each in self.pins if each.served and not each.would_be_served)


@dataclass(frozen=True)
class _State:
    """What would be in force: at once, or `on` a later day; and the pins, each as it is and as it would be."""

    snapshot: Snapshot | None
    edition: Edition
    pins: tuple[tuple[Pin, Pin], ...]
    on: dt.date | None = None


def quiet(_done: int, _of: int) -> None:
    """Show no progress."""


def check(desk: Desk, candidate: Candidate, progress: Progress = quiet) -> Checked:
    """Ask the organisation's own questions of the candidate, and see what becomes of its pins.

    They are asked too of what will be in force on the later days on which revisions take effect. `progress` is told how
    many have been asked, and of how many. Raises BadQuestions where their file cannot be read.
    """
    organisation, old = candidate.organisation, candidate.old
    held = question_files.read(question_files.place(desk.settings.home, organisation.short))
    states = tuple(_states(desk, candidate, old))
    above = own_questions.above(desk, organisation)
    citing = own_questions.citing(desk.store, organisation, old, above, held)
    asked: list[Asked] = []
    numbered = tuple(enumerate(held.questions, start=1))
    due = [[each for each in numbered if _due(each[1], citing, states, state)] for state in states]
    most = sum(map(len, due))
    for state, questions in zip(states, due, strict=True):
        pins = [after for _, after in state.pins if after.organisation == organisation.short]
        rehearsal = Rehearsal(desk, organisation, state.snapshot, pins, state.on or desk.today())
        for number, question in questions:
            progress(len(asked), most)
            asked.append(_asked(rehearsal, organisation, citing, state, number, question))
    progress(most, most)
    return Checked(
        organisation=organisation.short,
        passed=sum(each.passed for each in asked),
        failures=tuple(_failure(each) for each in asked if not each.passed),
        questions=tuple(asked),
        pins=tuple(_fates(states, old)),
    )


def stands(desk: Desk, organisation: Organisation, question: OwnQuestion) -> bool:
    """Whether a question is answered today as it must be."""
    own = desk.edition(organisation)
    above = own_questions.above(desk, organisation)
    citing = own_questions.citing(desk.store, organisation, own, above, OwnQuestions())
    state = _State(desk.snapshot(organisation), own, ())
    return _asked(desk, organisation, citing, state, 1, question).passed


def _states(desk: Desk, candidate: Candidate, old: Edition) -> Iterator[_State]:
    """What would be in force at once, and on each later day on which something changes."""
    coming = ((each.snapshot, each.day) for each in candidate.coming)
    for snapshot, day in ((candidate.snapshot, None), *coming):
        new = edition(snapshot)
        yield _State(snapshot, new, _pins(desk, candidate.organisation, old, new), day)


def _due(question: OwnQuestion, citing: Citing, states: Sequence[_State], state: _State) -> bool:
    """Whether a question is asked of what would be in force; what only a later revision brings is asked of that alone."""
    known = [all(citing.knows(each, one.edition) for each in question.cite) for one in states]
    return not any(known) or known[states.index(state)]


def _pins(desk: Desk, organisation: Organisation, old: Edition, new: Edition) -> tuple[tuple[Pin, Pin], ...]:
    with desk.store.database.reading() as connection:
        row = rows.found(connection, organisation.short)
        return foreseen(connection, row.id, old, new, dt.datetime.now(dt.UTC))


def _asked(
    desk: Desk,
    organisation: Organisation,
    citing: Citing,
    state: _State,
    number: int,
    question: OwnQuestion,
) -> Asked:
    asked = Question(text=question.ask, organisation=organisation.short, asker=question.asker)
    card = desk.ask(asked)
    if question.cite:
        meant = [citing.meant(each, state.edition) for each in question.cite]
        passed, why = _cites(meant, _shown(card, (state.edition, *citing.above.values())))
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
        on=state.on,
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
        clauses = ", ".join(place(each.clauses[0]) for each in absent)
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
    policy = f"{quote.whose.short}/{quote.policy}" if quote.whose else quote.policy
    return where(policy, quote.number, quote.words.text)


def _failure(asked: Asked) -> str:
    phrase = phrases.FAILS_ON if asked.on else phrases.FAILS
    day = general.day(asked.on) if asked.on else ""
    return phrase.format(number=asked.number, expected=asked.expected, why=asked.why, day=day)


def _fates(states: Sequence[_State], old: Edition) -> Iterator[PinFate]:
    """What becomes of each pin at once, and of those that a later day changes, on that day."""
    known: dict[str, bool] = {}
    for state in states:
        for before, after in state.pins:
            now = known.get(before.id, before.state is PinState.active)
            then = after.state is PinState.active
            if (state.on is None and (now or then)) or (state.on and now is not then):
                yield PinFate(
                    id=before.id,
                    organisation=before.organisation,
                    question=next(iter(before.phrasings), ""),
                    served=now,
                    would_be_served=then,
                    why="" if then else _why(before, old, state.edition),
                    on=state.on,
                )
            known[before.id] = then


def _why(pin: Pin, old: Edition, new: Edition) -> str:
    """What becomes of the clauses that a pin rests on."""
    found = [clause for each in pin.clauses if (clause := old.clause(each.clause_id))]
    said = (described(each, old, new) for each in found)
    return "; ".join(each for each in said if each) or phrases.PIN_WITHOUT_WORDS
