"""Where clauses stand in what is in force now: those that answers cited, and those that figures counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answers import Cited, Kind
from bot.editions import edition, edition_of
from bot.history import Given
from bot.people import Organisation
from bot.tallies import Counted, Tally
from corpus.document import Clause, Document, Value
from corpus.revisions import Edition, became

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.snapshot import Snapshot

FIRST_WORDS = 10
"""Words that a clause is recognised by in a list, and as many of its lead-in."""

NEAREST = 3
"""Clauses named beside a group of questions."""


class Standing(Value):
    """Where a clause that is in force stands: its policy, number as printed and headings, and its first words."""

    policy: str
    title: str
    number: str | None
    headings: tuple[str, ...]
    clause_id: str
    first_words: str

    @property
    def section(self) -> str:
        """The outermost heading that is not the policy's own title; empty where there is none."""
        own = [each for each in self.headings if each.casefold() != self.title.casefold()]
        return " ".join(own[0].split()) if own else ""

    @property
    def place(self) -> str:
        """Its number, else its first words in quotation marks."""
        return self.number or f"“{self.first_words}”"


class Often(Value):
    """A clause and how often; `also` are the numbers of clauses of the same policy that say the same."""

    stands: Standing
    times: int
    also: tuple[str, ...] = ()


class Unquoted(Value):
    """The clauses of one policy in force that were never quoted, out of how many."""

    policy: str
    title: str
    of: int
    clauses: tuple[Standing, ...]


class Stands:
    """Finds where clauses stand that an answer cited or a figure counted, in what is in force now."""

    def __init__(self, desk: Desk, organisation: Organisation) -> None:
        self._desk = desk
        self._organisation = organisation
        self._snapshot: Snapshot | None = desk.snapshot(organisation)
        self._now: dict[Cited, Clause | None] = {}
        self._old: dict[str, Edition | None] = {}

    @property
    def documents(self) -> tuple[Document, ...]:
        """The policies in force."""
        return self._snapshot.documents if self._snapshot else ()

    def units(self, policy: str) -> tuple[Clause, ...]:
        """The printed units of one policy in force."""
        return tuple(each for each in self._snapshot.units if each.policy == policy) if self._snapshot else ()

    def of(self, clause: Clause) -> Standing:
        """Where a clause in force stands."""
        assert self._snapshot is not None
        document = self._snapshot.document(clause.document_id)
        return Standing(
            policy=clause.policy,
            title=document.details.title or document.policy,
            number=clause.place,
            headings=clause.headings,
            clause_id=clause.id,
            first_words=_recognised(clause, document),
        )

    def goes_with(self, clause: Clause) -> tuple[Standing, ...]:
        """Where the clauses stand that change this one, or that it leans on."""
        if self._snapshot is None:
            return ()
        return tuple(self.of(self._snapshot.clause(each)) for each in clause.notes if each in self._snapshot)

    def now(self, cited: Cited) -> Clause | None:
        """The clause in force that says what a cited one said, or the nearest to it; None where nothing does."""
        if cited not in self._now:
            self._now[cited] = self._found(cited)
        return self._now[cited]

    def _found(self, cited: Cited) -> Clause | None:
        snapshot = self._snapshot
        if snapshot is None:
            return None
        if cited.clause_id in snapshot and snapshot.clause(cited.clause_id).document_id == cited.document_id:
            return snapshot.clause(cited.clause_id)
        old = self._edition(cited.document_id)
        clause = old.clause(cited.clause_id) if old else None
        now = became(clause, old, self._current).now if old and clause and self._current else ()
        return snapshot.clause(now[0]) if now else None

    def _edition(self, document_id: str) -> Edition | None:
        """What an earlier revision said; None where it is not stored."""
        if document_id not in self._old:
            document = self._desk.store.document(document_id, self._organisation.short)
            self._old[document_id] = edition_of([document]) if document else None
        return self._old[document_id]

    @cached_property
    def _current(self) -> Edition | None:
        return edition(self._snapshot) if self._snapshot else None

    def nearest(self, group: Sequence[Given]) -> tuple[Often, ...]:
        """The clauses that were shown with most of these answers: those that answered, or that came next to silence."""
        times: Counter[str] = Counter()
        weight: Counter[str] = Counter()
        met: dict[str, Clause] = {}
        for given in group:
            shown = (given.further if given.kind is Kind.silent else given.clauses)[:NEAREST]
            here = [clause for clause in map(self.now, shown) if clause is not None]
            for rank, clause in enumerate({each.id: each for each in here}.values(), 1):
                met[clause.id] = clause
                times[clause.id] += 1
                weight[clause.id] += 60 // rank
        best = sorted(met, key=lambda id: -weight[id])[:NEAREST]
        return tuple(Often(stands=self.of(met[id]), times=times[id]) for id in best)

    def most_quoted(self, counted: Iterable[Tally]) -> tuple[tuple[Often, ...], int]:
        """The clauses in force that were quoted, most often first, and how often words were that are not any more."""
        times = quoted(counted)
        found = []
        for document in self.documents:
            same: dict[str, list[Clause]] = defaultdict(list)
            for unit in self.units(document.policy):
                same[unit.fingerprint].append(unit)
            for fingerprint, (unit, *others) in same.items():
                number = times.pop((document.policy, fingerprint), 0)
                if number > 0:
                    also = tuple(each.place for each in others if each.place)
                    found.append(Often(stands=self.of(unit), times=number, also=also))
        return tuple(sorted(found, key=lambda each: -each.times)), sum(times.values())

    def never_quoted(self, ever: Iterable[Tally]) -> tuple[Unquoted, ...]:
        """The clauses in force of each policy that no answer has quoted with these words."""
        times = quoted(ever)
        found = []
        for document in self.documents:
            units = self.units(document.policy)
            never = [each for each in units if times[document.policy, each.fingerprint] <= 0]
            found.append(
                Unquoted(
                    policy=document.policy,
                    title=document.details.title or document.policy,
                    of=len(units),
                    clauses=tuple(self.of(each) for each in never),
                )
            )
        return tuple(found)


def quoted(counted: Iterable[Tally]) -> Counter[tuple[str, str]]:
    """How often each clause was quoted, by policy and fingerprint."""
    times: Counter[tuple[str, str]] = Counter()
    for each in counted:
        if each.kind is Counted.clause:
            times[each.policy, each.clause] += each.times
    return times


def _recognised(clause: Clause, document: Document) -> str:
    """The first words of a clause behind those of its lead-in; a row of a table without the heads of its columns."""
    leads = [] if clause.number and "|" in clause.number else clause.lead[-1:]
    return " ".join([*(first_words(span.of(document.text)) for span in leads), first_words(clause.text)])


def first_words(text: str) -> str:
    """The first words of a text."""
    words = text.split()
    return " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")
