"""What became of a clause in the next revision of its policy: told by its words, not by its number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from corpus.document import Clause, Document, Value

ALIKE = 60.0
"""How alike two clauses' words are (RapidFuzz's ratio, 0 to 100) from which on one is a rewording of the other."""

PART = 24
"""Characters from which on a clause found inside another one is part of it, and no chance."""

_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00ad": ""})
_NUMBER = r"\d+(?:\.\d+)*(?:\([a-z0-9]+\))*\*?"
_REFERENCE = re.compile(
    r"(?<=\b)((?:rule|clause|section|paragraph|para|part|point|item|appendix|annex|see)s?\s+)"
    rf"{_NUMBER}(?:\s*(?:,|and|or|to|-)\s*{_NUMBER})*",
    re.IGNORECASE,
)
"""A reference to other clauses by their numbers; any other number says something."""

LEADING_NUMBER = re.compile(
    rf"^(?:section\s+|part\s+|appendix\s+)?(?:{_NUMBER}|[a-z][.)])[.:)]?\s+", re.IGNORECASE
)


class Change(StrEnum):
    """What happened to a clause, or to what a policy says about itself, between two revisions."""

    unchanged = "unchanged"
    renumbered = "renumbered"
    moved = "moved"
    reworded = "reworded"
    force_changed = "force changed"
    audience_changed = "audience changed"
    notes_changed = "notes changed"
    split_up = "split"
    merged = "merged"
    removed = "removed"
    added = "added"
    details_changed = "details changed"


KEPT = frozenset({Change.unchanged, Change.renumbered, Change.moved})
"""The changes that leave a clause's words, force and audience as they were, and what changes it."""


class Became(Value):
    """What became of a clause, and the ids of the clauses that now say what it said; none where it was removed."""

    change: Change
    now: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether it still says the same, as strongly, to the same people."""
        return self.change in KEPT


def words(text: str) -> str:
    """The words of a text as they are compared: white space and the look of quotation marks and dashes are no matter."""
    return " ".join(text.translate(_MARKS).split())


K = TypeVar("K")
V = TypeVar("V")


class Lazily(Mapping[K, V]):
    """A mapping of known keys whose values are made when they are first asked for."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Edition:
    """The printed units of an organisation's policies at one time, found by what they say.

    `documents` are the revisions by their ids, `units` gives the printed units of a policy by its short name, and `find` the clause
    of an id or None. What is never asked for is never looked at.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        units: Mapping[str, Sequence[Clause]],
        find: Callable[[str], Clause | None],
    ) -> None:
        self.documents = documents
        self._units = units
        self.clause = find
        self.by_policy = Lazily(units, self._worded)
        self._identities = Lazily(units, self._identified)
        self._headings = Lazily(units, lambda policy: frozenset(map(heading, units[policy])))

    @classmethod
    def of(
        cls, documents: Sequence[Document], units: Sequence[Clause], clauses: Mapping[str, Clause]
    ) -> Edition:
        """The edition of these documents, their printed units, and all their clauses by their ids."""
        theirs: dict[str, list[Clause]] = {document.policy: [] for document in documents}
        for unit in units:
            theirs.setdefault(unit.policy, []).append(unit)
        return cls({document.id: document for document in documents}, theirs, clauses.get)

    @property
    def units(self) -> tuple[Clause, ...]:
        """All printed units; reading them takes its time where there are many."""
        return tuple(chain.from_iterable(self._units.values()))

    def units_of(self, policy: str) -> Sequence[Clause]:
        """The printed units of one policy; none where it is not in here."""
        return self._units.get(policy, ())

    def saying(self, identity: str, policy: str) -> tuple[Clause, ...]:
        """The units of a policy that say exactly this; `identity` as the method of that name gives it."""
        return self._identities[policy].get(identity, ()) if policy in self._identities else ()

    def has_heading(self, policy: str, words: str) -> bool:
        """Whether anything in a policy stands under an innermost heading of these words."""
        return policy in self._headings and words in self._headings[policy]

    def _worded(self, policy: str) -> tuple[tuple[Clause, str], ...]:
        """The units of a policy and their words as they are compared."""
        return tuple((unit, words(unit.text)) for unit in self._units[policy])

    def _identified(self, policy: str) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, tuple[Clause, ...]] = {}
        for unit in self._units[policy]:
            key = self.identity(unit)
            found[key] = (*found.get(key, ()), unit)
        return found

    def identity(self, clause: Clause) -> str:
        """SHA-256 of all that a clause says: its lead-ins, its words, its force and whom it speaks to."""
        said = (*self._leads(clause), words(clause.text), clause.force, *sorted(clause.audience))
        return hashlib.sha256("\0".join(said).encode()).hexdigest()

    def binding(self, clause: Clause) -> str:
        """SHA-256 of what goes with a clause: notes, exceptions, rules that it changes or refers to, and definitions.

        The numbers by which these refer to other clauses are no matter.
        """
        said = set()
        for link in clause.links:
            other = self.clause(link.clause_id)
            if other is not None:
                text = _REFERENCE.sub(r"\1#", " ".join((*self._leads(other), words(other.text))))
                said.add(f"{link.kind}\0{text}\0{other.force}")
        return hashlib.sha256("\0\0".join(sorted(said)).encode()).hexdigest()

    def lead_words(self, clause: Clause) -> tuple[str, ...]:
        """The lead-ins that a clause hangs on, outermost first, as they are printed."""
        if not clause.lead:
            return ()
        text = self.documents[clause.document_id].text
        return tuple(span.of(text) for span in clause.lead)

    def _leads(self, clause: Clause) -> tuple[str, ...]:
        return tuple(words(each) for each in self.lead_words(clause))


def became(clause: Clause, old: Edition, new: Edition) -> Became:
    """What became of a printed unit of the old edition in the new one.

    Told by what it says, wherever it stands; where several units say the same, by where it stood.
    """
    now = _same(clause, old, new)
    if now is not None:
        bound = new.binding(now) == old.binding(clause)
        # What stands under a heading that has got other words may mean something else.
        renamed = heading(now) != heading(clause) and not new.has_heading(clause.policy, heading(clause))
        kept = bound and not renamed
        return Became(change=_place(clause, now) if kept else Change.notes_changed, now=(now.id,))
    there = new.by_policy.get(clause.policy, ())
    said = words(clause.text)
    for unit, text in sorted(there, key=lambda each: _far(clause, each[0])):
        if text == said:
            return Became(change=_besides(clause, unit), now=(unit.id,))
    return _altered(clause, said, old, there)


def heading(clause: Clause) -> str:
    """The words of the innermost heading that a clause stands under, without its number."""
    return words(LEADING_NUMBER.sub("", clause.headings[-1])).casefold() if clause.headings else ""


def _same(clause: Clause, old: Edition, new: Edition) -> Clause | None:
    """The unit of the same policy that says the same now; each of several is one clause's only, the nearest first."""
    identity = old.identity(clause)
    mine = new.saying(identity, clause.policy)
    before = old.saying(identity, clause.policy) or (clause,)
    pairs = sorted((_far(one, other), one.id, other.id) for one in before for other in mine)
    taken: dict[str, str] = {}
    for _, one, other in pairs:
        if one not in taken and other not in taken.values():
            taken[one] = other
    return next((each for each in mine if each.id == taken.get(clause.id)), None)


