"""Checking a revision before it is published: the organisation's own questions and its pins, against the candidate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import below, own_questions, question_files, rows
from bot import revision_phrases as phrases
from bot.citing import described
from bot.editions import edition
from bot.errors import BadQuestions
from bot.pins import Pin, PinState, foreseen
from bot.question_files import OwnQuestion, OwnQuestions
from bot.records import State
from bot.rehearsal import Rehearsal
from bot.verdicts import Asked, View, due, failure
from corpus.document import Value
from corpus.revisions import Edition

if TYPE_CHECKING:
    from bot.candidates import Candidate
    from bot.desk import Desk
    from bot.people import Organisation
    from index.snapshot import Snapshot

Progress = Callable[[int, int], None]


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

    `pins` are those that are served now or would be. `below` are the questions of the organisations below that cite this
    one's clauses; `failures` tells of those too. `warnings` are sentences on what could not be asked of them, or is no fault
    of this revision.
    """

    organisation: str
    passed: int = 0
    failures: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()
    pins: tuple[PinFate, ...] = ()
    below: tuple[Asked, ...] = ()
    warnings: tuple[str, ...] = ()

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

    They are asked too of what will be in force on the later days on which revisions take effect; and so are those questions
    of the organisations below that cite its clauses. `progress` is told how many of its own have been asked, and of how
    many. Raises BadQuestions where their file cannot be read.
    """
    organisation, old = candidate.organisation, candidate.old
    held = question_files.read(question_files.place(desk.settings.home, organisation.short))
    states = tuple(_states(desk, candidate, old))
    above = own_questions.above(desk, organisation)
    citing = own_questions.citing(desk.store, organisation, old, above, held)
    views = [View(citing, each.edition, each.on) for each in states]
    rehearsals = [_rehearsal(desk, organisation, each) for each in states]
    numbered = tuple(enumerate(held.questions, start=1))
    jobs = [
        (rehearsal, view, number, question)
        for rehearsal, view in zip(rehearsals, views, strict=True)
        for number, question in numbered
        if due(question, views, view)
    ]
    asked: list[Asked] = []
    for rehearsal, view, number, question in jobs:
        progress(len(asked), len(jobs))
        asked.append(view.verdict(rehearsal, organisation, number, question))
    progress(len(jobs), len(jobs))
    others = below.held(desk, organisation, rehearsals, views)
    return Checked(
        organisation=organisation.short,
        passed=sum(each.passed for each in asked),
        failures=(*(failure(each) for each in asked if not each.passed), *others.failures),
        questions=tuple(asked),
        pins=tuple(_fates(states, old, organisation.short)),
        below=others.rows,
        warnings=others.warnings,
    )


def stands(desk: Desk, organisation: Organisation, question: OwnQuestion) -> bool:
    """Whether a question is answered today as it must be."""
    own = desk.edition(organisation)
    above = own_questions.above(desk, organisation)
    citing = own_questions.citing(desk.store, organisation, own, above, OwnQuestions())
    return View(citing, own).verdict(desk, organisation, 1, question).passed


def loses(desk: Desk, organisation: Organisation, policy: str) -> tuple[str, ...]:
    """Sentences on what rests on a policy and would break without it: own questions and pins, of those below too."""
    short = organisation.short
    live = desk.store.publications.revisions(short, (State.published, State.scheduled))
    documents = {each.document_id for each in live if each.policy == policy}
    if not documents:
        return ()
    others = tuple(below.below(desk, organisation, policy))
    try:
        held = question_files.read(question_files.place(desk.settings.home, short))
    except BadQuestions:
        own = below.Below(organisation, fault=phrases.OWN_UNREAD.format(short=short))
    else:
        own = below.Below(organisation, held, tuple(below.cited(held, policy)))
    return (
        *(said for each in (own, *others) for said in _resting(each, each is own)),
        *_pins_resting(desk, organisation, documents),
    )


def _resting(one: below.Below, own: bool) -> Iterator[str]:
    """A sentence for each question of an organisation that rests on a policy."""
    if one.fault:
        yield one.fault
    for number, question in one.citing:
        subject = phrases.QUESTION_OWN if own else phrases.QUESTION_BELOW
        named = subject.format(organisation=one.organisation.name, number=number)
        yield phrases.QUESTION_RESTS.format(question=named, words=question.ask)


def _pins_resting(desk: Desk, organisation: Organisation, documents: Iterable[str]) -> Iterator[str]:
    """A sentence for each pin that is served and rests on one of these documents, of those below too."""
    wanted = frozenset(documents)
    for each in desk.store.organisations():
        if organisation.short not in {one.short for one in each.levels}:
            continue
        whose = "" if each.short == organisation.short else phrases.OF_ANOTHER.format(organisation=each.name)
        for pin in desk.pins.all(each.short, (PinState.active,)):
            if any(one.document_id in wanted for one in pin.clauses):
                words = next(iter(pin.phrasings), "")
                yield phrases.PIN_RESTS.format(id=pin.id, words=words, whose=whose)


def _states(desk: Desk, candidate: Candidate, old: Edition) -> Iterator[_State]:
    """What would be in force at once, and on each later day on which something changes."""
    coming = ((each.snapshot, each.day) for each in candidate.coming)
    for snapshot, day in ((candidate.snapshot, None), *coming):
        new = edition(snapshot)
        yield _State(snapshot, new, _pins(desk, candidate.organisation, old, new), day)


def _rehearsal(desk: Desk, organisation: Organisation, state: _State) -> Rehearsal:
    pins = [after for _, after in state.pins]
    return Rehearsal(desk, organisation, state.snapshot, pins, state.on or desk.today())


def _pins(desk: Desk, organisation: Organisation, old: Edition, new: Edition) -> tuple[tuple[Pin, Pin], ...]:
    with desk.store.database.reading() as connection:
        row = rows.found(connection, organisation.short)
        return foreseen(connection, row.id, old, new, dt.datetime.now(dt.UTC))


def _fates(states: Sequence[_State], old: Edition, organisation: str) -> Iterator[PinFate]:
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
                    why="" if then else _why(before, old, state.edition, organisation),
                    on=state.on,
                )
            known[before.id] = then


def _why(pin: Pin, old: Edition, new: Edition, organisation: str) -> str:
    """What becomes of the clauses that a pin rests on."""
    found = [clause for each in pin.clauses if (clause := old.clause(each.clause_id))]
    whose = "" if pin.organisation == organisation else organisation
    said = (described(each, old, new, whose) for each in found)
    return "; ".join(each for each in said if each) or phrases.PIN_WITHOUT_WORDS