def _altered(clause: Clause, said: str, old: Edition, there: Sequence[tuple[Clause, str]]) -> Became:
    """What became of a clause whose words are nowhere any more."""
    from rapidfuzz import fuzz, process  # what only answers has no use for it

    before = {text for _, text in old.by_policy.get(clause.policy, ())}
    fresh = [(unit, text) for unit, text in there if text not in before]
    parts = [unit for unit, text in fresh if len(text) >= PART and _within(text, said)]
    if len(parts) > 1:
        return Became(change=Change.split_up, now=tuple(unit.id for unit in parts))
    for unit, text in fresh:
        if len(said) >= PART and _within(said, text) and _others_within(text, said, before):
            return Became(change=Change.merged, now=(unit.id,))
    # A clause that kept its number is likelier the same one than another that reads a little more alike.
    near = process.extract(said, [text for _, text in fresh], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
    if not near:
        return Became(change=Change.removed)
    best = max(near, key=lambda each: each[1] + (10 if fresh[each[2]][0].place == clause.place else 0))
    unit = fresh[best[2]][0]
    other = unit.force is not clause.force
    return Became(change=Change.force_changed if other else Change.reworded, now=(unit.id,))


def _besides(old: Clause, new: Clause) -> Change:
    """What has changed of a clause whose own words have not: its force, its audience, or its lead-in."""
    if old.force is not new.force:
        return Change.force_changed
    return Change.reworded if set(old.audience) == set(new.audience) else Change.audience_changed


def _within(part: str, whole: str) -> bool:
    """Whether a text stands within another, but for its capital and its full stop."""
    return part.rstrip(".;, ").casefold() in whole.casefold()


def _others_within(text: str, said: str, before: set[str]) -> bool:
    return any(len(each) >= PART and each != said and _within(each, text) for each in before)


def _place(old: Clause, new: Clause) -> Change:
    if (old.policy, old.headings) != (new.policy, new.headings):
        return Change.moved
    return Change.unchanged if old.place == new.place else Change.renumbered


def _far(old: Clause, new: Clause) -> tuple[bool, bool, bool, int]:
    """How far apart two clauses stand: in policy, headings, number and text."""
    apart = abs(old.span.start - new.span.start)
    return (old.policy != new.policy, old.headings != new.headings, old.place != new.place, apart)
